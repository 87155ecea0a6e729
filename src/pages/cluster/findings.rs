//! What is wrong with a cluster, or about to be, and what to do about each.
//!
//! Only what the API shows: a finding is a fact and an advice, never a guess.

use cloudhsm_api::{Backup, Cluster, ClusterState, HsmState};

use crate::{components::Severity, order::in_order};

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// How soon a person should look.
    pub severity: Severity,
    /// The fact.
    pub fact: String,
    /// What to do about it.
    pub advice: &'static str,
}

/// The findings of a cluster, gravest first. `backups` is `None` while they are not known.
pub fn findings(cluster: &Cluster, backups: Option<&[Backup]>) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut add = |severity, fact: String, advice| found.push(Finding { severity, fact, advice });
    let state = cluster.state.as_ref();
    let going = matches!(state, Some(ClusterState::DeleteInProgress | ClusterState::Deleted));

    if state == Some(&ClusterState::Degraded) {
        let said = cluster.state_message.as_deref().unwrap_or("AWS gives no reason.");
        add(
            Severity::Bad,
            format!("The cluster is DEGRADED: {said}"),
            "See its HSMs below. If AWS does not replace them by itself, open a support case.",
        );
    }
    for hsm in cluster.hsms.iter().filter(|hsm| hsm.state == Some(HsmState::Degraded)) {
        let said = hsm.state_message.as_deref().unwrap_or("AWS gives no reason.");
        add(
            Severity::Bad,
            format!("HSM {} is DEGRADED: {said}", hsm.hsm_id),
            "Clients fail over to the other HSMs. Add one in its zone, then delete this one.",
        );
    }
    if let Some(backups) = backups
        && !going
        && !state.is_some_and(ClusterState::is_before_initialization)
        && !backups.iter().any(Backup::is_ready)
    {
        add(
            Severity::Bad,
            "There is no READY backup.".to_owned(),
            "If the HSMs fail or are deleted, the keys are gone for good. AWS backs an ACTIVE cluster up once a day; if none appears, open a support case.",
        );
    }
    // Before initialization AWS allows a single HSM: how many there are says nothing yet.
    let serving = matches!(
        state,
        Some(ClusterState::Active | ClusterState::Initialized | ClusterState::Degraded)
    );
    if serving {
        let mut zones: Vec<&str> = Vec::new();
        for zone in cluster.hsms.iter().filter_map(|hsm| hsm.availability_zone.as_deref()) {
            if !zones.contains(&zone) {
                zones.push(zone);
            }
        }
        match cluster.hsms.len() {
            0 => add(
                Severity::Warn,
                "The cluster has no HSM: it serves no keys.".to_owned(),
                "Its keys are in its backups. Create an HSM to use them again.",
            ),
            1 => add(
                Severity::Warn,
                "The cluster has a single HSM: if it fails, keys made since the last backup are lost.".to_owned(),
                "AWS advises at least two HSMs in different Availability Zones.",
            ),
            _ if zones.len() == 1 => add(
                Severity::Warn,
                format!("All HSMs are in one Availability Zone ({}).", zones.concat()),
                "Create an HSM in another Availability Zone of the subnet mapping.",
            ),
            _ => {}
        }
    }
    if state == Some(&ClusterState::Uninitialized) {
        if cluster.hsms.is_empty() {
            add(
                Severity::Info,
                "The cluster waits for its first HSM.".to_owned(),
                "Create one; the CSR and the hardware certificates appear with it.",
            );
        } else {
            add(
                Severity::Info,
                "The CSR waits to be signed.".to_owned(),
                "Verify the hardware first: after initialization the CSR is gone and verification is no longer possible.",
            );
        }
    }
    if state == Some(&ClusterState::Initialized) {
        add(
            Severity::Info,
            "The cluster is INITIALIZED, and waits to be activated.".to_owned(),
            "Activate it with the CloudHSM CLI on a client instance; the AWS API can't.",
        );
    }
    if let Some(ClusterState::Unknown(text)) = state {
        add(
            Severity::Info,
            format!("AWS tells a state that this console does not know: {text}."),
            "See the AWS documentation; a newer version of the console may know it.",
        );
    }
    in_order(&found, |a, b| a.severity.cmp(&b.severity))
}

#[cfg(test)]
mod tests {
    use super::*;
    use cloudhsm_api::{BackupState, Hsm};

    fn hsm(zone: &str, state: HsmState) -> Hsm {
        Hsm {
            hsm_id: format!("hsm-{zone}"),
            availability_zone: Some(zone.into()),
            state: Some(state),
            ..Hsm::default()
        }
    }

    fn active(hsms: Vec<Hsm>) -> Cluster {
        Cluster { state: Some(ClusterState::Active), hsms, ..Cluster::default() }
    }

    fn facts(cluster: &Cluster, backups: Option<&[Backup]>) -> Vec<String> {
        findings(cluster, backups).into_iter().map(|finding| finding.fact).collect()
    }

    fn ready() -> Vec<Backup> {
        vec![Backup { backup_state: Some(BackupState::Ready), ..Backup::default() }]
    }

    #[test]
    fn two_zones_and_a_backup_are_fine() {
        let cluster = active(vec![hsm("a", HsmState::Active), hsm("b", HsmState::Active)]);
        assert_eq!(facts(&cluster, Some(&ready())), [""; 0]);
    }

    #[test]
    fn each_weakness_is_named() {
        let one_zone = active(vec![hsm("a", HsmState::Active), hsm("a", HsmState::Active)]);
        assert!(facts(&one_zone, Some(&ready()))[0].contains("one Availability Zone (a)"));
        let single = active(vec![hsm("a", HsmState::Active)]);
        assert!(facts(&single, Some(&ready()))[0].contains("single HSM"));
        let none = active(vec![]);
        assert!(facts(&none, Some(&ready()))[0].contains("no HSM"));
        let degraded = active(vec![hsm("a", HsmState::Active), hsm("b", HsmState::Degraded)]);
        assert!(facts(&degraded, Some(&ready()))[0].contains("hsm-b is DEGRADED"));
    }

    #[test]
    fn a_missing_backup_is_only_claimed_when_the_backups_are_known() {
        let cluster = active(vec![hsm("a", HsmState::Active), hsm("b", HsmState::Active)]);
        assert_eq!(facts(&cluster, None), [""; 0]);
        assert!(facts(&cluster, Some(&[]))[0].contains("no READY backup"));
    }

    #[test]
    fn before_initialization_a_single_hsm_is_all_that_aws_allows() {
        let cluster = Cluster {
            state: Some(ClusterState::Uninitialized),
            hsms: vec![hsm("a", HsmState::Active)],
            ..Cluster::default()
        };
        assert_eq!(facts(&cluster, Some(&[])), ["The CSR waits to be signed."]);
    }

    #[test]
    fn the_gravest_comes_first() {
        let cluster = active(vec![hsm("a", HsmState::Degraded)]);
        let severities: Vec<_> =
            findings(&cluster, Some(&[])).into_iter().map(|finding| finding.severity).collect();
        assert!(severities.is_sorted(), "{severities:?}");
    }
}
