//! What costs money or can't be changed back: planned, permitted, read again, sent once, and found
//! out afterwards.

use aws_services::ec2::Subnet;
use backend_api::{
    ApiErrorCode, AttemptState, BlockerCode, DeletionPlan, OperationSet, WarningCode, routes,
};
use cloudhsm_api::Operation;
use serde_json::{Value, json};
use signing_backend::{OperationPolicy, Settings};

use crate::support::{
    Behaviour, Bench, CLUSTER, Ec2, Network, OTHER, OWNER, Quotas, REGION, Reply, quota, settings,
};

/// What happens to the cluster before.
type ChangeOfCluster = Box<dyn Fn(&mut Value)>;

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
async fn each_blocker_says_what_to_do_and_gives_no_permit() {
    let state = |state: &'static str| move |it: &mut Value| it["State"] = state.into();
    let cases: Vec<(ChangeOfCluster, Operation, Value, BlockerCode)> = vec![
        (
            Box::new(|it| it["SubnetMapping"] = json!({"us-east-1b": SUBNET})),
            Operation::CreateHsm,
            add_hsm(),
            BlockerCode::ZoneNotInCluster,
        ),
        (
            Box::new(|it| {
                it["State"] = "UNINITIALIZED".into();
                it["Hsms"] = hsms(1);
            }),
            Operation::CreateHsm,
            add_hsm(),
            BlockerCode::FirstHsmOnly,
        ),
        (
            Box::new(|it| it["Hsms"] = hsms(28)),
            Operation::CreateHsm,
            add_hsm(),
            BlockerCode::TooManyHsms,
        ),
        (
            Box::new(|it| it["Hsms"] = hsms(3)),
            Operation::CreateHsm,
            json!({"ClusterId": CLUSTER, "AvailabilityZone": ZONE, "IpAddress": "10.0.0.2"}),
            BlockerCode::AddressTaken,
        ),
        (
            Box::new(|it| {
                it["State"] = "MODIFY_IN_PROGRESS".into();
                it["HsmTypeRollbackExpiration"] = 1_900_000_000.into();
            }),
            Operation::CreateHsm,
            add_hsm(),
            BlockerCode::MigrationInProgress,
        ),
        (
            Box::new(state("DELETE_IN_PROGRESS")),
            Operation::CreateHsm,
            add_hsm(),
            BlockerCode::DeletionInProgress,
        ),
        (Box::new(|_| {}), Operation::ModifyCluster, retention("90"), BlockerCode::NothingChanges),
        (
            Box::new(|it| it["HsmType"] = "hsm2m.medium".into()),
            Operation::ModifyCluster,
            of_type("hsm2m.medium"),
            BlockerCode::NothingChanges,
        ),
        (
            Box::new(|it| {
                it["HsmType"] = "hsm1.medium".into();
                it["State"] = "DEGRADED".into();
            }),
            Operation::ModifyCluster,
            of_type("hsm2m.medium"),
            BlockerCode::WrongState,
        ),
        (
            Box::new(|it| {
                it["HsmType"] = "hsm1.medium".into();
                it["Hsms"] = hsms(28);
            }),
            Operation::ModifyCluster,
            of_type("hsm2m.medium"),
            BlockerCode::TooManyHsms,
        ),
        (
            Box::new(|it| {
                it["HsmType"] = "hsm2m.medium".into();
                it["HsmTypeRollbackExpiration"] = 1_700_000_000.into();
            }),
            Operation::ModifyCluster,
            of_type("hsm1.medium"),
            BlockerCode::RollbackOver,
        ),
        (
            Box::new(|_| {}),
            Operation::InitializeCluster,
            json!({"ClusterId": CLUSTER, "SignedCert": "a", "TrustAnchor": "b"}),
            BlockerCode::WrongState,
        ),
        (
            Box::new(state("UNINITIALIZED")),
            Operation::InitializeCluster,
            json!({"ClusterId": CLUSTER, "SignedCert": "a", "TrustAnchor": "b"}),
            BlockerCode::NoCsr,
        ),
        (
            Box::new(uninitialized),
            Operation::InitializeCluster,
            json!({"ClusterId": CLUSTER, "SignedCert": OWNER.signed, "TrustAnchor": OWNER.other_anchor}),
            BlockerCode::CertificateRejected,
        ),
        (
            Box::new(|_| {}),
            Operation::CreateCluster,
            json!({"HsmType": "hsm2m.medium", "SubnetIds": [SUBNET], "SourceBackupId": "backup-zzzzzzzzzzz"}),
            BlockerCode::BackupNotUsable,
        ),
        (
            Box::new(|_| {}),
            Operation::CreateCluster,
            json!({"HsmType": "hsm1.medium", "SubnetIds": [SUBNET], "Mode": "NON_FIPS"}),
            BlockerCode::ModeMismatch,
        ),
    ];
    for (change, operation, input, code) in cases {
        let bench = bench();
        bench.cloud.change(CLUSTER, |it| change(it));
        let plan = plan(&bench, operation, &input).await;
        assert_eq!(blockers(&plan), [code], "{operation} {input}");
        assert!(plan.permit.is_none());
    }
}

