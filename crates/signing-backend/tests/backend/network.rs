//! What EC2 knows of a cluster's network, on the route of its dependents.

mod subnets;

use aws_services::{
    Lookup, Service,
    ec2::{
        Attachment, AvailabilityZone, Ec2Tag, Ipv6Association, ReferencedGroup, SecurityGroup,
        SecurityGroupRule, Subnet, ZoneMessage,
    },
};
use backend_api::{SourceName, SourceStatus};
use serde_json::json;

use crate::{
    recent_use::interface,
    support::{Bench, CLUSTER, CloudWatch, Ec2, Measured, Network, Quotas, ec2_error, quota},
};

fn bench() -> Bench {
    let bench = Bench::new();
    bench.cloud.change(CLUSTER, |cluster| {
        cluster["SecurityGroup"] = "sg-1".into();
        cluster["SubnetMapping"] = json!({"us-east-1a": "subnet-a", "us-east-1b": "subnet-b"});
        cluster["Hsms"] = json!([
            {"HsmId": "hsm-1", "State": "ACTIVE", "EniId": "eni-hsm", "EniIp": "10.0.1.9"},
        ]);
    });
    bench
}

fn rule(id: &str, outbound: bool, protocol: &str) -> SecurityGroupRule {
    SecurityGroupRule {
        security_group_rule_id: Some(id.to_owned()),
        group_id: Some("sg-1".to_owned()),
        group_owner_id: Some("111111111111".to_owned()),
        is_egress: Some(outbound),
        ip_protocol: Some(protocol.to_owned()),
        from_port: Some(if protocol == "-1" { -1 } else { 2223 }),
        to_port: Some(if protocol == "-1" { -1 } else { 2225 }),
        ..SecurityGroupRule::default()
    }
}

fn itself(mut rule: SecurityGroupRule) -> SecurityGroupRule {
    rule.referenced_group_info =
        Some(ReferencedGroup { group_id: Some("sg-1".to_owned()), ..ReferencedGroup::default() });
    rule
}

fn network() -> Network {
    let mut client = interface("eni-1");
    client.attachment =
        Some(Attachment { instance_id: Some("i-1".to_owned()), ..Attachment::default() });
    client.requester_managed = Some(false);
    client.tag_set = vec![Ec2Tag { key: "Name".to_owned(), value: "signer <1> & ü".to_owned() }];
    let mut lambda = interface("eni-2");
    lambda.requester_managed = Some(true);
    lambda.description = Some("AWS Lambda VPC ENI".to_owned());
    let mut open = rule("sgr-3", false, "6");
    open.cidr_ipv6 = Some("::/0".to_owned());
    let mut prefixes = rule("sgr-4", false, "tcp");
    prefixes.prefix_list_id = Some("pl-1".to_owned());
    let mut all_out = rule("sgr-2", true, "-1");
    all_out.cidr_ipv4 = Some("0.0.0.0/0".to_owned());
    let group = SecurityGroup {
        group_id: Some("sg-1".to_owned()),
        group_name: Some("n".repeat(256)),
        ..SecurityGroup::default()
    };
    let shared = Subnet {
        subnet_id: Some("subnet-a".to_owned()),
        state: Some("available".to_owned()),
        cidr_block: Some("10.0.1.0/24".to_owned()),
        ipv6_cidr_block_association_set: vec![Ipv6Association {
            ipv6_cidr_block: Some("2001:db8::/64".to_owned()),
            association_id: None,
        }],
        available_ip_address_count: Some(0),
        availability_zone: Some("us-east-1a".to_owned()),
        availability_zone_id: Some("use1-az1".to_owned()),
        owner_id: Some("999999999999".to_owned()),
        ..Subnet::default()
    };
    Network {
        interfaces: vec![interface("eni-hsm"), client, lambda],
        groups: vec![group],
        rules: vec![itself(rule("sgr-1", false, "tcp")), all_out, open, prefixes],
        subnets: vec![shared],
        zones: vec![AvailabilityZone {
            zone_name: Some("us-east-1a".to_owned()),
            zone_id: Some("use1-az1".to_owned()),
            zone_state: Some("impaired".to_owned()),
            zone_type: Some("availability-zone".to_owned()),
            message_set: vec![ZoneMessage { message: Some("Power & cooling.".to_owned()) }],
            ..AvailabilityZone::default()
        }],
    }
}

