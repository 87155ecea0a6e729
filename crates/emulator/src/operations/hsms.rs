//! `CreateHsm` and `DeleteHsm`.

use cloudhsm_api::{ClusterState, DeleteHsmInput, DeleteHsmOutput, Hsm, HsmState, NetworkType};
use serde::{Deserialize, Serialize};

use super::{Call, input::Check, patterns::Pattern};
use crate::{
    estate::{Change, third_octet},
    fault::Fault,
};

/// AWS's default quota.
pub(crate) const MOST_HSMS: usize = 28;

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
    let region = &mut *call.region;
    let record = region
        .clusters
        .get_mut(&input.cluster_id)
        .ok_or_else(|| Fault::no_such_cluster(&input.cluster_id))?;
    let state = record.state();
    let accepts = [ClusterState::Uninitialized, ClusterState::Initialized, ClusterState::Active];
    if !accepts.contains(&state) {
        return Err(Fault::invalid_request(format!(
            "Cluster {} is in state {state}: an HSM can't be created.",
            input.cluster_id
        )));
    }
    let third = third_octet(record.block, &input.availability_zone);
    let cluster = &mut record.cluster;
    if state == ClusterState::Uninitialized && cluster.present_hsms().next().is_some() {
        return Err(Fault::invalid_request(format!(
            "Cluster {} must be initialized before it can have a second HSM.",
            input.cluster_id
        )));
    }
    if cluster.present_hsms().count() >= MOST_HSMS {
        return Err(Fault::invalid_request(format!(
            "A cluster can have at most {MOST_HSMS} HSMs."
        )));
    }
    let subnet_id =
        cluster.subnet_mapping.get(&input.availability_zone).cloned().ok_or_else(|| {
            Fault::invalid_request(format!(
                "Cluster {} has no subnet in {}.",
                input.cluster_id, input.availability_zone
            ))
        })?;
    if input.ip_address.is_some() && cluster.hsms.iter().any(|hsm| hsm.eni_ip == input.ip_address) {
        return Err(Fault::invalid_request("The IP address is in use."));
    }
    let ids = &mut region.ids;
    let host = 10 + ids.pick(240);
    let hsm = Hsm {
        hsm_id: ids.hsm(),
        state: Some(HsmState::CreateInProgress),
        availability_zone: Some(input.availability_zone),
        cluster_id: Some(input.cluster_id.clone()),
        subnet_id: Some(subnet_id),
        eni_id: Some(ids.eni()),
        eni_ip: input.ip_address.or_else(|| Some(format!("10.0.{third}.{host}"))),
        eni_ip_v6: (cluster.network_type == Some(NetworkType::Dualstack))
            .then(|| format!("2001:db8:0:{third:x}::{host:x}")),
        hsm_type: cluster.hsm_type.clone(),
        ..Hsm::default()
    };
    cluster.hsms.push(hsm.clone());
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
    let was_active = record.state() == ClusterState::Active;
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
    if was_active {
        region.back_up(&cluster, call.now_millis);
    }
    let due = call.now_millis + region.pace.hsm_deletion();
    region.note(due, Change::HsmDeleted { cluster_id: input.cluster_id, hsm_id: hsm_id.clone() });
    Ok(DeleteHsmOutput { hsm_id: Some(hsm_id), ..Default::default() })
}
