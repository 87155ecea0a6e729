//! What is known beside a cluster: its identity, its backups, what is production.

use super::*;

/// What is known beside a cluster.
struct Known<'a> {
    identity: &'a Identity,
    backups: Option<&'a [Backup]>,
    production: bool,
    now_millis: i64,
}

/// The findings of a cluster with a READY backup, unless the change says otherwise.
fn judged<'a>(cluster: &Cluster, change: impl FnOnce(&mut Known<'a>)) -> Vec<Finding> {
    let identity = &Identity::Unchecked;
    let mut known = Known { identity, backups: None, production: false, now_millis: 0 };
    change(&mut known);
    let backups = ready();
    crate::findings(&Subject {
        cluster,
        certificates: &CertificateFacts::of(cluster),
        backups: known.backups.or(Some(&backups)),
        identity: known.identity,
        production: known.production,
        now_millis: known.now_millis,
    })
}

fn of_kind(found: &[Finding], kind: Kind) -> Option<&Finding> {
    found.iter().find(|finding| finding.kind == kind)
}

fn uninitialized_with_csr() -> Cluster {
    let csr = Certificates { cluster_csr: Some("a CSR".into()), ..Certificates::default() };
    Cluster {
        state: Some(ClusterState::Uninitialized),
        hsms: vec![hsm("a", HsmState::Active)],
        certificates: Some(csr),
        ..Cluster::default()
    }
}

#[test]
fn a_failed_identity_check_is_a_problem_and_nobody_is_told_to_sign() {
    let failed = Identity::Failed { reason: "“The key is the HSM’s”: another key.".into() };
    let found = judged(&uninitialized_with_csr(), |it| it.identity = &failed);
    assert_eq!((found[0].kind, found[0].severity), (Kind::Identity, Severity::Bad));
    assert_eq!(found[0].fact, "The identity check failed: “The key is the HSM’s”: another key.");
    assert!(found[0].advice.starts_with("Don’t sign the CSR"), "{}", found[0].advice);
    let csr = of_kind(&found, Kind::Csr).unwrap();
    assert_eq!(csr.severity, Severity::Info);
    assert!(csr.advice.starts_with("Don’t sign it"), "{}", csr.advice);

    let serving = active(vec![hsm("a", HsmState::Active), hsm("b", HsmState::Active)]);
    let found = judged(&serving, |it| it.identity = &failed);
    assert!(found[0].advice.starts_with("Don’t use the cluster"), "{}", found[0].advice);
}

#[test]
fn an_identity_that_did_not_fail_is_no_finding_and_the_csr_waits() {
    let incomplete = Identity::Incomplete { reason: "no root".into() };
    for identity in [Identity::Unchecked, Identity::Genuine, Identity::Emulated, incomplete] {
        let found = judged(&uninitialized_with_csr(), |it| it.identity = &identity);
        assert_eq!(of_kind(&found, Kind::Identity), None, "{identity:?}");
        let csr = of_kind(&found, Kind::Csr).unwrap();
        assert_eq!(csr.severity, Severity::ToDo, "{identity:?}");
        let verified = identity == Identity::Genuine;
        assert_eq!(csr.advice.starts_with("The hardware is genuine"), verified, "{identity:?}");
    }
}

#[test]
fn an_initialized_cluster_can_have_no_backup_yet() {
    let severity = |state: &str| {
        let two = vec![hsm("a", HsmState::Active), hsm("b", HsmState::Active)];
        let cluster = Cluster { state: Some(state.into()), hsms: two, ..Cluster::default() };
        let found = judged(&cluster, |it| it.backups = Some(&[]));
        of_kind(&found, Kind::NoReadyBackup).map(|finding| finding.severity)
    };
    assert_eq!(severity("INITIALIZED"), Some(Severity::Info));
    for state in ["ACTIVE", "DEGRADED", "UPDATE_IN_PROGRESS", "MODIFY_IN_PROGRESS"] {
        assert_eq!(severity(state), Some(Severity::Bad), "{state}");
    }
    for state in ["CREATE_IN_PROGRESS", "UNINITIALIZED", "DELETE_IN_PROGRESS", "DELETED"] {
        assert_eq!(severity(state), None, "{state}");
    }
}