#[tokio::test]
async fn a_backend_that_does_not_operate_says_which_flag_does() {
    let bench = Bench::new();
    let plan = plan(&bench, Operation::CreateHsm, &add_hsm()).await;
    let first = &plan.blockers[0];
    assert_eq!(first.code, BlockerCode::OperationNotAllowed);
    assert!(first.message.ends_with("restart the backend with operate in --allow."), "{first:?}");
}

#[tokio::test]
async fn a_backend_that_only_reads_plans_no_change_and_names_its_flag() {
    for (operations, flag) in [
        (OperationPolicy::new(true, &[]), "--read-only"),
        (OperationPolicy::of(&[OperationSet::Read], &[]), "--allow"),
    ] {
        let bench = Bench::with(Settings { operations, ..settings() });
        bench.cloud.change(CLUSTER, |it| {
            it["HsmType"] = "hsm1.medium".into();
            it["SubnetMapping"] = json!({ ZONE: SUBNET });
        });
        for (operation, input) in [
            (Operation::CreateHsm, add_hsm()),
            (Operation::CreateCluster, new_cluster()),
            (Operation::ModifyCluster, retention("120")),
            (Operation::ModifyCluster, of_type("hsm2m.medium")),
            (Operation::InitializeCluster, initialize()),
        ] {
            if operation == Operation::InitializeCluster {
                bench.cloud.change(CLUSTER, uninitialized);
            }
            let plan = plan(&bench, operation, &input).await;
            assert_eq!(blockers(&plan), [BlockerCode::ReadOnly], "{operation}");
            assert!(plan.blockers[0].message.contains(flag), "{:?}", plan.blockers[0]);
            assert!(plan.permit.is_none());
            let reply = bench.call(operation.name(), &input).await;
            assert_eq!(reply.code(), ApiErrorCode::ReadOnly, "{operation}");
            let message = reply.json()["error"]["message"].clone();
            assert!(message.as_str().unwrap().contains(flag), "{message}");
        }
        assert_eq!(bench.cloud.changes(), []);
        assert_eq!(bench.audit_lines().len(), 0);
    }
}

