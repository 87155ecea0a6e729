//! The tab where a finding can be seen, and what a tab says of its findings.

use cluster_health::{Finding, Kind, Severity};

use crate::route::Tab;

/// The tab that shows what a finding is about; `None` where the overview does.
pub(super) fn tab(kind: Kind) -> Option<Tab> {
    match kind {
        Kind::Degraded
        | Kind::NoHsm
        | Kind::SingleHsm
        | Kind::SingleZone
        | Kind::ZoneWithoutHsm
        | Kind::FirstHsm => Some(Tab::Hsms),
        Kind::Identity | Kind::Certificate | Kind::Csr => Some(Tab::Certificates),
        Kind::NoReadyBackup | Kind::OldBackup | Kind::BackupEnds | Kind::BackupsStay => {
            Some(Tab::Backups)
        }
        Kind::Unreadable => Some(Tab::Json),
        Kind::EndOfSupport | Kind::Activation | Kind::Restored | Kind::UnknownState => None,
    }
}

/// The most severe finding that a tab shows, and how many there are; notes don't count.
pub(super) fn mark(findings: &[Finding], of: Tab) -> Option<(Severity, usize)> {
    worst(findings.iter().filter(|it| tab(it.kind) == Some(of)).map(|it| it.severity))
}

/// The same of findings, in the order of their severity.
pub(super) fn worst(findings: impl Iterator<Item = Severity>) -> Option<(Severity, usize)> {
    let mut counted = findings.filter(|it| *it != Severity::Info);
    let first = counted.next()?;
    Some((first, 1 + counted.count()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(kind: Kind, severity: Severity, fact: &str) -> Finding {
        Finding { kind, severity, fact: fact.into(), advice: "".into() }
    }

    #[test]
    fn a_tab_has_the_mark_of_its_most_severe_finding() {
        let found = [
            finding(Kind::Identity, Severity::Bad, ""),
            finding(Kind::OldBackup, Severity::Warn, ""),
            finding(Kind::Csr, Severity::ToDo, ""),
            finding(Kind::ZoneWithoutHsm, Severity::Info, ""),
        ];
        assert_eq!(mark(&found, Tab::Certificates), Some((Severity::Bad, 2)));
        assert_eq!(mark(&found, Tab::Backups), Some((Severity::Warn, 1)));
        assert_eq!(mark(&found, Tab::Hsms), None, "a note is no reason to look");
        assert_eq!(mark(&found, Tab::Overview), None);
    }
}
