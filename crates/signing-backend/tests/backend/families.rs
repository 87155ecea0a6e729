//! Where a cluster's keys also exist: what a plan says of every answer of the regions, what the checklist
//! of its retirement says of every answer of KMS, and the family on the route.

use std::time::Duration;

use backend_api::{
    DeletionPlan, Relation, RetirementState, SourceStatus, Warning, WarningCode, routes,
};
use cloudhsm_api::Operation;
use serde_json::{Value, json};

use crate::support::{Bench, CLUSTER, Kms, OTHER, REGION, Region, cloud_cluster};

const ELSEWHERE: &str = "eu-central-1";
const LAST: &str = "backup-ddddddddddd";

fn copy(id: &str, state: &str) -> Value {
    json!({
        "BackupId": id, "BackupState": state, "CreateTimestamp": 1_793_000_000,
        "SourceRegion": REGION, "SourceBackup": "backup-purged", "SourceCluster": OTHER,
    })
}

/// A cluster of another region, created from a backup of [`OTHER`].
fn restored(state: &str, hsms: &Value) -> Value {
    let mut cluster = cloud_cluster("cluster-restored");
    cluster["SourceBackupId"] = LAST.into();
    cluster["State"] = state.into();
    cluster["Hsms"] = hsms.clone();
    cluster
}

fn certified(mut cluster: Value, pem: &str) -> Value {
    cluster["Certificates"] = json!({ "ClusterCertificate": pem });
    cluster
}

