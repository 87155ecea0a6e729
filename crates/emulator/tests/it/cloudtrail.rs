//! CloudTrail: what was done to the fleet, and what this emulator was asked.

use emulator::Config;
use serde_json::{Value, json};

use crate::client::{Answer, Client};

/// What precedes the operation's name in the target.
pub(crate) const PREFIX: &str = "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101";

async fn lookup(client: &Client, input: Value) -> Answer {
    let trail = client.of_service("cloudtrail");
    trail.send(trail.request_to(&format!("{PREFIX}.LookupEvents"), &input.to_string())).await
}

fn named(name: &str) -> Value {
    json!([{"AttributeKey": "EventName", "AttributeValue": name}])
}

fn events(answer: &Answer) -> Vec<Value> {
    answer.json()["Events"].as_array().unwrap().clone()
}

fn record(event: &Value) -> Value {
    serde_json::from_str(event["CloudTrailEvent"].as_str().unwrap()).unwrap()
}

#[tokio::test]
async fn a_call_is_recorded_with_its_caller_and_what_came_of_it() {
    let client = Client::default();
    let clusters = client.call("DescribeClusters", json!({})).await.json();
    let id = clusters["Clusters"][0]["ClusterId"].as_str().unwrap().to_owned();
    let tags = json!({"ResourceId": id, "TagList": [{"Key": "k", "Value": "v"}]});
    let tagged = client.call("TagResource", tags).await;
    let missing = json!({"ClusterId": "cluster-zzzzzzzzzzz"});
    let refused = client.call("DeleteCluster", missing).await;
    let newest = |answer: &Answer| events(answer).first().unwrap().clone();

    let event = newest(&lookup(&client, json!({"LookupAttributes": named("TagResource")})).await);
    assert_eq!(event["Username"], "emulator");
    assert_eq!(event["AccessKeyId"], client.credentials.access_key_id.as_str());
    let written = record(&event);
    assert_eq!(written["requestParameters"]["resourceId"], id.as_str());
    assert_eq!(written["requestID"], tagged.request_id.as_str());
    assert_eq!(written["userIdentity"]["type"], "IAMUser");
    assert_eq!(written.get("errorCode"), None);

    let event = newest(&lookup(&client, json!({"LookupAttributes": named("DeleteCluster")})).await);
    let written = record(&event);
    assert_eq!(written["errorCode"], "CloudHsmResourceNotFoundException");
    assert_eq!(written["requestID"], refused.request_id.as_str());
    assert_eq!(written["responseElements"], Value::Null);

    client.wait(1);
    let read = json!([{"AttributeKey": "ReadOnly", "AttributeValue": "true"}]);
    let reading = events(&lookup(&client, json!({"LookupAttributes": read})).await);
    assert_eq!(reading.len(), 1);
    assert_eq!(reading[0]["EventName"], "DescribeClusters");
    let key = json!([{"AttributeKey": "ResourceName", "AttributeValue": id}]);
    assert_eq!(events(&lookup(&client, json!({"LookupAttributes": key})).await).len(), 0);
}

#[tokio::test]
async fn what_was_lost_on_the_way_back_is_recorded_and_what_never_arrived_is_not() {
    let client = Client::new(Config { control: true, ..Config::default() });
    let clusters = client.call("DescribeClusters", json!({})).await.json();
    let id = clusters["Clusters"][0]["ClusterId"].as_str().unwrap().to_owned();
    let untag = json!({"ResourceId": id, "TagKeyList": ["x"]});
    for (kind, count, code) in [
        ("reset", 0, Value::Null),
        ("throttle", 1, "ThrottlingException".into()),
        ("perform-then-reset", 2, Value::Null),
    ] {
        let order = json!({"operation": "UntagResource", "kind": kind});
        client.control("POST", "/_emulator/faults", order).await;
        client.call("UntagResource", untag.clone()).await;
        client.wait(1);
        let found = lookup(&client, json!({"LookupAttributes": named("UntagResource")})).await;
        let found = events(&found);
        assert_eq!(found.len(), count, "{kind}");
        if let Some(newest) = found.first() {
            assert_eq!(record(newest).get("errorCode").cloned().unwrap_or_default(), code);
        }
    }
}

#[tokio::test]
async fn ninety_days_are_there_newest_first_page_by_page() {
    let client = Client::default();
    let all = events(&lookup(&client, json!({})).await);
    assert!(all.len() > 10, "{}", all.len());
    let times: Vec<_> = all.iter().map(|it| it["EventTime"].as_i64().unwrap()).collect();
    assert!(times.is_sorted_by(|a, b| a >= b), "{times:?}");
    let now = crate::client::START / 1000;
    assert!(times.iter().all(|time| (now - 90 * 86_400..now).contains(time)), "{times:?}");
    let mut paged = Vec::new();
    let mut token = Value::Null;
    loop {
        client.wait(1);
        let page = lookup(&client, json!({"MaxResults": 7, "NextToken": token})).await;
        paged.extend(events(&page));
        token = page.json()["NextToken"].clone();
        if token.is_null() {
            break;
        }
        assert!(paged.len() < all.len(), "it ends");
    }
    let ids = |all: &[Value]| all.iter().map(|it| it["EventId"].clone()).collect::<Vec<_>>();
    assert_eq!(ids(&paged), ids(&all));
    // The question of a token is part of it.
    client.wait(1);
    let page = lookup(&client, json!({"MaxResults": 7})).await.json();
    let other = json!({"NextToken": page["NextToken"], "LookupAttributes": named("CreateHsm")});
    assert_eq!(lookup(&client, other).await.code(), "InvalidNextTokenException");
}

#[tokio::test]
async fn two_calls_a_second_are_answered_in_each_region() {
    let client = Client::default();
    for _ in 0..2 {
        lookup(&client, json!({})).await.json();
    }
    assert_eq!(lookup(&client, json!({})).await.code(), "ThrottlingException");
    lookup(&client.in_region("eu-central-1"), json!({})).await.json();
    client.wait(1);
    lookup(&client, json!({})).await.json();
}

#[tokio::test]
async fn what_is_wrong_is_refused() {
    let client = Client::default();
    let two = json!([named("a")[0], named("b")[0]]);
    let odd = json!([{"AttributeKey": "Color", "AttributeValue": "red"}]);
    for (input, code) in [
        (json!({"LookupAttributes": two}), "InvalidLookupAttributesException"),
        (json!({"LookupAttributes": odd}), "InvalidLookupAttributesException"),
        (json!({"MaxResults": 0}), "InvalidMaxResultsException"),
        (json!({"MaxResults": 51}), "InvalidMaxResultsException"),
        (json!({"StartTime": 2, "EndTime": 1}), "InvalidTimeRangeException"),
        (json!({"NextToken": "x"}), "InvalidNextTokenException"),
    ] {
        client.wait(1);
        assert_eq!(lookup(&client, input.clone()).await.code(), code, "{input}");
    }
    let unsigned = Client { signing_name: "cloudhsm".to_owned(), ..client.clone() };
    let request = unsigned.request_to(&format!("{PREFIX}.LookupEvents"), "{}");
    assert_eq!(unsigned.send(request).await.code(), "InvalidSignatureException");
}
