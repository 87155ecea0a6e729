//! Where it is asked at all, and how long that may take.

use std::time::Duration;

use aws_services::Service;
use backend_api::{ApiErrorCode, DeletionPlan, WarningCode, routes};
use serde_json::json;
use signing_backend::{Settings, dependents::Looks};

use super::{
    answers::{Said, check},
    bench, hsm, sessions, warning, with,
};
use crate::support::{CLUSTER, CloudWatch, Ec2, Kms, REGION, settings};

/// Only what takes the keys away from everybody is worth the money.
#[tokio::test]
async fn only_where_it_matters_is_anything_asked() {
    let bench = bench(false);
    let asked = || {
        bench.cloud.asked_of(Service::CloudWatch).len() + bench.cloud.asked_of(Service::Ec2).len()
    };
    bench.cloud.change(CLUSTER, |cluster| {
        cluster["Hsms"] = json!([{"HsmId": "hsm-1", "State": "ACTIVE"}, {"HsmId": "hsm-2", "State": "ACTIVE"}]);
    });
    bench.plan_at(&routes::hsm_deletion_plan(REGION, CLUSTER, "hsm-1")).await;
    bench.plan_at(&routes::backup_deletion_plan(REGION, "backup-aaaaaaaaaaa")).await;
    bench.cloud.change(CLUSTER, |cluster| {
        cluster["Hsms"] = json!([]);
        cluster["State"] = "UNINITIALIZED".into();
    });
    bench.cloud.cloudwatch(CloudWatch::Unreachable);
    let plan = bench.plan(CLUSTER).await;
    check(&plan, false, Said::Nothing, "never initialized");
    assert_eq!(asked(), 0);
    hsm(&bench);
    bench.plan_at(&routes::hsm_deletion_plan(REGION, CLUSTER, "hsm-1")).await;
    assert!(asked() > 0);
}

#[tokio::test]
async fn what_is_not_asked_is_not_known() {
    for production in [false, true] {
        let looks: Looks = "kms".parse().unwrap();
        let bench = with(Settings { looks, ..settings() }, production);
        let plan = bench.plan(CLUSTER).await;
        let words = "This backend doesn’t ask CloudWatch (--look). It isn’t known who";
        check(&plan, production, Said::Unknown(words), "not asked");
        let none = bench.cloud.asked_of(Service::CloudWatch).is_empty();
        assert!(none && bench.cloud.asked_of(Service::Ec2).is_empty());
    }
}

/// While another HSM works, nobody asks. When it fails, the plan for what is now the last one says that
/// it isn't known.
#[tokio::test]
async fn what_the_plan_before_had_no_need_to_ask_is_not_known() {
    let bench = bench(true);
    bench.cloud.cloudwatch(CloudWatch::Has(vec![sessions("hsm-1", &[Some(9)])]));
    bench.cloud.change(CLUSTER, |cluster| {
        cluster["Hsms"] = json!([{"HsmId": "hsm-1", "State": "ACTIVE"}, {"HsmId": "hsm-2", "State": "ACTIVE"}]);
    });
    let path = routes::hsm_deletion_plan(REGION, CLUSTER, "hsm-1");
    let plan = bench.plan_at(&path).await;
    check(&plan, true, Said::Nothing, "another one works");
    bench.cloud.change(CLUSTER, |cluster| cluster["Hsms"][1]["State"] = "DEGRADED".into());
    let reply = bench.send(bench.deletion(&plan, "hsm-1")).await;
    assert_eq!(reply.code(), ApiErrorCode::PlanChanged);
    let next: DeletionPlan = serde_json::from_value(reply.json()["error"]["plan"].clone()).unwrap();
    let said = warning(&next, WarningCode::UseUnknown).unwrap();
    assert!(said.acknowledge && said.message.contains("weren’t asked for this plan"), "{said:?}");
    let refreshed = bench.plan_at(&path).await;
    assert!(warning(&refreshed, WarningCode::UsedLately).is_some(), "{refreshed:?}");
}

/// Asked side by side: as long as the longest way, not as long as all of them.
#[tokio::test(start_paused = true)]
async fn a_plan_with_all_sources_takes_less_than_two_seconds() {
    let bench = bench(true);
    bench.cloud.pace(Duration::from_millis(300));
    let began = tokio::time::Instant::now();
    let plan = bench.plan(CLUSTER).await;
    let took = began.elapsed();
    check(&plan, true, Said::Nothing, "all known");
    // The cluster, two pages of metrics, two of values.
    assert!(took < Duration::from_millis(1600), "{took:?}");
}

/// However slow several of them are.
#[tokio::test(start_paused = true)]
async fn sources_that_hang_cost_three_seconds_together() {
    let bench = bench(false);
    bench.cloud.kms(Kms::Hangs);
    bench.cloud.cloudwatch(CloudWatch::Hangs);
    bench.cloud.ec2(Ec2::Hangs);
    let began = tokio::time::Instant::now();
    let plan = bench.plan(CLUSTER).await;
    assert!(began.elapsed() < Duration::from_millis(3100), "{:?}", began.elapsed());
    assert!(plan.permit.is_some());
    let unknown = warning(&plan, WarningCode::UseUnknown).unwrap();
    assert!(unknown.message.contains("CloudWatch did not answer"), "{}", unknown.message);
    assert!(unknown.message.contains("EC2 did not answer"), "{}", unknown.message);
    assert!(warning(&plan, WarningCode::KeyStoresUnknown).is_some());
}
