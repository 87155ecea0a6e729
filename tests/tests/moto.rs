//! moto answers like AWS, but not quite: ids that are UUIDs, times without a zone, empty strings
//! for absent certificates, `null` for absent members, an unknown mode. The backend must carry all
//! of it, and its guard must work with it.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use aws_services::{
    Lookup,
    ec2::{
        DescribeAvailabilityZonesOutput, DescribeNetworkInterfacesOutput,
        DescribeSecurityGroupRulesOutput, DescribeSecurityGroupsOutput, DescribeSubnetsOutput,
        Ec2Question, read,
    },
};
use backend_api::{Dependents, SourceName, SourceStatus, WarningCode, routes};
use cloudhsm_api::{CertificateSlot, ClusterMode, Operation};
use end_to_end::{Http, Moto, Python, Stack, StackOptions, confirmation, permit};
use hyper::Method;
use serde_json::{Value, json};

const REGION: &str = "us-west-2";
const KEYS: [(&str, &str); 2] =
    [("AWS_ACCESS_KEY_ID", "testing"), ("AWS_SECRET_ACCESS_KEY", "testing")];

/// A script that prints what it has created.
fn created(script: Python) -> Value {
    KEYS.iter().fold(script, |script, (name, value)| script.env(name, value)).json()
}

/// A backend that takes moto for AWS.
fn stack(moto: &Moto) -> Stack {
    let options = StackOptions { endpoint: Some(moto.url().to_owned()), ..Default::default() };
    let options = options.args(["--region", REGION]);
    Stack::start(&KEYS.iter().fold(options, |options, (name, value)| options.env(name, value)))
}

#[tokio::test]
async fn lists_shows_and_deletes_clusters_of_moto() {
    let moto = Moto::start().await;
    let script = Python::script("moto_clusters.py").arg(moto.url()).arg(REGION).arg("2");
    let ids: Vec<String> = serde_json::from_value(created(script)).unwrap();
    let stack = stack(&moto);

    let clusters = stack.clusters(REGION).await;
    let listed: Vec<_> = clusters.iter().map(|cluster| cluster.cluster_id.clone()).collect();
    assert_eq!(listed, ids);
    let odd = &clusters[0];
    assert_eq!(odd.name(), Some("moto 0"));
    assert_eq!(odd.mode, Some(ClusterMode::Unknown("DEFAULT".to_owned())));
    assert_eq!(odd.certificate(CertificateSlot::ClusterCsr), None);
    assert!(odd.create_timestamp.is_some(), "{odd:?}");

    let backups = stack.call(REGION, Operation::DescribeBackups, &json!({})).await.expect(200);
    assert!(backups.text().contains(&ids[0]), "{}", backups.text());

    let plan = stack.plan(REGION, &ids[0]).await;
    assert_eq!(plan.type_to_confirm, ids[0]);
    // moto's KMS has no key stores to describe: that is not "none".
    let unknown = plan.warnings.iter().find(|it| it.code == WarningCode::KeyStoresUnknown);
    assert!(unknown.is_some_and(|it| !it.acknowledge), "{:?}", plan.warnings);
    let deleted =
        stack.delete(REGION, &ids[0], Some(permit(&plan)), Some(&confirmation(&plan))).await;
    assert!(deleted.expect(200).text().contains(&ids[0]));

    let left: Vec<_> =
        stack.clusters(REGION).await.into_iter().map(|cluster| cluster.cluster_id).collect();
    assert_eq!(left, ids[1..]);
}

