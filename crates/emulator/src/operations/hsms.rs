//! `CreateHsm` and `DeleteHsm`.

use cloudhsm_api::{ClusterState, DeleteHsmInput, DeleteHsmOutput, Hsm, HsmState, NetworkType};
use serde::{Deserialize, Serialize};

use super::{Call, input::Check, patterns::Pattern, quotas::check_quota};
use crate::{estate::Change, fault::Fault};

/// AWS documents the two in the middle; the others are not, or not yet, or no longer a cluster
/// that can have HSMs. A degraded one can: that is how it is mended.
const REFUSE_A_NEW_HSM: [ClusterState; 6] = [
    ClusterState::CreateInProgress,
    ClusterState::InitializeInProgress,
    ClusterState::ModifyInProgress,
    ClusterState::RollbackInProgress,
    ClusterState::DeleteInProgress,
    ClusterState::Deleted,
];

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct CreateHsmInput {
    cluster_id: String,
    availability_zone: String,
    ip_address: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct CreateHsmOutput {
    hsm: Hsm,
}

pub(super) fn create(call: &mut Call<'_>, input: CreateHsmInput) -> Result<CreateHsmOutput, Fault> {
    Check::default()
        .id("clusterId", &input.cluster_id, Pattern::ClusterId)
        .id("availabilityZone", &input.availability_zone, Pattern::AvailabilityZone)
        .optional("ipAddress", input.ip_address.as_deref(), Pattern::IpAddress)
        .done()?;
    let network = call.network();
    let region = &mut *call.region;
    let most_in_region = region.rules.hsms;
    let in_region =
        region.clusters.values().map(|record| record.cluster.present_hsms().count()).sum();
    let record = region
        .clusters
        .get_mut(&input.cluster_id)
        .ok_or_else(|| Fault::no_such_cluster(&input.cluster_id))?;
    let state = record.state();
    if REFUSE_A_NEW_HSM.contains(&state) {
        return Err(Fault::invalid_request(format!(
            "Cluster {} is in state {state}: an HSM can't be created.",
            input.cluster_id
        )));
    }
    let cluster = &mut record.cluster;
    let count = cluster.present_hsms().count();
    if state == ClusterState::Uninitialized && count > 0 {
        return Err(Fault::invalid_request(format!(
            "Cluster {} already contains an HSM but has not yet been fully activated.",
            input.cluster_id
        )));
    }
    let subnet_id = cluster.subnet_mapping.get(&input.availability_zone).ok_or_else(|| {
        Fault::invalid_request(format!(
            "Cluster {} has no subnet in {}.",
            input.cluster_id, input.availability_zone
        ))
    })?;
    if region.rules.zones_without_cloudhsm.contains(&input.availability_zone) {
        return Err(Fault::invalid_request(format!(
            "CloudHSM is not available in {}.",
            input.availability_zone
        )));
    }
    check_quota("HSMs in a cluster", count, Some(region.rules.hsms_a_cluster))?;
    check_quota("HSMs in a region", in_region, most_in_region)?;
    let ids = &mut region.ids;
    let first = 10 + u32::try_from(ids.pick(240)).unwrap_or_default();
    let subnet = network
        .subnet(subnet_id)
        .ok_or_else(|| Fault::invalid_request(format!("Subnet {subnet_id} does not exist.")))?;
    let addresses = network
        .free_address(subnet, input.ip_address.as_deref(), first)
        .map_err(|reason| Fault::invalid_request(reason.to_string()))?;
    let is_dualstack = cluster.network_type == Some(NetworkType::Dualstack);
    let hsm = Hsm {
        hsm_id: ids.hsm(),
        state: Some(HsmState::CreateInProgress),
        availability_zone: Some(input.availability_zone),
        cluster_id: Some(input.cluster_id.clone()),
        subnet_id: Some(subnet_id.clone()),
        eni_id: Some(ids.eni()),
        eni_ip: Some(addresses.ipv4.to_string()),
        eni_ip_v6: addresses.ipv6.filter(|_| is_dualstack),
        hsm_type: cluster.hsm_type.clone(),
        ..Hsm::default()
    };
    cluster.hsms.push(hsm.clone());
    if state == ClusterState::Active {
        let cluster = cluster.clone();
        region.back_up(&cluster, call.now_millis);
    }
    region.new_hsms.insert(hsm.hsm_id.clone(), call.now_millis);
    let due = call.now_millis + region.pace.hsm_creation();
    let created = Change::HsmCreated { cluster_id: input.cluster_id, hsm_id: hsm.hsm_id.clone() };
    region.note(due, created);
    Ok(CreateHsmOutput { hsm })
}

pub(super) fn delete(call: &mut Call<'_>, input: DeleteHsmInput) -> Result<DeleteHsmOutput, Fault> {
    Check::default()
        .id("clusterId", &input.cluster_id, Pattern::ClusterId)
        .optional("hsmId", input.hsm_id.as_deref(), Pattern::HsmId)
        .optional("eniId", input.eni_id.as_deref(), Pattern::EniId)
        .optional("eniIp", input.eni_ip.as_deref(), Pattern::IpAddress)
        .done()?;
    let names = [&input.hsm_id, &input.eni_id, &input.eni_ip];
    if names.iter().filter(|name| name.is_some()).count() != 1 {
        return Err(Fault::invalid_request(
            "Specify exactly one of the following parameters: HsmId, EniId, EniIp.",
        ));
    }
    let region = &mut *call.region;
    let record = region
        .clusters
        .get_mut(&input.cluster_id)
        .ok_or_else(|| Fault::no_such_cluster(&input.cluster_id))?;
    let state = record.state();
    if matches!(state, ClusterState::ModifyInProgress | ClusterState::RollbackInProgress) {
        return Err(Fault::invalid_request(format!(
            "Cluster {} is in state {state}: an HSM can't be deleted.",
            input.cluster_id
        )));
    }
    let is_meant = |hsm: &&mut Hsm| {
        input.hsm_id.as_ref().is_some_and(|id| *id == hsm.hsm_id)
            || (input.eni_id.is_some() && input.eni_id == hsm.eni_id)
            || (input.eni_ip.is_some() && input.eni_ip == hsm.eni_ip)
    };
    let hsm = record.cluster.hsms.iter_mut().find(is_meant).ok_or_else(|| {
        Fault::not_found(format!("The HSM does not exist in cluster {}.", input.cluster_id))
    })?;
    if hsm.state == Some(HsmState::DeleteInProgress) {
        return Err(Fault::invalid_request(format!("HSM {} is being deleted.", hsm.hsm_id)));
    }
    hsm.state = Some(HsmState::DeleteInProgress);
    let hsm_id = hsm.hsm_id.clone();
    let cluster = record.cluster.clone();
    if state == ClusterState::Active {
        region.back_up(&cluster, call.now_millis);
    }
    let due = call.now_millis + region.pace.hsm_deletion();
    region.note(due, Change::HsmDeleted { cluster_id: input.cluster_id, hsm_id: hsm_id.clone() });
    Ok(DeleteHsmOutput { hsm_id: Some(hsm_id), ..Default::default() })
}
