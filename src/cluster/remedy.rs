//! What a finding leads to: the tab where it can be seen, and the page where something is done about it.

use cloudhsm_api::{Cluster, HsmState, Operation, tag_value};
use cluster_health::{Finding, Kind, Severity};

use crate::{
    components::PARKED_TAG,
    route::{Step, Tab},
};

/// Where something is done about a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Remedy {
    /// The deletion of this HSM.
    DeleteHsm(String),
    /// A step of the cluster's life, in these words, where the backend signs what it takes.
    Step(Step, Operation, &'static str),
    /// A tab of the cluster.
    Tab(Tab),
}

/// Where to go because of a finding, if there is such a place.
pub(super) fn remedy(finding: &Finding, cluster: &Cluster) -> Option<Remedy> {
    if finding.kind == Kind::Degraded {
        let is_meant = |id: &str| finding.fact.split(' ').any(|word| word == id);
        let mut sick = cluster.present_hsms().filter(|hsm| hsm.state == Some(HsmState::Degraded));
        if let Some(hsm) = sick.find(|hsm| is_meant(&hsm.hsm_id)) {
            return Some(Remedy::DeleteHsm(hsm.hsm_id.clone()));
        }
    }
    if finding.kind == Kind::NoHsm && tag_value(&cluster.tag_list, PARKED_TAG).is_some() {
        return Some(Remedy::Step(Step::Wake, Operation::CreateHsm, "Wake…"));
    }
    step(finding.kind).or_else(|| shown_in(finding.kind))
}

/// The tab that shows what a finding is about, where nothing can be done about it here.
pub(super) fn shown_in(kind: Kind) -> Option<Remedy> {
    tab(kind).map(Remedy::Tab)
}

/// The step that does something about it.
fn step(kind: Kind) -> Option<Remedy> {
    let (step, operation, words) = match kind {
        Kind::NoHsm
        | Kind::FirstHsm
        | Kind::SingleHsm
        | Kind::SingleZone
        | Kind::ZoneWithoutHsm => (Step::AddHsm, Operation::CreateHsm, "Add an HSM…"),
        Kind::EndOfSupport => (Step::Migrate, Operation::ModifyCluster, "Migrate…"),
        // Its page has the commands, and nothing is sent.
        Kind::Activation => (Step::Initialize, Operation::DescribeClusters, "How to activate"),
        _ => return None,
    };
    Some(Remedy::Step(step, operation, words))
}

/// The tab that shows what a finding is about; `None` where the overview does.
fn tab(kind: Kind) -> Option<Tab> {
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
    use cloudhsm_api::Hsm;

    fn finding(kind: Kind, severity: Severity, fact: &str) -> Finding {
        Finding { kind, severity, fact: fact.into(), advice: "".into() }
    }

    #[test]
    fn a_sick_hsm_leads_to_its_own_deletion() {
        let hsm = |id: &str, state| Hsm { hsm_id: id.into(), state: Some(state), ..Hsm::default() };
        let hsms = vec![
            hsm("hsm-1", HsmState::Degraded),
            hsm("hsm-12", HsmState::Degraded),
            hsm("hsm-3", HsmState::Active),
        ];
        let cluster = Cluster { hsms, ..Cluster::default() };
        let of = |fact: &str| remedy(&finding(Kind::Degraded, Severity::Bad, fact), &cluster);
        assert_eq!(of("HSM hsm-12 is DEGRADED: x"), Some(Remedy::DeleteHsm("hsm-12".into())));
        assert_eq!(of("HSM hsm-1 is DEGRADED: x"), Some(Remedy::DeleteHsm("hsm-1".into())));
        assert_eq!(of("HSM hsm-3 is DEGRADED: x"), Some(Remedy::Tab(Tab::Hsms)), "well by now");
        assert_eq!(of("The cluster is DEGRADED: x"), Some(Remedy::Tab(Tab::Hsms)));
    }

    #[test]
    fn a_cluster_without_hsms_gets_one_and_a_parked_one_its_own() {
        let of = |cluster: &Cluster| match remedy(&finding(Kind::NoHsm, Severity::Bad, ""), cluster)
        {
            Some(Remedy::Step(step, ..)) => Some(step),
            _ => None,
        };
        assert_eq!(of(&Cluster::default()), Some(Step::AddHsm));
        let tag_list = vec![cloudhsm_api::Tag::new(PARKED_TAG, "us-east-1a")];
        assert_eq!(of(&Cluster { tag_list, ..Cluster::default() }), Some(Step::Wake));
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