#[tokio::test]
async fn what_moto_s_cloudwatch_and_ec2_know_is_read() {
    let moto = Moto::start().await;
    let told = created(Python::script("moto_neighbors.py").arg(moto.url()).arg(REGION));
    let text = |member: &str| told[member].as_str().unwrap();
    let stack = stack(&moto);
    let path = routes::dependents(REGION, text("cluster"));
    let answer: Dependents = stack.get(&path).await.expect(200).json();
    let status = |name: SourceName| {
        let found = answer.sources.iter().find(|it| it.name == name);
        found.unwrap_or_else(|| panic!("{:?}", answer.sources)).status
    };
    assert_eq!(status(SourceName::CloudWatch), SourceStatus::Known, "{:?}", answer.sources);
    let usage = answer.usage.as_ref().unwrap();
    let most = (usage.most_sessions, usage.most_token_keys);
    assert_eq!((usage.used, most), (Some(true), (Some(7), Some(3))));
    assert_eq!(status(SourceName::Ec2Subnets), SourceStatus::Known, "{:?}", answer.sources);
    let [subnet] = answer.subnets.as_deref().unwrap() else { panic!("{:?}", answer.subnets) };
    assert_eq!((subnet.id.as_str(), subnet.cidr.as_deref()), (text("subnet"), Some("10.9.1.0/24")));
    assert_eq!(subnet.name.as_deref(), Some("HSMs & <co>"));
    assert_eq!(subnet.zone.as_deref(), Some("us-west-2a"));
    assert!(subnet.free_addresses.is_some_and(|free| free > 200), "{subnet:?}");
    // Its clusters have no security group: who is in it can't be asked.
    assert_ne!(status(SourceName::Ec2Interfaces), SourceStatus::Known, "{:?}", answer.sources);
    assert_eq!(answer.clients, None);
}

/// The shapes that only a cluster with a security group leads to.
#[tokio::test]
async fn moto_s_network_has_the_shapes_that_are_read() {
    let moto = Moto::start().await;
    let told = created(Python::script("moto_neighbors.py").arg(moto.url()).arg(REGION));
    let (group, interface) = (told["group"].as_str().unwrap(), &told["interface"]);
    let http = Http::new(moto.url());
    let ask = async |lookup: Lookup, filter: &str, value: &str| {
        let form = Ec2Question::by(filter, vec![value.to_owned()]).form(lookup);
        // moto reads the service and the region there, and nothing else.
        let scope =
            format!("AWS4-HMAC-SHA256 Credential=testing/20260101/{REGION}/ec2/aws4_request");
        let headers = [("authorization", scope.as_str()), ("content-type", lookup.content_type())];
        http.send(Method::POST, "/", &headers, form).await.expect(200).body
    };
    let answer = ask(Lookup::DescribeNetworkInterfaces, "group-id", group).await;
    let found: DescribeNetworkInterfacesOutput = read(&answer).unwrap();
    let [one] = found.network_interfaces.as_slice() else { panic!("{found:?}") };
    assert_eq!(one.network_interface_id.as_deref(), interface.as_str());
    assert_eq!(one.group_set[0].group_id.as_deref(), Some(group));
    assert_eq!(one.description.as_deref(), Some("a client"));
    let answer = ask(Lookup::DescribeSecurityGroups, "group-id", group).await;
    let found: DescribeSecurityGroupsOutput = read(&answer).unwrap();
    assert_eq!(found.security_groups[0].group_name.as_deref(), Some("clients"));
    let answer = ask(Lookup::DescribeSecurityGroupRules, "group-id", group).await;
    let found: DescribeSecurityGroupRulesOutput = read(&answer).unwrap();
    let inbound: Vec<_> =
        found.security_group_rules.iter().filter(|it| it.is_egress == Some(false)).collect();
    assert_eq!(inbound.len(), 2, "{inbound:?}");
    assert!(inbound.iter().all(|it| (it.from_port, it.to_port) == (Some(2223), Some(2225))));
    let is_own = |group: &str| {
        let peers = inbound.iter().filter_map(|it| it.referenced_group_info.as_ref());
        peers.filter_map(|peer| peer.group_id.as_deref()).any(|id| id == group)
    };
    assert!(is_own(group), "{inbound:?}");
    assert!(inbound.iter().any(|it| it.cidr_ipv4.as_deref() == Some("0.0.0.0/0")));
    let subnet = told["subnet"].as_str().unwrap();
    let answer = ask(Lookup::DescribeSubnets, "subnet-id", subnet).await;
    let found: DescribeSubnetsOutput = read(&answer).unwrap();
    assert_eq!(found.subnets[0].owner_id.as_deref(), Some("123456789012"));
    let zone = format!("{REGION}b");
    let answer = ask(Lookup::DescribeAvailabilityZones, "zone-name", &zone).await;
    let found: DescribeAvailabilityZonesOutput = read(&answer).unwrap();
    let [one] = found.availability_zones.as_slice() else { panic!("{found:?}") };
    assert_eq!(
        (one.zone_name.as_deref(), one.zone_id.as_deref()),
        (Some(zone.as_str()), Some("usw2-az1"))
    );
    assert_eq!(one.zone_state.as_deref(), Some("available"));
    assert!(one.message_set.is_empty(), "{one:?}");
}
