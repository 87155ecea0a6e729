//! Words that the formats share.

use std::fmt::Write as _;

use backend_api::{LatestBackup, Mode, PostureCluster, PostureReport, Severity};
use cloudhsm_api::ClusterState;

/// A severity as people read it.
pub(super) fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Bad => "Problem",
        Severity::Warn => "Warning",
        Severity::ToDo => "To do",
        Severity::Info => "Info",
    }
}

/// How many findings there are of each severity, the most severe first.
pub(super) fn counts(report: &PostureReport) -> Vec<(Severity, usize)> {
    Severity::ALL.iter().map(|&severity| (severity, report.count(severity))).collect()
}

/// What was read.
pub(super) fn source(report: &PostureReport) -> String {
    match (report.mode, &report.account) {
        (Mode::Emulator, _) => "the emulator: nothing here is real".to_owned(),
        (Mode::Aws, Some(account)) => format!("AWS account {account}"),
        (Mode::Aws, None) => "AWS, account unknown".to_owned(),
    }
}

/// A cluster's name and ID.
pub(super) fn title(cluster: &PostureCluster) -> String {
    match &cluster.name {
        Some(name) => format!("{name} ({})", cluster.cluster_id),
        None => cluster.cluster_id.clone(),
    }
}

pub(super) fn state(cluster: &PostureCluster) -> &str {
    cluster.state.as_ref().map_or("no state", ClusterState::as_str)
}

/// The newest READY backup.
pub(super) fn latest_backup(backup: &LatestBackup) -> String {
    match backup {
        LatestBackup::Unknown | LatestBackup::Unavailable => "unknown".to_owned(),
        LatestBackup::None => "none".to_owned(),
        LatestBackup::Ready { backup_id, created: Some(time) } => {
            format!("{backup_id}, {}", time.to_rfc3339())
        }
        LatestBackup::Ready { backup_id, created: None } => backup_id.clone(),
    }
}

/// The text without what could steer a terminal, or change the direction of what is next to it.
pub(super) fn printable(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for letter in text.chars() {
        let steers = letter.is_control()
            || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}');
        if steers {
            // Writing to a String cannot fail.
            let _ = write!(shown, "⟨U+{:04X}⟩", u32::from(letter));
        } else {
            shown.push(letter);
        }
    }
    shown
}
