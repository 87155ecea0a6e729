//! Creating and deleting HSMs: what is refused, and what they get.

use serde_json::{Value, json};

use crate::{
    client::Client,
    life::{
        INVALID, LIMIT, NOT_FOUND, VALIDATION, at_once, create, create_hsm, hsms, in_time, refused,
    },
};

async fn staging(client: &Client) -> String {
    client.cluster_named("staging-signing").await["ClusterId"].as_str().unwrap().to_owned()
}

async fn force(client: &Client, id: &str, change: Value) {
    client.control("POST", &format!("/_emulator/clusters/{id}"), change).await.json();
}

#[tokio::test]
async fn each_rule_refuses() {
    let client = at_once();
    let id = staging(&client).await;
    let [first, _] = hsms(&client, &id).await.try_into().unwrap();
    let range = first.2.rsplit_once('.').unwrap().0.to_owned();
    let at = |host: &str| json!({ "IpAddress": format!("{range}.{host}") });
    for (change, code, words) in [
        (json!({ "ClusterId": "cluster-x" }), VALIDATION, "'clusterId'"),
        (json!({ "ClusterId": "cluster-abcdefghijk" }), NOT_FOUND, "not found"),
        (json!({ "AvailabilityZone": "us-east-1" }), VALIDATION, "'availabilityZone'"),
        (json!({ "AvailabilityZone": "us-east-1c" }), INVALID, "no subnet in us-east-1c"),
        (json!({ "IpAddress": "10.0.1" }), VALIDATION, "'ipAddress'"),
        (json!({ "IpAddress": "192.168.0.9" }), INVALID, "not in the range"),
        (json!({ "IpAddress": "999.1.1.1" }), INVALID, "not in the range"),
        (at("3"), INVALID, "reserved"),
        (at("255"), INVALID, "reserved"),
        (json!({ "IpAddress": first.2 }), INVALID, "in use"),
    ] {
        let mut input = json!({ "ClusterId": id, "AvailabilityZone": "us-east-1a" });
        for (name, value) in change.as_object().unwrap() {
            input[name] = value.clone();
        }
        refused(&client.call("CreateHsm", input).await, code, words);
    }
    let input = json!({ "ClusterId": id, "AvailabilityZone": "us-east-1a", "IpAddress": format!("{range}.200") });
    let created = client.call("CreateHsm", input).await.json();
    assert_eq!(created["Hsm"]["EniIp"], format!("{range}.200"));
    // A deleted HSM's address is free again.
    let input = json!({ "ClusterId": id, "HsmId": first.0 });
    client.call("DeleteHsm", input).await.json();
    let input = json!({ "ClusterId": id, "AvailabilityZone": "us-east-1a", "IpAddress": first.2 });
    client.call("CreateHsm", input).await.json();

    client.rules(json!({ "zones_without_cloudhsm": ["us-east-1b"] })).await;
    refused(&create_hsm(&client, &id, "b").await, INVALID, "not available in us-east-1b");
    create_hsm(&client, &id, "a").await.json();
}

#[tokio::test]
async fn each_state_lets_hsms_in_or_not() {
    let client = in_time();
    let id = staging(&client).await;
    for (state, is_accepted) in [
        ("CREATE_IN_PROGRESS", false),
        ("INITIALIZE_IN_PROGRESS", false),
        ("INITIALIZED", true),
        ("ACTIVE", true),
        ("DEGRADED", true),
        ("MODIFY_IN_PROGRESS", false),
        ("ROLLBACK_IN_PROGRESS", false),
        ("DELETE_IN_PROGRESS", false),
        ("DELETED", false),
    ] {
        force(&client, &id, json!({ "State": state })).await;
        let answer = create_hsm(&client, &id, "a").await;
        assert_eq!(answer.status.is_success(), is_accepted, "{state}: {}", answer.body);
    }
    for state in ["MODIFY_IN_PROGRESS", "ROLLBACK_IN_PROGRESS"] {
        force(&client, &id, json!({ "State": state })).await;
        let input = json!({ "ClusterId": id, "HsmId": hsms(&client, &id).await[0].0 });
        refused(&client.call("DeleteHsm", input).await, INVALID, "can't be deleted");
    }
}

#[tokio::test]
async fn an_uninitialized_cluster_has_one_hsm_and_that_one_s_csr() {
    let client = at_once();
    let id = create(&client, json!({})).await;
    create_hsm(&client, &id, "a").await.json();
    let words = "already contains an HSM but has not yet been fully activated";
    refused(&create_hsm(&client, &id, "b").await, INVALID, words);
    let certificates = async || client.cluster(&id).await.unwrap()["Certificates"].clone();
    let before = certificates().await;
    assert_eq!(before.as_object().unwrap().len(), 4, "{before}");
    let address = hsms(&client, &id).await;
    // AWS replaces it: the same place, another HSM, another CSR.
    client.happens(&id, "replace-hsm").await.json();
    let replaced = hsms(&client, &id).await;
    assert_eq!(replaced[0].2, address[0].2);
    assert_ne!(replaced[0].0, address[0].0);
    let after = certificates().await;
    assert_ne!(after["ClusterCsr"], before["ClusterCsr"]);
    assert_ne!(after["HsmCertificate"], before["HsmCertificate"]);
    let nobody = client
        .control(
            "POST",
            &format!("/_emulator/clusters/{id}/replace-hsm"),
            json!({ "HsmId": "hsm-none" }),
        )
        .await;
    assert!(nobody.body.contains("no such HSM"), "{}", nobody.body);
}

#[tokio::test]
async fn quotas_count_the_hsms_of_a_cluster_and_of_a_region() {
    let client = at_once();
    let id = staging(&client).await;
    let rules = client.control("GET", "/_emulator/regions/us-east-1/rules", Value::Null).await;
    assert_eq!(rules.json()["hsms_a_cluster"], 28);
    client.rules(json!({ "hsms_a_cluster": 3 })).await;
    create_hsm(&client, &id, "a").await.json();
    refused(&create_hsm(&client, &id, "a").await, LIMIT, "HSMs in a cluster is 3");
    let all = client.clusters().await;
    let count: usize = all.iter().map(|it| it["Hsms"].as_array().unwrap().len()).sum();
    client.rules(json!({ "hsms_a_cluster": null, "hsms": count + 1 })).await;
    create_hsm(&client, &id, "a").await.json();
    refused(&create_hsm(&client, &id, "a").await, LIMIT, "HSMs in a region");
}

#[tokio::test]
async fn a_full_subnet_has_room_for_none() {
    let client = at_once();
    let full = client.cluster_named("tls-offload-prod").await;
    let id = full["ClusterId"].as_str().unwrap();
    refused(&create_hsm(&client, id, "c").await, INVALID, "no free addresses");
    create_hsm(&client, id, "a").await.json();
}

#[tokio::test]
async fn an_active_cluster_is_backed_up_when_an_hsm_is_added_or_removed() {
    let client = at_once();
    let id = staging(&client).await;
    let count = async || client.backups_of(&id).await.len();
    let before = count().await;
    let hsm = create_hsm(&client, &id, "a").await.json()["Hsm"]["HsmId"].clone();
    assert_eq!(count().await, before + 1);
    client.call("DeleteHsm", json!({ "ClusterId": id, "HsmId": hsm })).await.json();
    assert_eq!(count().await, before + 2);
}