/// What a plan says of where the keys also exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said {
    None,
    At(&'static str),
    Unknown(&'static str),
}

fn has(clusters: &[Value], backups: &[Value]) -> Region {
    Region::Has(clusters.to_vec(), backups.to_vec(), Vec::new())
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

fn warning(plan: &DeletionPlan, code: WarningCode) -> Option<&Warning> {
    plan.warnings.iter().find(|it| it.code == code)
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

fn bench(production: bool, region: &Region) -> Bench {
    let bench = Bench::new();
    bench.cloud.kms(Kms::Has(vec![]));
    bench.cloud.region(ELSEWHERE, region.clone());
    if production {
        bench.cloud.tag(OTHER, "env", "prod");
    }
    bench
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

/// "None" isn't said of regions with more than can be read in time.
#[tokio::test(start_paused = true)]
async fn a_region_with_too_many_backups_is_not_known_and_costs_no_more_time() {
    let many = |count: usize| -> Vec<Value> {
        (0..count).map(|it| json!({"BackupId": format!("b{it}"), "BackupState": "READY"})).collect()
    };
    let mut all = many(40);
    all.insert(1, copy("backup-copy", "READY"));
    for (backups, copies) in [(many(40), 0), (all, 1)] {
        let bench = bench(true, &has(&[], &backups));
        bench.cloud.pace(Duration::from_millis(300));
        let began = tokio::time::Instant::now();
        let plan = bench.plan(OTHER).await;
        assert!(began.elapsed() < Duration::from_secs(2), "{:?}", began.elapsed());
        let unknown = warning(&plan, WarningCode::CopiesUnknown).unwrap();
        assert!(unknown.acknowledge && unknown.message.contains("more backups"), "{unknown:?}");
        let found = warning(&plan, WarningCode::KeysElsewhere).map_or(0, |it| it.subjects.len());
        assert_eq!(found, copies, "what was read counts");
    }
}

#[tokio::test]
async fn what_was_acknowledged_counts_and_regions_are_not_asked_again() {
    let bench = bench(true, &Region::Unreachable);
    let plan = bench.plan(OTHER).await;
    let others = plan.warnings.iter().filter(|it| it.acknowledge).map(|it| it.code);
    let others = others.filter(|code| *code != WarningCode::CopiesUnknown).collect();
    let reply = bench.send(bench.deletion_with(&plan, OTHER, others)).await;
    assert_eq!(reply.json()["error"]["allowed"], json!(["copies-unknown"]));
    bench.cloud.region(ELSEWHERE, has(&[], &[]));
    let asked = bench.cloud.inputs(Operation::DescribeBackups).len();
    let reply = bench.send(bench.deletion(&plan, OTHER)).await;
    assert_eq!(reply.status, 200, "{:?}", reply.json());
    let inputs = bench.cloud.inputs(Operation::DescribeBackups);
    let everything = |it: &&Value| it["Filters"].get("states").is_some();
    assert_eq!(inputs[asked..].iter().filter(everything).count(), 0);
}

#[tokio::test]
async fn a_cluster_that_never_had_keys_needs_no_word_and_hsms_ask_nobody() {
    let bench = bench(true, &Region::Unreachable);
    bench.cloud.change(OTHER, |cluster| {
        cluster["State"] = "UNINITIALIZED".into();
        cluster["Hsms"] = json!([{"HsmId": "hsm-1", "State": "ACTIVE"}]);
    });
    let plan = bench.plan(OTHER).await;
    assert_eq!(warning(&plan, WarningCode::CopiesUnknown), None);
    let plan = bench.plan_at(&routes::hsm_deletion_plan(REGION, OTHER, "hsm-1")).await;
    assert_eq!(warning(&plan, WarningCode::CopiesUnknown), None);
    assert!(plan.retirement.is_empty());
}

#[tokio::test]
async fn the_original_of_a_copy_is_named_if_its_region_has_it() {
    let original = json!({"BackupId": "backup-purged", "BackupState": "READY", "ClusterId": OTHER});
    for (region, words) in [
        (has(&[], &[original]), "The original is READY in eu-central-1"),
        (has(&[], &[]), "eu-central-1 no longer has the original as a READY backup."),
        (Region::Unreachable, "Check in that region"),
    ] {
        let bench = bench(false, &region);
        bench.cloud.change_backups(|backups| {
            let last = backups.iter_mut().find(|it| it["BackupId"] == LAST).unwrap();
            last["SourceBackup"] = "backup-purged".into();
            last["SourceRegion"] = ELSEWHERE.into();
        });
        let plan = bench.plan_at(&routes::backup_deletion_plan(REGION, LAST)).await;
        let copied = warning(&plan, WarningCode::CopiedBackup).unwrap();
        assert!(copied.message.contains(words), "{copied:?}");
    }
}

fn store(state: &str) -> Value {
    json!({
        "CustomKeyStoreId": "cks-1", "CustomKeyStoreName": "n", "CustomKeyStoreType": "AWS_CLOUDHSM",
        "CloudHsmClusterId": CLUSTER, "ConnectionState": state,
    })
}

#[tokio::test]
async fn the_checklist_knows_what_kms_said_and_no_more() {
    use RetirementState::{Done, ToDo, Unknown};
    let hsms =
        json!([{"HsmId": "hsm-1", "State": "ACTIVE"}, {"HsmId": "hsm-2", "State": "DELETED"}]);
    let refused = Kms::Says(400, json!({"__type": "AccessDeniedException"}));
    for (what, kms, hsms, expected) in [
        ("none", Kms::Has(vec![]), &json!([]), [Done, Done, Done, Done, ToDo]),
        ("connected", Kms::Has(vec![store("CONNECTED")]), &hsms, [Unknown, ToDo, ToDo, ToDo, ToDo]),
        (
            "disconnected",
            Kms::Has(vec![store("DISCONNECTED")]),
            &hsms,
            [Unknown, Done, ToDo, ToDo, ToDo],
        ),
        ("not allowed", refused, &hsms, [Unknown, Unknown, Unknown, ToDo, ToDo]),
        ("not spoken", Kms::Absent, &json!([]), [Unknown, Unknown, Unknown, Done, ToDo]),
    ] {
        let bench = Bench::new();
        bench.cloud.kms(kms);
        bench.cloud.change(CLUSTER, |cluster| cluster["Hsms"] = hsms.clone());
        let plan = bench.plan(CLUSTER).await;
        let states: Vec<_> = plan.retirement.iter().map(|it| it.state).collect();
        assert_eq!(states, expected, "{what}");
        for step in &plan.retirement {
            let says_unknown = step.message.starts_with("Not known");
            assert_eq!(says_unknown, step.state == Unknown, "{what}: {step:?}");
            assert_eq!(step.commands.is_empty(), step.state == Done, "{what}: {step:?}");
            assert!(step.guide.starts_with("https://docs.aws.amazon.com/"), "{step:?}");
        }
        let all = plan.retirement.iter().flat_map(|it| &it.commands).cloned().collect::<Vec<_>>();
        let all = all.join("\n");
        assert_eq!(all.contains("delete-hsm --cluster-id cluster-"), *hsms != json!([]), "{all}");
        assert!(!all.contains("hsm-2"), "{all}");
        assert!(all.ends_with(&plan.request.cli), "{all}");
        let disconnect = "aws kms disconnect-custom-key-store --custom-key-store-id cks-1 --region";
        assert_eq!(all.contains(disconnect), what == "connected", "{all}");
    }
}

#[tokio::test]
async fn the_route_has_the_family_and_with_whom_it_is_shared() {
    let bench = Bench::new();
    let pem = "no certificate at all";
    let shared = json!({"BackupId": "backup-s", "BackupState": "READY", "ClusterId": "cluster-a"});
    bench.cloud.change(OTHER, |cluster| {
        cluster["SourceBackupId"] = "arn:aws:cloudhsm:eu-central-1:1:backup/backup-s".into();
        cluster["Certificates"] = json!({ "ClusterCertificate": pem });
    });
    bench.cloud.change_backups(|backups| {
        let last = backups.iter_mut().find(|it| it["BackupId"] == LAST).unwrap();
        last["BackupArn"] = "arn:1".into();
    });
    bench.cloud.share(json!({"Statement": [{"Principal": {"AWS": "111122223333"}}]}));
    let stranger = certified(cloud_cluster("cluster-x"), pem);
    let there = vec![restored("INITIALIZED", &json!([])), stranger];
    let copies = vec![copy("backup-copy", "READY"), copy("backup-failed", "DELETED")];
    bench.cloud.region(ELSEWHERE, Region::Has(there, copies, vec![shared]));
    let families = bench.dependents(OTHER).await.families.unwrap();
    let regions: Vec<_> = families.regions.iter().map(|it| (&*it.region, it.status)).collect();
    assert_eq!(regions, [(REGION, SourceStatus::Known), (ELSEWHERE, SourceStatus::Known)]);
    assert!(families.regions.iter().all(|it| !it.request_ids.is_empty()));
    let clusters: Vec<_> =
        families.clusters.iter().map(|it| (&*it.cluster_id, it.relations.clone())).collect();
    // What is no certificate equals nothing.
    assert_eq!(clusters, [("cluster-restored", vec![Relation::CreatedFrom])]);
    let backups: Vec<_> = families
        .backups
        .iter()
        .map(|it| (&*it.backup_id, it.relations.clone(), it.shared_by_others))
        .collect();
    assert_eq!(
        backups,
        [
            ("backup-copy", vec![Relation::Copy], false),
            ("backup-failed", vec![Relation::Copy], false),
            ("backup-s", vec![Relation::Source], true),
        ]
    );
    let sharing = &families.sharing;
    assert_eq!((sharing.status, sharing.asked, sharing.of), (SourceStatus::Known, 1, 1));
    assert_eq!(sharing.backups[0].principals, ["111122223333"]);
    // It is kept for minutes, with its age; a region that fails later is named.
    bench.cloud.region(ELSEWHERE, Region::Unreachable);
    bench.clock.advance(299);
    let kept = bench.dependents(OTHER).await.families.unwrap();
    assert_eq!((kept.regions[1].age_seconds, kept.clusters.len()), (Some(299), 1));
    bench.clock.advance(1);
    let later = bench.dependents(OTHER).await.families.unwrap();
    assert_eq!((later.regions[1].status, later.clusters.len()), (SourceStatus::Failed, 0));
    assert_eq!(later.regions[0].status, SourceStatus::Known);
}

/// The policy is whatever AWS has: shown as it is if nobody can be named.
#[tokio::test]
async fn a_policy_that_is_no_json_is_shown_as_it_is() {
    let bench = Bench::new();
    bench.cloud.change_backups(|backups| {
        for (index, backup) in backups.iter_mut().enumerate() {
            backup["BackupArn"] = format!("arn:{index}").into();
        }
    });
    bench.cloud.share(json!("not a policy"));
    let sharing = bench.dependents(OTHER).await.families.unwrap().sharing;
    let [one] = sharing.backups.as_slice() else { panic!("{sharing:?}") };
    assert_eq!((one.policy.as_deref(), one.principals.len()), (Some("\"not a policy\""), 0));
    assert_eq!(bench.cloud.inputs(Operation::GetResourcePolicy).len(), 1, "only its own");
}
