//! Inputs: what is refused, and in which words.

use emulator::Config;
use serde_json::{Value, json};

use crate::{client::Client, ec2::subnet};

async fn staging(client: &Client) -> Value {
    client.cluster_named("staging-signing").await["ClusterId"].clone()
}

#[tokio::test]
async fn inputs_that_break_the_model_are_named_member_by_member() {
    let client = Client::default();
    let cases = [
        (
            "DescribeClusters",
            json!({ "MaxResults": 0 }),
            "'maxResults' failed to satisfy constraint: Member must have value greater than or equal to 1",
        ),
        ("DescribeClusters", json!({ "MaxResults": 26 }), "less than or equal to 25"),
        (
            "DescribeClusters",
            json!({ "NextToken": "x".repeat(257) }),
            "length less than or equal to 256",
        ),
        ("DescribeBackups", json!({ "MaxResults": 51 }), "less than or equal to 50"),
        (
            "ListTags",
            json!({ "ResourceId": "cluster-abcdefghijk", "MaxResults": 101 }),
            "less than or equal to 100",
        ),
        (
            "DeleteCluster",
            json!({}),
            "Value null at 'clusterId' failed to satisfy constraint: Member must not be null",
        ),
        (
            "DeleteCluster",
            json!({ "ClusterId": "cluster-1" }),
            "Value 'cluster-1' at 'clusterId' failed to satisfy constraint: Member must satisfy regular expression pattern: cluster-[2-7a-zA-Z]{11,16}",
        ),
        (
            "DeleteHsm",
            json!({ "ClusterId": "nope", "HsmId": "nope" }),
            "2 validation errors detected",
        ),
        ("ModifyBackupAttributes", json!({ "BackupId": "backup-abcdefghijk" }), "'neverExpires'"),
        ("CreateCluster", json!({ "HsmType": "m5.large", "SubnetIds": [] }), "'hsmType'"),
        (
            "TagResource",
            json!({ "ResourceId": "cluster-abcdefghijk", "TagList": [] }),
            "length greater than or equal to 1",
        ),
        (
            "TagResource",
            json!({ "ResourceId": "cluster-abcdefghijk", "TagList": [{ "Key": "a;b", "Value": "" }] }),
            "'tagList.1.member.key'",
        ),
        ("InitializeCluster", json!({ "ClusterId": "cluster-abcdefghijk" }), "'trustAnchor'"),
    ];
    for (operation, input, words) in cases {
        let (code, message) = client.call(operation, input.clone()).await.error();
        assert_eq!(code, "ValidationException", "{operation} {input}: {message}");
        assert!(message.contains(words), "{operation} {input}: {message:?} should say {words:?}");
    }
}

#[tokio::test]
async fn what_is_no_input_at_all() {
    let client = Client::default();
    for body in ["{", "[]", "\"text\"", "{\"MaxResults\":\"many\"}", "{\"Filters\":[]}"] {
        let answer = client.send(client.request("DescribeClusters", body)).await;
        assert_eq!(answer.code(), "SerializationException", "{body}");
    }
    // No body is an input without members.
    assert!(client.send(client.request("DescribeClusters", "")).await.status.is_success());
    let huge = format!("{{\"NextToken\":\"{}\"}}", "x".repeat(2 << 20));
    assert_eq!(client.send(client.request("DescribeClusters", &huge)).await.status.as_u16(), 413);
}

#[tokio::test]
async fn filters() {
    let client = Client::default();
    let one = client.cluster_named("payments-prod").await;
    let count = async |filters: Value| {
        let page = client.call("DescribeClusters", json!({ "Filters": filters })).await.json();
        page["Clusters"].as_array().unwrap().len()
    };
    assert_eq!(count(json!({ "clusterIds": [one["ClusterId"]] })).await, 1);
    assert_eq!(
        count(json!({ "vpcIds": [one["VpcId"]], "states": ["ACTIVE", "DEGRADED"] })).await,
        1
    );
    assert_eq!(count(json!({ "vpcIds": [one["VpcId"]], "states": ["DEGRADED"] })).await, 0);
    assert_eq!(count(json!({ "states": ["HIBERNATED"] })).await, 1);
    assert_eq!(count(json!({ "clusterIds": ["cluster-unknown2345"] })).await, 0);
    assert_eq!(count(json!({ "clusterIds": [] })).await, 0);

    for operation in ["DescribeClusters", "DescribeBackups"] {
        let answer = client.call(operation, json!({ "Filters": { "colour": ["blue"] } })).await;
        assert_eq!(answer.code(), "CloudHsmInvalidRequestException");
    }

    let backups = client
        .call("DescribeBackups", json!({ "Filters": { "neverExpires": ["true"] } }))
        .await
        .json();
    let backups = backups["Backups"].as_array().unwrap();
    assert!(!backups.is_empty() && backups.iter().all(|backup| backup["NeverExpires"] == true));
    let shared = client.call("DescribeBackups", json!({ "Shared": true })).await.json();
    assert_eq!(shared["Backups"], json!([]));
}

