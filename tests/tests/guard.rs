//! The guard, from outside: whatever a program with the session's token tries, nothing is deleted
//! but by plan, permit and confirmation. Each refusal has its own name, and none reaches AWS.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::time::{Duration, Instant};

use backend_api::{ApiErrorCode, BlockerCode, Confirmation, DeletionPlan, ErrorBody, WarningCode};
use cloudhsm_api::{Cluster, ClusterState, Operation};
use end_to_end::{Emulator, REGIONS, Stack, StackOptions, confirmation, eventually, permit};
use hyper::Method;
use serde_json::json;

const REGION: &str = REGIONS[0];

/// A backend, its emulator, and two plans that nothing blocks.
struct Scene {
    emulator: Emulator,
    stack: Stack,
    plan: DeletionPlan,
    other: DeletionPlan,
}

impl Scene {
    async fn new() -> Self {
        let emulator = Emulator::start();
        let options = StackOptions::in_front_of(&emulator);
        Self::of(emulator, &options).await
    }

    async fn of(emulator: Emulator, options: &StackOptions) -> Self {
        let stack = Stack::start(options);
        let mut plans = Vec::new();
        for cluster in stack.clusters(REGION).await {
            if cluster.hsms.is_empty() && plans.len() < 2 {
                let plan = stack.plan(REGION, &cluster.cluster_id).await;
                plans.extend(plan.blockers.is_empty().then_some(plan));
            }
        }
        let [plan, other] = plans.try_into().expect("the fleet has two clusters without HSMs");
        Self { emulator, stack, plan, other }
    }

    fn target(&self) -> &str {
        &self.plan.resource.id
    }

    /// Tries to delete the target; nothing may reach the emulator.
    async fn refused(&self, permit: Option<&str>, confirmation: Option<&Confirmation>) -> String {
        let answer = self.stack.delete(REGION, self.target(), permit, confirmation).await;
        assert_eq!(self.emulator.calls(Operation::DeleteCluster).await, 0, "{}", answer.text());
        let (status, code) = answer.error();
        format!("{status} {code}")
    }
}

#[tokio::test]
async fn nothing_short_of_permit_and_confirmation_deletes() {
    let scene = Scene::new().await;
    let good = confirmation(&scene.plan);
    let token = permit(&scene.plan);
    assert_eq!(scene.refused(None, None).await, "403 PermitRequired");
    assert_eq!(scene.refused(None, Some(&good)).await, "403 PermitRequired");
    assert_eq!(scene.refused(Some("nonsense"), Some(&good)).await, "403 PermitInvalid");
    assert_eq!(scene.refused(Some(&altered(token)), Some(&good)).await, "403 PermitInvalid");
    let others = permit(&scene.other);
    assert_eq!(scene.refused(Some(others), Some(&good)).await, "403 PermitMismatch");
}

#[tokio::test]
async fn a_confirmation_is_compared_in_the_backend() {
    let scene = Scene::new().await;
    let good = confirmation(&scene.plan);
    for typed in ["", "confirm", &scene.other.resource.id, &scene.target().to_uppercase()] {
        let wrong = Confirmation { typed: typed.to_owned(), ..good.clone() };
        let plan = scene.stack.plan(REGION, scene.target()).await;
        let refused = scene.refused(Some(permit(&plan)), Some(&wrong)).await;
        assert_eq!(refused, "403 ConfirmationMismatch", "{typed:?}");
    }
}

#[tokio::test]
async fn a_loss_that_was_not_acknowledged_is_refused() {
    let scene = Scene::new().await;
    let tag = ["tag-resource", "--resource-id", scene.target(), "--tag-list"];
    scene.emulator.aws_cli(REGION, &[&tag[..], &["Key=env,Value=prod"]].concat());
    let plan = scene.stack.plan(REGION, scene.target()).await;
    let good = confirmation(&plan);
    assert!(good.acknowledged.contains(&WarningCode::ProductionTag), "{:?}", plan.warnings);
    for left_out in &good.acknowledged {
        let mut silent = good.clone();
        silent.acknowledged.retain(|code| code != left_out);
        let plan = scene.stack.plan(REGION, scene.target()).await;
        let refused = scene.refused(Some(permit(&plan)), Some(&silent)).await;
        assert_eq!(refused, "403 AcknowledgementMissing", "without {left_out:?}");
    }
    let answer = scene.stack.delete(REGION, scene.target(), Some(permit(&plan)), Some(&good)).await;
    answer.assert_status(200);
}

