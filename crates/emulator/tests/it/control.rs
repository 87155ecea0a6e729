//! The control surface, and what a client sees of the faults that it orders.

mod faults;

use axum::http::StatusCode;
use emulator::Config;
use serde_json::{Value, json};

use crate::client::Client;

fn controlled() -> Client {
    Client::new(Config { control: true, ..Config::default() })
}

#[tokio::test]
async fn it_is_off_unless_asked_for() {
    let client = Client::default();
    let answer = client.control("GET", "/_emulator/calls", Value::Null).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert_eq!(answer.code(), "UnknownOperationException");
}

#[tokio::test]
async fn it_counts_calls() {
    let client = controlled();
    client.call("DescribeClusters", json!({})).await.json();
    client.in_region("eu-central-1").call("DescribeClusters", json!({})).await.json();
    client.call("DeleteCluster", json!({ "ClusterId": "cluster-abcdefghijk" })).await;
    let mut unsigned = client.request("DeleteCluster", "{}");
    unsigned.headers_mut().remove("authorization");
    client.send(unsigned).await;

    let calls = client.control("GET", "/_emulator/calls", Value::Null).await.json();
    assert_eq!(calls["total"], 3, "only what is signed counts");
    assert_eq!(calls["by_operation"], json!({ "DescribeClusters": 2, "DeleteCluster": 1 }));
    assert_eq!(calls["by_region"], json!({ "us-east-1": 2, "eu-central-1": 1 }));
    let last = json!({ "number": 3, "operation": "DeleteCluster", "region": "us-east-1", "resource": "cluster-abcdefghijk", "status": 400 });
    assert_eq!(calls["latest"][2], last);
    client.control("DELETE", "/_emulator/calls", Value::Null).await;
    let calls = client.control("GET", "/_emulator/calls", Value::Null).await.json();
    assert_eq!(calls["total"], 0);
}

#[tokio::test]
async fn it_tells_the_keys_that_it_knows() {
    let client = controlled();
    let keys = client.control("GET", "/_emulator/credentials", Value::Null).await.json();
    for (name, prefix, is_session) in
        [("user", "AKIA", false), ("session", "ASIA", true), ("expired", "ASIA", true)]
    {
        assert!(keys[name]["AccessKeyId"].as_str().unwrap().starts_with(prefix), "{name}");
        assert_eq!(keys[name]["SecretAccessKey"].as_str().unwrap().len(), 40, "{name}");
        assert_eq!(keys[name]["SessionToken"].is_string(), is_session, "{name}");
    }
}

#[tokio::test]
async fn a_deleted_hsm_stands_in_the_way_of_nothing() {
    let client = controlled();
    let id = client.cluster_named("sandbox-empty").await["ClusterId"].as_str().unwrap().to_owned();
    let path = format!("/_emulator/clusters/{id}");
    let deleted = json!({ "HsmId": "hsm-abcdefghijk", "State": "DELETED" });
    client.control("POST", &path, json!({ "Hsms": [deleted] })).await;
    let first = json!({ "ClusterId": id, "AvailabilityZone": "us-east-1a" });
    client.call("CreateHsm", first).await.json();
    client.control("POST", &path, json!({ "Hsms": [deleted] })).await;
    client.call("DeleteCluster", json!({ "ClusterId": id })).await.json();
}

#[tokio::test]
async fn backups_are_added_as_they_come() {
    let client = controlled();
    let id = client.cluster_named("sandbox-empty").await["ClusterId"].as_str().unwrap().to_owned();
    let path = format!("/_emulator/clusters/{id}/backups");
    let backups = json!([
        { "BackupId": "backup-abcdefghijk", "BackupState": "READY", "SourceRegion": "eu-west-1" },
        { "BackupId": "backup-abcdefghijl", "BackupState": "DELETED" },
    ]);
    let answer = client.control("POST", &path, backups).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    let found = client.backups_of(&id).await;
    let found: Vec<_> = found.iter().map(|it| (&it["BackupState"], &it["ClusterId"])).collect();
    assert_eq!(found, [(&json!("READY"), &json!(id)), (&json!("DELETED"), &json!(id))]);
    let nowhere = client.control("POST", "/_emulator/clusters/cluster-a/backups", json!([])).await;
    assert_eq!(nowhere.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn clusters_are_changed_past_all_rules() {
    let client = controlled();
    let id = client.cluster_named("sandbox-empty").await["ClusterId"].as_str().unwrap().to_owned();
    let path = format!("/_emulator/clusters/{id}");
    client.call("DeleteCluster", json!({ "ClusterId": id })).await.json();
    let change = json!({ "State": "ACTIVE", "StateMessage": "back again", "VpcId": null });
    client.control("POST", &path, change).await.json();
    client.wait(3600);
    let cluster = client.cluster(&id).await.unwrap();
    assert_eq!(
        (&cluster["State"], &cluster["StateMessage"]),
        (&json!("ACTIVE"), &json!("back again"))
    );
    assert!(cluster.get("VpcId").is_none());
    assert_eq!(client.control("GET", &path, Value::Null).await.json(), cluster);

    let bad = client.control("POST", &path, json!({ "Hsms": 7 })).await;
    assert_eq!(bad.status, StatusCode::BAD_REQUEST);
    client.control("DELETE", &path, Value::Null).await;
    assert_eq!(client.cluster(&id).await, None);
    assert_eq!(client.control("GET", &path, Value::Null).await.status, StatusCode::NOT_FOUND);
}
