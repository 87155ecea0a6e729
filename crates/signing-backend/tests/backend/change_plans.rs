//! What costs money or can't be changed back: planned, permitted, read again, sent once, and found
//! out afterwards.

mod blockers;
mod creations;
mod losses;

use backend_api::{
    ApiErrorCode, AttemptState, BlockerCode, DeletionPlan, OperationSet, WarningCode, routes,
};
use cloudhsm_api::Operation;
use serde_json::{Value, json};
use signing_backend::{OperationPolicy, Settings};

use crate::support::{Behaviour, Bench, CLUSTER, OTHER, OWNER, REGION, Reply, settings};

pub(crate) const ZONE: &str = "us-east-1a";
pub(crate) const SUBNET: &str = "subnet-0123456789abcdef0";

pub(crate) fn bench() -> Bench {
    let operations = OperationPolicy::of(OperationSet::ALL, &[]);
    let bench = Bench::with(Settings { operations, ..settings() });
    bench.cloud.change(CLUSTER, |it| it["SubnetMapping"] = json!({ ZONE: SUBNET }));
    bench
}

pub(crate) async fn asked(bench: &Bench, operation: Operation, input: &Value) -> Reply {
    let body = json!({ "operation": operation, "input": input });
    bench.post(&routes::change_plan(REGION), &body).await
}

pub(crate) async fn plan(bench: &Bench, operation: Operation, input: &Value) -> DeletionPlan {
    let reply = asked(bench, operation, input).await;
    assert_eq!(reply.status, 200, "{}", reply.json());
    serde_json::from_slice(&reply.body).unwrap()
}

pub(crate) async fn confirm(bench: &Bench, plan: &DeletionPlan) -> Reply {
    bench.send(bench.deletion(plan, &plan.type_to_confirm)).await
}

pub(crate) fn blockers(plan: &DeletionPlan) -> Vec<BlockerCode> {
    plan.blockers.iter().map(|it| it.code).collect()
}

pub(crate) fn losses(plan: &DeletionPlan) -> Vec<WarningCode> {
    plan.warnings.iter().filter(|it| it.acknowledge).map(|it| it.code).collect()
}

pub(crate) fn add_hsm() -> Value {
    json!({ "ClusterId": CLUSTER, "AvailabilityZone": ZONE })
}

pub(crate) fn retention(days: &str) -> Value {
    json!({ "ClusterId": CLUSTER, "BackupRetentionPolicy": { "Type": "DAYS", "Value": days } })
}

pub(crate) fn of_type(hsm_type: &str) -> Value {
    json!({ "ClusterId": CLUSTER, "HsmType": hsm_type })
}

pub(crate) fn new_cluster() -> Value {
    json!({ "HsmType": "hsm2m.medium", "SubnetIds": [SUBNET] })
}

/// A cluster as one that waits for its certificate.
pub(crate) fn uninitialized(cluster: &mut Value) {
    cluster["State"] = "UNINITIALIZED".into();
    cluster["Certificates"] = json!({ "ClusterCsr": OWNER.csr });
}

pub(crate) fn initialize() -> Value {
    json!({ "ClusterId": CLUSTER, "SignedCert": OWNER.signed, "TrustAnchor": OWNER.anchor })
}

/// `count` HSMs, for a cluster of the cloud.
pub(crate) fn hsms(count: usize) -> Value {
    let hsm = |index| json!({"HsmId": format!("hsm-{index:011}"), "State": "ACTIVE", "EniIp": format!("10.0.0.{index}")});
    (0..count).map(hsm).collect()
}

#[tokio::test(start_paused = true)]
async fn an_hsm_is_added_without_typing_and_followed_to_its_end() {
    let bench = bench();
    let plan = plan(&bench, Operation::CreateHsm, &add_hsm()).await;
    assert_eq!((blockers(&plan), losses(&plan)), (vec![], vec![]));
    assert_eq!(plan.type_to_confirm, "");
    assert!(plan.warnings.iter().any(|it| it.code == WarningCode::BilledByTheHour));
    assert_eq!(plan.changes[0].before.as_deref(), Some("0"));
    assert!(plan.terraform.as_deref().unwrap().contains("aws_cloudhsm_v2_hsm"));
    assert!(plan.request.cli.starts_with("aws cloudhsmv2 create-hsm --availability-zone"));
    assert_eq!(confirm(&bench, &plan).await.status, 200);
    // The same permit sends nothing twice.
    assert_eq!(confirm(&bench, &plan).await.code(), ApiErrorCode::PermitUsed);
    assert_eq!(bench.cloud.changes(), [(Operation::CreateHsm, add_hsm())]);
    bench.cloud.change(CLUSTER, |it| it["Hsms"][0]["State"] = "ACTIVE".into());
    let attempt = bench.reaches(CLUSTER, AttemptState::Done).await;
    assert_eq!(attempt.last_seen.as_deref(), Some("hsm-new00000000 is ACTIVE"));
}

#[tokio::test]
async fn without_a_permit_nothing_is_created_or_modified() {
    let bench = bench();
    for (operation, input) in [
        (Operation::CreateHsm, add_hsm()),
        (Operation::CreateCluster, new_cluster()),
        (Operation::ModifyCluster, retention("30")),
        (
            Operation::InitializeCluster,
            json!({"ClusterId": CLUSTER, "SignedCert": "a", "TrustAnchor": "b"}),
        ),
    ] {
        let reply = bench.call(operation.name(), &input).await;
        assert_eq!(reply.code(), ApiErrorCode::PermitRequired, "{operation}");
    }
    assert_eq!(bench.cloud.changes(), []);
}

