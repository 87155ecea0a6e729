//! What changes a cluster, or creates one, and costs money or can't be changed back: it needs a plan
//! and a permit, as a deletion does.
//!
//! Owns which changes there are, what AWS's input for each must have, and what a plan says of them.
//! Only what AWS documents blocks: <https://docs.aws.amazon.com/cloudhsm/latest/APIReference/>. Where
//! it documents nothing, AWS's answer decides. Must not know: permits, HTTP.

mod backups;
mod blockers;
mod certificates;
mod creations;
mod effects;
mod goal;
mod input;
mod losses;
mod made;
mod migration;
mod reading;
mod room;
mod terraform;
mod wanted;

use cloudhsm_api::Operation;
use serde_json::{Map, Value, json};

pub(super) use backups::Beside;
pub use backups::{BackupAction, BackupChange};
pub(super) use blockers::{blockers, migrating};
pub(super) use creations::{Creations, OfOthers};
pub(super) use effects::effects;
pub(super) use goal::ChangeGoal;
pub(super) use losses::warn;
pub(super) use migration::is_migrating;
pub(super) use reading::{cluster_ids, read_for};
pub(super) use room::Room;
pub(super) use terraform::terraform;

/// A change that needs a plan.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Change {
    /// A new cluster, empty or from a backup.
    CreateCluster(NewCluster),
    /// One more HSM.
    CreateHsm {
        /// The cluster's ID.
        cluster_id: String,
        /// The Availability Zone.
        zone: String,
        /// The address in the zone's subnet; AWS chooses one without it.
        ip: Option<String>,
    },
    /// The cluster becomes its owner's: certificate and trust anchor, PEM.
    Initialize {
        /// The cluster's ID.
        cluster_id: String,
        /// The cluster certificate that the owner's CA signed.
        signed_cert: String,
        /// The CA's own certificate.
        trust_anchor: String,
    },
    /// How many days backups are kept.
    Retention {
        /// The cluster's ID.
        cluster_id: String,
        /// Days, 7 to 379.
        days: u32,
    },
    /// All HSMs become ones of another type: the migration, or its rollback.
    HsmType {
        /// The cluster's ID.
        cluster_id: String,
        /// Such as `hsm2m.medium`.
        hsm_type: String,
    },
    /// A backup is changed, copied or shared.
    Backup(BackupChange),
}

/// AWS's input of `CreateCluster`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct NewCluster {
    /// Such as `hsm2m.medium`.
    pub hsm_type: String,
    /// One a zone, 1 to 10.
    pub subnets: Vec<String>,
    /// A backup's ID, or the full ARN of another account's.
    pub source_backup: Option<String>,
    /// `FIPS` or `NON_FIPS`.
    pub mode: Option<String>,
    /// `IPV4` or `DUALSTACK`.
    pub network_type: Option<String>,
    /// Days, 7 to 379; AWS's default is 90.
    pub retention_days: Option<u32>,
    /// Keys and values.
    pub tags: Vec<(String, String)>,
}

/// What a new cluster is called before it has an ID.
const NEW_CLUSTER: &str = "new-cluster";

impl Change {
    /// The operation that makes it.
    pub(super) fn operation(&self) -> Operation {
        match self {
            Self::CreateCluster(_) => Operation::CreateCluster,
            Self::CreateHsm { .. } => Operation::CreateHsm,
            Self::Initialize { .. } => Operation::InitializeCluster,
            Self::Retention { .. } | Self::HsmType { .. } => Operation::ModifyCluster,
            Self::Backup(change) => change.operation(),
        }
    }

    /// The backup that it changes, copies or shares.
    pub(super) fn backup(&self) -> Option<&BackupChange> {
        match self {
            Self::Backup(change) => Some(change),
            _ => None,
        }
    }

    /// The cluster that it changes.
    pub(super) fn cluster_id(&self) -> Option<&str> {
        match self {
            Self::CreateCluster(_) | Self::Backup(_) => None,
            Self::CreateHsm { cluster_id, .. }
            | Self::Initialize { cluster_id, .. }
            | Self::Retention { cluster_id, .. }
            | Self::HsmType { cluster_id, .. } => Some(cluster_id),
        }
    }

    /// The ID of the cluster or the backup; of a new one there is none yet.
    pub(super) fn id(&self) -> &str {
        let backup = self.backup().map(|it| it.backup_id.as_str());
        backup.or(self.cluster_id()).unwrap_or(NEW_CLUSTER)
    }

    /// The backup that a new cluster is made from.
    pub(super) fn source_backup(&self) -> Option<&str> {
        match self {
            Self::CreateCluster(new) => new.source_backup.as_deref(),
            _ => None,
        }
    }

    /// AWS's input, in AWS's order.
    pub(super) fn body(&self) -> Map<String, Value> {
        let value = match self {
            Self::CreateCluster(new) => return new.body(),
            Self::Backup(change) => return change.body(),
            Self::CreateHsm { cluster_id, zone, ip: Some(ip) } => {
                json!({ "ClusterId": cluster_id, "AvailabilityZone": zone, "IpAddress": ip })
            }
            Self::CreateHsm { cluster_id, zone, ip: None } => {
                json!({ "ClusterId": cluster_id, "AvailabilityZone": zone })
            }
            Self::Initialize { cluster_id, signed_cert, trust_anchor } => json!({
                "ClusterId": cluster_id, "SignedCert": signed_cert, "TrustAnchor": trust_anchor
            }),
            Self::Retention { cluster_id, days } => {
                json!({ "ClusterId": cluster_id, "BackupRetentionPolicy": retention(*days) })
            }
            Self::HsmType { cluster_id, hsm_type } => {
                json!({ "ClusterId": cluster_id, "HsmType": hsm_type })
            }
        };
        match value {
            Value::Object(members) => members,
            _ => Map::new(),
        }
    }
}

impl NewCluster {
    fn body(&self) -> Map<String, Value> {
        let mut body = Map::new();
        let mut add = |member: &str, value: Option<Value>| {
            if let Some(value) = value {
                body.insert(member.to_owned(), value);
            }
        };
        add("HsmType", Some(self.hsm_type.as_str().into()));
        add("SubnetIds", Some(self.subnets.clone().into()));
        add("SourceBackupId", self.source_backup.as_deref().map(Value::from));
        add("Mode", self.mode.as_deref().map(Value::from));
        add("NetworkType", self.network_type.as_deref().map(Value::from));
        add("BackupRetentionPolicy", self.retention_days.map(retention));
        let tag = |(key, value): &(String, String)| json!({ "Key": key, "Value": value });
        let tags: Vec<_> = self.tags.iter().map(tag).collect();
        add("TagList", (!tags.is_empty()).then(|| tags.into()));
        body
    }
}

fn retention(days: u32) -> Value {
    json!({ "Type": "DAYS", "Value": days.to_string() })
}
