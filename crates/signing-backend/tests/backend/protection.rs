//! The deletion protection: put on freely, taken off only by plan, permit and confirmation.

use backend_api::{
    ApiErrorCode, BlockerCode, CONFIRMATION_HEADER, PERMIT_HEADER, WarningCode, routes,
};
use cloudhsm_api::Operation;
use serde_json::{Value, json};

use crate::support::{Bench, CLUSTER, OTHER, REGION};

const KEY: &str = "cloudhsm-console:deletion-protection";

fn tag(id: &str, value: &str) -> Value {
    json!({ "ResourceId": id, "TagList": [{ "Key": KEY, "Value": value }] })
}

fn untag(id: &str, keys: &[&str]) -> Value {
    json!({ "ResourceId": id, "TagKeyList": keys })
}

#[tokio::test]
async fn it_is_put_on_as_any_tag_and_then_blocks() {
    let bench = Bench::new();
    let reply = bench.call("TagResource", &tag(CLUSTER, "enabled")).await;
    assert_eq!(reply.status, 200);
    let plan = bench.plan(CLUSTER).await;
    assert_eq!(plan.blockers[0].code, BlockerCode::DeletionProtection);
    assert!(plan.permit.is_none());
}

#[tokio::test]
async fn without_a_permit_it_is_neither_removed_nor_changed() {
    let bench = Bench::new();
    bench.cloud.tag(CLUSTER, KEY, "enabled");
    for (operation, body) in [
        ("UntagResource", untag(CLUSTER, &[KEY])),
        ("UntagResource", untag(CLUSTER, &["owner", KEY])),
        ("UntagResource", untag(OTHER, &[KEY])),
        ("TagResource", tag(CLUSTER, "disabled")),
        ("TagResource", tag(CLUSTER, "")),
    ] {
        let reply = bench.call(operation, &body).await;
        assert_eq!(
            (reply.status.as_u16(), reply.code()),
            (403, ApiErrorCode::PermitRequired),
            "{operation} {body}"
        );
    }
    assert!(bench.cloud.changes().is_empty());
    let lines = bench.audit_lines();
    assert_eq!(lines.len(), 5);
    assert!(lines.iter().all(|line| line["event"] == "refusal"), "{lines:?}");
    // Other tags are nobody's business.
    assert_eq!(bench.call("UntagResource", &untag(CLUSTER, &["Name"])).await.status, 200);
}