#[tokio::test]
async fn all_sources_are_there_with_their_status_age_and_request_ids() {
    let bench = bench();
    bench.cloud.ec2(Ec2::Has(network()));
    bench.cloud.quotas(Quotas::Has(vec![quota("Clusters", 4.0), quota("HSMs", 6.0)]));
    bench.cloud.cloudwatch(CloudWatch::Has(vec![Measured {
        metric: "HsmSessionCount",
        hsm: "hsm-1",
        values: vec![Some(5)],
    }]));
    let seen = bench.dependents(CLUSTER).await;
    let names: Vec<_> = seen.sources.iter().map(|it| it.name).collect();
    // CloudTrail’s record and the families of other regions have routes of their own.
    let is_here = |it: &&SourceName| !matches!(it, SourceName::CloudTrail | SourceName::Regions);
    let all: Vec<_> = SourceName::ALL.iter().filter(is_here).copied().collect();
    assert_eq!(names, all);
    let status: Vec<_> = seen.sources.iter().map(|it| it.status).collect();
    let known = SourceStatus::Known;
    assert_eq!(status, [SourceStatus::Failed, known, known, known, known, known, known]);
    let [_, cloudwatch, interfaces, group, subnets, zones, quotas] = seen.sources.as_slice() else {
        panic!()
    };
    assert_eq!(cloudwatch.request_ids, ["request-1"; 3]);
    assert_eq!(interfaces.request_ids.len(), 3);
    assert_eq!(group.request_ids.len(), 5);
    assert_eq!((subnets.request_ids.len(), zones.request_ids.len()), (1, 1));
    assert_eq!(quotas.request_ids.len(), 2);
    assert!(seen.sources.iter().all(|it| it.age_seconds == Some(0)));
    let usage = seen.usage.unwrap();
    assert_eq!((usage.days, usage.most_sessions, usage.used), (14, Some(5), Some(true)));
    assert_eq!((seen.key_stores, usage.most_token_keys), (None, None));
}

#[tokio::test]
async fn interfaces_are_clients_unless_cloudhsm_names_them_as_an_hsms() {
    let bench = bench();
    bench.cloud.ec2(Ec2::Has(network()));
    let clients = bench.dependents(CLUSTER).await.clients.unwrap();
    let [instance, lambda] = clients.as_slice() else { panic!("{clients:?}") };
    assert_eq!(instance.name.as_deref(), Some("signer <1> & ü"));
    assert_eq!((instance.instance_id.as_deref(), instance.requester_managed), (Some("i-1"), false));
    assert_eq!((lambda.name.as_deref(), lambda.requester_managed), (None, true));
    assert_eq!(lambda.description.as_deref(), Some("AWS Lambda VPC ENI"));
}

#[tokio::test]
async fn the_security_group_is_judged_by_its_rules() {
    let bench = bench();
    bench.cloud.ec2(Ec2::Has(network()));
    let group = bench.dependents(CLUSTER).await.security_group.unwrap();
    assert_eq!((group.exists, group.name.map(|it| it.len())), (true, Some(256)));
    assert_eq!(group.reaches_itself, Some(true));
    assert_eq!(group.open_to_all, ["sgr-3"]);
    let peers: Vec<_> = group.rules.iter().map(|it| it.peer.as_str()).collect();
    assert_eq!(peers, ["sg-1", "0.0.0.0/0", "::/0", "pl-1"]);
    assert_eq!((group.rules[1].protocol.as_str(), group.rules[1].ports.as_str()), ("-1", "all"));
}

