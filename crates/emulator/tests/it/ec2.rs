//! EC2's network by its wire: subnets, interfaces, security groups and their rules.

use std::collections::BTreeSet;

use aws_services::{
    Lookup,
    ec2::{
        DescribeNetworkInterfacesOutput, DescribeSecurityGroupRulesOutput,
        DescribeSecurityGroupsOutput, DescribeSubnetsOutput, Ec2Error, Ec2Question, Ec2Tag,
        NetworkInterface, Subnet, read,
    },
};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::client::{Answer, Client};

pub(crate) async fn ask(client: &Client, lookup: Lookup, question: &Ec2Question) -> Answer {
    send(client, &question.form(lookup)).await
}

async fn send(client: &Client, form: &str) -> Answer {
    let client = client.of_service("ec2");
    client.send(client.form(form)).await
}

pub(crate) fn answered<T: DeserializeOwned>(answer: &Answer) -> T {
    assert!(answer.status.is_success(), "{}", answer.body);
    read(answer.body.as_bytes()).unwrap()
}

/// What carries a security group.
pub(crate) async fn interfaces_in(client: &Client, group: &str) -> Vec<NetworkInterface> {
    let question = Ec2Question::by("group-id", vec![group.to_owned()]);
    let answer = ask(client, Lookup::DescribeNetworkInterfaces, &question).await;
    answered::<DescribeNetworkInterfacesOutput>(&answer).network_interfaces
}

/// A subnet of the VPCs in which clusters can be created.
fn is_own(subnet: &Subnet) -> bool {
    let name = Ec2Tag::name_among(&subnet.tag_set).unwrap_or_default();
    name.starts_with("shared-services") || name.starts_with("dual-stack")
}

/// The ID of a subnet of such a VPC, in the zone with this letter.
pub(crate) async fn subnet(client: &Client, vpc: &str, letter: &str) -> String {
    let answer = ask(client, Lookup::DescribeSubnets, &Ec2Question::default()).await;
    let subnets = answered::<DescribeSubnetsOutput>(&answer).subnets;
    let name = format!("{vpc} {}{letter}", client.region);
    let found = subnets.iter().find(|it| Ec2Tag::name_among(&it.tag_set) == Some(&name));
    found.and_then(|it| it.subnet_id.clone()).unwrap()
}

fn text<'a>(cluster: &'a Value, member: &str) -> &'a str {
    cluster[member].as_str().unwrap()
}

#[tokio::test]
async fn each_subnet_of_the_fleet_has_its_hsms_addresses_in_it() {
    for region in ["us-east-1", "eu-central-1"] {
        let client = Client::default().in_region(region);
        let answer = ask(&client, Lookup::DescribeSubnets, &Ec2Question::default()).await;
        let output: DescribeSubnetsOutput = answered(&answer);
        assert_eq!(output.request_id.as_deref(), Some(answer.request_id.as_str()));
        let find = |id: &Value| {
            output.subnets.iter().find(|it| it.subnet_id.as_deref() == id.as_str()).unwrap()
        };
        let mut seen = 0;
        for cluster in client.clusters().await {
            for (zone, id) in cluster["SubnetMapping"].as_object().unwrap() {
                let subnet = find(id);
                assert_eq!(subnet.availability_zone.as_ref(), Some(zone));
                assert_eq!(subnet.vpc_id.as_deref(), cluster["VpcId"].as_str());
                let zone_id = subnet.availability_zone_id.as_deref().unwrap();
                assert!(zone_id.contains("-az") && !zone_id.starts_with(region), "{zone_id}");
                seen += 1;
            }
            for hsm in cluster["Hsms"].as_array().unwrap() {
                let subnet = find(&hsm["SubnetId"]);
                let (range, length) = subnet.cidr_block.as_ref().unwrap().split_once('/').unwrap();
                let bits = |ip: &str| u32::from(ip.parse::<std::net::Ipv4Addr>().unwrap());
                let mask = u32::MAX << (32 - length.parse::<u32>().unwrap());
                assert_eq!(bits(text(hsm, "EniIp")) & mask, bits(range), "{hsm}");
                if let Some(ip) = hsm["EniIpV6"].as_str() {
                    let range = &subnet.ipv6_cidr_block_association_set[0].ipv6_cidr_block;
                    let prefix = range.as_ref().unwrap().strip_suffix("::/64").unwrap();
                    assert!(ip.starts_with(&format!("{prefix}::")), "{ip} {prefix}");
                }
            }
        }
        let own = output.subnets.iter().filter(|it| is_own(it)).count();
        assert_eq!((own, output.subnets.len()), (8, seen + own));
    }
}