#[test]
fn production_without_hsms_is_a_problem() {
    let none = active(vec![]);
    let severity = |production| {
        let found = judged(&none, |it| it.production = production);
        of_kind(&found, Kind::NoHsm).unwrap().severity
    };
    assert_eq!((severity(true), severity(false)), (Severity::Bad, Severity::Warn));
    // They come or go: nobody deleted them for good.
    let coming = active(vec![hsm("a", HsmState::CreateInProgress)]);
    let found = judged(&coming, |it| it.production = true);
    assert_eq!(of_kind(&found, Kind::NoHsm).unwrap().severity, Severity::Warn);
}

#[test]
fn an_old_backup_is_told_where_aws_makes_one_a_day() {
    let made = |day: i64| {
        vec![Backup {
            create_timestamp: Some(Timestamp::EpochMillis(day * DAY_MILLIS)),
            ..ready().remove(0)
        }]
    };
    let at = |cluster: &Cluster, backups: &[Backup], now: i64| {
        let found = judged(cluster, |it| {
            it.backups = Some(backups);
            it.now_millis = now;
        });
        of_kind(&found, Kind::OldBackup).cloned()
    };
    let cluster = active(vec![hsm("a", HsmState::Active), hsm("b", HsmState::Active)]);
    let backups = [made(7), made(10)].concat();
    assert_eq!(at(&cluster, &backups, 12 * DAY_MILLIS), None, "48 hours are fine");
    let old = at(&cluster, &backups, 12 * DAY_MILLIS + 1).unwrap();
    assert_eq!(old.severity, Severity::Warn);
    assert_eq!(old.fact, "The latest READY backup is from 1970-01-11 00:00:00 UTC, 2 days ago.");
    // One that doesn't say when it was made is not called old.
    assert_eq!(at(&cluster, &ready(), 12 * DAY_MILLIS), None);
    let without_hsms = active(vec![hsm("a", HsmState::Deleted)]);
    assert_eq!(at(&without_hsms, &backups, 99 * DAY_MILLIS), None, "AWS makes none");
    let degraded = Cluster { state: Some(ClusterState::Degraded), ..cluster };
    assert_eq!(at(&degraded, &backups, 99 * DAY_MILLIS), None, "AWS promises none");
}

#[test]
fn the_end_of_support_is_told_with_both_dates() {
    let two = || vec![hsm("a", HsmState::Active), hsm("b", HsmState::Active)];
    let of_type = |hsm_type: &str, state, now: &str| {
        let hsm_type = Some(hsm_type.to_owned());
        let cluster = Cluster { state: Some(state), hsm_type, ..active(two()) };
        let now = Timestamp::parse_iso8601(now).unwrap().epoch_millis().unwrap();
        let found = judged(&cluster, |it| it.now_millis = now);
        of_kind(&found, Kind::EndOfSupport).map(|it| (it.severity, it.fact.clone()))
    };
    let old = |now| of_type("hsm1.medium", ClusterState::Active, now).unwrap();
    let (severity, fact) = old("2025-12-01T23:59:59Z");
    assert_eq!(severity, Severity::Info);
    assert!(fact.contains("ends: AWS announced 2025-12-01, and later 2026-03-31"), "{fact}");
    assert_eq!(old("2025-12-02T00:00:00Z").0, Severity::Warn);
    assert!(old("2026-03-31T12:00:00Z").1.contains("hsm1.medium ends:"));
    let (severity, fact) = old("2026-04-01T00:00:00Z");
    assert_eq!(severity, Severity::Warn);
    assert!(fact.contains("has ended"), "{fact}");
    let now = "2026-11-01T00:00:00Z";
    assert_eq!(of_type("hsm2m.medium", ClusterState::Active, now), None);
    assert_eq!(of_type("hsm1.medium", ClusterState::ModifyInProgress, now), None);
}