#[tokio::test]
async fn what_is_gone_is_not_what_is_not_known() {
    let bench = bench();
    bench.cloud.ec2(Ec2::Has(Network::default()));
    let seen = bench.dependents(CLUSTER).await;
    let group = seen.security_group.unwrap();
    assert!(!group.exists && group.reaches_itself == Some(false) && group.rules.is_empty());
    assert_eq!((seen.subnets, seen.clients), (Some(vec![]), Some(vec![])));
    bench.cloud.change(CLUSTER, |cluster| {
        cluster["SecurityGroup"] = "".into();
        cluster["SubnetMapping"] = json!({});
    });
    bench.clock.advance(60);
    let seen = bench.dependents(CLUSTER).await;
    for source in &seen.sources[2..5] {
        assert_eq!((source.status, source.age_seconds), (SourceStatus::Failed, None), "{source:?}");
    }
    assert_eq!((seen.security_group, seen.subnets, seen.clients), (None, None, None));
}

#[tokio::test]
async fn a_zone_is_shown_with_its_id_its_state_and_what_ec2_says_of_it() {
    let bench = bench();
    bench.cloud.ec2(Ec2::Has(network()));
    let zones = bench.dependents(CLUSTER).await.zones.unwrap();
    let [zone] = zones.as_slice() else { panic!("{zones:?}") };
    assert_eq!((zone.name.as_str(), zone.id.as_deref()), ("us-east-1a", Some("use1-az1")));
    assert_eq!((zone.state.as_deref(), zone.opt_in_status.as_deref()), (Some("impaired"), None));
    assert_eq!(zone.messages, ["Power & cooling."]);
}

/// Each source by itself: what one lacks, another one has.
#[tokio::test]
async fn a_refusal_names_its_own_permission_and_hides_nothing_else() {
    for (lookup, index) in [
        (Lookup::DescribeNetworkInterfaces, 2),
        (Lookup::DescribeSecurityGroups, 3),
        (Lookup::DescribeSecurityGroupRules, 3),
        (Lookup::DescribeSubnets, 4),
        (Lookup::DescribeAvailabilityZones, 5),
    ] {
        let bench = bench();
        let refusal = ec2_error("UnauthorizedOperation");
        bench.cloud.ec2(Ec2::Says(Some(lookup), 403, refusal, network()));
        let seen = bench.dependents(CLUSTER).await;
        for (at, source) in seen.sources.iter().enumerate().take(6).skip(2) {
            let is_refused = at == index;
            let expected = if is_refused { SourceStatus::NotAllowed } else { SourceStatus::Known };
            assert_eq!(source.status, expected, "{lookup}: {source:?}");
            if is_refused {
                assert_eq!(source.permission, lookup.permission());
                assert_eq!(source.code.as_deref(), Some("UnauthorizedOperation"));
                assert_eq!(source.message.as_deref(), Some("UnauthorizedOperation: no."));
            }
        }
        assert_eq!(seen.clients.is_none(), index == 2);
        assert_eq!(seen.security_group.is_none(), index == 3);
        assert_eq!(seen.subnets.is_none(), index == 4);
        assert_eq!(seen.zones.is_none(), index == 5);
    }
}

#[tokio::test]
async fn ec2_is_asked_once_a_minute_and_cloudwatch_once_in_five() {
    let bench = bench();
    bench.cloud.ec2(Ec2::Has(network()));
    bench.cloud.cloudwatch(CloudWatch::Has(vec![]));
    let asked = |service| bench.cloud.asked_of(service).len();
    bench.dependents(CLUSTER).await;
    // The zones are kept for five minutes.
    let zones = 1;
    let (ec2, cloudwatch) = (asked(Service::Ec2), asked(Service::CloudWatch));
    bench.clock.advance(59);
    let seen = bench.dependents(CLUSTER).await;
    assert_eq!(seen.sources[3].age_seconds, Some(59));
    assert_eq!((asked(Service::Ec2), asked(Service::CloudWatch)), (ec2, cloudwatch));
    bench.clock.advance(1);
    let seen = bench.dependents(CLUSTER).await;
    assert_eq!((seen.sources[1].age_seconds, seen.sources[3].age_seconds), (Some(60), Some(0)));
    assert_eq!((asked(Service::Ec2), asked(Service::CloudWatch)), (2 * ec2 - zones, cloudwatch));
    bench.clock.advance(240);
    bench.dependents(CLUSTER).await;
    assert_eq!(asked(Service::CloudWatch), 2 * cloudwatch);
}
