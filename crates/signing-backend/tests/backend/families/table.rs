//! Every answer of another region, and what a plan says of it.

use backend_api::{DeletionPlan, WarningCode, routes};
use serde_json::{Value, json};

use super::{ELSEWHERE, LAST, bench, copy, has, restored, warning};
use crate::support::{OTHER, REGION, Region, cloud_cluster};

/// What a plan says of where the keys also exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said {
    None,
    At(&'static str),
    Unknown(&'static str),
}

fn table() -> Vec<(&'static str, Region, Said)> {
    use Said::{At, None, Unknown};
    let says = |status, body: Value| Region::Says(status, body);
    let active = json!([{"HsmId": "hsm-1", "State": "ACTIVE"}]);
    let at_copy = At("backup-copy in eu-central-1");
    vec![
        ("nothing there", has(&[], &[]), None),
        ("somebody else's", has(&[cloud_cluster("cluster-x")], &[]), None),
        ("a copy", has(&[], &[copy("backup-copy", "READY")]), at_copy),
        (
            "a copy on the third page",
            has(
                &[],
                &[
                    json!({"BackupId": "b1", "BackupState": "READY"}),
                    json!({"BackupId": "b2", "BackupState": "READY"}),
                    json!({"BackupId": "b3", "BackupState": "READY"}),
                    json!({"BackupId": "b4", "BackupState": "READY"}),
                    copy("backup-copy", "READY"),
                ],
            ),
            at_copy,
        ),
        ("a copy that failed", has(&[], &[copy("backup-copy", "DELETED")]), None),
        ("a copy to be purged", has(&[], &[copy("backup-copy", "PENDING_DELETION")]), None),
        ("a copy in progress", has(&[], &[copy("backup-copy", "CREATE_IN_PROGRESS")]), None),
        (
            "a cluster from its backup",
            has(&[restored("ACTIVE", &active)], &[]),
            At("cluster-restored in eu-central-1 (ACTIVE)"),
        ),
        ("one without HSMs", has(&[restored("ACTIVE", &json!([]))], &[]), None),
        ("one being deleted", has(&[restored("DELETE_IN_PROGRESS", &active)], &[]), None),
        (
            "a backup of a cluster from its backup",
            has(
                &[restored("ACTIVE", &json!([]))],
                &[
                    json!({"BackupId": "backup-r", "BackupState": "READY", "ClusterId": "cluster-restored"}),
                ],
            ),
            At("backup-r in eu-central-1 (unknown date)"),
        ),
        (
            "not allowed",
            says(400, json!({"__type": "CloudHsmAccessDeniedException", "Message": "no"})),
            Unknown("isn’t allowed"),
        ),
        (
            "not allowed by IAM",
            says(400, json!({"__type": "AccessDeniedException", "Message": "no"})),
            Unknown("isn’t allowed"),
        ),
        ("throttled", says(400, json!({"__type": "ThrottlingException"})), Unknown("Throttling")),
        ("no list", says(200, json!({})), Unknown("has no")),
        (
            "the same page again",
            says(200, json!({"Clusters": [], "Backups": [], "NextToken": "a"})),
            Unknown("more pages"),
        ),
        (
            "another form",
            says(200, json!({"Clusters": [1], "Backups": [1]})),
            Unknown("can’t be read"),
        ),
        ("out of reach", Region::Unreachable, Unknown("refused")),
        ("hanging", Region::Hangs, Unknown("within 3 seconds")),
    ]
}

fn check(plan: &DeletionPlan, loss: WarningCode, production: bool, said: Said, what: &str) {
    let loss = warning(plan, loss).unwrap_or_else(|| panic!("{what}: {:?}", plan.warnings));
    let elsewhere = warning(plan, WarningCode::KeysElsewhere);
    let unknown = warning(plan, WarningCode::CopiesUnknown);
    let says_none = loss.message.contains("o other backup or cluster with these keys was found");
    assert!(loss.acknowledge, "{what}");
    match said {
        Said::None => {
            assert!(says_none && loss.message.contains("the 2 regions"), "{what}: {loss:?}");
            assert_eq!((elsewhere, unknown), (None, None), "{what}");
        }
        Said::At(place) => {
            assert!(loss.message.contains(place) && !says_none, "{what}: {loss:?}");
            let elsewhere = elsewhere.unwrap_or_else(|| panic!("{what}"));
            assert!(elsewhere.subjects[0].starts_with(place), "{what}: {elsewhere:?}");
            assert!(!elsewhere.acknowledge && unknown.is_none(), "{what}");
        }
        Said::Unknown(why) => {
            assert!(loss.message.contains(ELSEWHERE) && !says_none, "{what}: {loss:?}");
            let unknown = unknown.unwrap_or_else(|| panic!("{what}"));
            assert_eq!((unknown.acknowledge, elsewhere), (production, None), "{what}");
            assert!(unknown.message.contains(why), "{what}: {unknown:?}");
            assert!(unknown.message.contains(ELSEWHERE), "{what}: {unknown:?}");
            assert!(!unknown.message.contains(REGION), "{what}: {unknown:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn the_last_backup_is_lost_with_its_keys_or_not() {
    for (what, region, said) in table() {
        for production in [false, true] {
            let bench = bench(production, &region);
            let plan = bench.plan_at(&routes::backup_deletion_plan(REGION, LAST)).await;
            check(&plan, WarningCode::LastBackup, production, said, what);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_cluster_without_backups_takes_its_keys_along_or_not() {
    for (what, region, said) in table() {
        for production in [false, true] {
            let bench = bench(production, &region);
            bench.cloud.change_backups(|backups| {
                for backup in backups {
                    backup["BackupState"] = "PENDING_DELETION".into();
                }
            });
            let plan = bench.plan(OTHER).await;
            check(&plan, WarningCode::NoReadyBackup, production, said, what);
            let reply = bench.send(bench.deletion(&plan, OTHER)).await;
            assert_eq!(reply.status, 200, "{what}, {production}: {:?}", reply.json());
        }
    }
}
