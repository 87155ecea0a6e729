//! A plan that fills in: what CloudHSM says is there at once, the rest comes as it is answered, and
//! there is no permit before everybody has answered or is known not to. All times are tokio's.

use std::time::Duration;

use axum::body::Body;
use backend_api::{
    ApiErrorCode, AttemptState, Attempts, BlockerCode, DeletionPlan, SourceName, SourceStatus,
    WarningCode, routes,
};
use http_body_util::BodyExt as _;
use serde_json::json;
use signing_backend::{Settings, http::Limits};
use tokio::time::Instant;

use crate::support::{
    Bench, CLUSTER, CloudWatch, Ec2, Kms, Measured, Network, REGION, Region, settings,
};

/// What a service takes to answer.
const PACE: Duration = Duration::from_millis(300);
/// In which a plan has all of them.
const IN_TIME: Duration = Duration::from_secs(2);

/// A cluster with all sources, nobody of whom blocks it.
fn bench() -> Bench {
    let bench = Bench::new();
    bench.cloud.change(CLUSTER, |cluster| cluster["SecurityGroup"] = "sg-1".into());
    bench.cloud.kms(Kms::Has(vec![]));
    let sessions = Measured { metric: "HsmSessionCount", hsm: "hsm-1", values: vec![Some(2); 30] };
    let keys = Measured { metric: "HsmKeysTokenOccupied", hsm: "hsm-1", values: vec![Some(0); 30] };
    bench.cloud.cloudwatch(CloudWatch::Has(vec![sessions, keys]));
    bench.cloud.ec2(Ec2::Has(Network::default()));
    bench
}

/// Each plan of a stream, and how long after the request it came.
async fn plans(bench: &Bench, path: &str) -> Vec<(Duration, DeletionPlan)> {
    let began = Instant::now();
    let request = bench.request("POST", &format!("{path}?filling=true"), Body::empty());
    let response = tower::ServiceExt::oneshot(bench.router.clone(), request).await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "application/x-ndjson");
    let mut body = response.into_body();
    let mut plans = Vec::new();
    while let Some(frame) = body.frame().await {
        let line = frame.unwrap().into_data().unwrap();
        assert!(line.ends_with(b"\n"), "a frame is a line");
        plans.push((began.elapsed(), serde_json::from_slice(&line).unwrap()));
    }
    plans
}

async fn attempts(bench: &Bench) -> usize {
    let body = bench.get(routes::ATTEMPTS).await.body;
    serde_json::from_slice::<Attempts>(&body).unwrap().attempts.len()
}

fn status(plan: &DeletionPlan, name: SourceName) -> SourceStatus {
    plan.sources.iter().find(|it| it.name == name).unwrap().status
}

#[tokio::test(start_paused = true)]
async fn it_is_there_at_once_and_complete_in_two_seconds_of_slow_services() {
    let bench = bench();
    bench.cloud.pace(PACE);
    let path = routes::cluster_deletion_plan(REGION, CLUSTER);
    let plans = plans(&bench, &path).await;
    let (first_after, first) = &plans[0];
    let (last_after, last) = plans.last().unwrap();
    // The cluster, beside its backups and the region's other clusters.
    assert!(*first_after <= 3 * PACE, "{first_after:?}");
    assert!(*last_after <= IN_TIME, "{last_after:?}");
    assert!(first.asking().count() > 0 && first.survivors.len() == 3);
    assert!(first.cluster.is_some() && first_after < last_after);
    for (_, plan) in &plans[..plans.len() - 1] {
        assert!(plan.asking().count() > 0);
        assert_eq!((&plan.permit, &plan.attempt), (&None, &None));
        // What is being asked is neither known nor unknown.
        let codes: Vec<_> = plan.warnings.iter().map(|it| it.code).collect();
        assert!(!codes.contains(&WarningCode::KeyStoresUnknown), "{codes:?}");
        assert!(!codes.contains(&WarningCode::UseUnknown), "{codes:?}");
        assert!(!codes.contains(&WarningCode::CopiesUnknown), "{codes:?}");
        assert_eq!(plan.planned_at, last.planned_at);
    }
    assert_eq!(last.asking().count(), 0);
    let all =
        [SourceName::Kms, SourceName::CloudWatch, SourceName::Ec2Interfaces, SourceName::Regions];
    assert!(all.iter().all(|name| status(last, *name) == SourceStatus::Known), "{last:?}");
    assert_eq!(last.sources.len(), all.len());
    let state = bench.attempt(CLUSTER).await.state;
    assert_eq!((attempts(&bench).await, state), (1, AttemptState::Permitted));
    // It is as good as one that was asked for as a whole.
    let deleted = bench.send(bench.deletion(last, CLUSTER)).await;
    assert_eq!(deleted.status, 200, "{}", String::from_utf8_lossy(&deleted.body));
}

#[tokio::test(start_paused = true)]
async fn who_asks_once_gets_it_complete() {
    let bench = bench();
    bench.cloud.pace(PACE);
    let began = Instant::now();
    let plan = bench.plan(CLUSTER).await;
    assert!(began.elapsed() <= IN_TIME && plan.asking().count() == 0 && plan.permit.is_some());
    let path = routes::cluster_deletion_plan(REGION, CLUSTER);
    for (query, status) in [("filling=false", 200), ("filling=perhaps", 400)] {
        let reply = bench.post(&format!("{path}?{query}"), &json!({})).await;
        assert_eq!(reply.status, status, "{query}");
        assert_eq!(reply.header("content-type"), "application/json", "{query}");
    }
}

