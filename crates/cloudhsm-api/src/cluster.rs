//! The shape of a cluster, with its certificates and its retention policy.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use crate::{
    ClusterMode, ClusterState, Extra, Hsm, NetworkType, Secret, Tag, Timestamp,
    serde_rules::null_as_default, tag_value,
};

/// A cluster of HSMs.
///
/// <https://docs.aws.amazon.com/cloudhsm/latest/APIReference/API_Cluster.html>
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Cluster {
    /// `cluster-…`
    #[serde(default, deserialize_with = "null_as_default")]
    pub cluster_id: String,
    /// Where the cluster is in its life.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<ClusterState>,
    /// Why the cluster is in its state, in AWS's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state_message: Option<String>,
    /// The HSMs in the cluster.
    #[serde(default, deserialize_with = "null_as_default")]
    pub hsms: Vec<Hsm>,
    /// Such as `hsm1.medium` or `hsm2m.medium`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hsm_type: Option<String>,
    /// Until when a change of the HSM type can be rolled back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hsm_type_rollback_expiration: Option<Timestamp>,
    /// FIPS or not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<ClusterMode>,
    /// Which addresses the HSMs get.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub network_type: Option<NetworkType>,
    /// The VPC that contains the cluster.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vpc_id: Option<String>,
    /// Availability Zone to subnet.
    #[serde(default, deserialize_with = "null_as_default")]
    pub subnet_mapping: BTreeMap<String, String>,
    /// The cluster's security group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub security_group: Option<String>,
    /// `DEFAULT`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backup_policy: Option<String>,
    /// How long backups are kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backup_retention_policy: Option<BackupRetentionPolicy>,
    /// The backup that the cluster was created from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_backup_id: Option<String>,
    /// When the cluster was created.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub create_timestamp: Option<Timestamp>,
    /// The default password of the Pre-Crypto Officer: a secret.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pre_co_password: Option<Secret>,
    /// The cluster's certificates and its CSR.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificates: Option<Certificates>,
    /// The cluster's tags.
    #[serde(default, deserialize_with = "null_as_default")]
    pub tag_list: Vec<Tag>,
    /// Members that this crate does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Cluster {
    /// The value of the `Name` tag, as the AWS console shows names; blank counts as none.
    pub fn name(&self) -> Option<&str> {
        tag_value(&self.tag_list, "Name").filter(|name| !name.trim().is_empty())
    }

    /// The same cluster, fit to be shown as JSON, exported or logged.
    #[must_use]
    pub fn without_secrets(&self) -> Self {
        let pre_co_password = self.pre_co_password.as_ref().map(|secret| {
            // `Display` is the mask.
            Secret::new(secret.to_string())
        });
        Self { pre_co_password, ..self.clone() }
    }

    /// One of the cluster's PEM texts; absent, `null` and blank are all `None`.
    pub fn certificate(&self, slot: CertificateSlot) -> Option<&str> {
        self.certificates.as_ref()?.get(slot)
    }
}

/// The certificates of a cluster as PEM; which are there depends on the cluster's state.
///
/// <https://docs.aws.amazon.com/cloudhsm/latest/APIReference/API_Certificates.html>
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Certificates {
    /// The signing request that the customer's CA signs to initialize the cluster.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cluster_csr: Option<String>,
    /// The certificate that the HSM hardware issued.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hsm_certificate: Option<String>,
    /// The hardware certificate that AWS CloudHSM issued.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aws_hardware_certificate: Option<String>,
    /// The hardware certificate that the hardware manufacturer issued.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub manufacturer_hardware_certificate: Option<String>,
    /// The cluster certificate that the customer's CA issued.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cluster_certificate: Option<String>,
    /// Members that this crate does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Certificates {
    /// The PEM text of a slot; blank counts as none, as some implementations send `""`.
    pub fn get(&self, slot: CertificateSlot) -> Option<&str> {
        let text = match slot {
            CertificateSlot::ClusterCsr => &self.cluster_csr,
            CertificateSlot::HsmCertificate => &self.hsm_certificate,
            CertificateSlot::AwsHardwareCertificate => &self.aws_hardware_certificate,
            CertificateSlot::ManufacturerHardwareCertificate => {
                &self.manufacturer_hardware_certificate
            }
            CertificateSlot::ClusterCertificate => &self.cluster_certificate,
        };
        text.as_deref().filter(|text| !text.trim().is_empty())
    }
}

/// The members of [`Certificates`], by AWS's names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CertificateSlot {
    /// `ClusterCsr`
    ClusterCsr,
    /// `HsmCertificate`
    HsmCertificate,
    /// `AwsHardwareCertificate`
    AwsHardwareCertificate,
    /// `ManufacturerHardwareCertificate`
    ManufacturerHardwareCertificate,
    /// `ClusterCertificate`
    ClusterCertificate,
}

impl CertificateSlot {
    /// All five, in AWS's order.
    pub const ALL: [Self; 5] = [
        Self::ClusterCsr,
        Self::HsmCertificate,
        Self::AwsHardwareCertificate,
        Self::ManufacturerHardwareCertificate,
        Self::ClusterCertificate,
    ];

    /// The member's name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::ClusterCsr => "ClusterCsr",
            Self::HsmCertificate => "HsmCertificate",
            Self::AwsHardwareCertificate => "AwsHardwareCertificate",
            Self::ManufacturerHardwareCertificate => "ManufacturerHardwareCertificate",
            Self::ClusterCertificate => "ClusterCertificate",
        }
    }
}

/// How long AWS keeps the backups of a cluster.
///
/// <https://docs.aws.amazon.com/cloudhsm/latest/APIReference/API_BackupRetentionPolicy.html>
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct BackupRetentionPolicy {
    /// `DAYS`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub r#type: Option<String>,
    /// A number as text. AWS accepts 7 to 379; clusters older than November 2020 can have more.
    #[serde(default, deserialize_with = "text_or_number", skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// Members that this crate does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl BackupRetentionPolicy {
    /// The number of days, if the policy is in days and its value is a number.
    pub fn days(&self) -> Option<u32> {
        let in_days = self.r#type.as_deref().is_none_or(|kind| kind == "DAYS");
        self.value.as_deref()?.trim().parse().ok().filter(|_| in_days)
    }
}

fn text_or_number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::Null => None,
        Value::String(text) => Some(text),
        other => Some(other.to_string()),
    })
}
