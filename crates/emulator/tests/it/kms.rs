//! KMS: the key stores of the fleet, and what the control surface does to them.

use emulator::Config;
use serde_json::{Value, json};

use crate::client::{Answer, Client};

fn kms(config: Config) -> Client {
    Client { signing_name: "kms".to_owned(), ..Client::new(config) }
}

fn controlled() -> Client {
    kms(Config { control: true, ..Config::default() })
}

async fn describe(client: &Client, input: Value) -> Answer {
    client.send(client.request_to("TrentService.DescribeCustomKeyStores", &input.to_string())).await
}

#[tokio::test]
async fn the_fleet_has_a_key_store_that_is_connected_and_one_that_is_not() {
    let client = kms(Config::default());
    let here = describe(&client, json!({})).await.json();
    let there = describe(&client.in_region("eu-central-1"), json!({})).await.json();
    let states = |answer: &Value| -> Vec<(bool, String)> {
        let stores = answer["CustomKeyStores"].as_array().unwrap().iter();
        let mut all: Vec<_> = stores
            .map(|it| {
                (
                    it["CloudHsmClusterId"].is_string(),
                    it["ConnectionState"].as_str().unwrap().to_owned(),
                )
            })
            .collect();
        all.sort();
        all
    };
    assert_eq!(states(&here), [(false, "CONNECTED".to_owned()), (true, "FAILED".to_owned())]);
    assert_eq!(states(&there), [(true, "CONNECTED".to_owned())]);
    let store = &there["CustomKeyStores"][0];
    assert!(store["TrustAnchorCertificate"].as_str().unwrap().starts_with("-----BEGIN"));
    let id = store["CloudHsmClusterId"].as_str().unwrap();
    let elsewhere =
        Client { signing_name: "cloudhsm".to_owned(), ..client.in_region("eu-central-1") };
    let found = elsewhere.call("DescribeClusters", json!({"Filters": {"clusterIds": [id]}})).await;
    assert_eq!(found.json()["Clusters"][0]["State"], "ACTIVE");
}

#[tokio::test]
async fn it_has_its_own_name_in_the_signature() {
    let client = Client { signing_name: "cloudhsm".to_owned(), ..kms(Config::default()) };
    assert_eq!(describe(&client, json!({})).await.code(), "InvalidSignatureException");
    let unknown = client.request_to("TrentService.ScheduleKeyDeletion", "{}");
    assert_eq!(client.send(unknown).await.code(), "UnknownOperationException");
}

#[tokio::test]
async fn key_stores_are_added_and_changed_from_outside() {
    let client = controlled();
    let store = json!({"CustomKeyStoreId": "cks-1", "CloudHsmClusterId": "cluster-abcdefghijk", "ConnectionState": "CONNECTED"});
    let path = "/_emulator/regions/us-east-1/key-stores";
    assert_eq!(client.control("POST", path, store).await.status.as_u16(), 204);
    let change = json!({"ConnectionState": "DISCONNECTED"});
    client.control("POST", "/_emulator/key-stores/cks-1", change.clone()).await.json();
    let found = describe(&client, json!({"CustomKeyStoreId": "cks-1"})).await.json();
    assert_eq!(found["CustomKeyStores"][0]["ConnectionState"], "DISCONNECTED");
    let all = client.control("GET", "/_emulator/key-stores", Value::Null).await.json();
    assert_eq!(all["us-east-1"].as_array().unwrap().len(), 3);
    let missing = client.control("POST", "/_emulator/key-stores/cks-9", change).await;
    assert_eq!(missing.status.as_u16(), 404);
    let odd = client.control("POST", path, json!({"CustomKeyStoreId": 1})).await;
    assert_eq!(odd.status.as_u16(), 400);
}