#[tokio::test]
async fn a_permit_works_once() {
    let scene = Scene::new().await;
    let Scene { emulator, stack, plan, .. } = &scene;
    let (token, good) = (permit(plan), confirmation(plan));
    let deleted = stack.delete(REGION, scene.target(), Some(token), Some(&good)).await.expect(200);
    assert!(deleted.text().contains("DELETE_IN_PROGRESS"), "{}", deleted.text());
    assert_eq!(emulator.calls(Operation::DeleteCluster).await, 1);
    let again = stack.delete(REGION, scene.target(), Some(token), Some(&good)).await;
    assert_eq!(again.error(), (403, ApiErrorCode::PermitUsed));
    assert_eq!(emulator.calls(Operation::DeleteCluster).await, 1);

    eventually("the cluster is gone", async || {
        let cluster = find(&stack.clusters(REGION).await, scene.target());
        cluster.is_none_or(|found| found.state == Some(ClusterState::Deleted)).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_permit_ends() {
    let emulator = Emulator::start();
    let options = StackOptions::in_front_of(&emulator).args(["--permit-seconds", "1"]);
    let scene = Scene::of(emulator, &options).await;
    let good = confirmation(&scene.plan);
    let planned = Instant::now();
    eventually("the permit's second is over", async || {
        (planned.elapsed() > Duration::from_secs(1)).then_some(())
    })
    .await;
    let refused = scene.refused(Some(permit(&scene.plan)), Some(&good)).await;
    assert_eq!(refused, "403 PermitExpired");
}

#[tokio::test]
async fn a_cluster_that_changed_meanwhile_is_not_deleted() {
    let scene = Scene::new().await;
    let tag = ["tag-resource", "--resource-id", scene.target(), "--tag-list"];
    scene.emulator.aws_cli(REGION, &[&tag[..], &["Key=owner,Value=somebody else"]].concat());
    let good = confirmation(&scene.plan);
    let answer =
        scene.stack.delete(REGION, scene.target(), Some(permit(&scene.plan)), Some(&good)).await;
    assert_eq!(answer.error(), (409, ApiErrorCode::PlanChanged));
    let ErrorBody { error } = answer.json();
    let difference = error.differences.iter().find(|found| found.path.contains("owner"));
    let difference = difference.unwrap_or_else(|| panic!("{:?}", error.differences));
    assert!(difference.planned.is_none() && difference.found.is_some(), "{difference:?}");
    assert!(
        error.plan.is_some_and(|plan| plan.read().unwrap().permit.is_some()),
        "the new plan can go on"
    );
    assert_eq!(scene.emulator.calls(Operation::DeleteCluster).await, 0);
}

#[tokio::test]
async fn a_cluster_with_hsms_gets_no_permit() {
    let scene = Scene::new().await;
    let clusters = scene.stack.clusters(REGION).await;
    let full = clusters.iter().find(|cluster| !cluster.hsms.is_empty()).unwrap();
    let plan = scene.stack.plan(REGION, &full.cluster_id).await;
    assert_eq!(plan.permit, None);
    let blocker = plan.blockers.iter().find(|found| found.code == BlockerCode::HsmsPresent);
    let blocker = blocker.unwrap_or_else(|| panic!("{:?}", plan.blockers));
    for hsm in &full.hsms {
        assert!(blocker.subjects.contains(&hsm.hsm_id), "{blocker:?}");
    }
}

#[tokio::test]
async fn without_the_token_nobody_is_told_anything() {
    let scene = Scene::new().await;
    let http = scene.stack.http();
    let path = backend_api::routes::operation(REGION, Operation::DeleteCluster);
    let body = json!({ "ClusterId": scene.target() });
    for token in [None, Some(""), Some("Bearer wrong"), Some(scene.stack.token())] {
        let headers: Vec<_> = token.map(|token| ("authorization", token)).into_iter().collect();
        let answer = http.post(&path, &headers, &body).await;
        assert_eq!(answer.error(), (401, ApiErrorCode::Unauthorized), "{token:?}");
        assert!(!answer.text().contains(scene.target()));
    }
    assert_eq!(scene.emulator.calls(Operation::DeleteCluster).await, 0);
}

#[tokio::test]
async fn hostile_requests_are_refused_by_name() {
    let stack = Stack::emulator();
    let bearer = format!("Bearer {}", stack.token());
    let path = backend_api::routes::operation(REGION, Operation::DescribeClusters);
    let with = |name, value| [("authorization", bearer.as_str()), (name, value)];

    for host in ["evil.example", "127.0.0.1.evil.example", "evil.example:8787"] {
        let answer = stack.http().post(&path, &with("host", host), &json!({})).await;
        assert_eq!(answer.error(), (403, ApiErrorCode::HostNotAllowed), "{host}");
    }
    let answer =
        stack.http().post(&path, &with("origin", "https://evil.example"), &json!({})).await;
    assert_eq!(answer.error(), (403, ApiErrorCode::OriginNotAllowed));
    assert!(answer.headers.get("access-control-allow-origin").is_none());

    let huge = vec![b' '; 20 * 1024 * 1024];
    let headers = with("content-type", "application/json");
    let answer = stack.http().send(Method::POST, &path, &headers, huge).await;
    assert_eq!(answer.error(), (413, ApiErrorCode::BodyTooLarge));

    let answer = stack.post(&format!("/api/regions/{REGION}/DeleteEverything"), &json!({})).await;
    assert_eq!(answer.error(), (404, ApiErrorCode::UnknownOperation));
    let ErrorBody { error } = answer.json();
    assert!(error.allowed.contains(&"DescribeClusters".to_owned()), "{error:?}");
    let answer = stack.post("/api/regions/mars-north-1/DescribeClusters", &json!({})).await;
    assert_eq!(answer.error(), (404, ApiErrorCode::UnknownRegion));
    let ErrorBody { error } = answer.json();
    assert!(error.allowed.contains(&REGION.to_owned()), "{error:?}");

    let wrong = json!({ "MaxResults": "many" });
    let answer = stack.call(REGION, Operation::DescribeClusters, &wrong).await;
    assert_eq!(answer.error(), (400, ApiErrorCode::MalformedRequest));
    let ErrorBody { error } = answer.json();
    assert_eq!(error.field.as_deref(), Some("MaxResults"), "{error:?}");
    let answer = stack.http().send(Method::POST, &path, &headers, "{\"Filters\": ").await;
    assert_eq!(answer.error(), (400, ApiErrorCode::MalformedRequest));
}

/// The same token with one character of its end changed.
fn altered(token: &str) -> String {
    let (start, end) = token.split_at(token.len() - 2);
    let mut end: Vec<char> = end.chars().collect();
    end[0] = if end[0] == 'A' { 'B' } else { 'A' };
    start.chars().chain(end).collect()
}

fn find(clusters: &[Cluster], id: &str) -> Option<Cluster> {
    clusters.iter().find(|cluster| cluster.cluster_id == id).cloned()
}
