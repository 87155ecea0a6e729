//! Copies of backups in the other region.

use serde_json::{Value, json};

use crate::{
    client::Client,
    life::{INVALID, NOT_FOUND, VALIDATION, create, in_time, refused},
};

async fn source(client: &Client) -> Value {
    let id = client.cluster_named("staging-signing").await["ClusterId"].clone();
    let backup = client.backups_of(id.as_str().unwrap()).await[0].clone();
    let tags = json!([{ "Key": "from", "Value": "home" }]);
    let input = json!({ "ResourceId": backup["BackupId"], "TagList": tags });
    client.call("TagResource", input).await.json();
    backup
}

async fn copies(client: &Client, source: &Value) -> Vec<Value> {
    let input = json!({ "Filters": { "sourceBackupIds": [source["BackupId"]] } });
    let page = client.call("DescribeBackups", input).await.json();
    page["Backups"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_copy_is_found_by_its_source() {
    let client = in_time();
    let away = client.in_region("eu-central-1");
    let source = source(&client).await;
    let copy = |tags: Value| json!({ "DestinationRegion": "eu-central-1", "BackupId": source["BackupId"], "TagList": tags });
    let answer = client.call("CopyBackupToRegion", copy(json!(null))).await.json();
    assert_eq!(
        answer,
        json!({ "DestinationBackup": {
            "CreateTimestamp": source["CreateTimestamp"],
            "SourceRegion": "us-east-1",
            "SourceBackup": source["BackupId"],
            "SourceCluster": source["ClusterId"],
        } })
    );
    assert_eq!(copies(&client, &source).await, [] as [Value; 0]);
    let made = copies(&away, &source).await;
    assert_eq!((made.len(), &made[0]["BackupState"]), (1, &json!("CREATE_IN_PROGRESS")));
    assert_ne!(made[0]["BackupId"], source["BackupId"]);
    assert_eq!(made[0]["TagList"], json!([{ "Key": "from", "Value": "home" }]));
    client.wait(3);
    let other = json!([{ "Key": "to", "Value": "away" }]);
    client.call("CopyBackupToRegion", copy(other.clone())).await.json();
    let made = copies(&away, &source).await;
    let states: Vec<_> = made.iter().map(|it| it["BackupState"].as_str().unwrap()).collect();
    assert!(states.contains(&"READY") && states.contains(&"CREATE_IN_PROGRESS"), "{states:?}");
    assert!(made.iter().any(|it| it["TagList"] == other), "these replace the source's");
    let ready = made.iter().find(|it| it["BackupState"] == "READY").unwrap();
    let id = create(&away, json!({ "SourceBackupId": ready["BackupId"] })).await;
    away.wait(4);
    assert_eq!(away.cluster(&id).await.unwrap()["State"], "ACTIVE");
}

#[tokio::test]
async fn a_failed_copy_is_deleted_without_a_date() {
    let client = in_time();
    let away = client.in_region("eu-central-1");
    away.rules(json!({ "copies_fail": true })).await;
    let source = source(&client).await;
    let input = json!({ "DestinationRegion": "eu-central-1", "BackupId": source["BackupId"] });
    client.call("CopyBackupToRegion", input).await.json();
    client.wait(3);
    let made = copies(&away, &source).await;
    assert_eq!(made[0]["BackupState"], "DELETED");
    assert!(made[0].get("DeleteTimestamp").is_none());
}

#[tokio::test]
async fn each_rule_refuses() {
    let client = in_time();
    let source = source(&client).await["BackupId"].clone();
    let to = |region: &str| json!({ "DestinationRegion": region, "BackupId": source });
    let tags = |key: &str| json!({ "DestinationRegion": "eu-central-1", "BackupId": source, "TagList": [{ "Key": key, "Value": "" }] });
    for (input, code, words) in [
        (json!({ "BackupId": source }), VALIDATION, "'destinationRegion'"),
        (to("Frankfurt"), VALIDATION, "'destinationRegion'"),
        (to("us-east-1"), INVALID, "another region"),
        (to("ap-south-1"), INVALID, "not available"),
        (json!({ "DestinationRegion": "eu-central-1" }), VALIDATION, "'backupId'"),
        (
            json!({ "DestinationRegion": "eu-central-1", "BackupId": "backup-abcdefg2345" }),
            NOT_FOUND,
            "not found",
        ),
        (tags("a;b"), VALIDATION, "'tagList.1.member.key'"),
        (tags("aws:x"), "CloudHsmTagException", "reserved"),
    ] {
        refused(&client.call("CopyBackupToRegion", input).await, code, words);
    }
    client.call("DeleteBackup", json!({ "BackupId": source })).await.json();
    refused(
        &client.call("CopyBackupToRegion", to("eu-central-1")).await,
        INVALID,
        "PENDING_DELETION",
    );
}
