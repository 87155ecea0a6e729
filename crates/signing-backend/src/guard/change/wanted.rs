//! What a change is to reach: of a plan, and whether something that AWS lists can be it.
//!
//! Must not know: what was there before.

use cloudhsm_api::Operation;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::Change;
use crate::{
    audit::{RecordedBackupChange, Wanted},
    hex::hex,
    reader::text,
};

impl Wanted {
    /// Of a planned change, on the state that it was planned on.
    pub(super) fn of(change: &Change, state: &Value) -> Self {
        match change.clone() {
            Change::CreateCluster(new) => Self::Cluster {
                hsm_type: new.hsm_type,
                subnet_ids: new.subnets,
                source_backup_id: new.source_backup,
            },
            Change::CreateHsm { cluster_id, zone, ip } => {
                Self::Hsm { cluster_id, availability_zone: zone, ip_address: ip }
            }
            Change::Initialize { cluster_id, signed_cert, .. } => {
                Self::Initialized { cluster_id, signed_cert_sha256: fingerprint(&signed_cert) }
            }
            Change::Retention { cluster_id, days } => Self::Retention { cluster_id, days },
            Change::HsmType { cluster_id, hsm_type } => Self::HsmType { cluster_id, hsm_type },
            Change::Backup(change) => {
                Self::Backup { backup: Box::new(RecordedBackupChange::new(change, state)) }
            }
        }
    }

    pub(super) fn operation(&self) -> Operation {
        match self {
            Self::Cluster { .. } => Operation::CreateCluster,
            Self::Hsm { .. } => Operation::CreateHsm,
            Self::Initialized { .. } => Operation::InitializeCluster,
            Self::Retention { .. } | Self::HsmType { .. } => Operation::ModifyCluster,
            Self::Backup { backup } => backup.change.operation(),
        }
    }

    /// The cluster that it changes; of a new one there is none.
    pub(super) fn cluster_id(&self) -> Option<&str> {
        match self {
            Self::Cluster { .. } | Self::Backup { .. } => None,
            Self::Hsm { cluster_id, .. }
            | Self::Initialized { cluster_id, .. }
            | Self::Retention { cluster_id, .. }
            | Self::HsmType { cluster_id, .. } => Some(cluster_id),
        }
    }

    /// What is to become of a backup, if it is about one.
    pub(super) fn backup(&self) -> Option<&RecordedBackupChange> {
        match self {
            Self::Backup { backup } => Some(backup),
            _ => None,
        }
    }

    /// All texts in it.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        let own: Vec<&String> = match self {
            Self::Cluster { hsm_type, subnet_ids, source_backup_id } => {
                subnet_ids.iter().chain(source_backup_id).chain([hsm_type]).collect()
            }
            Self::Hsm { availability_zone, ip_address, .. } => {
                ip_address.iter().chain([availability_zone]).collect()
            }
            Self::HsmType { hsm_type, .. } => vec![hsm_type],
            Self::Backup { backup } => backup.texts(),
            Self::Initialized { .. } | Self::Retention { .. } => Vec::new(),
        };
        own.into_iter().map(String::as_str).chain(self.cluster_id())
    }

    /// Whether something that AWS lists can be what was created.
    pub(super) fn fits(&self, listed: &Value) -> bool {
        match self {
            Self::Cluster { hsm_type, subnet_ids, source_backup_id } => {
                text(listed, "HsmType") == Some(hsm_type)
                    && is_from(source_backup_id.as_deref(), listed)
                    && is_in(subnet_ids, listed)
            }
            Self::Hsm { availability_zone, ip_address, .. } => {
                text(listed, "AvailabilityZone") == Some(availability_zone)
                    && ip_address.as_deref().is_none_or(|ip| text(listed, "EniIp") == Some(ip))
            }
            _ => false,
        }
    }
}

fn is_from(source: Option<&str>, listed: &Value) -> bool {
    let listed = text(listed, "SourceBackupId").filter(|id| !id.is_empty());
    match source {
        // An ARN ends with the ID.
        Some(own) => listed.is_some_and(|id| own == id || own.ends_with(&format!("/{id}"))),
        None => listed.is_none(),
    }
}

fn is_in(subnets: &[String], listed: &Value) -> bool {
    let mapping = listed.get("SubnetMapping").and_then(Value::as_object);
    let own = mapping.into_iter().flat_map(|it| it.values()).filter_map(Value::as_str);
    own.filter(|id| subnets.iter().any(|own| own == id)).count() == subnets.len()
}

/// SHA-256 (hex) of the DER of a certificate, or of all in a bundle; `None` for what is none.
pub(super) fn fingerprint(pem: &str) -> Option<String> {
    let items = attestation::to_der(pem.as_bytes()).ok().filter(|items| !items.is_empty())?;
    Some(hex(Sha256::digest(items.concat())))
}