#[tokio::test(start_paused = true)]
async fn no_permit_before_each_has_answered_or_is_known_not_to() {
    for hanging in ["kms", "cloudwatch", "ec2", "a region", "all"] {
        let bench = bench();
        bench.cloud.tag(CLUSTER, "env", "prod");
        let is = |name| hanging == name || hanging == "all";
        if is("kms") {
            bench.cloud.kms(Kms::Hangs);
        }
        if is("cloudwatch") {
            bench.cloud.cloudwatch(CloudWatch::Hangs);
        }
        if is("ec2") {
            bench.cloud.ec2(Ec2::Hangs);
        }
        if is("a region") {
            bench.cloud.region("eu-central-1", Region::Hangs);
        }
        let path = routes::cluster_deletion_plan(REGION, CLUSTER);
        let plans = plans(&bench, &path).await;
        let (_, last) = plans.last().unwrap();
        assert!(plans[0].0 < Duration::from_secs(1), "{hanging}: {:?}", plans[0].0);
        for (_, plan) in &plans[..plans.len() - 1] {
            assert!(plan.asking().count() > 0 && plan.permit.is_none(), "{hanging}");
        }
        let unknown = match hanging {
            "kms" => vec![WarningCode::KeyStoresUnknown],
            "a region" => vec![WarningCode::CopiesUnknown],
            "all" => vec![
                WarningCode::KeyStoresUnknown,
                WarningCode::UseUnknown,
                WarningCode::CopiesUnknown,
            ],
            _ => vec![WarningCode::UseUnknown],
        };
        for code in unknown {
            let it = last.warnings.iter().find(|it| it.code == code);
            assert!(it.is_some_and(|it| it.acknowledge), "{hanging}: {code:?}");
        }
        let refused = bench.send(bench.deletion_with(last, CLUSTER, vec![])).await;
        assert_eq!(refused.code(), ApiErrorCode::AcknowledgementMissing, "{hanging}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_blocker_that_comes_late_leaves_no_permit() {
    let bench = bench();
    bench.cloud.pace(PACE);
    bench.cloud.kms(Kms::Has(vec![json!({
        "CustomKeyStoreId": "cks-1", "CustomKeyStoreType": "AWS_CLOUDHSM",
        "CloudHsmClusterId": CLUSTER, "ConnectionState": "CONNECTED",
    })]));
    let plans = plans(&bench, &routes::cluster_deletion_plan(REGION, CLUSTER)).await;
    let (_, last) = plans.last().unwrap();
    assert_eq!(last.blockers[0].code, BlockerCode::KeyStoreConnected);
    assert!(plans.iter().all(|(_, plan)| plan.permit.is_none()));
}

#[tokio::test(start_paused = true)]
async fn what_is_not_there_is_an_error_and_whoever_leaves_gets_no_permit() {
    let bench = bench();
    let path = routes::cluster_deletion_plan(REGION, "cluster-ccccccccccc");
    let reply = bench.post(&format!("{path}?filling=true"), &json!({})).await;
    assert_eq!((reply.status.as_u16(), reply.code()), (404, ApiErrorCode::ResourceNotFound));
    bench.cloud.kms(Kms::Hangs);
    let path = routes::cluster_deletion_plan(REGION, CLUSTER);
    let request = bench.request("POST", &format!("{path}?filling=true"), Body::empty());
    let response = tower::ServiceExt::oneshot(bench.router.clone(), request).await.unwrap();
    assert_eq!(response.status(), 200);
    drop(response);
    // limit: of time that is not real
    tokio::time::sleep(Duration::from_secs(10)).await;
    assert_eq!(attempts(&bench).await, 0);
}

#[tokio::test(start_paused = true)]
async fn what_a_source_does_not_say_or_refuses_is_not_known() {
    let bench = bench();
    let sessions = Measured { metric: "HsmSessionCount", hsm: "hsm-1", values: vec![Some(2)] };
    bench.cloud.cloudwatch(CloudWatch::Has(vec![sessions]));
    let denied = json!({"__type": "CloudHsmAccessDeniedException", "Message": "not you"});
    bench.cloud.region("eu-central-1", Region::Says(400, denied));
    let plan = bench.plan(CLUSTER).await;
    assert_eq!(status(&plan, SourceName::CloudWatch), SourceStatus::Failed);
    assert_eq!(status(&plan, SourceName::Regions), SourceStatus::NotAllowed);
    let why = |name| plan.sources.iter().find(|it| it.name == name).unwrap().message.clone();
    let gap = "CloudWatch has only a part of the data of its HSMs.";
    assert_eq!(why(SourceName::CloudWatch).unwrap(), gap);
}

#[tokio::test]
async fn there_are_so_many_streams_at_once_and_a_place_is_free_once_nobody_reads() {
    let limits = Limits { streams: 1, ..Limits::default() };
    let bench = Bench::with(Settings { limits, ..settings() });
    let path = format!("{}?filling=true", routes::cluster_deletion_plan(REGION, CLUSTER));
    let stream = || {
        let request = bench.request("POST", &path, Body::empty());
        tower::ServiceExt::oneshot(bench.router.clone(), request)
    };
    let first = stream().await.unwrap();
    assert_eq!(first.status(), 200);
    let second = stream().await.unwrap();
    assert_eq!(second.status(), 503);
    assert_eq!(
        bench.post(&routes::cluster_deletion_plan(REGION, CLUSTER), &json!({})).await.status,
        200
    );
    drop(first);
    assert_eq!(stream().await.unwrap().status(), 200);
}