#[test]
fn backups_that_no_retention_ends_are_counted() {
    let backup = |id: &str| Backup { backup_id: id.into(), ..ready().remove(0) };
    let never = |id: &str| Backup { never_expires: Some(true), ..backup(id) };
    let copy = |id: &str| Backup { source_region: Some("eu-west-1".into()), ..backup(id) };
    let fact = |backups: &[Backup]| staying(backups).map(|it| it.fact);
    assert_eq!(fact(&[backup("backup-a")]), None);
    assert_eq!(
        fact(&[backup("backup-a"), never("backup-b")]).unwrap(),
        "1 backup stays until somebody deletes it: backup-b never expires."
    );
    assert_eq!(
        fact(&[never("backup-b"), copy("backup-c"), copy("backup-d")]).unwrap(),
        "3 backups stay until somebody deletes them: backup-b never expires, 2 are copies."
    );
    let deleted = Backup { backup_state: Some(BackupState::PendingDeletion), ..copy("backup-e") };
    assert_eq!(fact(&[deleted]), None, "it goes");
    let cluster = active(vec![hsm("a", HsmState::Active), hsm("b", HsmState::Active)]);
    let backups = [backup("backup-a"), copy("backup-c")];
    let found = judged(&cluster, |it| it.backups = Some(&backups));
    assert_eq!(of_kind(&found, Kind::BackupsStay).unwrap().severity, Severity::Info);
}

#[test]
fn what_waits_for_a_person_is_to_do() {
    let in_state = |state: &str, source: Option<&str>| {
        let source_backup_id = source.map(str::to_owned);
        let cluster = Cluster { state: Some(state.into()), source_backup_id, ..Cluster::default() };
        judged(&cluster, |_| {})
    };
    let to_do = |found: Vec<Finding>, kind| of_kind(&found, kind).map(|it| it.severity);
    assert_eq!(to_do(in_state("UNINITIALIZED", None), Kind::FirstHsm), Some(Severity::ToDo));
    assert_eq!(to_do(in_state("INITIALIZED", None), Kind::Activation), Some(Severity::ToDo));
    assert_eq!(
        to_do(in_state("INITIALIZED", Some("backup-a")), Kind::Restored),
        Some(Severity::ToDo)
    );
    for state in ["ACTIVE", "CREATE_IN_PROGRESS", "INITIALIZE_IN_PROGRESS"] {
        let found = in_state(state, None);
        assert!(found.iter().all(|it| it.severity != Severity::ToDo), "{state}: {found:?}");
    }
}

#[test]
fn a_cluster_that_goes_is_judged_by_its_backups_alone() {
    let root = &attestation::pinned(0)[0];
    for state in [ClusterState::DeleteInProgress, ClusterState::Deleted] {
        let cluster = Cluster {
            state: Some(state),
            hsms: vec![hsm("a", HsmState::Degraded)],
            hsm_type: Some("hsm1.medium".into()),
            certificates: Some(Certificates {
                hsm_certificate: Some(root.pem.clone()),
                ..Certificates::default()
            }),
            ..Cluster::default()
        };
        let failed = Identity::Failed { reason: "another key".into() };
        let found = judged(&cluster, |it| {
            it.identity = &failed;
            it.backups = Some(&[]);
            it.now_millis = root.validity.not_after * 1000 + 1;
        });
        assert_eq!(found, []);
    }
}

#[test]
fn a_state_of_the_cluster_that_nobody_knows_is_a_risk() {
    let cluster = Cluster { state: Some("HIBERNATED".into()), ..Cluster::default() };
    let found = judged(&cluster, |_| {});
    let unknown = of_kind(&found, Kind::UnknownState).unwrap();
    assert_eq!((unknown.severity, &*unknown.fact), (Severity::Warn, "Unknown state: HIBERNATED."));
}
