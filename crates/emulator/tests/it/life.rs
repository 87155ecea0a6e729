//! Steps of a cluster's life that several tests go through.

use emulator::Config;
use serde_json::{Value, json};

use crate::{
    client::{Answer, Client},
    ec2::subnet,
};

/// An emulator with a control surface and nothing that waits.
pub(crate) fn at_once() -> Client {
    Client::new(Config { control: true, time_scale: 0.0, ..Config::default() })
}

/// An emulator with a control surface, and with time.
pub(crate) fn in_time() -> Client {
    Client::new(Config { control: true, ..Config::default() })
}

/// An input of `CreateCluster` that is accepted, with `change` merged into it.
pub(crate) async fn new_cluster(client: &Client, change: Value) -> Value {
    let mut input = json!({
        "HsmType": "hsm2m.medium",
        "Mode": "FIPS",
        "SubnetIds": [
            subnet(client, "shared-services", "a").await,
            subnet(client, "shared-services", "b").await,
        ],
    });
    for (name, value) in change.as_object().unwrap() {
        input[name] = value.clone();
        if value.is_null() {
            input.as_object_mut().unwrap().remove(name);
        }
    }
    input
}

/// Creates a cluster; answers its ID.
pub(crate) async fn create(client: &Client, change: Value) -> String {
    let created = client.call("CreateCluster", new_cluster(client, change).await).await.json();
    created["Cluster"]["ClusterId"].as_str().unwrap().to_owned()
}

pub(crate) async fn create_hsm(client: &Client, id: &str, letter: &str) -> Answer {
    let zone = format!("{}{letter}", client.region);
    client.call("CreateHsm", json!({ "ClusterId": id, "AvailabilityZone": zone })).await
}

/// The HSMs' IDs, types and addresses.
pub(crate) async fn hsms(client: &Client, id: &str) -> Vec<(String, String, String)> {
    let cluster = client.cluster(id).await.unwrap();
    let text = |hsm: &Value, member: &str| hsm[member].as_str().unwrap_or_default().to_owned();
    let all = cluster["Hsms"].as_array().unwrap();
    all.iter().map(|it| (text(it, "HsmId"), text(it, "HsmType"), text(it, "EniIp"))).collect()
}

pub(crate) async fn state(client: &Client, id: &str) -> String {
    client.cluster(id).await.unwrap()["State"].as_str().unwrap().to_owned()
}

/// That a call is refused, with this name and these words.
pub(crate) fn refused(answer: &Answer, code: &str, words: &str) {
    let (own, message) = answer.error();
    assert_eq!(own, code, "{message}");
    assert!(message.contains(words), "{message:?} should say {words:?}");
}

pub(crate) const INVALID: &str = "CloudHsmInvalidRequestException";
pub(crate) const NOT_FOUND: &str = "CloudHsmResourceNotFoundException";
pub(crate) const LIMIT: &str = "CloudHsmResourceLimitExceededException";
pub(crate) const VALIDATION: &str = "ValidationException";
