//! The subnets of a cluster, one a zone.

use std::collections::HashMap;

use aws_services::ec2::{Ec2Tag, Ipv6Association, NetworkInterface, Subnet};
use cloudhsm_api::{NetworkType, tag_value};

use super::zone_ids::zone_id;
use crate::{
    credentials::ACCOUNT,
    estate::{ClusterRecord, third_octet},
    fleet::Story,
};

/// The addresses of a /24 without the five that AWS reserves.
pub(super) const USABLE: usize = 251;
/// So many are in use by what has nothing to do with the cluster.
pub(super) const IN_USE: usize = 23;

/// The subnets of a cluster, as if nobody else were in them.
pub(super) fn of(record: &ClusterRecord, story: &Story) -> Vec<Subnet> {
    let cluster = &record.cluster;
    let is_dualstack = cluster.network_type == Some(NetworkType::Dualstack);
    let owner = story.surroundings.subnets_of.unwrap_or(ACCOUNT);
    let subnet = |(zone, id): (&String, &String)| {
        let third = third_octet(record.block, zone);
        let is_full = story.surroundings.full_zone.is_some_and(|full| zone.ends_with(full));
        let free = if is_full { 0 } else { USABLE - IN_USE };
        // The smaller range has room for the HSMs, and for little else.
        let length = if is_full { 27 } else { 24 };
        let ipv6 = is_dualstack.then(|| Ipv6Association {
            ipv6_cidr_block: Some(format!("2001:db8:0:{third:x}::/64")),
            association_id: Some(id.replacen("subnet-", "subnet-cidr-assoc-", 1)),
        });
        // An account doesn't see the tags of what another one shares with it.
        let name = tag_value(&cluster.tag_list, "Name").filter(|_| owner == ACCOUNT);
        let tags =
            name.map(|name| Ec2Tag { key: "Name".to_owned(), value: format!("{name} {zone}") });
        Subnet {
            subnet_id: Some(id.clone()),
            vpc_id: cluster.vpc_id.clone(),
            state: Some("available".to_owned()),
            cidr_block: Some(format!("10.0.{third}.0/{length}")),
            ipv6_cidr_block_association_set: ipv6.into_iter().collect(),
            available_ip_address_count: u32::try_from(free).ok(),
            availability_zone: Some(zone.clone()),
            availability_zone_id: zone_id(zone),
            owner_id: Some(owner.to_owned()),
            tag_set: tags.into_iter().collect(),
        }
    };
    cluster.subnet_mapping.iter().map(subnet).collect()
}

/// Takes the interfaces away from what is free.
pub(super) fn count(subnets: &mut [Subnet], interfaces: &[NetworkInterface]) {
    let mut taken: HashMap<&str, u32> = HashMap::new();
    for id in interfaces.iter().filter_map(|it| it.subnet_id.as_deref()) {
        *taken.entry(id).or_default() += 1;
    }
    for subnet in subnets {
        let own = subnet.subnet_id.as_deref().and_then(|id| taken.get(id)).copied();
        if let (Some(own), Some(free)) = (own, subnet.available_ip_address_count.as_mut()) {
            *free = free.saturating_sub(own);
        }
    }
}