/// Of a member that comes twice AWS could take the other one than the backend has looked at.
#[tokio::test]
async fn a_member_that_comes_twice_smuggles_nothing() {
    let bench = Bench::new();
    bench.cloud.tag(CLUSTER, KEY, "enabled");
    let path = routes::operation(REGION, Operation::UntagResource);
    for body in [
        format!(r#"{{"ResourceId":"{CLUSTER}","TagKeyList":["{KEY}"],"TagKeyList":["a"]}}"#),
        format!(r#"{{"ResourceId":"{CLUSTER}","TagKeyList":["a"],"TagKeyList":["{KEY}"]}}"#),
    ] {
        bench.send(bench.request("POST", &path, body)).await;
    }
    for (operation, body) in bench.cloud.changes() {
        assert_eq!((operation, body), (Operation::UntagResource, untag(CLUSTER, &["a"])));
    }
    assert_eq!(bench.plan(CLUSTER).await.blockers[0].code, BlockerCode::DeletionProtection);
}

#[tokio::test]
async fn it_is_taken_off_with_plan_permit_and_typed_id() {
    let bench = Bench::new();
    bench.cloud.tag(CLUSTER, KEY, "enabled");
    bench.cloud.tag(CLUSTER, "env", "prod");
    let path = routes::cluster_unprotection_plan(REGION, CLUSTER);
    let plan = bench.plan_at(&path).await;
    assert_eq!(
        (plan.operation, plan.type_to_confirm.as_str()),
        (Operation::UntagResource, CLUSTER)
    );
    assert_eq!(plan.request.body, untag(CLUSTER, &[KEY]));
    assert_eq!(plan.undo.as_ref().unwrap().request.body, tag(CLUSTER, "enabled"));
    let codes: Vec<_> = plan.warnings.iter().map(|it| (it.code, it.acknowledge)).collect();
    assert_eq!(codes, [(WarningCode::ProductionTag, true)]);

    let reply = bench.send(bench.deletion(&plan, "cluster")).await;
    assert_eq!(reply.code(), ApiErrorCode::ConfirmationMismatch);
    let reply = bench.send(bench.deletion_with(&plan, CLUSTER, vec![])).await;
    assert_eq!(reply.code(), ApiErrorCode::AcknowledgementMissing);
    // More than what was planned is another request.
    let mut more = bench.deletion(&plan, CLUSTER);
    *more.body_mut() = untag(CLUSTER, &[KEY, "env"]).to_string().into();
    assert_eq!(bench.send(more).await.code(), ApiErrorCode::PermitMismatch);
    assert!(bench.cloud.changes().is_empty());

    assert_eq!(bench.send(bench.deletion(&plan, CLUSTER)).await.status, 200);
    assert_eq!(bench.cloud.changes(), [(Operation::UntagResource, untag(CLUSTER, &[KEY]))]);
    let lines = bench.audit_lines();
    let [.., intent, outcome] = lines.as_slice() else { panic!("{lines:?}") };
    assert_eq!((&intent["event"], &outcome["event"]), (&json!("intent"), &json!("outcome")));
    assert_eq!((&intent["resource"], &intent["cluster"]), (&json!(CLUSTER), &json!(CLUSTER)));
    assert_eq!(intent["tags"], json!([KEY]));
    for line in [intent, outcome] {
        assert_eq!(line["tagsBefore"], json!([{ "Key": KEY, "Value": "enabled" }]));
        assert_eq!(line["tagsAfter"], json!([]));
    }
    assert!(bench.plan(CLUSTER).await.blockers.is_empty());
    // There is nothing left to take off.
    let plan = bench.plan_at(&path).await;
    assert_eq!(plan.blockers[0].code, BlockerCode::NotProtected);
    assert!(plan.permit.is_none());
}

#[tokio::test]
async fn a_backups_protection_is_guarded_too() {
    let bench = Bench::new();
    let id = "backup-aaaaaaaaaaa";
    assert_eq!(bench.call("TagResource", &tag(id, "enabled")).await.status, 200);
    let plan = bench.plan_at(&routes::backup_deletion_plan(REGION, id)).await;
    assert_eq!(plan.blockers[0].subjects, [id]);
    let plan = bench.plan_at(&routes::backup_unprotection_plan(REGION, id)).await;
    assert_eq!(plan.resource.cluster_id.as_deref(), Some(CLUSTER));
    assert_eq!(bench.send(bench.deletion(&plan, id)).await.status, 200);
    let plan = bench.plan_at(&routes::backup_deletion_plan(REGION, id)).await;
    assert!(plan.blockers.is_empty());
}

#[tokio::test]
async fn a_permit_for_the_protection_is_none_for_the_cluster_and_the_other_way_round() {
    let bench = Bench::new();
    bench.cloud.tag(OTHER, KEY, "enabled");
    let deletion = bench.plan(CLUSTER).await;
    let removal = bench.plan_at(&routes::cluster_unprotection_plan(REGION, OTHER)).await;
    let using = |operation, body: Value, permit: &backend_api::DeletionPlan| {
        let mut request = bench.deletion(permit, &permit.type_to_confirm);
        *request.uri_mut() = routes::operation(REGION, operation).parse().unwrap();
        *request.body_mut() = body.to_string().into();
        request
    };
    for (request, field) in [
        (using(Operation::DeleteCluster, json!({"ClusterId": OTHER}), &removal), "operation"),
        (using(Operation::UntagResource, untag(CLUSTER, &[KEY]), &deletion), "operation"),
        (using(Operation::UntagResource, untag(CLUSTER, &[KEY]), &removal), "resource"),
        (using(Operation::TagResource, tag(OTHER, "off"), &removal), "operation"),
    ] {
        assert!(request.headers().contains_key(PERMIT_HEADER));
        assert!(request.headers().contains_key(CONFIRMATION_HEADER));
        let reply = bench.send(request).await;
        assert_eq!(reply.code(), ApiErrorCode::PermitMismatch);
        assert_eq!(reply.json()["error"]["field"], field);
    }
    assert!(bench.cloud.changes().is_empty());
}
