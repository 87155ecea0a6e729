//! Where a new cluster is: subnets of one VPC, one a zone.

use cloudhsm_api::SubnetMapping;

use super::Call;
use crate::{estate::OWN_BLOCK, fault::Fault};

/// A VPC, and which of its subnets a cluster has in which zone.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) vpc_id: String,
    pub(super) subnet_mapping: SubnetMapping,
    /// The block of addresses that the VPC has.
    pub(super) block: usize,
}

/// Finds the subnets, and refuses those that can't be a cluster's together.
pub(super) fn place(
    call: &Call<'_>,
    subnet_ids: &[String],
    is_dualstack: bool,
) -> Result<Place, Fault> {
    let refusal = |words: String| Err(Fault::invalid_request(words));
    let network = call.network();
    let mut subnet_mapping = SubnetMapping::new();
    let mut vpc_id: Option<String> = None;
    for id in subnet_ids {
        let Some(subnet) = network.subnet(id) else {
            return refusal(format!("Subnet {id} does not exist."));
        };
        let vpc = subnet.vpc_id.clone().unwrap_or_default();
        if vpc_id.get_or_insert_with(|| vpc.clone()) != &vpc {
            return refusal("All subnets of a cluster must be in the same VPC.".to_owned());
        }
        if is_dualstack && subnet.ipv6_cidr_block_association_set.is_empty() {
            return refusal(format!("Subnet {id} has no IPv6 addresses: DUALSTACK needs them."));
        }
        let zone = subnet.availability_zone.clone().unwrap_or_default();
        if let Some(other) = subnet_mapping.insert(zone.clone(), id.clone()) {
            return refusal(format!(
                "Subnets {other} and {id} are both in {zone}: a cluster has one subnet a zone."
            ));
        }
    }
    let vpc_id = vpc_id.unwrap_or_default();
    let records = call.region.clusters.values().chain(&call.region.gone);
    let neighbor = records.into_iter().find(|it| it.cluster.vpc_id.as_ref() == Some(&vpc_id));
    let block = neighbor.map_or(OWN_BLOCK, |record| record.block);
    Ok(Place { vpc_id, subnet_mapping, block })
}
