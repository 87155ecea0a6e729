//! Two people, two tabs: each is told truly what became of the other's plan, and nothing is deleted
//! twice.

use backend_api::{ApiErrorCode, DeletionPlan};
use serde_json::json;

use crate::support::{Bench, CLUSTER, OTHER, Reply};

async fn confirm(bench: &Bench, plan: &DeletionPlan) -> Reply {
    bench.send(bench.deletion(plan, &plan.type_to_confirm)).await
}

#[tokio::test]
async fn a_second_plan_is_told_that_the_first_was_carried_out() {
    let bench = Bench::new();
    let (first, second) = (bench.plan(CLUSTER).await, bench.plan(CLUSTER).await);
    let other = bench.plan(OTHER).await;
    assert_eq!(confirm(&bench, &first).await.status, 200);
    let reply = confirm(&bench, &second).await;
    assert_eq!((reply.status.as_u16(), reply.code()), (403, ApiErrorCode::PermitSuperseded));
    // The same permit in another tab, and what it has nothing to do with.
    assert_eq!(confirm(&bench, &first).await.code(), ApiErrorCode::PermitUsed);
    assert_eq!(confirm(&bench, &other).await.status, 200);
    assert_eq!(bench.cloud.destroyed().len(), 2);
}

#[tokio::test]
async fn a_deletion_that_somebody_else_began_is_told_with_the_plan_as_it_is_now() {
    let bench = Bench::new();
    let plan = bench.plan(CLUSTER).await;
    bench.cloud.change(CLUSTER, |it| it["State"] = "DELETE_IN_PROGRESS".into());
    let reply = confirm(&bench, &plan).await;
    assert_eq!((reply.status.as_u16(), reply.code()), (409, ApiErrorCode::DeletionUnderWay));
    let error = &reply.json()["error"];
    assert_eq!(error["differences"][0]["found"], "DELETE_IN_PROGRESS");
    assert_eq!(error["plan"]["blockers"][0]["code"], "deletion-in-progress");
    assert!(bench.cloud.destroyed().is_empty());
}

#[tokio::test]
async fn what_somebody_else_deleted_is_told_as_gone() {
    let bench = Bench::new();
    for (cluster, listed) in [(CLUSTER, true), (OTHER, false)] {
        let plan = bench.plan(cluster).await;
        bench.cloud.change_clusters(|clusters| {
            if listed {
                clusters[0]["State"] = "DELETED".into();
            } else {
                clusters.retain(|it| it["ClusterId"] != cluster);
            }
        });
        let reply = confirm(&bench, &plan).await;
        assert_eq!((reply.status.as_u16(), reply.code()), (409, ApiErrorCode::ResourceGone));
        assert_eq!(reply.json()["error"].get("plan").is_some(), listed);
    }
    assert!(bench.cloud.destroyed().is_empty());
}

/// All fifty have a permit of their own, and all read the cluster as it was planned.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_plans_that_are_confirmed_at_once_delete_once() {
    for _ in 0..5 {
        let bench = Bench::new();
        let mut plans = Vec::new();
        for _ in 0..50 {
            plans.push(bench.plan(CLUSTER).await);
        }
        let tasks: Vec<_> = plans
            .iter()
            .map(|plan| {
                use tower::ServiceExt as _;
                tokio::spawn(bench.router.clone().oneshot(bench.deletion(plan, CLUSTER)))
            })
            .collect();
        let mut codes = Vec::new();
        for task in tasks {
            let response = task.await.unwrap().unwrap();
            let body = axum::body::to_bytes(response.into_body(), 1 << 20).await.unwrap();
            let body: serde_json::Value = serde_json::from_slice(&body).unwrap();
            codes.extend(body["error"]["code"].as_str().map(str::to_owned));
        }
        assert_eq!((codes.len(), bench.cloud.destroyed().len()), (49, 1), "{codes:?}");
        let honest = [ApiErrorCode::DeletionUnderWay, ApiErrorCode::PermitSuperseded];
        assert!(codes.iter().all(|code| honest.contains(&code.as_str().into())), "{codes:?}");
    }
}

#[tokio::test]
async fn a_dry_run_stands_in_nobodys_way() {
    let bench = Bench::new();
    let (first, second) = (bench.plan(CLUSTER).await, bench.plan(CLUSTER).await);
    let mut dry = bench.deletion(&first, CLUSTER);
    dry.headers_mut().insert(backend_api::DRY_RUN_HEADER, "true".parse().unwrap());
    assert_eq!(bench.send(dry).await.json()["dryRun"], json!(true));
    assert_eq!(confirm(&bench, &second).await.status, 200);
}
