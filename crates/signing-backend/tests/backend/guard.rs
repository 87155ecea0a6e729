//! The guard: what passes, what does not, and that nothing is sent when it does not.

mod permits;

use backend_api::{
    ApiErrorCode, CONFIRMATION_HEADER, Confirmation, DRY_RUN_HEADER, WarningCode, routes,
};
use cloudhsm_api::Operation;
use serde_json::json;

use crate::support::{Bench, CLUSTER, CloudWatch, Ec2, Kms, Network, OTHER, REGION};

#[tokio::test]
async fn a_confirmed_deletion_is_sent_once_as_planned_and_recorded() {
    let bench = Bench::new();
    let plan = bench.plan(CLUSTER).await;
    assert!(plan.blockers.is_empty());
    assert_eq!(plan.request.body, json!({ "ClusterId": CLUSTER }));
    let reply = bench.send(bench.deletion(&plan, CLUSTER)).await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.json()["Cluster"]["State"], "DELETE_IN_PROGRESS");
    assert_eq!(reply.header("x-amzn-requestid"), "request-1");
    assert_eq!(
        bench.cloud.destroyed(),
        [(Operation::DeleteCluster, json!({ "ClusterId": CLUSTER }))]
    );
    let lines = bench.audit_lines();
    let events: Vec<_> = lines.iter().map(|line| line["event"].clone()).collect();
    assert_eq!(events, ["intent", "outcome"]);
    assert_eq!(lines[0]["attempt"], lines[1]["attempt"]);
    assert_eq!(lines[0]["planDigest"], json!(plan.digest));
    assert_eq!(lines[1]["outcome"], "accepted");
    assert_eq!(lines[1]["requestId"], "request-1");
    assert_eq!(lines[1]["who"], "arn:aws:iam::123456789012:user/Alice");
}

