//! Where a cluster's keys also exist: what a plan says of every answer of the regions, what the checklist
//! of its retirement says of every answer of KMS, and the family on the route.

mod route;
mod table;

use std::time::Duration;

use backend_api::{DeletionPlan, RetirementState, Warning, WarningCode, routes};
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

fn has(clusters: &[Value], backups: &[Value]) -> Region {
    Region::Has(clusters.to_vec(), backups.to_vec(), Vec::new())
}

fn warning(plan: &DeletionPlan, code: WarningCode) -> Option<&Warning> {
    plan.warnings.iter().find(|it| it.code == code)
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
