//! The shape of a cluster, with its certificates and its retention policy.

use litemap::LiteMap;
use serde_json::Value;

use crate::{
    ClusterMode, ClusterState, Hsm, HsmState, NetworkType, Secret, Tag, Timestamp, shape::shape,
    tag_value,
};

/// Availability Zone to subnet, in the order of the zones.
pub type SubnetMapping = LiteMap<String, String>;

shape! {
    /// A cluster of HSMs.
    ///
    /// <https://docs.aws.amazon.com/cloudhsm/latest/APIReference/API_Cluster.html>
    Cluster {
        /// `cluster-…`
        cluster_id: String = "ClusterId",
        /// Where the cluster is in its life.
        state: Option<ClusterState> = "State",
        /// Why the cluster is in its state, in AWS's words.
        state_message: Option<String> = "StateMessage",
        /// The HSMs in the cluster.
        hsms: Vec<Hsm> = "Hsms",
        /// Such as `hsm1.medium` or `hsm2m.medium`.
        hsm_type: Option<String> = "HsmType",
        /// Until when a change of the HSM type can be rolled back.
        hsm_type_rollback_expiration: Option<Timestamp> = "HsmTypeRollbackExpiration",
        /// FIPS or not.
        mode: Option<ClusterMode> = "Mode",
        /// Which addresses the HSMs get.
        network_type: Option<NetworkType> = "NetworkType",
        /// The VPC that contains the cluster.
        vpc_id: Option<String> = "VpcId",
        /// Availability Zone to subnet.
        subnet_mapping: SubnetMapping = "SubnetMapping",
        /// The cluster's security group.
        security_group: Option<String> = "SecurityGroup",
        /// `DEFAULT`
        backup_policy: Option<String> = "BackupPolicy",
        /// How long backups are kept.
        backup_retention_policy: Option<BackupRetentionPolicy> = "BackupRetentionPolicy",
        /// The backup that the cluster was created from.
        source_backup_id: Option<String> = "SourceBackupId",
        /// When the cluster was created.
        create_timestamp: Option<Timestamp> = "CreateTimestamp",
        /// The default password of the Pre-Crypto Officer: a secret.
        pre_co_password: Option<Secret> = "PreCoPassword",
        /// The cluster's certificates and its CSR.
        certificates: Option<Certificates> = "Certificates",
        /// The cluster's tags.
        tag_list: Vec<Tag> = "TagList",
    }
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
        let certificates = self.certificates.as_ref().map(Certificates::without_private_keys);
        Self { pre_co_password, certificates, ..self.clone() }
    }

    /// The same as JSON. A private key is left out wherever it is, also in a tag or in a member
    /// that this crate does not know.
    pub fn to_json_without_secrets(&self) -> Value {
        let mut json = self.to_json();
        mask_private_keys(&mut json);
        if let (Some(secret), Some(members)) = (&self.pre_co_password, json.as_object_mut()) {
            members.insert("PreCoPassword".to_owned(), secret.to_string().into());
        }
        json
    }

    /// The HSMs that are there: all that AWS lists but those that it reports as DELETED.
    pub fn present_hsms(&self) -> impl Iterator<Item = &Hsm> {
        self.hsms.iter().filter(|hsm| hsm.state != Some(HsmState::Deleted))
    }

    /// AWS works on the cluster or on one of its HSMs.
    pub fn is_in_work(&self) -> bool {
        self.state.as_ref().is_some_and(ClusterState::is_in_transition)
            || self
                .hsms
                .iter()
                .any(|hsm| hsm.state.as_ref().is_some_and(HsmState::is_in_transition))
    }

    /// The backup that the cluster was created from; blank counts as none.
    pub fn source_backup(&self) -> Option<&str> {
        self.source_backup_id.as_deref().filter(|id| !id.trim().is_empty())
    }

    /// One of the cluster's PEM texts; absent, `null` and blank are all `None`.
    pub fn certificate(&self, slot: CertificateSlot) -> Option<&str> {
        self.certificates.as_ref()?.get(slot)
    }
}

