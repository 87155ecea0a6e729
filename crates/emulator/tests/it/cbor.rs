//! The same operations in CBOR, as newer SDKs call them.

use axum::{body::Body, http::Request};
use ciborium::Value as Cbor;
use serde_json::json;

use crate::{
    client::{Answer, Client, HOST},
    life::in_time,
};

const PROTOCOL: (&str, &str) = ("smithy-protocol", "rpc-v2-cbor");
const KIND: (&str, &str) = ("content-type", "application/cbor");

fn bytes(value: &Cbor) -> Vec<u8> {
    let mut bytes = Vec::new();
    ciborium::into_writer(value, &mut bytes).unwrap();
    bytes
}

fn map(members: &[(&str, Cbor)]) -> Cbor {
    Cbor::Map(members.iter().map(|(name, it)| (Cbor::from(*name), it.clone())).collect())
}

fn request(client: &Client, operation: &str, body: &[u8]) -> Request<Body> {
    let path = format!("/service/BaldrApiService/operation/{operation}");
    client.signed_at(&path, &[("host", HOST), KIND, PROTOCOL, ("accept", KIND.1)], body)
}

async fn call(client: &Client, operation: &str, input: &Cbor) -> Answer {
    client.send(request(client, operation, &bytes(input))).await
}

fn read(answer: &Answer) -> Cbor {
    assert_eq!(answer.content_type, "application/cbor");
    ciborium::from_reader(answer.bytes.as_slice()).unwrap()
}

fn member<'a>(value: &'a Cbor, name: &str) -> &'a Cbor {
    let members = value.as_map().unwrap();
    let found = members.iter().find(|(own, _)| own.as_text() == Some(name));
    &found.unwrap_or_else(|| panic!("{name} in {value:?}")).1
}

#[tokio::test]
async fn both_answer_the_same() {
    let client = in_time();
    let in_json = client.call("DescribeClusters", json!({ "MaxResults": 3 })).await.json();
    let answer = call(&client, "DescribeClusters", &map(&[("MaxResults", 3.into())])).await;
    assert!(answer.status.is_success() && !answer.request_id.is_empty());
    let in_cbor = read(&answer);
    let clusters = member(&in_cbor, "Clusters").as_array().unwrap();
    assert_eq!(clusters.len(), 3);
    for (cbor, json) in clusters.iter().zip(in_json["Clusters"].as_array().unwrap()) {
        assert_eq!(member(cbor, "ClusterId").as_text(), json["ClusterId"].as_str());
        let (tag, created) = member(cbor, "CreateTimestamp").as_tag().unwrap();
        let seconds = created.as_float().or_else(|| {
            let whole = i64::try_from(created.as_integer()?).ok()?;
            i32::try_from(whole).ok().map(f64::from)
        });
        assert_eq!((tag, seconds), (1, json["CreateTimestamp"].as_f64()));
    }
    assert_eq!(member(&in_cbor, "NextToken").as_text(), in_json["NextToken"].as_str());
}

#[tokio::test]
async fn an_input_is_read_and_a_body_can_be_missing() {
    let client = in_time();
    let id =
        client.cluster_named("staging-signing").await["ClusterId"].as_str().unwrap().to_owned();
    let tag = map(&[("Key", "cbor".into()), ("Value", "è".into())]);
    let input = map(&[("ResourceId", id.as_str().into()), ("TagList", Cbor::Array(vec![tag]))]);
    assert_eq!(read(&call(&client, "TagResource", &input).await), map(&[]));
    let tags = client.cluster(&id).await.unwrap()["TagList"].clone();
    assert!(tags.as_array().unwrap().contains(&json!({ "Key": "cbor", "Value": "è" })));
    let path = "/service/BaldrApiService/operation/DescribeClusters";
    let empty = client.signed_at(path, &[("host", HOST), PROTOCOL], b"");
    assert!(client.send(empty).await.status.is_success());
}

#[tokio::test]
async fn refusals_and_faults_are_cbor_too() {
    let client = in_time();
    let error = |answer: &Answer| {
        let body = read(answer);
        (answer.status.as_u16(), member(&body, "__type").as_text().unwrap().to_owned(), body)
    };
    let input = map(&[("ClusterId", "cluster-abcdefghijk".into())]);
    let (status, kind, body) = error(&call(&client, "DeleteCluster", &input).await);
    assert_eq!(
        (status, &*kind),
        (400, "com.amazonaws.cloudhsmv2#CloudHsmResourceNotFoundException")
    );
    assert!(member(&body, "Message").as_text().unwrap().contains("not found"));
    let (_, kind, _) = error(&call(&client, "DeleteCluster", &map(&[])).await);
    assert!(kind.ends_with("#ValidationException"), "{kind}");
    let (_, kind, _) = error(&client.send(request(&client, "DescribeClusters", b"{}")).await);
    assert!(kind.ends_with("#SerializationException"), "{kind}");
    let mut unsigned = request(&client, "DescribeClusters", &bytes(&map(&[])));
    unsigned.headers_mut().remove("authorization");
    let (_, kind, _) = error(&client.send(unsigned).await);
    assert!(kind.ends_with("#MissingAuthenticationTokenException"), "{kind}");
    let fault = json!({ "kind": "throttle", "resource": "cluster-abcdefghijk" });
    client.control("POST", "/_emulator/faults", fault).await;
    let (_, kind, _) = error(&call(&client, "DeleteCluster", &input).await);
    assert!(kind.ends_with("#ThrottlingException"), "{kind}");
}

#[tokio::test]
async fn what_is_no_call_is_refused() {
    let client = in_time();
    let body = bytes(&map(&[]));
    let path = "/service/BaldrApiService/operation/DescribeClusters";
    for (path, headers, status) in [
        (path, vec![("host", HOST), KIND], 404),
        ("/service/BaldrApiService/operation/Nothing", vec![("host", HOST), KIND, PROTOCOL], 404),
        ("/service/Other/operation/DescribeClusters", vec![("host", HOST), KIND, PROTOCOL], 404),
        (path, vec![("host", HOST), ("content-type", "application/json"), PROTOCOL], 415),
    ] {
        let answer = client.send(client.signed_at(path, &headers, &body)).await;
        assert_eq!(answer.status.as_u16(), status, "{path} {}", answer.body);
    }
}
