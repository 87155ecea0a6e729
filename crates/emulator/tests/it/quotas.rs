//! Service Quotas by its wire, and EC2's zones: what a region's clusters need to grow.

use std::collections::BTreeSet;

use aws_services::{
    ListServiceQuotasOutput, Lookup,
    ec2::{AvailabilityZone, DescribeAvailabilityZonesOutput, Ec2Question},
};
use emulator::Config;
use serde_json::{Value, json};

use crate::{
    client::{Answer, Client},
    ec2::{answered, ask},
};

const TARGET: &str = "ServiceQuotasV20190624.ListServiceQuotas";

fn quotas_of(config: Config) -> Client {
    Client::new(config).of_service("servicequotas")
}

fn controlled() -> Client {
    Client::new(Config { control: true, ..Config::default() })
}

async fn list(client: &Client, input: Value) -> Answer {
    client.send(client.request_to(TARGET, &input.to_string())).await
}

async fn values(client: &Client) -> Vec<(String, Option<f64>)> {
    let answer = list(client, json!({"ServiceCode": "cloudhsm"})).await.json();
    let output: ListServiceQuotasOutput = serde_json::from_value(answer).unwrap();
    output.quotas.into_iter().map(|it| (it.quota_name.unwrap(), it.value)).collect()
}

#[tokio::test]
async fn no_region_has_more_than_its_quotas() {
    for region in ["us-east-1", "eu-central-1"] {
        let plain = Client::default().in_region(region);
        let clusters = plain.clusters().await;
        let hsms = clusters.iter().map(|it| it["Hsms"].as_array().unwrap().len()).sum::<usize>();
        let found = values(&plain.of_service("servicequotas")).await;
        let names: Vec<_> = found.iter().map(|it| it.0.as_str()).collect();
        assert_eq!(names, ["Clusters", "HSMs", "HSMs per cluster"]);
        let at_least = |at: usize, default: f64, present: usize| {
            let value = found[at].1.unwrap();
            assert!(value >= default, "{found:?}");
            assert!(value >= f64::from(u32::try_from(present).unwrap()), "{found:?}");
        };
        at_least(0, 4.0, clusters.len());
        at_least(1, 6.0, hsms);
        assert_eq!(found[2].1, Some(28.0));
    }
}

#[tokio::test]
async fn pages_end_and_a_code_narrows() {
    let client = quotas_of(Config::default());
    let mut input = json!({"ServiceCode": "cloudhsm", "MaxResults": 1});
    let mut names = Vec::new();
    for _ in 0..3 {
        let page = list(&client, input.clone()).await.json();
        names.push(page["Quotas"][0]["QuotaName"].as_str().unwrap().to_owned());
        input["NextToken"] = page["NextToken"].clone();
    }
    assert_eq!((names.len(), &input["NextToken"]), (3, &Value::Null));
    let input = json!({"ServiceCode": "cloudhsm", "QuotaCode": "L-00000002"});
    let one = list(&client, input).await.json();
    assert_eq!(one["Quotas"].as_array().unwrap().len(), 1);
    assert_eq!(one["Quotas"][0]["QuotaName"], "HSMs");
}

#[tokio::test]
async fn what_cannot_be_asked_is_refused() {
    let client = quotas_of(Config::default());
    for (input, code) in [
        (json!({"ServiceCode": "cloudhsmv2"}), "NoSuchResourceException"),
        (json!({}), "SerializationException"),
        (json!({"ServiceCode": "cloudhsm", "MaxResults": 0}), "IllegalArgumentException"),
        (json!({"ServiceCode": "cloudhsm", "MaxResults": 101}), "IllegalArgumentException"),
        (json!({"ServiceCode": "cloudhsm", "NextToken": "x"}), "InvalidPaginationTokenException"),
    ] {
        assert_eq!(list(&client, input.clone()).await.code(), code, "{input}");
    }
}

#[tokio::test]
async fn other_quotas_are_put_in_their_place_from_outside() {
    let client = controlled();
    let quotas = json!([
        {"QuotaName": "Clusters", "Value": 7.0},
        {"QuotaName": "HSMs", "ErrorReason": {"ErrorCode": "DEPENDENCY_THROTTLING_ERROR"}},
    ]);
    let path = "/_emulator/regions/us-east-1/quotas";
    assert_eq!(client.control("POST", path, quotas.clone()).await.status.as_u16(), 204);
    assert_eq!(client.control("GET", path, Value::Null).await.json()[0], quotas[0]);
    let asking = client.of_service("servicequotas");
    assert_eq!(
        values(&asking).await,
        [("Clusters".to_owned(), Some(7.0)), ("HSMs".to_owned(), None)]
    );
    assert_eq!(values(&asking.in_region("eu-central-1")).await.len(), 3);
    for (path, order, status) in [
        ("/_emulator/regions/us-east-9/quotas", json!([]), 404),
        (path, json!({"Clusters": 1}), 400),
        ("/_emulator/zones/us-east-1a", json!({"mood": "bad"}), 400),
    ] {
        let answer = client.control("POST", path, order).await;
        assert_eq!(answer.status.as_u16(), status, "{path}");
    }
}

async fn zones(client: &Client) -> Vec<AvailabilityZone> {
    let answer = ask(client, Lookup::DescribeAvailabilityZones, &Ec2Question::default()).await;
    answered::<DescribeAvailabilityZonesOutput>(&answer).availability_zones
}

#[tokio::test]
async fn each_zone_that_a_cluster_is_in_is_listed_with_the_id_of_its_subnets() {
    let client = controlled();
    let names = |all: &[AvailabilityZone]| -> BTreeSet<_> {
        all.iter().map(|it| it.zone_name.clone().unwrap()).collect()
    };
    for region in ["us-east-1", "eu-central-1"] {
        let client = client.in_region(region);
        let listed = names(&zones(&client).await);
        for cluster in client.clusters().await {
            for zone in cluster["SubnetMapping"].as_object().unwrap().keys() {
                assert!(listed.contains(zone), "{zone} {listed:?}");
            }
        }
    }
    let all = zones(&client).await;
    let ids: BTreeSet<_> = all.iter().map(|it| it.zone_id.clone().unwrap()).collect();
    assert_eq!((all.len(), ids.len()), (6, 6));
    assert!(all.iter().all(|it| it.zone_state.as_deref() == Some("available")));

    let order = json!({"state": "impaired", "messages": ["Power & cooling."]});
    client.control("POST", "/_emulator/zones/us-east-1a", order).await;
    let question = Ec2Question::by("state", vec!["impaired".to_owned()]);
    let answer = ask(&client, Lookup::DescribeAvailabilityZones, &question).await;
    let found = answered::<DescribeAvailabilityZonesOutput>(&answer).availability_zones;
    let [zone] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(zone.zone_name.as_deref(), Some("us-east-1a"));
    assert_eq!(zone.message_set[0].message.as_deref(), Some("Power & cooling."));
}