#[tokio::test]
async fn a_confirmation_that_is_not_one_is_refused() {
    let bench = Bench::new();
    let plan = bench.plan(CLUSTER).await;
    for (header, expected) in [
        (None, ApiErrorCode::ConfirmationMismatch),
        (Some("yes"), ApiErrorCode::MalformedRequest),
        (Some(r#"{"typed":"cluster-aaaaaaaaaaa","force":true}"#), ApiErrorCode::MalformedRequest),
        (Some(r#"{"typed":"x","acknowledged":["everything"]}"#), ApiErrorCode::MalformedRequest),
    ] {
        let mut request = bench.deletion(&plan, CLUSTER);
        match header {
            None => request.headers_mut().remove(CONFIRMATION_HEADER),
            Some(text) => request.headers_mut().insert(CONFIRMATION_HEADER, text.parse().unwrap()),
        };
        assert_eq!(bench.send(request).await.code(), expected, "{header:?}");
    }
    let mut twice = bench.deletion(&plan, CLUSTER);
    let value = twice.headers()[CONFIRMATION_HEADER].clone();
    twice.headers_mut().append(CONFIRMATION_HEADER, value);
    assert_eq!(bench.send(twice).await.code(), ApiErrorCode::MalformedRequest);
    assert!(bench.cloud.destroyed().is_empty());
}

#[tokio::test]
async fn a_change_between_plan_and_deletion_is_told_and_stops_it() {
    let bench = Bench::new();
    let plan = bench.plan(CLUSTER).await;
    bench.cloud.tag(CLUSTER, "owner", "someone else");
    bench.cloud.change_backups(|backups| backups[1]["BackupState"] = "PENDING_DELETION".into());
    let reply = bench.send(bench.deletion(&plan, CLUSTER)).await;
    assert_eq!((reply.status.as_u16(), reply.code()), (409, ApiErrorCode::PlanChanged));
    let error = reply.json()["error"].clone();
    assert_eq!(
        error["differences"],
        json!([
            {"path": "backups[backup-bbbbbbbbbbb].BackupState", "planned": "READY", "found": "PENDING_DELETION"},
            {"path": "cluster.TagList[owner]", "planned": null, "found": "someone else"},
        ])
    );
    assert!(!String::from_utf8_lossy(&reply.body).contains("correct-horse"));
    assert!(bench.cloud.destroyed().is_empty());
    // The old permit is over, the new plan's is good.
    assert_eq!(bench.send(bench.deletion(&plan, CLUSTER)).await.code(), ApiErrorCode::PermitUsed);
    let plan = serde_json::from_value(error["plan"].clone()).unwrap();
    assert_eq!(bench.send(bench.deletion(&plan, CLUSTER)).await.status, 200);
}

#[tokio::test]
async fn a_blocker_that_came_after_the_plan_stops_it() {
    let bench = Bench::new();
    let plan = bench.plan(CLUSTER).await;
    bench.cloud.tag(CLUSTER, "cloudhsm-console:deletion-protection", "enabled");
    let reply = bench.send(bench.deletion(&plan, CLUSTER)).await;
    assert_eq!((reply.status.as_u16(), reply.code()), (409, ApiErrorCode::DeletionBlocked));
    let plan = &reply.json()["error"]["plan"];
    assert_eq!(plan["blockers"][0]["code"], "deletion-protection");
    assert!(plan["permit"].is_null());
    assert!(bench.cloud.destroyed().is_empty());
}

#[tokio::test]
async fn a_cluster_that_is_gone_is_a_difference_without_a_plan() {
    let bench = Bench::new();
    let plan = bench.plan(CLUSTER).await;
    bench.cloud.change_clusters(|clusters| clusters.retain(|it| it["ClusterId"] != CLUSTER));
    let reply = bench.send(bench.deletion(&plan, CLUSTER)).await;
    assert_eq!((reply.status.as_u16(), reply.code()), (409, ApiErrorCode::ResourceGone));
    let error = &reply.json()["error"];
    assert_eq!(
        (error["differences"][0]["path"].clone(), error.get("plan")),
        (json!("cluster"), None)
    );
    let path = routes::cluster_deletion_plan(REGION, CLUSTER);
    let reply = bench.post(&path, &json!({})).await;
    assert_eq!((reply.status.as_u16(), reply.code()), (404, ApiErrorCode::ResourceNotFound));
}

#[tokio::test]
async fn what_is_lost_must_be_acknowledged_by_name() {
    let bench = Bench::new();
    bench.cloud.tag(CLUSTER, "Environment", "prod");
    bench.cloud.kms(Kms::Has(Vec::new()));
    bench.cloud.cloudwatch(CloudWatch::Has(Vec::new()));
    bench.cloud.ec2(Ec2::Has(Network::default()));
    bench.cloud.change(CLUSTER, |cluster| cluster["SecurityGroup"] = "sg-1".into());
    bench.cloud.change_backups(Vec::clear);
    let plan = bench.plan(CLUSTER).await;
    let must: Vec<_> = plan.warnings.iter().filter(|it| it.acknowledge).map(|it| it.code).collect();
    assert_eq!(must, [WarningCode::NoReadyBackup, WarningCode::ProductionTag]);
    for some in [vec![], vec![WarningCode::NoReadyBackup], vec![WarningCode::ProductionTag]] {
        let reply = bench.send(bench.deletion_with(&plan, CLUSTER, some)).await;
        assert_eq!(
            (reply.status.as_u16(), reply.code()),
            (403, ApiErrorCode::AcknowledgementMissing)
        );
        assert!(!reply.json()["error"]["allowed"].as_array().unwrap().is_empty());
    }
    assert!(bench.cloud.destroyed().is_empty());
    let all = vec![WarningCode::ProductionTag, WarningCode::NoReadyBackup];
    assert_eq!(bench.send(bench.deletion_with(&plan, CLUSTER, all)).await.status, 200);
}

#[tokio::test]
async fn a_dry_run_checks_everything_and_sends_nothing() {
    let bench = Bench::new();
    let plan = bench.plan(CLUSTER).await;
    let dry = |typed: &str, value: &str| {
        let mut request = bench.deletion(&plan, typed);
        request.headers_mut().insert(DRY_RUN_HEADER, value.parse().unwrap());
        request
    };
    for _ in 0..2 {
        let reply = bench.send(dry(CLUSTER, "true")).await;
        assert_eq!(reply.status, 200);
        assert_eq!(reply.json()["dryRun"], true);
        assert_eq!(reply.json()["request"]["body"], json!({ "ClusterId": CLUSTER }));
    }
    assert_eq!(bench.send(dry("x", "true")).await.code(), ApiErrorCode::ConfirmationMismatch);
    assert_eq!(bench.send(dry(CLUSTER, "yes")).await.code(), ApiErrorCode::MalformedRequest);
    assert!(bench.cloud.destroyed().is_empty());
    let events: Vec<_> = bench.audit_lines().iter().map(|line| line["event"].clone()).collect();
    assert_eq!(events, ["dry-run", "dry-run", "refusal"]);
    assert_eq!(bench.send(dry(CLUSTER, "false")).await.status, 200);
    assert_eq!(bench.cloud.destroyed().len(), 1);
}

#[tokio::test]
async fn where_the_loss_is_greatest_the_name_is_typed_too() {
    let bench = Bench::new();
    assert_eq!(bench.plan(CLUSTER).await.name_to_confirm, None, "a copy of the keys stays");
    bench.cloud.tag(CLUSTER, "environment", "production");
    bench.cloud.tag(CLUSTER, "Name", " payments ");
    let plan = bench.plan(CLUSTER).await;
    assert_eq!(plan.name_to_confirm.as_deref(), Some("payments"));
    let acknowledged: Vec<_> =
        plan.warnings.iter().filter(|it| it.acknowledge).map(|it| it.code).collect();
    let typing = |id: &str, name: Option<&str>| Confirmation {
        typed: id.to_owned(),
        acknowledged: acknowledged.clone(),
        typed_name: name.map(str::to_owned),
    };
    for (id, name, field) in [
        (CLUSTER, None, "typedName"),
        (CLUSTER, Some(""), "typedName"),
        (CLUSTER, Some("Payments"), "typedName"),
        ("payments", Some("payments"), "typed"),
    ] {
        let reply = bench.send(bench.deletion_confirmed(&plan, &typing(id, name))).await;
        assert_eq!(reply.code(), ApiErrorCode::ConfirmationMismatch, "{id:?} {name:?}");
        let told = reply.json()["error"]["field"].as_str().unwrap().to_owned();
        assert_eq!(told, format!("{CONFIRMATION_HEADER}.{field}"));
    }
    let lines = bench.audit_lines();
    assert!(lines.iter().all(|line| line["confirmationMatched"] == false), "{lines:?}");
    assert!(bench.cloud.destroyed().is_empty());
    let good = typing(CLUSTER, Some("payments"));
    assert_eq!(bench.send(bench.deletion_confirmed(&plan, &good)).await.status, 200);

    // No backup, no keys: the same. No name: none to type.
    bench.cloud.change_backups(Vec::clear);
    assert_eq!(bench.plan(OTHER).await.name_to_confirm.as_deref(), Some("payments"));
    bench.cloud.change(OTHER, |cluster| cluster["TagList"] = json!([]));
    assert_eq!(bench.plan(OTHER).await.name_to_confirm, None);
}