#[tokio::test]
async fn a_created_hsm_has_an_interface_in_its_subnet() {
    let client = Client::default();
    let cluster = client.cluster_named("staging-signing").await;
    let group = text(&cluster, "SecurityGroup");
    let before = interfaces_in(&client, group).await;
    let ids = |all: &[NetworkInterface]| -> BTreeSet<_> {
        all.iter().map(|it| it.network_interface_id.clone().unwrap()).collect()
    };
    let own = cluster["Hsms"].as_array().unwrap().iter().map(|it| text(it, "EniId").to_owned());
    assert_eq!(ids(&before), own.collect());
    assert!(before.iter().all(|it| it.requester_managed == Some(true)));
    let input =
        serde_json::json!({ "ClusterId": cluster["ClusterId"], "AvailabilityZone": "us-east-1b" });
    let created = client.call("CreateHsm", input).await.json();
    let after = interfaces_in(&client, group).await;
    let mut expected = ids(&before);
    expected.insert(text(&created["Hsm"], "EniId").to_owned());
    assert_eq!(ids(&after), expected);
}

#[tokio::test]
async fn a_group_is_asked_for_by_its_id_and_so_are_its_rules() {
    let client = Client::default();
    let cluster = client.cluster_named("payments-prod").await;
    let group = text(&cluster, "SecurityGroup").to_owned();
    let question = Ec2Question::by("group-id", vec![group.clone(), "sg-none".to_owned()]);
    let answer = ask(&client, Lookup::DescribeSecurityGroups, &question).await;
    let groups = answered::<DescribeSecurityGroupsOutput>(&answer).security_groups;
    let [one] = groups.as_slice() else { panic!("{groups:?}") };
    let name = format!("cloudhsm-{}-sg", text(&cluster, "ClusterId"));
    assert_eq!((one.group_id.as_ref(), one.group_name.as_ref()), (Some(&group), Some(&name)));
    let answer = ask(&client, Lookup::DescribeSecurityGroupRules, &question).await;
    let rules = answered::<DescribeSecurityGroupRulesOutput>(&answer).security_group_rules;
    assert_eq!(rules.len(), 2);
    for rule in &rules {
        let peer = rule.referenced_group_info.as_ref().unwrap();
        assert_eq!((peer.group_id.as_ref(), rule.group_id.as_ref()), (Some(&group), Some(&group)));
        assert_eq!((rule.from_port, rule.to_port), (Some(2223), Some(2225)));
    }
    let directions: BTreeSet<_> = rules.iter().map(|it| it.is_egress).collect();
    assert_eq!(directions, [Some(false), Some(true)].into());
}

