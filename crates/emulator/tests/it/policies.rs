//! The policies of backups.

use serde_json::json;

use crate::life::{INVALID, NOT_FOUND, VALIDATION, in_time, refused};

const POLICY: &str = r#"{"Version":"2012-10-17","Statement":[]}"#;

#[tokio::test]
async fn a_policy_is_put_got_and_deleted() {
    let client = in_time();
    let id = client.cluster_named("staging-signing").await["ClusterId"].clone();
    let arn = client.backups_of(id.as_str().unwrap()).await[0]["BackupArn"].clone();
    let named = json!({ "ResourceArn": arn });
    assert_eq!(client.call("GetResourcePolicy", named.clone()).await.json(), json!({}));
    let put = json!({ "ResourceArn": arn, "Policy": POLICY });
    assert_eq!(client.call("PutResourcePolicy", put.clone()).await.json(), put);
    let got = client.call("GetResourcePolicy", named.clone()).await.json();
    assert_eq!(got, json!({ "Policy": POLICY }));
    assert_eq!(client.call("DeleteResourcePolicy", named.clone()).await.json(), put);
    assert_eq!(client.call("GetResourcePolicy", named).await.json(), json!({}));
}

#[tokio::test]
async fn each_rule_refuses() {
    let client = in_time();
    let id = client.cluster_named("staging-signing").await["ClusterId"].clone();
    let backup = client.backups_of(id.as_str().unwrap()).await[0].clone();
    let arn = &backup["BackupArn"];
    let other = "arn:aws:cloudhsm:us-east-1:999922223333:backup/backup-abcdefg2345";
    for (operation, input, code, words) in [
        ("PutResourcePolicy", json!({ "Policy": POLICY }), INVALID, "ResourceArn"),
        ("PutResourcePolicy", json!({ "ResourceArn": arn }), INVALID, "Policy"),
        ("PutResourcePolicy", json!({ "ResourceArn": arn, "Policy": "" }), VALIDATION, "'policy'"),
        (
            "PutResourcePolicy",
            json!({ "ResourceArn": arn, "Policy": "x".repeat(20_001) }),
            VALIDATION,
            "'policy'",
        ),
        ("PutResourcePolicy", json!({ "ResourceArn": arn, "Policy": "[]" }), INVALID, "JSON"),
        (
            "PutResourcePolicy",
            json!({ "ResourceArn": other, "Policy": POLICY }),
            NOT_FOUND,
            "not found",
        ),
        ("GetResourcePolicy", json!({ "ResourceArn": other }), NOT_FOUND, "not found"),
        ("GetResourcePolicy", json!({}), INVALID, "ResourceArn"),
        (
            "GetResourcePolicy",
            json!({ "ResourceArn": backup["BackupId"] }),
            VALIDATION,
            "'resourceArn'",
        ),
        ("DeleteResourcePolicy", json!({ "ResourceArn": other }), NOT_FOUND, "not found"),
    ] {
        refused(&client.call(operation, input).await, code, words);
    }
    client.call("DeleteBackup", json!({ "BackupId": backup["BackupId"] })).await.json();
    let put = json!({ "ResourceArn": arn, "Policy": POLICY });
    refused(&client.call("PutResourcePolicy", put).await, INVALID, "not READY");
}
