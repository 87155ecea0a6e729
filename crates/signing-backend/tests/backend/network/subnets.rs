//! The subnets of a region, by VPC.

use aws_services::{Lookup, Service, ec2::Subnet};
use backend_api::{RegionSubnets, SourceStatus, routes};

use super::{bench, network};
use crate::support::{CLUSTER, Ec2, Network, REGION, ec2_error};

#[tokio::test]
async fn the_subnets_of_a_region_are_listed_by_vpc_and_asked_for_once_a_minute() {
    let bench = bench();
    let subnet = |vpc: &str, id: &str, state: &str| Subnet {
        subnet_id: Some(id.to_owned()),
        vpc_id: Some(vpc.to_owned()),
        state: Some(state.to_owned()),
        ..Subnet::default()
    };
    let subnets = vec![
        subnet("vpc-2", "subnet-c", "available"),
        subnet("vpc-1", "subnet-b", "available"),
        subnet("vpc-1", "subnet-a", "available"),
        subnet("vpc-1", "subnet-p", "pending"),
    ];
    bench.cloud.ec2(Ec2::Has(Network { subnets, ..network() }));
    let read = async || -> RegionSubnets {
        let reply = bench.get(&routes::subnets(REGION)).await;
        assert_eq!(reply.status, 200);
        serde_json::from_slice(&reply.body).unwrap()
    };
    let found = read().await;
    assert_eq!((found.source.status, found.source.age_seconds), (SourceStatus::Known, Some(0)));
    let ids = |found: &RegionSubnets| -> Vec<String> {
        let vpcs = found.vpcs.iter().flatten();
        vpcs.map(|vpc| {
            let ids: Vec<_> = vpc.subnets.iter().map(|it| it.id.as_str()).collect();
            format!("{}: {}", vpc.id, ids.join(" "))
        })
        .collect()
    };
    assert_eq!(ids(&found), ["vpc-1: subnet-a subnet-b", "vpc-2: subnet-c"]);
    let asked = bench.cloud.asked_of(Service::Ec2).len();
    bench.clock.advance(59);
    assert_eq!(read().await.source.age_seconds, Some(59));
    assert_eq!(bench.cloud.asked_of(Service::Ec2).len(), asked);
}

#[tokio::test]
async fn subnets_that_nobody_may_see_are_not_called_none() {
    let bench = bench();
    let refusal = ec2_error("UnauthorizedOperation");
    bench.cloud.ec2(Ec2::Says(Some(Lookup::DescribeSubnets), 403, refusal, network()));
    let reply = bench.get(&routes::subnets(REGION)).await;
    let found: RegionSubnets = serde_json::from_slice(&reply.body).unwrap();
    assert_eq!((found.source.status, found.vpcs), (SourceStatus::NotAllowed, None));
    assert_eq!(found.source.permission, "ec2:DescribeSubnets");
    let elsewhere = bench.get(&routes::subnets("mars-north-1")).await;
    assert_eq!(elsewhere.status, 404);
}

#[tokio::test]
async fn a_subnet_of_another_account_without_a_free_address_is_shown_as_it_is() {
    let bench = bench();
    bench.cloud.ec2(Ec2::Has(network()));
    let subnets = bench.dependents(CLUSTER).await.subnets.unwrap();
    let [subnet] = subnets.as_slice() else { panic!("{subnets:?}") };
    assert_eq!((subnet.id.as_str(), subnet.free_addresses), ("subnet-a", Some(0)));
    assert_eq!(subnet.owner.as_deref(), Some("999999999999"));
    assert_eq!(subnet.ipv6_cidrs, ["2001:db8::/64"]);
}
