//! The control surface, and what a client sees of the faults that it orders.

use std::time::Duration;

use axum::http::StatusCode;
use emulator::{Config, Emulator};
use serde_json::{Value, json};
use test_limits::{PATIENCE, in_time};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::client::{Client, HOST};

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
async fn faults_happen_to_the_calls_that_they_fit() {
    let client = controlled();
    let id = client.cluster_named("sandbox-empty").await["ClusterId"].clone();
    let delete = json!({ "ClusterId": id });
    let order = async |fault: Value| {
        let answer = client.control("POST", "/_emulator/faults", fault).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT, "{}", answer.body);
    };
    for (fault, status, code) in [
        (json!({ "kind": "throttle" }), 400, "ThrottlingException"),
        (json!({ "kind": "internal-failure" }), 500, "CloudHsmInternalFailureException"),
        (json!({ "kind": "access-denied" }), 400, "AccessDeniedException"),
        (
            json!({ "kind": "error", "status": 503, "code": "ServiceUnavailable", "message": "later" }),
            503,
            "ServiceUnavailable",
        ),
    ] {
        let mut fault = fault;
        fault["operation"] = json!("DeleteCluster");
        fault["region"] = json!("us-east-1");
        fault["resource"] = id.clone();
        order(fault).await;
        client.call("DescribeClusters", json!({})).await.json();
        let other =
            client.call("DeleteCluster", json!({ "ClusterId": "cluster-abcdefghijk" })).await;
        assert_eq!(other.code(), "CloudHsmResourceNotFoundException");
        let answer = client.call("DeleteCluster", delete.clone()).await;
        assert_eq!((answer.status.as_u16(), answer.code()), (status, code.to_owned()));
    }
    order(json!({ "kind": "throttle", "times": 2 })).await;
    order(json!({ "kind": "garbage" })).await;
    for _ in 0..2 {
        assert_eq!(client.call("DescribeClusters", json!({})).await.code(), "ThrottlingException");
    }
    let garbage = client.call("DescribeClusters", json!({})).await;
    assert!(garbage.status.is_success() && serde_json::from_str::<Value>(&garbage.body).is_err());
    // An answer as the test writes it: JSON, or any text.
    order(json!({ "kind": "raw", "body": {} })).await;
    order(json!({ "kind": "raw", "status": 502, "body": "<html>a proxy's</html>" })).await;
    let scripted = client.call("DescribeClusters", json!({})).await;
    assert_eq!((scripted.status.as_u16(), &*scripted.body), (200, "{}"));
    let scripted = client.call("DescribeClusters", json!({})).await;
    assert_eq!((scripted.status.as_u16(), &*scripted.body), (502, "<html>a proxy's</html>"));
    order(json!({ "kind": "throttle" })).await;
    client.control("DELETE", "/_emulator/faults", Value::Null).await;
    client.call("DeleteCluster", delete).await.json();

    let bad = client.control("POST", "/_emulator/faults", json!({ "kind": "earthquake" })).await;
    assert_eq!(bad.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_call_is_carried_out_though_its_answer_is_a_fault() {
    let client = controlled();
    let id = client.cluster_named("sandbox-empty").await["ClusterId"].clone();
    let order = async |kind: &str, carried_out: bool| {
        let fault = json!({ "operation": "TagResource", "kind": kind, "carried_out": carried_out });
        let answer = client.control("POST", "/_emulator/faults", fault).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT);
    };
    let tag = async |key: &str| {
        let tags = json!([{ "Key": key, "Value": "" }]);
        client.call("TagResource", json!({ "ResourceId": id, "TagList": tags })).await
    };
    let is_there = async |key: &str| {
        let cluster = client.cluster(id.as_str().unwrap()).await.unwrap();
        cluster["TagList"].as_array().unwrap().iter().any(|tag| tag["Key"] == key)
    };
    for (kind, status) in [("internal-failure", 500), ("bad-gateway", 502), ("garbage", 200)] {
        for carried_out in [false, true] {
            let key = format!("{kind}-{carried_out}");
            order(kind, carried_out).await;
            assert_eq!(tag(&key).await.status.as_u16(), status, "{key}");
            assert_eq!(is_there(&key).await, carried_out, "{key}");
        }
    }
    order("pretend", false).await;
    assert!(tag("pretended").await.status.is_success());
    assert!(!is_there("pretended").await);
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

/// A signed request as its bytes on a connection of its own.
fn on_the_wire(client: &Client, operation: &str, body: &str) -> String {
    let request = client.request(operation, body);
    let headers: Vec<String> = request
        .headers()
        .iter()
        .map(|(name, value)| format!("{name}: {}\r\n", value.to_str().unwrap()))
        .collect();
    let length = body.len();
    let headers = headers.concat();
    format!(
        "POST / HTTP/1.1\r\nconnection: close\r\ncontent-length: {length}\r\n{headers}\r\n{body}"
    )
}

/// Sends bytes; answers all that comes until the server ends the connection.
async fn exchange(emulator: &Emulator, request: &str) -> String {
    let mut stream = TcpStream::connect(emulator.address()).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    // A reset connection ends with an error, which is as good as its end here.
    let reading = stream.read_to_end(&mut answer); // limit: in the next line
    let _ = in_time(PATIENCE, "the end of the connection", reading).await;
    String::from_utf8(answer).unwrap()
}

#[tokio::test]
async fn connections_break_as_ordered() {
    let clock = emulator::Clock::system();
    let config = Config { control: true, clock: clock.clone(), ..Config::default() };
    let emulator = Emulator::start(config.clone()).await.unwrap();
    let client = Client { clock, credentials: emulator.credentials(), ..controlled() };
    let order = async |fault: Value| {
        let text = fault.to_string();
        let length = text.len();
        let request = format!(
            "POST /_emulator/faults HTTP/1.1\r\nhost: {HOST}\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{text}"
        );
        let answer = exchange(&emulator, &request).await;
        assert!(answer.starts_with("HTTP/1.1 204"), "{answer}");
    };
    let send = async |operation: &str, body: &str| {
        exchange(&emulator, &on_the_wire(&client, operation, body)).await
    };
    let describe = || send("DescribeClusters", "{}");

    let whole = describe().await;
    assert!(whole.starts_with("HTTP/1.1 200"), "{whole}");

    order(json!({ "kind": "reset" })).await;
    assert_eq!(describe().await, "");

    order(json!({ "kind": "half-body" })).await;
    let half = describe().await;
    assert!(half.starts_with("HTTP/1.1 200") && half.len() < whole.len() * 2 / 3, "{}", half.len());
    assert!(half.contains("\"Clusters\""));

    let (_, body) = whole.split_once("\r\n\r\n").unwrap();
    let page: Value = serde_json::from_str(body).unwrap();
    let target = page["Clusters"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["State"] == "ACTIVE" && one["Hsms"].as_array().unwrap().is_empty());
    let id = target.unwrap()["ClusterId"].as_str().unwrap();
    order(json!({ "kind": "perform-then-reset", "operation": "DeleteCluster" })).await;
    let input = json!({ "ClusterId": id }).to_string();
    assert_eq!(send("DeleteCluster", &input).await, "");
    let again = send("DeleteCluster", &input).await;
    assert!(again.contains("DELETE_IN_PROGRESS"), "{again}");

    // What hangs ends with the emulator.
    order(json!({ "kind": "hang" })).await;
    let address = emulator.address();
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(on_the_wire(&client, "DescribeClusters", "{}").as_bytes()).await.unwrap();
    let mut byte = [0];
    let read = tokio::time::timeout(Duration::from_millis(200), stream.read(&mut byte)).await;
    assert!(read.is_err(), "nothing is answered");
    emulator.shutdown().await;
    assert!(!matches!(stream.read(&mut byte).await, Ok(1)));
    assert!(TcpStream::connect(address).await.is_err());
}
