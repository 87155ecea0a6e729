//! The signature of the bytes that were really sent, made a second time by botocore.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::fmt::Write as _;

use aws_services::Lookup;
use backend_api::routes;
use cloudhsm_api::Operation;
use end_to_end::{
    Python, RECORDED_CLUSTER, REGIONS, Recorder, Stack, StackOptions, confirmation, eventually_or,
    permit,
};
use serde_json::{Value, json};

const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

#[tokio::test]
async fn botocore_makes_the_same_signature_of_the_same_bytes() {
    for token in [None, Some("IQoJb3JpZ2luX2Vj/with+every==kind=of/character")] {
        let recorder = Recorder::start().await;
        let stack = Stack::start(&options(&recorder, token));
        stack.session().await;
        for region in REGIONS {
            for (operation, input) in [
                (Operation::DescribeClusters, json!({})),
                (
                    Operation::DescribeBackups,
                    json!({"Filters": {"clusterIds": [RECORDED_CLUSTER]}}),
                ),
                (
                    Operation::TagResource,
                    json!({
                        "ResourceId": RECORDED_CLUSTER,
                        "TagList": [{"Key": "Name", "Value": "Zürich  鍵 \u{1f510} +/=&%"}],
                    }),
                ),
            ] {
                stack.call(region, operation, &input).await.assert_status(200);
            }
        }
        // More than the plan asks for: subnets, and the rules of the security group.
        stack.get(&routes::dependents(REGIONS[0], RECORDED_CLUSTER)).await.assert_status(200);
        // It is asked in the background.
        stack.get(&routes::history(REGIONS[0], RECORDED_CLUSTER)).await.assert_status(200);
        let is_asked = || {
            let is_lookup = |it: &Vec<u8>| String::from_utf8_lossy(it).contains(".LookupEvents");
            if recorder.requests().iter().any(is_lookup) { Ok(()) } else { Err("none".to_owned()) }
        };
        eventually_or("CloudTrail is asked", async || is_asked()).await;
        let plan = stack.plan(REGIONS[1], RECORDED_CLUSTER).await;
        stack
            .delete(REGIONS[1], RECORDED_CLUSTER, Some(permit(&plan)), Some(&confirmation(&plan)))
            .await
            .assert_status(200);

        let told = signed_again(&recorder.requests());
        let services = |name: &str| told.iter().filter(|it| it["service"] == name).count();
        assert_eq!(services("sts"), 1, "{told:?}");
        assert!(services("cloudhsm") >= 9, "{told:?}");
        assert_eq!(services("kms"), 3, "asked for, for the plan, before the deletion: {told:?}");
        for lookup in Lookup::ALL {
            let is_it = |it: &&Value| {
                it["service"] == lookup.service().signing_name()
                    && match lookup.target() {
                        Some(target) => it["target"] == target,
                        None => it["action"] == lookup.name(),
                    }
            };
            assert!(told.iter().any(|it| is_it(&it)), "{lookup}: {told:?}");
        }
        assert!(told.iter().any(|it| it["target"] == "BaldrApiService.DeleteCluster"));
        for request in &told {
            assert_eq!(request["found"], request["expected"], "{request}");
            assert_eq!(request["token"], json!(token), "{request}");
            assert_eq!(request["key"], "AKIDEXAMPLE");
            assert!(REGIONS.iter().any(|region| request["region"] == *region), "{request}");
            // Whatever could change the meaning of a request is signed.
            for name in texts(&request["headers"]) {
                let matters =
                    name == "host" || name == "content-type" || name.starts_with("x-amz-");
                assert_eq!(texts(&request["signed"]).contains(&name), matters, "{name}: {request}");
            }
        }
    }
}

fn options(recorder: &Recorder, token: Option<&str>) -> StackOptions {
    let options = StackOptions { endpoint: Some(recorder.url().to_owned()), ..Default::default() };
    let options = options
        .args(REGIONS.iter().flat_map(|region| ["--region", region]))
        .env("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
        .env("AWS_SECRET_ACCESS_KEY", SECRET);
    match token {
        Some(token) => options.env("AWS_SESSION_TOKEN", token),
        None => options,
    }
}

/// What botocore makes of the requests.
fn signed_again(requests: &[Vec<u8>]) -> Vec<Value> {
    let hexadecimal = |bytes: &Vec<u8>| {
        bytes.iter().fold(String::new(), |mut text, byte| {
            write!(text, "{byte:02x}").unwrap();
            text
        })
    };
    let requests: Vec<_> = requests.iter().map(hexadecimal).collect();
    let file = tempfile::NamedTempFile::new().unwrap();
    serde_json::to_writer(&file, &json!({"secret": SECRET, "requests": requests})).unwrap();
    let told = Python::script("sigv4_of_wire.py").arg(file.path().to_str().unwrap()).json();
    serde_json::from_value(told).unwrap()
}

fn texts(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|it| it.as_str().unwrap()).collect()
}
