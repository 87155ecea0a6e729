//! What is wrong with a cluster, or soon will be, and what to do about it: one rule book for the list and
//! for the cluster's page.
//!
//! A finding is a fact that the API shows and advice about it, never a guess. No I/O: the caller passes in
//! the cluster, its backups and the time.

mod certificates;
mod finding;
mod redundancy;
mod subject;
mod summary;
mod validity;

use backend_api::{BackupExpiry, last_by_retention};
pub use backend_api::{Finding, FindingKind as Kind, Severity};
use cloudhsm_api::{Backup, Cluster, ClusterState, HsmState, Timestamp};

pub use self::{
    certificates::CertificateFacts, redundancy::zones_with_hsm, subject::Subject, summary::Health,
};

const DAY_MILLIS: i64 = 86_400_000;
/// How long before its end a certificate is reported. AWS documents no term; a month leaves time to act.
const CERTIFICATE_ENDS_SOON: i64 = 30 * DAY_MILLIS;
/// How long before its end a backup is reported.
const BACKUP_ENDS_SOON: i64 = 7 * DAY_MILLIS;

const RESTORED_WITHOUT_HSM: &str = "Don’t initialize or activate it. Create an HSM: it gets the users and keys of the backup. Clients need the CA certificate of the original cluster (customerCA.crt).";
const RESTORED_WITH_HSM: &str = "Don’t initialize or activate it: its HSMs get the users and keys of the backup. Clients need the CA certificate of the original cluster (customerCA.crt).";

/// The findings of a cluster at a moment, the most severe first.
pub fn findings(subject: &Subject<'_>) -> Vec<Finding> {
    let &Subject { cluster, certificates, backups, now_millis, .. } = subject;
    // Nothing is said of what could not be read, but that.
    let unreadable = |member: &str| cluster.unreadable.iter().any(|it| it.starts_with(member));
    let mut found = if unreadable("Hsms") || unreadable("SubnetMapping") {
        Vec::new()
    } else {
        redundancy::findings(cluster)
    };
    let mut add = |kind, severity, fact: String, advice: &str| {
        found.push(Finding { kind, severity, fact, advice: advice.to_owned() });
    };
    let state = cluster.state.as_ref();
    let going = matches!(state, Some(ClusterState::DeleteInProgress | ClusterState::Deleted));

    if state == Some(&ClusterState::Degraded) {
        let said = cluster.state_message.as_deref().unwrap_or("AWS gives no reason.");
        add(
            Kind::Degraded,
            Severity::Bad,
            format!("The cluster is DEGRADED: {said}"),
            "The HSMs tab shows which ones. If AWS does not replace them by itself, open a support case.",
        );
    }
    for hsm in cluster.hsms.iter().filter(|hsm| hsm.state == Some(HsmState::Degraded)) {
        let said = hsm.state_message.as_deref().unwrap_or("AWS gives no reason.");
        add(
            Kind::Degraded,
            Severity::Bad,
            format!("HSM {} is DEGRADED: {said}", hsm.hsm_id),
            "Clients fail over to the other HSMs. Add one in its zone, then delete this one.",
        );
    }
    if !cluster.unreadable.is_empty() {
        add(
            Kind::Unreadable,
            Severity::Bad,
            format!("Part of this cluster can’t be read: {}.", some_of(&cluster.unreadable)),
            "AWS sent it in an unexpected form. The JSON tab shows everything as AWS sent it.",
        );
    }
    if let Some(backups) = backups
        && !going
        && !state.is_some_and(ClusterState::is_before_initialization)
        && !backups.iter().any(Backup::is_ready)
    {
        add(
            Kind::NoReadyBackup,
            Severity::Bad,
            "There is no READY backup.".to_owned(),
            "If the HSMs fail or are deleted, the keys are permanently lost. AWS backs up an ACTIVE cluster once a day. If no backup appears, open a support case.",
        );
    }
    for &(slot, ends_millis) in &certificates.ends {
        let left = ends_millis - now_millis;
        if left > CERTIFICATE_ENDS_SOON {
            continue;
        }
        let (severity, verb) =
            if left > 0 { (Severity::Warn, "ends") } else { (Severity::Bad, "ended") };
        let day = Timestamp::EpochMillis(ends_millis).date();
        add(
            Kind::Certificate,
            severity,
            format!("A certificate in {} {verb} on {day}.", slot.name()),
            "The certificates tab shows which one. The API doesn’t say whether clients check it.",
        );
    }
    for (backup, expires_at) in ending_backups(cluster, backups.unwrap_or_default(), now_millis) {
        let verb = match backup.backup_state {
            Some(cloudhsm_api::BackupState::PendingDeletion) => "is deleted and will be purged",
            _ => "reaches the end of its retention",
        };
        add(
            Kind::BackupEnds,
            Severity::Info,
            format!("Backup {} {verb} on {}.", backup.backup_id, expires_at.date()),
            "The backups tab shows what stays after it.",
        );
    }
    if state == Some(&ClusterState::Uninitialized)
        && !unreadable("Certificates")
        && !unreadable("Hsms")
    {
        if !certificates.has_csr {
            let (severity, fact, advice) = match cluster.present_hsms().count() {
                0 => (
                    Severity::Info,
                    "No HSM yet. Create the first one.",
                    "The CSR and the hardware certificates appear with it.",
                ),
                1 => (
                    Severity::Info,
                    "No CSR yet.",
                    "The CSR and the hardware certificates appear when the first HSM is ACTIVE.",
                ),
                // AWS makes the CSR of a cluster with a single HSM; of two made at once it makes none.
                _ => (
                    Severity::Warn,
                    "No CSR: the cluster has more than one HSM before initialization.",
                    "AWS won’t create a CSR. Delete all HSMs of this cluster, then create one: the CSR appears with it.",
                ),
            };
            add(Kind::FirstHsm, severity, fact.to_owned(), advice);
        } else {
            add(
                Kind::Csr,
                Severity::Info,
                "CSR not signed yet.".to_owned(),
                "Verify the hardware first: after initialization the CSR is gone and verification is no longer possible.",
            );
        }
    }
    if state == Some(&ClusterState::Initialized) {
        // Users and keys come with the backup: a restored cluster is not activated by anybody.
        // <https://docs.aws.amazon.com/cloudhsm/latest/userguide/create-cluster-from-backup.html>
        match cluster.source_backup() {
            Some(backup) => add(
                Kind::Restored,
                Severity::Info,
                format!("Restored from {backup}. Not ACTIVE yet."),
                if cluster.present_hsms().next().is_some() {
                    RESTORED_WITH_HSM
                } else {
                    RESTORED_WITHOUT_HSM
                },
            ),
            None => add(
                Kind::Activation,
                Severity::Info,
                "Not activated yet.".to_owned(),
                "Activate it with the CloudHSM CLI on a client instance; the AWS API can’t.",
            ),
        }
    }
    if let Some(ClusterState::Unknown(text)) = state {
        add(
            Kind::UnknownState,
            Severity::Info,
            format!("Unknown state: {text}."),
            SEE_DOCUMENTATION,
        );
    }
    for (text, ids) in unknown_hsm_states(cluster) {
        let fact = match &ids[..] {
            [one] => format!("HSM {one} is in an unknown state: {text}."),
            many => format!("{} HSMs are in an unknown state: {text}.", many.len()),
        };
        add(Kind::UnknownState, Severity::Info, fact, SEE_DOCUMENTATION);
    }
    finding::most_severe_first(found)
}

