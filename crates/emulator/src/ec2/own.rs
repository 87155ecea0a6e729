//! The account's own VPCs, in which clusters can be created.
//!
//! One has IPv4 only, and two subnets in its first zone; the other is dual-stack.

use aws_services::ec2::{Ec2Tag, Ipv6Association, Subnet};

use super::{subnets::IN_USE, subnets::USABLE, zone_ids::zone_id};
use crate::{
    credentials::ACCOUNT,
    estate::{Ids, OWN_BLOCK, third_octet},
};

/// The third octet of the second subnet in the first zone: behind those of the block.
const SECOND_IN_ZONE: usize = 250;

/// The subnets of a region's own VPCs; the same for the same seed.
pub(super) fn subnets(region: &str, seed: u64) -> Vec<Subnet> {
    let mut ids = Ids::new(seed, &format!("own VPCs of {region}"));
    let (plain, dual) = (ids.vpc(), ids.vpc());
    let mut all = Vec::new();
    for (vpc, name, zones) in [(&plain, "shared-services", "abcd"), (&dual, "dual-stack", "abc")] {
        for letter in zones.chars() {
            let zone = format!("{region}{letter}");
            let third = third_octet(OWN_BLOCK, &zone);
            let subnet = subnet(&mut ids, vpc, (name, &zone), third);
            all.push(if vpc == &dual { with_ipv6(subnet, third) } else { subnet });
        }
    }
    let zone = format!("{region}a");
    all.push(subnet(&mut ids, &plain, ("shared-services second", &zone), SECOND_IN_ZONE));
    all
}

fn subnet(ids: &mut Ids, vpc: &str, (name, zone): (&str, &str), third: usize) -> Subnet {
    Subnet {
        subnet_id: Some(ids.subnet()),
        vpc_id: Some(vpc.to_owned()),
        state: Some("available".to_owned()),
        cidr_block: Some(format!("10.0.{third}.0/24")),
        available_ip_address_count: u32::try_from(USABLE - IN_USE).ok(),
        availability_zone: Some(zone.to_owned()),
        availability_zone_id: zone_id(zone),
        owner_id: Some(ACCOUNT.to_owned()),
        tag_set: vec![Ec2Tag { key: "Name".to_owned(), value: format!("{name} {zone}") }],
        ..Subnet::default()
    }
}

fn with_ipv6(subnet: Subnet, third: usize) -> Subnet {
    let association = Ipv6Association {
        ipv6_cidr_block: Some(format!("2001:db8:0:{third:x}::/64")),
        association_id: subnet
            .subnet_id
            .as_ref()
            .map(|id| id.replacen("subnet-", "subnet-cidr-assoc-", 1)),
    };
    Subnet { ipv6_cidr_block_association_set: vec![association], ..subnet }
}
