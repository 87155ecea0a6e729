//! boto3 and the AWS CLI take the emulator for AWS.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use cloudhsm_api::Operation;
use end_to_end::{Emulator, Python, REGIONS};
use serde_json::Value;

fn tour(emulator: &Emulator, credentials: &[(String, String)]) -> Value {
    let mut script = Python::script("boto3_tour.py").arg(emulator.url());
    // It has another script beside it.
    script = script.env("PYTHONDONTWRITEBYTECODE", "1");
    for region in REGIONS {
        script = script.arg(region);
    }
    for (name, value) in credentials {
        script = script.env(name, value);
    }
    script.json()
}

#[tokio::test]
async fn lists_and_reads_clusters_and_is_refused_a_deletion() {
    let emulator = Emulator::start();
    let told = tour(&emulator, emulator.credentials());
    for region in REGIONS {
        let told = &told[region];
        let clusters = told["clusters"].as_array().unwrap_or_else(|| panic!("{told}"));
        assert!(!clusters.is_empty());
        for cluster in clusters {
            let id = cluster["ClusterId"].as_str().unwrap();
            assert!(cluster["State"].is_string(), "{cluster}");
            // The tags of a cluster are the same, whichever operation tells them.
            assert_eq!(told["tags"][id], cluster["TagList"], "{id}");
        }
        let refused = &told["refused"];
        assert_eq!(refused["type"], "CloudHsmInvalidRequestException", "{refused}");
        assert_eq!(refused["status"], 400);
        assert!(refused["requestId"].is_string(), "{refused}");
    }
    for (region, name, state) in [
        ("us-east-1", "tls-offload-prod", "FAILED"),
        ("eu-central-1", "zahlungsverkehr-prod", "CONNECTED"),
    ] {
        let stores = told[region]["keyStores"].as_array().unwrap_or_else(|| panic!("{told}"));
        let clusters = told[region]["clusters"].as_array().unwrap();
        let is_named = |it: &&Value| it["TagList"].to_string().contains(&format!("\"{name}\""));
        let cluster = clusters.iter().find(is_named).unwrap();
        let own: Vec<_> =
            stores.iter().filter(|it| it["CloudHsmClusterId"] == cluster["ClusterId"]).collect();
        assert_eq!((own.len(), &own[0]["ConnectionState"]), (1, &Value::from(state)), "{stores:?}");
    }
    // One of them has no cluster, and two of a region are on two pages.
    assert_eq!(told["us-east-1"]["keyStores"].as_array().unwrap().len(), 2);
    assert_eq!(emulator.control().kms_calls().await, 3);
    assert!(told["us-east-1"]["backups"].as_array().is_some_and(|all| !all.is_empty()));
    assert_eq!(emulator.calls(Operation::DeleteCluster).await, 2);
}

