//! Every mutation can be carried out though its answer is lost.

use serde_json::{Value, json};

use crate::life::{at_once, create, create_hsm, new_cluster};

const POLICY: &str = r#"{"Version":"2012-10-17","Statement":[]}"#;

#[tokio::test]
async fn what_is_created_is_there_though_nobody_was_told() {
    let client = at_once();
    client.rules(json!({ "new_hsm1_clusters": true })).await;
    let staging = client.cluster_named("staging-signing").await;
    let id = staging["ClusterId"].as_str().unwrap().to_owned();
    let backup = client.backups_of(&id).await[0].clone();
    let (backup_id, arn) = (&backup["BackupId"], &backup["BackupArn"]);
    let empty = create(&client, json!({})).await;
    let with_hsm = create(&client, json!({ "HsmType": "hsm1.medium" })).await;
    let hsm = create_hsm(&client, &with_hsm, "a").await.json()["Hsm"]["HsmId"].clone();
    let retention = json!({ "Type": "DAYS", "Value": "31" });
    let tag = json!({ "Key": "lost", "Value": "x" });
    let calls = [
        ("CreateCluster", new_cluster(&client, json!({})).await),
        ("CreateHsm", json!({ "ClusterId": empty, "AvailabilityZone": "us-east-1a" })),
        ("ModifyCluster", json!({ "ClusterId": id, "BackupRetentionPolicy": retention })),
        (
            "CopyBackupToRegion",
            json!({ "BackupId": backup_id, "DestinationRegion": "eu-central-1" }),
        ),
        ("ModifyBackupAttributes", json!({ "BackupId": backup_id, "NeverExpires": true })),
        ("PutResourcePolicy", json!({ "ResourceArn": arn, "Policy": POLICY })),
        ("DeleteResourcePolicy", json!({ "ResourceArn": arn })),
        ("TagResource", json!({ "ResourceId": id, "TagList": [tag] })),
        ("UntagResource", json!({ "ResourceId": id, "TagKeyList": ["lost"] })),
        ("DeleteBackup", json!({ "BackupId": backup_id })),
        ("RestoreBackup", json!({ "BackupId": backup_id })),
        ("DeleteHsm", json!({ "ClusterId": with_hsm, "HsmId": hsm })),
        ("DeleteCluster", json!({ "ClusterId": with_hsm })),
    ];
    let away = client.in_region("eu-central-1");
    let whole = async || {
        let list = async |operation: &str| client.call(operation, json!({})).await.body;
        let other = away.call("DescribeBackups", json!({})).await.body;
        let policy = client.call("GetResourcePolicy", json!({ "ResourceArn": arn })).await.body;
        let clusters = format!("{:?}", client.clusters().await);
        [clusters, list("DescribeBackups").await, other, policy]
    };
    for (operation, input) in calls {
        let before = whole().await;
        for (kind, carried_out) in [("bad-gateway", false), ("bad-gateway", true)] {
            let fault = json!({ "operation": operation, "kind": kind, "carried_out": carried_out });
            client.control("POST", "/_emulator/faults", fault).await;
            let answer = client.call(operation, input.clone()).await;
            assert_eq!(answer.status.as_u16(), 502, "{operation}");
            assert_eq!(whole().await != before, carried_out, "{operation}");
        }
    }
    let calls = client.control("GET", "/_emulator/calls", Value::Null).await.json();
    assert_eq!(calls["by_operation"]["CreateHsm"], 3);
}
