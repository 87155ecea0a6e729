//! The subnets of a cluster, one a zone.

use aws_services::ec2::{Ec2Tag, Ipv6Association, NetworkInterface, Subnet};
use cloudhsm_api::{NetworkType, tag_value};

use super::zone_ids::zone_id;
use crate::{
    credentials::ACCOUNT,
    estate::{ClusterRecord, third_octet},
    fleet::Story,
};

/// The addresses of a /24 without the five that AWS reserves.
const USABLE: usize = 251;
/// So many are in use by what has nothing to do with the cluster.
const IN_USE: usize = 23;

pub(super) fn of(
    record: &ClusterRecord,
    story: &Story,
    interfaces: &[NetworkInterface],
) -> Vec<Subnet> {
    let cluster = &record.cluster;
    let is_dualstack = cluster.network_type == Some(NetworkType::Dualstack);
    let owner = story.surroundings.subnets_of.unwrap_or(ACCOUNT);
    let subnet = |(zone, id): (&String, &String)| {
        let third = third_octet(record.block, zone);
        let is_full = story.surroundings.full_zone.is_some_and(|full| zone.ends_with(full));
        let own = interfaces.iter().filter(|it| it.subnet_id.as_ref() == Some(id)).count();
        let free = if is_full { 0 } else { USABLE.saturating_sub(IN_USE + own) };
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
