//! How long backups last.

use serde_json::{Value, json};

use crate::life::{INVALID, VALIDATION, in_time, refused};

#[tokio::test]
async fn a_shorter_retention_ends_older_backups_but_never_the_last() {
    let client = in_time();
    let id = client.cluster_named("payments-prod").await["ClusterId"].as_str().unwrap().to_owned();
    let retain = async |days: &str| {
        let policy = json!({ "Type": "DAYS", "Value": days });
        let input = json!({ "ClusterId": id, "BackupRetentionPolicy": policy });
        client.call("ModifyCluster", input).await.json()
    };
    let kept = async || -> Vec<bool> {
        let all = client.backups_of(&id).await;
        all.iter().map(|backup| backup["NeverExpires"] == true).collect()
    };
    // One never expires, though it is 200 days old; it comes last, as the list begins with the newest.
    assert_eq!(kept().await, [false, false, true]);
    client.wait(40 * 86_400);
    let answer = retain("180").await;
    assert_eq!(answer["Cluster"]["BackupRetentionPolicy"]["Value"], "180");
    assert_eq!(kept().await, [false, false, true]);
    retain("30").await;
    assert_eq!(kept().await, [false, true], "the newest is the last one");
    let exempt = client.backups_of(&id).await[1]["BackupId"].clone();
    let input = json!({ "BackupId": exempt, "NeverExpires": false });
    let answer = client.call("ModifyBackupAttributes", input).await.json();
    assert_eq!(answer["Backup"]["NeverExpires"], false);
    retain("30").await;
    assert_eq!(kept().await, [false]);
    // With a newer one, the one that was last ends too.
    let hsm = json!({ "ClusterId": id, "AvailabilityZone": "us-east-1a" });
    client.call("CreateHsm", hsm).await.json();
    assert_eq!(kept().await.len(), 2);
    client.wait(3);
    assert_eq!(kept().await.len(), 1);
}

#[tokio::test]
async fn each_rule_refuses() {
    let client = in_time();
    let id = client.cluster_named("staging-signing").await["ClusterId"].clone();
    let of = |policy: Value| json!({ "ClusterId": id, "BackupRetentionPolicy": policy });
    for (input, code, words) in [
        (of(json!({ "Type": "DAYS", "Value": "6" })), INVALID, "between 7 and 379"),
        (of(json!({ "Type": "DAYS", "Value": "380" })), INVALID, "between 7 and 379"),
        (of(json!({ "Type": "DAYS" })), INVALID, "between 7 and 379"),
        (of(json!({ "Value": "30" })), INVALID, "between 7 and 379"),
        (of(json!({ "Type": "MONTHS", "Value": "30" })), VALIDATION, "[DAYS]"),
        (of(json!({ "Type": "DAYS", "Value": "a week" })), VALIDATION, "[0-9]+"),
        (json!({ "ClusterId": id }), INVALID, "Specify"),
    ] {
        refused(&client.call("ModifyCluster", input).await, code, words);
    }
}
