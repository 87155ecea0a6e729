//! What is wrong with a cluster, or about to be, and what to do about each: the same findings for
//! the list and for the cluster's page.
//!
//! Only what the API shows: a finding is a fact and an advice, never a guess.

mod validity;

use backend_api::{BackupExpiry, last_by_retention};
use cloudhsm_api::{Backup, CertificateSlot, Cluster, ClusterState, HsmState, Timestamp};

use crate::{components::Severity, order::in_order, time::date};

const DAY_MILLIS: i64 = 86_400_000;
/// From when on the end of a certificate is told. AWS documents no term; a month leaves time to act.
const CERTIFICATE_ENDS_SOON: i64 = 30 * DAY_MILLIS;
/// From when on the end of a backup is told.
const BACKUP_ENDS_SOON: i64 = 7 * DAY_MILLIS;

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

/// The findings of a cluster at a moment, gravest first. `backups` is `None` while they are not known.
pub fn findings(cluster: &Cluster, backups: Option<&[Backup]>, now_millis: i64) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut add = |severity, fact: String, advice| found.push(Finding { severity, fact, advice });
    let state = cluster.state.as_ref();
    let going = matches!(state, Some(ClusterState::DeleteInProgress | ClusterState::Deleted));

    if state == Some(&ClusterState::Degraded) {
        let said = cluster.state_message.as_deref().unwrap_or("AWS gives no reason.");
        add(
            Severity::Bad,
            format!("The cluster is DEGRADED: {said}"),
            "The HSMs tab shows which ones. If AWS does not replace them by itself, open a support case.",
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
        let bare: Vec<&str> = cluster
            .subnet_mapping
            .keys()
            .map(String::as_str)
            .filter(|zone| !zones.contains(zone))
            .collect();
        if !zones.is_empty() && !bare.is_empty() {
            add(
                Severity::Info,
                format!("No HSM in {}, which the subnet mapping has.", bare.join(", ")),
                "Fine if it is meant so; an HSM there would serve clients of that zone, and survive the loss of another.",
            );
        }
    }
    for (slot, ends_millis) in ends_of_certificates(cluster) {
        let left = ends_millis - now_millis;
        if left > CERTIFICATE_ENDS_SOON {
            continue;
        }
        let (severity, verb) =
            if left > 0 { (Severity::Warn, "ends") } else { (Severity::Bad, "ended") };
        let day = date(&Timestamp::EpochMillis(ends_millis));
        add(
            severity,
            format!("A certificate in {} {verb} on {day}.", slot.name()),
            "The certificates tab shows which one. What your clients check of it, the API does not tell.",
        );
    }
    for (backup, expires_at) in ending_backups(cluster, backups.unwrap_or_default(), now_millis) {
        let verb = match backup.backup_state {
            Some(cloudhsm_api::BackupState::PendingDeletion) => "was deleted, and goes for good",
            _ => "reaches the end of its retention",
        };
        add(
            Severity::Info,
            format!("Backup {} {verb} on {}.", backup.backup_id, date(&expires_at)),
            "The backups tab shows what stays after it.",
        );
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

/// When the certificates in each slot end, in milliseconds since the epoch: the earliest of each.
fn ends_of_certificates(cluster: &Cluster) -> impl Iterator<Item = (CertificateSlot, i64)> {
    CertificateSlot::ALL.into_iter().filter_map(|slot| {
        let ends = validity::ends(cluster.certificates.as_ref()?.get(slot)?).into_iter().min()?;
        Some((slot, ends * 1000))
    })
}

/// Backups that end soon, and when. Those that retention ends are only told of where AWS makes no
/// new ones: in a cluster at work every day has one that ends.
fn ending_backups<'a>(
    cluster: &Cluster,
    backups: &'a [Backup],
    now_millis: i64,
) -> Vec<(&'a Backup, Timestamp)> {
    let last = last_by_retention(backups);
    let renewed = cluster.state == Some(ClusterState::Active) && !cluster.hsms.is_empty();
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
        findings(cluster, backups, 0).into_iter().map(|finding| finding.fact).collect()
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
            findings(&cluster, Some(&[]), 0).into_iter().map(|finding| finding.severity).collect();
        assert!(severities.is_sorted(), "{severities:?}");
    }

    #[test]
    fn a_zone_without_an_hsm_is_named() {
        let mut cluster = active(vec![hsm("a", HsmState::Active), hsm("b", HsmState::Active)]);
        let mapping = ["a", "b", "c"].map(|zone| (zone.to_owned(), format!("subnet-{zone}")));
        cluster.subnet_mapping = mapping.into();
        assert_eq!(facts(&cluster, Some(&ready())), ["No HSM in c, which the subnet mapping has."]);
    }

    #[test]
    fn a_certificate_that_ends_soon_is_told_before_and_after() {
        let root = &attestation::pinned(0)[0];
        let ends = root.validity.not_after * 1000;
        let mut cluster = active(vec![hsm("a", HsmState::Active), hsm("b", HsmState::Active)]);
        cluster.certificates = Some(cloudhsm_api::Certificates {
            cluster_certificate: Some(root.pem.clone()),
            ..cloudhsm_api::Certificates::default()
        });
        let at = |now| findings(&cluster, Some(&ready()), now);
        assert_eq!(at(ends - 31 * DAY_MILLIS), []);
        let before = at(ends - 29 * DAY_MILLIS);
        assert!(before[0].fact.starts_with("A certificate in ClusterCertificate ends on 20"));
        assert_eq!(before[0].severity, Severity::Warn);
        assert_eq!(at(ends + 1)[0].severity, Severity::Bad);
    }

    #[test]
    fn a_backup_that_ends_soon_is_told_where_no_new_ones_come() {
        let backup = |id: &str, day: i64| Backup {
            backup_id: id.into(),
            backup_state: Some(BackupState::Ready),
            create_timestamp: Some(Timestamp::EpochMillis(day * DAY_MILLIS)),
            ..Backup::default()
        };
        let backups = [backup("old", 0), backup("new", 50)];
        let mut cluster = active(vec![]);
        cluster.backup_retention_policy =
            serde_json::from_str(r#"{"Type": "DAYS", "Value": "90"}"#).unwrap();
        let told = |cluster: &Cluster, day: i64| {
            let found = findings(cluster, Some(&backups), day * DAY_MILLIS);
            found.into_iter().filter(|finding| finding.fact.contains("Backup")).collect::<Vec<_>>()
        };
        assert_eq!(told(&cluster, 82), []);
        let soon = told(&cluster, 85);
        assert_eq!(soon.len(), 1);
        assert_eq!(soon[0].fact, "Backup old reaches the end of its retention on 1970-04-01.");
        // The newest stays, whatever its age.
        assert_eq!(told(&cluster, 138), []);
        cluster.hsms = vec![hsm("a", HsmState::Active)];
        assert_eq!(told(&cluster, 85), [], "tomorrow there is a new one");
    }
}