shape! {
    /// The certificates of a cluster as PEM; which are there depends on the cluster's state.
    ///
    /// <https://docs.aws.amazon.com/cloudhsm/latest/APIReference/API_Certificates.html>
    Certificates {
        /// The signing request that the customer's CA signs to initialize the cluster.
        cluster_csr: Option<String> = "ClusterCsr",
        /// The certificate that the HSM hardware issued.
        hsm_certificate: Option<String> = "HsmCertificate",
        /// The hardware certificate that AWS CloudHSM issued.
        aws_hardware_certificate: Option<String> = "AwsHardwareCertificate",
        /// The hardware certificate that the hardware manufacturer issued.
        manufacturer_hardware_certificate: Option<String> = "ManufacturerHardwareCertificate",
        /// The cluster certificate that the customer's CA issued.
        cluster_certificate: Option<String> = "ClusterCertificate",
    }
}

impl Certificates {
    /// The same, where a mask replaces each text that holds a private key.
    fn without_private_keys(&self) -> Self {
        let mask = |text: &Option<String>| {
            let text = text.as_deref()?;
            let is_key = private_key::is_in(text.as_bytes());
            Some(if is_key { private_key::MASK } else { text }.to_owned())
        };
        let mut extra = Value::Object(self.extra.clone());
        mask_private_keys(&mut extra);
        Self {
            cluster_csr: mask(&self.cluster_csr),
            hsm_certificate: mask(&self.hsm_certificate),
            aws_hardware_certificate: mask(&self.aws_hardware_certificate),
            manufacturer_hardware_certificate: mask(&self.manufacturer_hardware_certificate),
            cluster_certificate: mask(&self.cluster_certificate),
            unreadable: self.unreadable.clone(),
            extra: match extra {
                Value::Object(extra) => extra,
                _ => crate::Extra::new(),
            },
        }
    }

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

shape! {
    /// How long AWS keeps the backups of a cluster.
    ///
    /// <https://docs.aws.amazon.com/cloudhsm/latest/APIReference/API_BackupRetentionPolicy.html>
    BackupRetentionPolicy {
        /// `DAYS`
        r#type: Option<String> = "Type",
        /// A number as text. AWS accepts 7 to 379; clusters older than November 2020 can have more.
        value: Option<String> = "Value" via number_as_text,
    }
}

impl BackupRetentionPolicy {
    /// The number of days: only of a policy of type `DAYS` whose value is a plain positive number.
    ///
    /// Anything else (`0`, `07`, no type) has no documented meaning, so that no date follows from it.
    pub fn days(&self) -> Option<u32> {
        let value = self.value.as_deref()?;
        let is_plain = value.bytes().all(|byte| byte.is_ascii_digit()) && !value.starts_with('0');
        value.parse().ok().filter(|_| is_plain && self.r#type.as_deref() == Some("DAYS"))
    }

    /// Type and value as AWS sent them (`07 DAYS`), for a policy that has no number of days.
    pub fn as_sent(&self) -> String {
        let filled = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
        let value = filled(&self.value).unwrap_or_else(|| "no value".to_owned());
        [value, filled(&self.r#type).unwrap_or_else(|| "(no type)".to_owned())].join(" ")
    }
}

/// Replaces each text that holds a private key.
pub fn mask_private_keys(json: &mut Value) {
    match json {
        Value::String(text) if private_key::is_in(text.as_bytes()) => {
            private_key::MASK.clone_into(text);
        }
        Value::Array(values) => values.iter_mut().for_each(mask_private_keys),
        Value::Object(members) => members.values_mut().for_each(mask_private_keys),
        _ => {}
    }
}

/// Some implementations send the number of days as a number.
fn number_as_text(value: Value) -> Value {
    match value {
        Value::Null | Value::String(_) => value,
        other => Value::String(other.to_string()),
    }
}
