//! What blocks a change, and what doesn’t.

use aws_services::ec2::Subnet;
use backend_api::{ApiErrorCode, BlockerCode, DeletionPlan, OperationSet, WarningCode};
use cloudhsm_api::Operation;
use serde_json::{Value, json};
use signing_backend::{OperationPolicy, Settings};

use super::{
    SUBNET, ZONE, add_hsm, asked, bench, blockers, hsms, initialize, new_cluster, of_type, plan,
    retention, uninitialized,
};
use crate::support::{Bench, CLUSTER, Ec2, Network, OWNER, Quotas, quota, settings};

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

/// What happens to the cluster before.
type ChangeOfCluster = Box<dyn Fn(&mut Value)>;