const SEE_DOCUMENTATION: &str =
    "See the AWS documentation. A newer version of this console may know the state.";

/// The states of HSMs that this version does not know, and the HSMs that are in each.
fn unknown_hsm_states(cluster: &Cluster) -> Vec<(&str, Vec<&str>)> {
    let mut states: Vec<(&str, Vec<&str>)> = Vec::new();
    for hsm in &cluster.hsms {
        let Some(HsmState::Unknown(text)) = &hsm.state else { continue };
        match states.iter_mut().find(|(known, _)| known == text) {
            Some((_, ids)) => ids.push(&hsm.hsm_id),
            None => states.push((text, vec![&hsm.hsm_id])),
        }
    }
    states
}

/// The first of them, and how many more there are.
fn some_of(all: &[String]) -> String {
    const MOST: usize = 3;
    let first = all.get(..MOST.min(all.len())).unwrap_or_default().join("; ");
    match all.len().saturating_sub(MOST) {
        0 => first,
        more => format!("{first}; and {more} more"),
    }
}

/// Backups that end soon, and when. Those whose retention ends are reported only where AWS creates no
/// new ones: in an active cluster one ends every day.
fn ending_backups<'a>(
    cluster: &Cluster,
    backups: &'a [Backup],
    now_millis: i64,
) -> Vec<(&'a Backup, Timestamp)> {
    let last = last_by_retention(backups);
    let renewed =
        cluster.state == Some(ClusterState::Active) && cluster.present_hsms().next().is_some();
    let soon = |time: &Timestamp| {
        time.epoch_millis().is_some_and(|time| (0..BACKUP_ENDS_SOON).contains(&(time - now_millis)))
    };
    backups
        .iter()
        .filter_map(|backup| match BackupExpiry::of(backup, Some(cluster), last) {
            BackupExpiry::Retention { expires_at, .. } if !renewed => Some((backup, expires_at)),
            BackupExpiry::PendingDeletion { delete_timestamp } => Some((backup, delete_timestamp?)),
            _ => None,
        })
        .filter(|(_, time)| soon(time))
        .collect()
}

#[cfg(test)]
mod tests;