#[tokio::test]
async fn what_changed_since_the_plan_stops_it() {
    let bench = bench();
    let hsm = plan(&bench, Operation::CreateHsm, &add_hsm()).await;
    bench.cloud.change(CLUSTER, |it| it["Hsms"] = hsms(1));
    assert_eq!(confirm(&bench, &hsm).await.code(), ApiErrorCode::PlanChanged);
    // A cluster that somebody else created meanwhile could not be told from one's own.
    let create = plan(&bench, Operation::CreateCluster, &new_cluster()).await;
    bench.cloud.change_clusters(|all| {
        let mut one = all[0].clone();
        one["ClusterId"] = "cluster-ccccccccccc".into();
        all.push(one);
    });
    assert_eq!(confirm(&bench, &create).await.code(), ApiErrorCode::PlanChanged);
    assert_eq!(bench.cloud.changes(), []);
}

#[tokio::test]
async fn another_body_than_the_planned_one_is_refused() {
    let bench = bench();
    let mut plan = plan(&bench, Operation::CreateCluster, &new_cluster()).await;
    plan.request.body = json!({ "HsmType": "hsm1.medium", "SubnetIds": [SUBNET] });
    let reply = confirm(&bench, &plan).await;
    assert_eq!(reply.code(), ApiErrorCode::PermitMismatch);
    assert_eq!(bench.cloud.changes(), []);
}

/// Every change, with every way in which AWS can end it: what the answer says, what the log says,
/// and that it was sent once at most.
#[tokio::test(start_paused = true)]
async fn each_change_ends_as_what_is_known_of_it() {
    let failure = r#"{"__type":"CloudHsmInternalFailureException","Message":"no"}"#;
    let throttled = r#"{"__type":"ThrottlingException","message":"Rate exceeded"}"#;
    let denied = r#"{"__type":"CloudHsmAccessDeniedException","Message":"no"}"#;
    let quota = r#"{"__type":"CloudHsmResourceLimitExceededException","Message":"4 clusters"}"#;
    let concurrent = r#"{"__type":"CloudHsmInvalidRequestException","Message":"in use"}"#;
    let expired = r#"{"__type":"ExpiredTokenException","message":"expired"}"#;
    let changes = [
        (Operation::CreateHsm, add_hsm()),
        (Operation::CreateCluster, new_cluster()),
        (Operation::ModifyCluster, retention("120")),
        (Operation::ModifyCluster, of_type("hsm2m.medium")),
        (Operation::InitializeCluster, initialize()),
    ];
    for (operation, input) in changes {
        for (behaviour, outcome, sent) in [
            (Behaviour::Lost, "unknown", 1),
            (Behaviour::Says(500, failure), "unknown", 1),
            (Behaviour::Says(503, "<html>"), "unknown", 1),
            (Behaviour::Says(200, "{}"), "unknown", 1),
            (Behaviour::Denies(400, throttled), "refused", 1),
            (Behaviour::Denies(400, denied), "refused", 1),
            (Behaviour::Denies(400, quota), "refused", 1),
            (Behaviour::Denies(400, concurrent), "refused", 1),
            (Behaviour::Denies(403, expired), "refused", 1),
            (Behaviour::Unreachable, "refused", 1),
            (Behaviour::TooLate, "refused", 1),
        ] {
            let bench = bench();
            bench.cloud.change(CLUSTER, |it| it["HsmType"] = "hsm1.medium".into());
            if operation == Operation::InitializeCluster {
                bench.cloud.change(CLUSTER, uninitialized);
            }
            bench.cloud.watch(bench.audit_file.clone());
            let plan = plan(&bench, operation, &input).await;
            bench.cloud.next(behaviour.clone());
            let reply = confirm(&bench, &plan).await;
            let told = format!("{operation} {behaviour:?}: {}", reply.json());
            assert_eq!(reply.json()["error"]["outcome"], outcome, "{told}");
            assert_eq!(reply.json()["error"]["retryable"], false, "{told}");
            let lines = bench.audit_lines();
            assert_eq!(
                (&lines[0]["event"], &lines[1]["outcome"]),
                (&json!("intent"), &json!(outcome))
            );
            assert!(bench.cloud.changes().len() <= sent, "{told}");
        }
    }
}

#[tokio::test]
async fn credentials_of_another_account_send_nothing() {
    let bench = bench();
    bench.cloud.change(CLUSTER, uninitialized);
    for (operation, input) in [
        (Operation::CreateHsm, add_hsm()),
        (Operation::CreateCluster, new_cluster()),
        (Operation::ModifyCluster, retention("120")),
        (Operation::InitializeCluster, initialize()),
    ] {
        let plan = plan(&bench, operation, &input).await;
        let before = bench.cloud.caller_now();
        bench.cloud.become_caller(signing_backend::forward::Caller {
            account: Some("999999999999".to_owned()),
            ..before.clone()
        });
        assert_eq!(confirm(&bench, &plan).await.code(), ApiErrorCode::CallerChanged, "{operation}");
        bench.cloud.become_caller(before);
    }
    assert_eq!(bench.cloud.changes(), []);
}

#[tokio::test]
async fn a_change_of_a_cluster_that_is_not_there_says_so() {
    let bench = bench();
    bench.cloud.change_clusters(|all| all.retain(|it| it["ClusterId"] == OTHER));
    let reply = asked(&bench, Operation::CreateHsm, &add_hsm()).await;
    assert_eq!(reply.code(), ApiErrorCode::ResourceNotFound);
}
