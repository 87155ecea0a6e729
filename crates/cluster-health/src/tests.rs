//! Each finding, and that nothing is claimed which the API does not show.

mod beside;

use backend_api::Identity;
use cloudhsm_api::{Backup, BackupState, Certificates, Cluster, Hsm, Timestamp};

use super::*;

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

/// The findings of a cluster of which no identity and no production is known.
fn findings(cluster: &Cluster, backups: Option<&[Backup]>, now_millis: i64) -> Vec<Finding> {
    super::findings(&Subject {
        cluster,
        certificates: &CertificateFacts::of(cluster),
        backups,
        identity: &Identity::Unchecked,
        production: false,
        now_millis,
    })
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
    assert!(facts(&single, Some(&ready()))[0].contains("Only one active HSM"));
    let none = active(vec![]);
    assert!(facts(&none, Some(&ready()))[0].contains("No HSMs."));
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
    let mut cluster = Cluster {
        state: Some(ClusterState::Uninitialized),
        hsms: vec![hsm("a", HsmState::CreateInProgress)],
        ..Cluster::default()
    };
    assert_eq!(facts(&cluster, Some(&[])), ["No CSR yet."]);
    let csr = Certificates { cluster_csr: Some("a CSR".into()), ..Certificates::default() };
    cluster.certificates = Some(csr);
    assert_eq!(facts(&cluster, Some(&[])), ["CSR not signed yet."]);
}

#[test]
fn an_hsm_that_comes_or_goes_keeps_no_key_safe() {
    use HsmState::{Active, CreateInProgress, DeleteInProgress};
    for other in [CreateInProgress, DeleteInProgress] {
        let two = active(vec![hsm("a", Active), hsm("b", other.clone())]);
        assert!(facts(&two, Some(&ready()))[0].contains("Only one active HSM"));
        let one = active(vec![hsm("b", other)]);
        assert!(facts(&one, Some(&ready()))[0].contains("No active HSM"));
    }
}

#[test]
fn two_hsms_before_initialization_get_no_csr_and_the_way_out_is_said() {
    let mut cluster = Cluster {
        state: Some(ClusterState::Uninitialized),
        hsms: vec![hsm("a", HsmState::Active), hsm("b", HsmState::CreateInProgress)],
        ..Cluster::default()
    };
    let found = findings(&cluster, Some(&[]), 0);
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].kind, found[0].severity), (Kind::FirstHsm, Severity::Warn));
    assert!(found[0].fact.contains("more than one HSM"), "{}", found[0].fact);
    assert!(found[0].advice.contains("Delete all HSMs"), "{}", found[0].advice);
    // A deleted one doesn't stand in the way of the CSR.
    cluster.hsms[0].state = Some(HsmState::Deleted);
    assert_eq!(facts(&cluster, Some(&[])), ["No CSR yet."]);
    cluster.hsms[1].state = Some(HsmState::Deleted);
    assert_eq!(facts(&cluster, Some(&[])), ["No HSM yet. Create the first one."]);
}

#[test]
fn a_restored_cluster_is_not_told_to_activate() {
    let mut cluster = Cluster {
        state: Some(ClusterState::Initialized),
        source_backup_id: Some("backup-gone".into()),
        hsms: vec![hsm("a", HsmState::Active), hsm("b", HsmState::Active)],
        ..Cluster::default()
    };
    let restored = |cluster: &Cluster| {
        let found = findings(cluster, Some(&ready()), 0);
        assert!(found.iter().all(|it| it.kind != Kind::Activation), "{found:?}");
        found.into_iter().find(|it| it.kind == Kind::Restored).unwrap()
    };
    let with_hsms = restored(&cluster);
    assert_eq!(with_hsms.fact, "Restored from backup-gone. Not ACTIVE yet.");
    assert!(with_hsms.advice.contains("CA certificate of the original cluster"));
    cluster.hsms.clear();
    assert!(restored(&cluster).advice.contains("Create an HSM"));
    // An empty member is none.
    cluster.source_backup_id = Some(String::new());
    let found = findings(&cluster, Some(&ready()), 0);
    assert!(found.iter().any(|it| it.kind == Kind::Activation), "{found:?}");
}