#[tokio::test]
async fn filters_narrow_and_pages_end() {
    let client = Client::default();
    let all = ask(&client, Lookup::DescribeSubnets, &Ec2Question::default()).await;
    let all = answered::<DescribeSubnetsOutput>(&all).subnets;
    let mut question = Ec2Question { max_results: Some(5), ..Ec2Question::default() };
    let (mut paged, mut pages) = (Vec::new(), 0);
    loop {
        let page = ask(&client, Lookup::DescribeSubnets, &question).await;
        let page: DescribeSubnetsOutput = answered(&page);
        pages += 1;
        paged.extend(page.subnets);
        question.next_token = page.next_token;
        if question.next_token.is_none() {
            break;
        }
    }
    assert_eq!((paged.len(), pages), (all.len(), all.len().div_ceil(5)));
    assert_eq!(paged, all);
    let wanted: Vec<_> = all[1..3].iter().map(|it| it.subnet_id.clone().unwrap()).collect();
    let some = ask(&client, Lookup::DescribeSubnets, &Ec2Question::by("subnet-id", wanted)).await;
    assert_eq!(answered::<DescribeSubnetsOutput>(&some).subnets, all[1..3]);
    let none = Ec2Question::by("subnet-id", vec!["subnet-none".to_owned()]);
    let none = ask(&client, Lookup::DescribeSubnets, &none).await;
    assert!(answered::<DescribeSubnetsOutput>(&none).subnets.is_empty());
    let tags: Vec<_> = all.iter().filter_map(|it| Ec2Tag::name_among(&it.tag_set)).collect();
    assert!(tags.contains(&"payments-prod us-east-1a"), "{tags:?}");
    // An interface passes two filters only if it passes both.
    let cluster = client.cluster_named("payments-prod").await;
    let mut both = Ec2Question::by("group-id", vec![text(&cluster, "SecurityGroup").to_owned()]);
    let subnet = cluster["SubnetMapping"]["us-east-1a"].as_str().unwrap().to_owned();
    both.filters.extend(Ec2Question::by("subnet-id", vec![subnet]).filters);
    let answer = ask(&client, Lookup::DescribeNetworkInterfaces, &both).await;
    let found = answered::<DescribeNetworkInterfacesOutput>(&answer).network_interfaces;
    assert_eq!(found.len(), 3, "an HSM, an instance and a function");
}

#[tokio::test]
async fn what_can_t_be_asked_is_refused_in_ec2_s_form() {
    let client = Client::default();
    let form = |rest: &str| format!("Action=DescribeSubnets&Version=2016-11-15&{rest}");
    for (form, code, words) in [
        (form("Filter.1.Name=vpc-id&Filter.1.Value.1=x"), "InvalidParameterValue", "'vpc-id'"),
        (form("Filter.1.Name=group-id&Filter.1.Value.1=x"), "InvalidParameterValue", "'group-id'"),
        (form("MaxResults=4"), "InvalidParameterValue", "maxResults"),
        (form("MaxResults=1001"), "InvalidParameterValue", "maxResults"),
        (form("MaxResults=many"), "InvalidParameterValue", "MaxResults"),
        (form("NextToken=x"), "InvalidParameterValue", "nextToken"),
        (form("SubnetId.1=subnet-none"), "InvalidSubnetID.NotFound", "subnet-none"),
        (form("SubnetId.1=a&MaxResults=5"), "InvalidParameterCombination", "MaxResults"),
        (form("Owner.1=self"), "UnknownParameter", "Owner.1"),
        (form("Filter.1.Value.1=%3C%26%3E"), "InvalidParameterValue", "no name"),
        ("Action=DescribeVpcs&Version=2016-11-15".to_owned(), "InvalidAction", "DescribeVpcs"),
    ] {
        let answer = send(&client, &form).await;
        let error = Ec2Error::read(answer.body.as_bytes()).unwrap();
        assert_eq!((answer.status.as_u16(), error.code.as_str()), (400, code), "{form}");
        assert!(error.message.as_ref().unwrap().contains(words), "{error:?}");
        assert_eq!(error.request_id.as_deref(), Some(answer.request_id.as_str()));
    }
    let dry = send(&client, &form("DryRun=true")).await;
    assert_eq!(dry.status.as_u16(), 412);
    let expired = Client { credentials: client.app.expired_credentials(), ..client.clone() };
    let refused = send(&expired, &form("")).await;
    assert_eq!(Ec2Error::read(refused.body.as_bytes()).unwrap().code, "RequestExpired");
}
