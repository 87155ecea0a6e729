//! `CreateCluster`.

use std::collections::BTreeMap;

use cloudhsm_api::{
    BackupRetentionPolicy, BackupState, Certificates, Cluster, ClusterMode, ClusterState,
    NetworkType, Tag, Timestamp,
};
use serde::{Deserialize, Serialize};

use super::{
    Call,
    clusters::{check_retention, refuse_retention},
    input::Check,
    patterns::{Pattern, backup_id_of},
    tags::{check_tags, refuse_reserved},
};
use crate::{
    estate::{BLOCKS, Change, ClusterRecord},
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

/// Quotas are not enforced: the seeded fleet alone is above AWS's default of four clusters.
pub(super) fn run(
    call: &mut Call<'_>,
    input: CreateClusterInput,
) -> Result<CreateClusterOutput, Fault> {
    let mut check = Check::default()
        .id("hsmType", &input.hsm_type, Pattern::HsmType)
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
    check_tags(check, &input.tag_list, 0).done()?;
    refuse_retention(input.backup_retention_policy.as_ref())?;
    refuse_reserved(input.tag_list.iter().map(|tag| tag.key.as_str()))?;
    if input.hsm_type != "hsm1.medium" && input.mode.is_none() {
        return Err(Fault::invalid_request(format!(
            "Mode must be specified for HSM type {}.",
            input.hsm_type
        )));
    }
    let source_backup_id = input.source_backup_id.as_deref().map(backup_id_of);
    if let Some(backup_id) = source_backup_id {
        let backup = call.region.backups.get(backup_id);
        let backup = backup.ok_or_else(|| Fault::no_such_backup(backup_id))?;
        if backup.backup_state != Some(BackupState::Ready) {
            return Err(Fault::invalid_request(format!("Backup {backup_id} is not READY.")));
        }
    }

    let region = &mut *call.region;
    let cluster_id = region.ids.cluster();
    let zones = (b'a'..=b'j').map(|letter| format!("{}{}", region.name, char::from(letter)));
    let subnet_mapping: BTreeMap<String, String> = zones.zip(input.subnet_ids).collect();
    let cluster = Cluster {
        cluster_id: cluster_id.clone(),
        state: Some(ClusterState::CreateInProgress),
        hsm_type: Some(input.hsm_type),
        mode: input.mode.or(Some(ClusterMode::Fips)),
        network_type: input.network_type.or(Some(NetworkType::Ipv4)),
        vpc_id: Some(region.ids.vpc()),
        subnet_mapping,
        security_group: Some(region.ids.security_group()),
        backup_policy: Some("DEFAULT".to_owned()),
        backup_retention_policy: input.backup_retention_policy.or_else(|| {
            Some(BackupRetentionPolicy {
                r#type: Some("DAYS".to_owned()),
                value: Some("90".to_owned()),
                ..Default::default()
            })
        }),
        source_backup_id: source_backup_id.map(str::to_owned),
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
    let block = region.ids.pick(BLOCKS);
    let record = ClusterRecord { cluster: cluster.clone(), key, block };
    region.clusters.insert(cluster_id.clone(), record);
    let due = call.now_millis + region.pace.cluster_change();
    region.note(due, Change::ClusterSettles { cluster_id, state: settles });
    Ok(CreateClusterOutput { cluster })
}