#[tokio::test]
async fn backups_come_newest_first_unless_asked_otherwise() {
    let client = Client::default();
    let times = async |input: Value| -> Vec<f64> {
        let page = client.call("DescribeBackups", input).await.json();
        let backups = page["Backups"].as_array().unwrap().clone();
        backups.iter().map(|backup| backup["CreateTimestamp"].as_f64().unwrap()).collect()
    };
    let newest_first = times(json!({})).await;
    assert!(newest_first.len() > 5 && newest_first.is_sorted_by(|one, next| one >= next));
    assert!(times(json!({ "SortAscending": true })).await.is_sorted());
}

#[tokio::test]
async fn tags_are_added_replaced_and_removed() {
    let client = Client::default();
    let id = staging(&client).await;
    let list = async || {
        let tags = client.call("ListTags", json!({ "ResourceId": id })).await.json();
        tags["TagList"].as_array().unwrap().clone()
    };
    let before = list().await;
    let tags = json!([{ "Key": "Name", "Value": "署名" }, { "Key": "new", "Value": "" }]);
    client.call("TagResource", json!({ "ResourceId": id, "TagList": tags })).await.json();
    let after = list().await;
    assert_eq!(after.len(), before.len() + 1);
    assert!(after.contains(&json!({ "Key": "Name", "Value": "署名" })));
    client
        .call("UntagResource", json!({ "ResourceId": id, "TagKeyList": ["new", "absent"] }))
        .await
        .json();
    assert_eq!(list().await.len(), before.len());
    assert_eq!(client.cluster(id.as_str().unwrap()).await.unwrap()["TagList"], json!(list().await));

    let reserved = json!([{ "Key": "aws:cloudformation", "Value": "x" }]);
    let answer = client.call("TagResource", json!({ "ResourceId": id, "TagList": reserved })).await;
    assert_eq!(answer.code(), "CloudHsmTagException");
    let absent = json!({ "ResourceId": "backup-abcdefghijk" });
    assert_eq!(client.call("ListTags", absent).await.code(), "CloudHsmResourceNotFoundException");
}

#[tokio::test]
async fn fifty_tags_are_enough() {
    let client = Client::default().in_region("eu-central-1");
    let museum = client.cluster_named("tag-museum").await;
    let id = &museum["ClusterId"];
    assert_eq!(museum["TagList"].as_array().unwrap().len(), 50);
    let one_more = json!([{ "Key": "one-more", "Value": "" }]);
    let answer = client.call("TagResource", json!({ "ResourceId": id, "TagList": one_more })).await;
    assert_eq!(answer.code(), "CloudHsmResourceLimitExceededException");
    let replaced = json!([{ "Key": "exhibit-01", "Value": "moved" }]);
    client.call("TagResource", json!({ "ResourceId": id, "TagList": replaced })).await.json();
}

#[tokio::test]
async fn retention_is_kept_within_limits() {
    let client = Client::default();
    let id = staging(&client).await;
    for (days, is_accepted) in [("6", false), ("7", true), ("379", true), ("380", false)] {
        let policy = json!({ "Type": "DAYS", "Value": days });
        let input = json!({ "ClusterId": id, "BackupRetentionPolicy": policy });
        let answer = client.call("ModifyCluster", input).await;
        assert_eq!(answer.status.is_success(), is_accepted, "{days}");
    }
    let answer = client.call("ModifyCluster", json!({ "ClusterId": id })).await;
    assert_eq!(answer.code(), "CloudHsmInvalidRequestException");
}

#[tokio::test]
async fn a_cluster_is_restored_from_a_ready_backup_only() {
    let client = Client::new(Config { time_scale: 0.0, ..Config::default() });
    let id = staging(&client).await;
    let backup = client.backups_of(id.as_str().unwrap()).await[0].clone();
    let subnet = subnet(&client, "shared-services", "a").await;
    let input = |source: &Value| json!({ "HsmType": "hsm2m.medium", "Mode": "FIPS", "SubnetIds": [subnet], "SourceBackupId": source });
    for source in [&backup["BackupId"], &backup["BackupArn"]] {
        let created = client.call("CreateCluster", input(source)).await.json();
        assert_eq!(created["Cluster"]["SourceBackupId"], backup["BackupId"]);
        let cluster =
            client.cluster(created["Cluster"]["ClusterId"].as_str().unwrap()).await.unwrap();
        assert_eq!(cluster["State"], "ACTIVE");
        assert!(cluster["Certificates"]["ClusterCertificate"].is_string());
    }
    client.call("DeleteBackup", json!({ "BackupId": backup["BackupId"] })).await.json();
    let refused = client.call("CreateCluster", input(&backup["BackupId"])).await;
    assert_eq!(refused.code(), "CloudHsmInvalidRequestException");
}

#[tokio::test]
async fn regions_are_apart() {
    let client = Client::default();
    let id = staging(&client).await;
    let other = client.in_region("eu-central-1");
    assert_eq!(other.cluster(id.as_str().unwrap()).await, None);
    let answer = other.call("DeleteCluster", json!({ "ClusterId": id })).await;
    assert_eq!(answer.code(), "CloudHsmResourceNotFoundException");
}