#[tokio::test]
async fn a_shorter_retention_names_the_backups_that_it_ends() {
    let bench = bench();
    // The clock is at 1,800,000,000.
    let made = [1_799_000_000_u64, 1_796_000_000, 1_795_000_000];
    bench.cloud.change_backups(|backups| {
        backups.clear();
        for (index, time) in made.iter().enumerate() {
            backups.push(json!({
                "BackupId": format!("backup-{index:011}"), "ClusterId": CLUSTER,
                "BackupState": "READY", "CreateTimestamp": time, "TagList": []
            }));
        }
    });
    let shorter = plan(&bench, Operation::ModifyCluster, &retention("30")).await;
    assert_eq!(losses(&shorter), [WarningCode::BackupsPurged]);
    assert_eq!(shorter.type_to_confirm, CLUSTER);
    let ended = &shorter.warnings[0].subjects;
    assert_eq!(ended.len(), 2, "{ended:?}");
    assert!(
        ended[0].starts_with("backup-00000000001: made on 2026-11-30 00:53:20 UTC"),
        "{ended:?}"
    );
    let longer = plan(&bench, Operation::ModifyCluster, &retention("120")).await;
    assert_eq!((losses(&longer), longer.type_to_confirm.as_str()), (vec![], ""));
    // What is lost must be acknowledged.
    let reply = bench.send(bench.deletion_with(&shorter, CLUSTER, vec![])).await;
    assert_eq!(reply.code(), ApiErrorCode::AcknowledgementMissing);
    assert_eq!(confirm(&bench, &shorter).await.status, 200);
    assert_eq!(bench.cloud.changes(), [(Operation::ModifyCluster, retention("30"))]);
}