/// Of what botocore does not know in an answer, it says nothing: the tour reads the answers again.
#[tokio::test]
async fn what_cloudwatch_and_ec2_answer_is_what_botocore_knows() {
    let emulator = Emulator::start();
    let told = tour(&emulator, emulator.credentials());
    let list = |value: &Value| value.as_array().unwrap_or_else(|| panic!("{told}")).clone();
    for region in REGIONS {
        let told = &told[region];
        assert_eq!(list(&told["unknown"]), Vec::<Value>::new(), "{region}");
        let hsms: Vec<_> =
            list(&told["clusters"]).iter().flat_map(|cluster| list(&cluster["Hsms"])).collect();
        let network = &told["network"];
        let interfaces = list(&network["NetworkInterfaces"]);
        for hsm in &hsms {
            let is_own = |it: &&Value| it["NetworkInterfaceId"] == hsm["EniId"];
            let interface = interfaces.iter().find(is_own).unwrap_or_else(|| panic!("{hsm}"));
            assert_eq!(interface["PrivateIpAddress"], hsm["EniIp"]);
            assert_eq!(interface["SubnetId"], hsm["SubnetId"]);
            assert_eq!(interface["RequesterManaged"], true);
        }
        assert!(interfaces.len() > hsms.len(), "there are clients");
        for cluster in list(&told["clusters"]) {
            let has = |member: &str, id: &str, value: &Value| {
                list(&network[member]).iter().any(|it| it[id] == *value)
            };
            assert!(has("SecurityGroups", "GroupId", &cluster["SecurityGroup"]), "{cluster}");
            assert!(has("SecurityGroupRules", "GroupId", &cluster["SecurityGroup"]), "{cluster}");
            for subnet in cluster["SubnetMapping"].as_object().unwrap().values() {
                assert!(has("Subnets", "SubnetId", subnet), "{cluster}");
            }
        }
        let group = &network["SecurityGroups"][0]["GroupId"];
        for interface in list(&network["ofOneGroup"]) {
            assert_eq!(interface["Groups"][0]["GroupId"], *group);
        }
        let refused = &network["refused"];
        assert_eq!(refused["code"], "InvalidSubnetID.NotFound", "{refused}");
        assert!(refused["requestId"].is_string(), "{refused}");

        let quotas = list(&told["quotas"]["listed"]);
        let names: Vec<_> = quotas.iter().map(|it| it["QuotaName"].as_str().unwrap()).collect();
        assert_eq!(names, ["Clusters", "HSMs", "HSMs per cluster"]);
        assert!(quotas.iter().all(|it| it["Value"].as_f64() >= Some(4.0)), "{quotas:?}");
        assert_eq!(told["quotas"]["refused"]["type"], "NoSuchResourceException");
        for zone in list(&told["quotas"]["zones"]) {
            assert_eq!(
                (&zone["State"], &zone["RegionName"]),
                (&"available".into(), &region.into())
            );
        }

        let events = list(&told["trail"]["events"]);
        assert!(!events.is_empty(), "{region}");
        for event in &events {
            let record: Value =
                serde_json::from_str(event["CloudTrailEvent"].as_str().unwrap()).unwrap();
            let id = record["responseElements"]["cluster"]["clusterId"].as_str();
            assert!(id.is_some_and(|id| id.starts_with("cluster-")), "{record}");
            assert_eq!(event["EventSource"], "cloudhsm.amazonaws.com");
            assert!(event["EventTime"].is_string(), "botocore knows the time: {event}");
        }
        assert_eq!(told["trail"]["refused"]["type"], "InvalidNextTokenException");

        let most =
            |values: &Value| list(values).iter().filter_map(Value::as_f64).fold(0.0_f64, f64::max);
        let sessions = list(&told["use"]["sessions"]);
        assert!(
            sessions.iter().all(|it| it["metric"]["Dimensions"].as_array().unwrap().len() == 2)
        );
        // Some HSMs are idle, and clients use some.
        assert!(sessions.iter().any(|it| most(&it["values"]) > 2.0), "{sessions:?}");
        let is_idle = |it: &Value| {
            let values = list(&it["values"]);
            values.len() >= 24 && values.iter().all(|value| *value == 2.0)
        };
        assert!(sessions.iter().any(is_idle), "{sessions:?}");
        // botocore knows both names of an error: JSON's, and that of the older query protocol.
        let refused = &told["use"]["refused"];
        assert_eq!(
            (&refused["code"], &refused["status"]),
            (&"ValidationError".into(), &400.into())
        );
        assert_eq!(refused["type"], "ValidationException", "{refused}");
    }
    let control = emulator.control();
    assert!(control.service_calls("cloudwatch", Some("GetMetricData")).await > 2, "pages");
    assert!(control.service_calls("ec2", Some("DescribeNetworkInterfaces")).await > 2, "pages");
    assert!(control.service_calls("quotas", Some("ListServiceQuotas")).await > 2, "pages");
}

#[tokio::test]
async fn wrong_credentials_are_refused_by_name() {
    let emulator = Emulator::start();
    let mut wrong_secret = emulator.credentials().to_vec();
    wrong_secret[1].1 = "wrong".to_owned();
    let unknown_key = vec![
        ("AWS_ACCESS_KEY_ID".to_owned(), "AKIAIOSFODNN7EXAMPLE".to_owned()),
        ("AWS_SECRET_ACCESS_KEY".to_owned(), "wJalrXUtnFEMI/K7MDENG".to_owned()),
    ];
    for (credentials, code) in
        [(wrong_secret, "InvalidSignatureException"), (unknown_key, "UnrecognizedClientException")]
    {
        let told = tour(&emulator, &credentials);
        for region in REGIONS {
            assert_eq!(told[region]["error"]["code"], code, "{told}");
        }
    }
    assert_eq!(emulator.calls(Operation::DescribeClusters).await, 0);
}

#[tokio::test]
async fn the_command_line_reads_the_same() {
    let emulator = Emulator::start();
    let told = emulator.aws_cli(REGIONS[1], &["describe-clusters"]);
    assert!(told["Clusters"].as_array().is_some_and(|all| !all.is_empty()), "{told}");
}
