//! Faults: what happens to calls, and to their connections.

use std::time::Duration;

use axum::http::StatusCode;
use emulator::{Config, Emulator};
use serde_json::{Value, json};
use test_limits::{PATIENCE, in_time};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use super::controlled;
use crate::client::{Client, HOST};

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
