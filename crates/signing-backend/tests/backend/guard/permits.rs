//! What uses a permit up, and what a permit isn’t good for.

use backend_api::{ApiErrorCode, PERMIT_HEADER, routes};
use cloudhsm_api::Operation;
use serde_json::json;

use crate::support::{Bench, CLUSTER, OTHER, REGION};

#[tokio::test]
async fn wrong_text_costs_a_try_and_five_cost_the_permit() {
    let bench = Bench::new();
    let plan = bench.plan(CLUSTER).await;
    for (index, typed) in ["", "cluster-AAAAAAAAAAA", " cluster-aaaaaaaaaaa"].iter().enumerate() {
        let reply = bench.send(bench.deletion(&plan, typed)).await;
        assert_eq!(
            (reply.status.as_u16(), reply.code()),
            (403, ApiErrorCode::ConfirmationMismatch)
        );
        let rest = format!("{} more tries", 4 - index);
        assert!(reply.json()["error"]["message"].as_str().unwrap().contains(&rest), "{rest}");
    }
    assert!(bench.cloud.destroyed().is_empty());
    let other = bench.plan(OTHER).await;
    // A typing error is forgiven.
    assert_eq!(bench.send(bench.deletion(&plan, CLUSTER)).await.status, 200);
    for _ in 0..5 {
        bench.send(bench.deletion(&other, "cluster")).await;
    }
    let reply = bench.send(bench.deletion(&other, OTHER)).await;
    assert_eq!(reply.code(), ApiErrorCode::PermitUsed);
    assert_eq!(bench.cloud.destroyed().len(), 1);
}

#[tokio::test]
async fn each_wrong_permit_has_its_own_code_and_sends_nothing() {
    let bench = Bench::new();
    let plan = bench.plan(CLUSTER).await;
    let before = bench.cloud.calls();

    let mut none = bench.deletion(&plan, CLUSTER);
    none.headers_mut().remove(PERMIT_HEADER);
    let reply = bench.send(none).await;
    assert_eq!((reply.status.as_u16(), reply.code()), (403, ApiErrorCode::PermitRequired));

    let mut altered = bench.deletion(&plan, CLUSTER);
    let token = plan.permit.clone().unwrap().token.replacen('e', "f", 1);
    altered.headers_mut().insert(PERMIT_HEADER, token.parse().unwrap());
    assert_eq!(bench.send(altered).await.code(), ApiErrorCode::PermitInvalid);

    let of_another_backend = Bench::new().plan(CLUSTER).await;
    let reply = bench.send(bench.deletion(&of_another_backend, CLUSTER)).await;
    assert_eq!(reply.code(), ApiErrorCode::PermitInvalid);

    for (path, body, field) in [
        (
            routes::operation(REGION, Operation::DeleteCluster),
            json!({"ClusterId": OTHER}),
            "resource",
        ),
        (
            routes::operation("eu-central-1", Operation::DeleteCluster),
            json!({"ClusterId": CLUSTER}),
            "region",
        ),
        (
            routes::operation(REGION, Operation::DeleteBackup),
            json!({"BackupId": CLUSTER}),
            "operation",
        ),
    ] {
        let mut request = bench.deletion(&plan, CLUSTER);
        *request.uri_mut() = path.parse().unwrap();
        *request.body_mut() = body.to_string().into();
        let reply = bench.send(request).await;
        assert_eq!(reply.code(), ApiErrorCode::PermitMismatch, "{path} {body}");
        assert_eq!(reply.json()["error"]["field"], field);
    }

    let mut more = bench.deletion(&plan, CLUSTER);
    *more.body_mut() = json!({"ClusterId": CLUSTER, "Force": true}).to_string().into();
    let reply = bench.send(more).await;
    assert_eq!(
        (reply.code(), reply.json()["error"]["field"].clone()),
        (ApiErrorCode::MalformedRequest, json!("Force"))
    );

    // None of this has used the permit up, or asked AWS.
    assert_eq!(bench.cloud.calls(), before);
    let events: Vec<_> = bench.audit_lines().iter().map(|line| line["event"].clone()).collect();
    assert_eq!(events, vec!["refusal"; 6]);
    assert_eq!(bench.send(bench.deletion(&plan, CLUSTER)).await.status, 200);

    let reply = bench.send(bench.deletion(&plan, CLUSTER)).await;
    assert_eq!(reply.code(), ApiErrorCode::PermitUsed);
    let other = bench.plan(OTHER).await;
    bench.clock.advance(300);
    assert_eq!(bench.send(bench.deletion(&other, OTHER)).await.code(), ApiErrorCode::PermitExpired);
    assert_eq!(bench.cloud.destroyed().len(), 1);
}

#[tokio::test]
async fn two_uses_at_once_send_once() {
    let bench = Bench::new();
    let plan = bench.plan(CLUSTER).await;
    let uses = (0..50).map(|_| {
        let (router, request) = (bench.router.clone(), bench.deletion(&plan, CLUSTER));
        tokio::spawn(async move {
            use tower::ServiceExt as _;
            router.oneshot(request).await.unwrap().status().as_u16()
        })
    });
    let mut statuses = Vec::new();
    for one in uses.collect::<Vec<_>>() {
        statuses.push(one.await.unwrap());
    }
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
    assert_eq!(bench.cloud.destroyed().len(), 1);
}
