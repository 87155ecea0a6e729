//! The types of the inputs that nothing here reads: they are only checked, so that a list or a number
//! in the place of a text is refused by name and not sent.
//!
//! Which members are required is AWS's to say.

#![expect(dead_code, reason = "the members are read by serde alone")]

use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct CopyBackupToRegion {
    destination_region: Option<String>,
    backup_id: Option<String>,
    tag_list: Option<Vec<Tag>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct CreateCluster {
    backup_retention_policy: Option<BackupRetentionPolicy>,
    hsm_type: Option<String>,
    source_backup_id: Option<String>,
    subnet_ids: Option<Vec<String>>,
    network_type: Option<String>,
    tag_list: Option<Vec<Tag>>,
    mode: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct CreateHsm {
    cluster_id: Option<String>,
    availability_zone: Option<String>,
    ip_address: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct InitializeCluster {
    cluster_id: Option<String>,
    signed_cert: Option<String>,
    trust_anchor: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ModifyBackupAttributes {
    backup_id: Option<String>,
    never_expires: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ModifyCluster {
    hsm_type: Option<String>,
    backup_retention_policy: Option<BackupRetentionPolicy>,
    cluster_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct PutResourcePolicy {
    resource_arn: Option<String>,
    policy: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ResourceArn {
    resource_arn: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct BackupRetentionPolicy {
    r#type: Option<String>,
    value: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Tag {
    key: Option<String>,
    value: Option<String>,
}
