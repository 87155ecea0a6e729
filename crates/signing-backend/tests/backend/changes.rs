//! What changes and can be changed back: sent once, as it was checked, and with a record.

use backend_api::{ApiErrorCode, DRY_RUN_HEADER, WarningCode, routes};
use cloudhsm_api::Operation;
use serde_json::json;

use crate::support::{Bench, CLUSTER, REGION};

const BACKUP: &str = "backup-aaaaaaaaaaa";

#[tokio::test]
async fn a_backup_is_deleted_through_the_guard_and_restored_with_a_record() {
    let bench = Bench::new();
    let plan = bench.plan_at(&routes::backup_deletion_plan(REGION, BACKUP)).await;
    let undo = plan.undo.clone().unwrap();
    assert_eq!(
        (undo.request.target.as_str(), undo.days),
        ("BaldrApiService.RestoreBackup", Some(7))
    );
    assert!(undo.request.cli.starts_with("aws cloudhsmv2 restore-backup --backup-id backup-"));
    assert_eq!(bench.send(bench.deletion(&plan, BACKUP)).await.status, 200);
    let reply = bench.call("RestoreBackup", &undo.request.body).await;
    assert_eq!(reply.json()["Backup"]["BackupState"], "READY");
    let operations: Vec<_> = bench.cloud.changes().into_iter().map(|(it, _)| it).collect();
    assert_eq!(operations, [Operation::DeleteBackup, Operation::RestoreBackup]);
    let told: Vec<_> = bench
        .audit_lines()
        .iter()
        .map(|it| format!("{} {} {}", it["event"], it["operation"], it["resource"]))
        .collect();
    let line = |event: &str, operation: &str| format!("{event:?} {operation:?} {BACKUP:?}");
    assert_eq!(
        told,
        [
            line("intent", "DeleteBackup"),
            line("outcome", "DeleteBackup"),
            line("intent", "RestoreBackup"),
            line("outcome", "RestoreBackup"),
        ]
    );
    assert_eq!(bench.audit_lines()[3]["who"], "arn:aws:iam::123456789012:user/Alice");
}

#[tokio::test]
async fn a_dry_run_of_what_has_none_is_refused() {
    let bench = Bench::new();
    let path = routes::operation(REGION, Operation::RestoreBackup);
    let mut request = bench.request("POST", &path, json!({ "BackupId": BACKUP }).to_string());
    request.headers_mut().insert(DRY_RUN_HEADER, "true".parse().unwrap());
    assert_eq!(bench.send(request).await.code(), ApiErrorCode::MalformedRequest);
    assert!(bench.cloud.changes().is_empty());
}

#[tokio::test]
async fn a_backup_that_matters_more_says_so() {
    let bench = Bench::new();
    let warnings = async || {
        let plan = bench.plan_at(&routes::backup_deletion_plan(REGION, BACKUP)).await;
        plan.warnings.iter().map(|it| (it.code, it.acknowledge)).collect::<Vec<_>>()
    };
    assert_eq!(warnings().await, []);
    bench.cloud.change_backups(|backups| {
        backups[0]["NeverExpires"] = true.into();
        backups[0]["SourceRegion"] = "eu-west-1".into();
        backups[0]["SourceBackup"] = "backup-zzzzzzzzzzz".into();
        backups[0]["BackupArn"] = "arn:aws:cloudhsm:us-east-1:1:backup/backup-aaaaaaaaaaa".into();
    });
    bench.cloud.share(json!({"Statement": [{"Principal": {"AWS": "arn:aws:iam::2:root"}}]}));
    bench.cloud.change_clusters(|clusters| clusters.retain(|it| it["ClusterId"] != CLUSTER));
    assert_eq!(
        warnings().await,
        [
            (WarningCode::NeverExpires, true),
            (WarningCode::SharedBackup, true),
            (WarningCode::ClusterGone, false),
            (WarningCode::CopiedBackup, false),
        ]
    );
    bench.cloud.change_backups(|backups| backups.truncate(1));
    let plan = bench.plan_at(&routes::backup_deletion_plan(REGION, BACKUP)).await;
    let last = plan.warnings.iter().find(|it| it.code == WarningCode::LastBackup).unwrap();
    assert!(last.acknowledge && last.message.contains("lost for good"), "{last:?}");
    // Each loss is acknowledged by name, or nothing is sent.
    let reply = bench.send(bench.deletion_with(&plan, BACKUP, vec![WarningCode::LastBackup])).await;
    assert_eq!(reply.code(), ApiErrorCode::AcknowledgementMissing);
    assert_eq!(reply.json()["error"]["allowed"], json!(["never-expires", "shared-backup"]));
    assert_eq!(bench.send(bench.deletion(&plan, BACKUP)).await.status, 200);
}

#[tokio::test]
async fn a_backup_that_was_changed_meanwhile_is_not_deleted() {
    let bench = Bench::new();
    let plan = bench.plan_at(&routes::backup_deletion_plan(REGION, BACKUP)).await;
    bench.cloud.change_backups(|backups| backups[0]["NeverExpires"] = true.into());
    let reply = bench.send(bench.deletion(&plan, BACKUP)).await;
    assert_eq!((reply.status.as_u16(), reply.code()), (409, ApiErrorCode::PlanChanged));
    assert_eq!(
        reply.json()["error"]["differences"][0]["path"],
        format!("backups[{BACKUP}].NeverExpires")
    );
    assert!(bench.cloud.changes().is_empty());
}

#[tokio::test]
async fn a_change_of_tags_is_recorded_with_its_values_and_is_no_mismatch() {
    let bench = Bench::new();
    bench.cloud.tag(CLUSTER, "owner", "alice");
    let set = json!([{ "Key": "owner", "Value": "bob" }, { "Key": "env", "Value": "" }]);
    let body = json!({ "ResourceId": CLUSTER, "TagList": set });
    assert_eq!(bench.call("TagResource", &body).await.status, 200);
    let body = json!({ "ResourceId": CLUSTER, "TagKeyList": ["owner"] });
    assert_eq!(bench.call("UntagResource", &body).await.status, 200);
    let lines = bench.audit_lines();
    let told: Vec<_> = lines.iter().map(|it| (&it["operation"], &it["tagsAfter"])).collect();
    let (tag, untag) = (json!("TagResource"), json!("UntagResource"));
    let removed = json!([]);
    assert_eq!(told, [(&tag, &set), (&tag, &set), (&untag, &removed), (&untag, &removed)]);
    for line in &lines {
        // Nothing was read before it, so nothing is said about it.
        assert!(line.get("tagsBefore").is_none(), "{line}");
        assert!(line.get("confirmationMatched").is_none(), "{line}");
    }
}