#[tokio::test]
async fn a_migration_and_its_rollback_say_what_each_loses() {
    let bench = bench();
    bench.cloud.change(CLUSTER, |it| it["HsmType"] = "hsm1.medium".into());
    let there = plan(&bench, Operation::ModifyCluster, &of_type("hsm2m.medium")).await;
    assert_eq!(losses(&there), [WarningCode::LimitedWrites, WarningCode::ClientVersions]);
    assert_eq!(there.type_to_confirm, CLUSTER);
    bench.cloud.change(CLUSTER, |it| {
        it["HsmType"] = "hsm2m.medium".into();
        it["HsmTypeRollbackExpiration"] = 1_800_003_600.into();
        it["TagList"] = json!([{"Key": "env", "Value": "prod"}, {"Key": "Name", "Value": "pay"}]);
    });
    let back = plan(&bench, Operation::ModifyCluster, &of_type("hsm1.medium")).await;
    assert_eq!(blockers(&back), []);
    assert_eq!(
        losses(&back),
        [WarningCode::LimitedWrites, WarningCode::NewKeysLost, WarningCode::ProductionTag]
    );
    assert_eq!(back.name_to_confirm.as_deref(), Some("pay"));
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

/// Creating has no client token: it is never sent again, and found out by comparison.
#[tokio::test(start_paused = true)]
async fn a_creation_whose_answer_is_lost_is_found_by_comparing_listings() {
    let failure = r#"{"__type":"CloudHsmInternalFailureException","Message":"no"}"#;
    for behaviour in
        [Behaviour::Says(500, failure), Behaviour::Says(503, "<html>"), Behaviour::Lost]
    {
        let bench = bench();
        let plan = plan(&bench, Operation::CreateCluster, &new_cluster()).await;
        bench.cloud.next(behaviour);
        let reply = confirm(&bench, &plan).await;
        assert_eq!((reply.status.as_u16(), reply.code()), (504, ApiErrorCode::OutcomeUnknown));
        let error = &reply.json()["error"];
        assert_eq!((&error["outcome"], &error["retryable"]), (&json!("unknown"), &json!(false)));
        let id = bench.cloud.inputs(Operation::CreateCluster).len();
        assert_eq!(id, 1);
        bench.cloud.change_clusters(|all| {
            let made = all.last_mut().unwrap();
            made["State"] = "UNINITIALIZED".into();
        });
        let attempt = bench.reaches("new-cluster", AttemptState::Done).await;
        let seen = attempt.last_seen.unwrap();
        assert!(seen.starts_with("cluster-new") && seen.ends_with("is UNINITIALIZED"), "{seen}");
        assert_eq!(bench.cloud.changes().len(), 1, "never sent again");
    }
}

#[tokio::test(start_paused = true)]
async fn two_new_clusters_that_fit_are_not_decided_between() {
    let bench = bench();
    let plan = plan(&bench, Operation::CreateCluster, &new_cluster()).await;
    bench.cloud.next(Behaviour::Lost);
    assert_eq!(confirm(&bench, &plan).await.code(), ApiErrorCode::OutcomeUnknown);
    bench.cloud.change_clusters(|all| {
        let mut other = all.last().unwrap().clone();
        other["ClusterId"] = "cluster-ddddddddddd".into();
        other["State"] = "UNINITIALIZED".into();
        all.last_mut().unwrap()["State"] = "UNINITIALIZED".into();
        all.push(other);
    });
    let attempt = bench.reaches("new-cluster", AttemptState::StillUnknown).await;
    assert!(attempt.last_seen.unwrap().starts_with("2 fit"));
}

#[tokio::test(start_paused = true)]
async fn a_refused_creation_is_refused_and_an_accepted_one_names_its_cluster() {
    let bench = bench();
    let first = plan(&bench, Operation::CreateCluster, &new_cluster()).await;
    bench.cloud.next(Behaviour::Denies(
        400,
        r#"{"__type":"CloudHsmAccessDeniedException","Message":"iam:CreateServiceLinkedRole"}"#,
    ));
    let reply = confirm(&bench, &first).await;
    assert_eq!(reply.json()["error"]["outcome"], "refused");
    let second = plan(&bench, Operation::CreateCluster, &new_cluster()).await;
    let reply = confirm(&bench, &second).await;
    let id = reply.json()["Cluster"]["ClusterId"].as_str().unwrap().to_owned();
    let line = bench.audit_lines().last().cloned().unwrap();
    assert_eq!((&line["cluster"], &line["outcome"]), (&json!(id), &json!("accepted")));
}

#[tokio::test]
async fn two_creations_in_a_region_do_not_run_at_once() {
    let bench = bench();
    let (one, other) = (
        plan(&bench, Operation::CreateCluster, &new_cluster()).await,
        plan(&bench, Operation::CreateCluster, &new_cluster()).await,
    );
    let (first, second) = tokio::join!(confirm(&bench, &one), confirm(&bench, &other));
    let statuses = [first.status.as_u16(), second.status.as_u16()];
    assert!(statuses.contains(&200) && statuses.contains(&409), "{statuses:?}");
    assert_eq!(bench.cloud.changes().len(), 1);
}

#[tokio::test]
async fn a_private_key_in_place_of_a_certificate_goes_nowhere() {
    let bench = bench();
    let key = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIAAA\n-----END PRIVATE KEY-----\n";
    let input = json!({"ClusterId": CLUSTER, "SignedCert": key, "TrustAnchor": "x"});
    let reply = asked(&bench, Operation::InitializeCluster, &input).await;
    assert_eq!((reply.status.as_u16(), reply.code()), (400, ApiErrorCode::MalformedRequest));
    assert_eq!(reply.json()["error"]["field"], "SignedCert");
    assert!(!String::from_utf8_lossy(&reply.body).contains("MC4C"));
}

#[tokio::test]
async fn a_change_of_a_cluster_that_is_not_there_says_so() {
    let bench = bench();
    bench.cloud.change_clusters(|all| all.retain(|it| it["ClusterId"] == OTHER));
    let reply = asked(&bench, Operation::CreateHsm, &add_hsm()).await;
    assert_eq!(reply.code(), ApiErrorCode::ResourceNotFound);
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
async fn where_there_is_no_room_it_is_said_before_and_what_is_not_known_blocks_nothing() {
    let bench = bench();
    let notes = |plan: &DeletionPlan| -> Vec<_> {
        let unknown = [WarningCode::QuotaUnknown, WarningCode::SubnetUnknown];
        plan.warnings.iter().map(|it| it.code).filter(|code| unknown.contains(code)).collect()
    };
    let subnet = |free| Subnet {
        subnet_id: Some(SUBNET.to_owned()),
        available_ip_address_count: free,
        ..Subnet::default()
    };
    let ec2 = |free| Ec2::Has(Network { subnets: vec![subnet(free)], ..Network::default() });
    // Nothing is known, and nothing is in the way.
    let unknown = plan(&bench, Operation::CreateHsm, &add_hsm()).await;
    assert_eq!(notes(&unknown), [WarningCode::QuotaUnknown, WarningCode::SubnetUnknown]);
    assert!(unknown.permit.is_some());

    bench.cloud.quotas(Quotas::Has(vec![quota("Clusters", 4.0), quota("HSMs", 6.0)]));
    bench.cloud.ec2(ec2(Some(7)));
    let free = plan(&bench, Operation::CreateHsm, &add_hsm()).await;
    assert_eq!((notes(&free), blockers(&free)), (vec![], vec![]));

    bench.cloud.quotas(Quotas::Has(vec![quota("Clusters", 2.0), quota("HSMs", 0.0)]));
    bench.cloud.ec2(ec2(Some(0)));
    let full = plan(&bench, Operation::CreateHsm, &add_hsm()).await;
    assert_eq!(blockers(&full), [BlockerCode::QuotaReached, BlockerCode::NoFreeAddress]);
    let full = plan(&bench, Operation::CreateCluster, &new_cluster()).await;
    assert_eq!(blockers(&full), [BlockerCode::QuotaReached]);
    assert!(full.blockers[0].message.contains("has 2 clusters in this region, and its quota is 2"));
}

/// A lost creation, and another one after it: which made what, nobody can say.
#[tokio::test(start_paused = true)]
async fn an_open_creation_is_named_in_the_next_plan_and_does_not_claim_what_that_made() {
    let bench = bench();
    let first = plan(&bench, Operation::CreateHsm, &add_hsm()).await;
    bench.cloud.next(Behaviour::Denies(503, "<html>"));
    assert_eq!(confirm(&bench, &first).await.code(), ApiErrorCode::OutcomeUnknown);
    let second = plan(&bench, Operation::CreateHsm, &add_hsm()).await;
    assert_eq!(losses(&second), [WarningCode::CreationOpen]);
    assert_eq!(second.warnings[0].subjects, [first.attempt.clone().unwrap()]);
    let reply = bench.send(bench.deletion_with(&second, &second.type_to_confirm, vec![])).await;
    assert_eq!(reply.code(), ApiErrorCode::AcknowledgementMissing);
    assert_eq!(confirm(&bench, &second).await.status, 200);
    bench.cloud.change(CLUSTER, |it| it["Hsms"][0]["State"] = "ACTIVE".into());
    let lost = backend_api::routes::attempt(&first.attempt.unwrap());
    // limit: the time is not real, and this is longer than an attempt is followed.
    tokio::time::sleep(std::time::Duration::from_hours(3)).await;
    let state = bench.get(&lost).await.json()["state"].clone();
    assert_eq!(state, "still-unknown", "the one HSM is the second's");
}

#[tokio::test]
async fn a_shorter_retention_does_not_get_round_a_protection() {
    let bench = bench();
    let key = "cloudhsm-console:deletion-protection";
    bench.cloud.change_backups(|backups| {
        backups.clear();
        for (index, time) in [1_799_000_000_u64, 1_796_000_000].iter().enumerate() {
            backups.push(json!({
                "BackupId": format!("backup-{index:011}"), "ClusterId": CLUSTER,
                "BackupState": "READY", "CreateTimestamp": time, "TagList": []
            }));
        }
        backups[1]["TagList"] = json!([{"Key": key, "Value": "enabled"}]);
    });
    let shorter = plan(&bench, Operation::ModifyCluster, &retention("30")).await;
    assert_eq!(blockers(&shorter), [BlockerCode::DeletionProtection]);
    assert_eq!(shorter.blockers[0].subjects, ["backup-00000000001"]);
    let longer = plan(&bench, Operation::ModifyCluster, &retention("120")).await;
    assert_eq!(blockers(&longer), []);
}
