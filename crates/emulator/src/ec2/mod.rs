//! EC2: as much of it as is around clusters. Their subnets and security groups, and what carries a
//! cluster's security group: its HSMs, and whoever may be its client.
//!
//! All of it follows from the clusters and their stories, so nothing is stored. The subnets of a cluster
//! outlive it, and an account has some more, in which clusters can be created.
//!
//! Must not know HTTP, or who calls.

mod describe;
mod free;
mod groups;
mod interfaces;
mod own;
mod subnets;
mod zone_ids;
mod zones;

use aws_services::ec2::{NetworkInterface, SecurityGroup, SecurityGroupRule, Subnet};

pub(crate) use describe::{Page, describe};
pub(crate) use zones::{ZoneOrders, zones};

use crate::{estate::Region, fleet::Stories};

/// What EC2 has of one region, each in the order of its IDs.
#[derive(Debug, Default)]
pub(crate) struct Network {
    pub(crate) subnets: Vec<Subnet>,
    pub(crate) interfaces: Vec<NetworkInterface>,
    pub(crate) groups: Vec<SecurityGroup>,
    pub(crate) rules: Vec<SecurityGroupRule>,
}

impl Network {
    pub(crate) fn of(region: &Region, stories: &Stories, seed: u64) -> Self {
        let mut network = Self { subnets: own::subnets(&region.name, seed), ..Self::default() };
        for record in region.clusters.values() {
            let story = stories.of(&record.cluster.cluster_id);
            network.interfaces.extend(interfaces::of(record, story, seed));
            network.groups.extend(groups::of(&record.cluster));
            network.rules.extend(groups::rules_of(&record.cluster, story, seed));
        }
        for record in region.clusters.values().chain(&region.gone) {
            let story = stories.of(&record.cluster.cluster_id);
            network.subnets.extend(subnets::of(record, story));
        }
        subnets::count(&mut network.subnets, &network.interfaces);
        // Clusters can be in the same subnets.
        network.subnets.sort_by(|one, other| one.subnet_id.cmp(&other.subnet_id));
        network.subnets.dedup_by(|one, other| one.subnet_id == other.subnet_id);
        network
            .interfaces
            .sort_by(|one, other| one.network_interface_id.cmp(&other.network_interface_id));
        network.groups.sort_by(|one, other| one.group_id.cmp(&other.group_id));
        network
            .rules
            .sort_by(|one, other| one.security_group_rule_id.cmp(&other.security_group_rule_id));
        network
    }
}