#[test]
fn a_deleted_hsm_does_not_count() {
    use HsmState::{Active, Deleted};
    let two = active(vec![hsm("a", Active), hsm("b", Deleted)]);
    assert!(facts(&two, Some(&ready()))[0].contains("Only one active HSM"));
    assert_eq!(zones_with_hsm(&two), ["a"]);
    let none = active(vec![hsm("a", Deleted)]);
    assert_eq!(facts(&none, Some(&ready())), facts(&active(vec![]), Some(&ready())));
}

#[test]
fn the_most_severe_comes_first() {
    let cluster = active(vec![hsm("a", HsmState::Degraded)]);
    let severities: Vec<_> =
        findings(&cluster, Some(&[]), 0).into_iter().map(|finding| finding.severity).collect();
    assert!(severities.is_sorted(), "{severities:?}");
}

#[test]
fn a_zone_without_an_hsm_is_named() {
    let mut cluster = active(vec![hsm("a", HsmState::Active), hsm("b", HsmState::Active)]);
    let mapping = ["a", "b", "c"].map(|zone| (zone.to_owned(), format!("subnet-{zone}")));
    cluster.subnet_mapping = mapping.into_iter().collect();
    assert_eq!(facts(&cluster, Some(&ready())), ["No HSM in c (subnet is configured)."]);
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
    let reported = |cluster: &Cluster, day: i64| {
        let found = findings(cluster, Some(&backups), day * DAY_MILLIS);
        found.into_iter().filter(|finding| finding.fact.contains("Backup")).collect::<Vec<_>>()
    };
    assert_eq!(reported(&cluster, 82), []);
    let soon = reported(&cluster, 85);
    assert_eq!(soon.len(), 1);
    assert_eq!(
        soon[0].fact,
        "Backup old reaches the end of its retention on 1970-04-01 00:00:00 UTC."
    );
    // The newest stays, whatever its age.
    assert_eq!(reported(&cluster, 138), []);
    cluster.hsms = vec![hsm("a", HsmState::Active)];
    assert_eq!(reported(&cluster, 85), [], "tomorrow there is a new one");
}

#[test]
fn an_hsm_in_an_unknown_state_is_told() {
    let odd = || HsmState::Unknown("REPLACE_IN_PROGRESS".into());
    let one = active(vec![hsm("a", HsmState::Active), hsm("b", odd())]);
    let found = findings(&one, Some(&ready()), 0);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].kind, Kind::UnknownState);
    assert_eq!(found[0].fact, "HSM hsm-b is in an unknown state: REPLACE_IN_PROGRESS.");
    // Many in the same state are one finding.
    let many = active(vec![hsm("a", odd()), hsm("b", odd())]);
    let reported = facts(&many, Some(&ready()));
    assert_eq!(reported, ["2 HSMs are in an unknown state: REPLACE_IN_PROGRESS."]);
}

#[test]
fn what_could_not_be_read_is_told_and_nothing_is_made_up_from_it() {
    let malformed = Cluster::salvaged(
        r#"{"ClusterId": "cluster-a", "State": "ACTIVE", "Hsms": "none", "Mode": true}"#,
    );
    let found = findings(&malformed, Some(&ready()), 0);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!((found[0].kind, found[0].severity), (Kind::Unreadable, Severity::Bad));
    assert_eq!(
        found[0].fact,
        "Part of this cluster can’t be read: Hsms: expected a list; Mode: expected a string."
    );
    // In front of what could come of it, such as a state that no backup is expected in.
    assert_eq!(findings(&malformed, Some(&[]), 0)[0].kind, Kind::Unreadable);
    // What can be read still counts.
    let degraded =
        Cluster::salvaged(r#"{"ClusterId": "cluster-a", "State": "DEGRADED", "Hsms": 7}"#);
    assert!(facts(&degraded, Some(&ready()))[0].starts_with("The cluster is DEGRADED"));
}
