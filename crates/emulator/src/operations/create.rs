//! `CreateCluster`.

use cloudhsm_api::{
    BackupRetentionPolicy, BackupState, Certificates, Cluster, ClusterMode, ClusterState,
    NetworkType, Tag, Timestamp,
};
use serde::{Deserialize, Serialize};

use super::{
    Call,
    input::Check,
    modify::{check_retention, refuse_retention},
    patterns::{Pattern, backup_id_of},
    place::place,
    quotas::check_quota,
    tags::{check_tags, refuse_reserved},
};
use crate::{
    estate::{Change, ClusterRecord, NEW_TYPE, OLD_TYPE, Region},
    fault::Fault,
};

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct CreateClusterInput {
    hsm_type: String,
    subnet_ids: Vec<String>,
    source_backup_id: Option<String>,
    backup_retention_policy: Option<BackupRetentionPolicy>,
    network_type: Option<NetworkType>,
    mode: Option<ClusterMode>,
    tag_list: Vec<Tag>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct CreateClusterOutput {
    cluster: Cluster,
}

pub(super) fn run(
    call: &mut Call<'_>,
    input: CreateClusterInput,
) -> Result<CreateClusterOutput, Fault> {
    check_members(&input)?;
    refuse_retention(input.backup_retention_policy.as_ref())?;
    refuse_reserved(input.tag_list.iter().map(|tag| tag.key.as_str()))?;
    let mode = mode_of(&input, call.region.rules.new_hsm1_clusters)?;
    let source_backup_id = match input.source_backup_id.as_deref() {
        Some(source) => Some(source_backup(call.region, source, &mode)?),
        None => None,
    };
    let is_dualstack = input.network_type == Some(NetworkType::Dualstack);
    let place = place(call, &input.subnet_ids, is_dualstack)?;
    let is_there = |record: &&ClusterRecord| record.state() != ClusterState::Deleted;
    let count = call.region.clusters.values().filter(is_there).count();
    check_quota("clusters in a region", count, call.region.rules.clusters)?;

    let region = &mut *call.region;
    let cluster_id = region.ids.cluster();
    let mut cluster = Cluster {
        cluster_id: cluster_id.clone(),
        state: Some(ClusterState::CreateInProgress),
        hsm_type: Some(input.hsm_type),
        mode: Some(mode),
        network_type: input.network_type.or(Some(NetworkType::Ipv4)),
        vpc_id: Some(place.vpc_id),
        subnet_mapping: place.subnet_mapping,
        security_group: Some(region.ids.security_group()),
        backup_policy: Some("DEFAULT".to_owned()),
        backup_retention_policy: input.backup_retention_policy.or_else(|| {
            Some(BackupRetentionPolicy {
                r#type: Some("DAYS".to_owned()),
                value: Some("90".to_owned()),
                ..Default::default()
            })
        }),
        source_backup_id,
        create_timestamp: Some(Timestamp::EpochMillis(call.now_millis)),
        certificates: Some(Certificates::default()),
        tag_list: input.tag_list,
        ..Cluster::default()
    };
    // A backup brings the owner's certificate and users along: its cluster needs no initialization.
    let settles = if cluster.source_backup_id.is_some() {
        ClusterState::Active
    } else {
        ClusterState::Uninitialized
    };
    let key = region.ids.pick(call.pki.pool_size());
    if let Some(source) = &cluster.source_backup_id {
        let certificates = region.restored_certificates(&cluster_id, source, key, call.pki);
        cluster.certificates = Some(certificates);
    }
    let record = ClusterRecord { cluster: cluster.clone(), key, block: place.block };
    region.clusters.insert(cluster_id.clone(), record);
    let due = call.now_millis + region.pace.cluster_change();
    region.note(due, Change::ClusterSettles { cluster_id, state: settles });
    Ok(CreateClusterOutput { cluster })
}

/// What the API model says of the members.
fn check_members(input: &CreateClusterInput) -> Result<(), Fault> {
    let mut check = Check::default()
        .id("hsmType", &input.hsm_type, Pattern::HsmType)
        .length("hsmType", input.hsm_type.len(), (0, 32))
        .length("subnetIds", input.subnet_ids.len(), (1, 10))
        .optional("sourceBackupId", input.source_backup_id.as_deref(), Pattern::BackupIdOrArn)
        .one_of("mode", input.mode.as_ref().map(ClusterMode::as_str), &["FIPS", "NON_FIPS"])
        .one_of(
            "networkType",
            input.network_type.as_ref().map(NetworkType::as_str),
            &["IPV4", "DUALSTACK"],
        );
    for subnet in &input.subnet_ids {
        check = check.pattern("subnetIds.member", subnet, Pattern::SubnetId);
    }
    check = check_retention(check, input.backup_retention_policy.as_ref());
    check_tags(check, &input.tag_list, 0).done()
}

/// The mode, which the type has to have: hsm1.medium knows FIPS only, and takes it for granted.
fn mode_of(input: &CreateClusterInput, new_hsm1_clusters: bool) -> Result<ClusterMode, Fault> {
    let refusal = |words: String| Err(Fault::invalid_request(words));
    match (input.hsm_type.as_str(), &input.mode) {
        (OLD_TYPE, _) if !new_hsm1_clusters => {
            refusal(format!("New clusters of HSM type {OLD_TYPE} can no longer be created."))
        }
        (OLD_TYPE, Some(ClusterMode::NonFips)) => {
            refusal(format!("Mode NON_FIPS is not available for HSM type {OLD_TYPE}."))
        }
        (OLD_TYPE, mode) => Ok(mode.clone().unwrap_or(ClusterMode::Fips)),
        (NEW_TYPE, Some(mode)) => Ok(mode.clone()),
        (NEW_TYPE, None) => refusal(format!("Mode must be specified for HSM type {NEW_TYPE}.")),
        (other, _) => refusal(format!("HSM type {other} is not available.")),
    }
}

/// The id of the backup that is meant: one's own by its id or ARN, another account's by its ARN.
fn source_backup(region: &Region, source: &str, mode: &ClusterMode) -> Result<String, Fault> {
    let own = region.backups.get(backup_id_of(source));
    let own =
        own.filter(|own| own.backup_id == source || own.backup_arn.as_deref() == Some(source));
    let backup = own.or_else(|| region.shared.get(source));
    let backup = backup.ok_or_else(|| Fault::no_such_backup(source))?;
    if backup.backup_state != Some(BackupState::Ready) {
        return Err(Fault::invalid_request(format!("Backup {source} is not READY.")));
    }
    if backup.mode.as_ref().is_some_and(|own| own != mode) {
        return Err(Fault::invalid_request(format!(
            "Backup {source} can be restored only into a cluster of its own mode."
        )));
    }
    Ok(backup.backup_id.clone())
}
