//! The availability zones of a region: its first few, and those that clusters have subnets in.

use std::collections::{BTreeMap, BTreeSet};

use aws_services::ec2::{AvailabilityZone, ZoneMessage};
use serde::Deserialize;

use super::zone_ids::zone_id;
use crate::estate::Region;

/// How a zone is from now on, as a test orders it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ZoneOrder {
    /// `available`, `impaired`, ….
    state: String,
    /// What EC2 says of it.
    #[serde(default)]
    messages: Vec<String>,
}

/// What was ordered, by the zone's name.
pub(crate) type ZoneOrders = BTreeMap<String, ZoneOrder>;

/// In the order of their names.
pub(crate) fn zones(region: &Region, orders: &ZoneOrders) -> Vec<AvailabilityZone> {
    let first = if region.name == "us-east-1" { 'a'..='f' } else { 'a'..='c' };
    let mut names: BTreeSet<String> =
        first.map(|letter| format!("{}{letter}", region.name)).collect();
    let mappings = region.clusters.values().map(|it| &it.cluster.subnet_mapping);
    let own = |name: &&String| name.starts_with(&region.name);
    names.extend(mappings.flat_map(|it| it.keys().filter(own)).cloned());
    let zone = |name: String| {
        let order = orders.get(&name).cloned();
        let (state, messages) = order
            .map_or_else(|| ("available".to_owned(), Vec::new()), |it| (it.state, it.messages));
        AvailabilityZone {
            zone_id: zone_id(&name),
            zone_name: Some(name),
            zone_state: Some(state),
            opt_in_status: Some("opt-in-not-required".to_owned()),
            zone_type: Some("availability-zone".to_owned()),
            region_name: Some(region.name.clone()),
            message_set: messages.into_iter().map(|it| ZoneMessage { message: Some(it) }).collect(),
        }
    };
    names.into_iter().map(zone).collect()
}
