//! What was read before a plan, and again before a deletion.
//!
//! Must not know: how it is read.

use std::time::{Duration, SystemTime};

use backend_api::SourceName;
use cloudhsm_api::{Backup, Cluster, Hsm, Tag};
use serde_json::Value;

use super::{
    Change, Target,
    change::{Beside, Room},
    elsewhere::Elsewhere,
    seen::Seen,
};
use crate::dependents::KeyStores;

/// The state of a resource and of what hangs together with it, at one time.
#[derive(Debug, Clone)]
pub(crate) struct Snapshot {
    /// When reading it began.
    pub(crate) read_at: SystemTime,
    /// The same on the monotonic clock.
    pub(crate) read_since: Duration,
    /// The cluster; `None` for a backup whose cluster is gone.
    pub(crate) cluster: Option<Cluster>,
    /// The cluster's backups, and the one that is aimed at.
    pub(crate) backups: Vec<Backup>,
    /// The region has no other cluster; `None` if that could not be read.
    pub(crate) last_cluster: Option<bool>,
    /// The resource policy of the backup that is aimed at, if it has one and it could be read.
    pub(crate) policy: Option<Value>,
    /// What KMS says of the cluster's key stores; `None` where that doesn't matter.
    pub(crate) key_stores: Option<KeyStores>,
    /// Who used the cluster and who could; `None` where that doesn't matter. Not in the state: it is
    /// asked for a plan only.
    pub(crate) seen: Option<Seen>,
    /// Where the keys also exist; `None` where that doesn't matter. Not in the state either.
    pub(crate) elsewhere: Option<Elsewhere>,
    /// Who was asked for the plan and hasn't answered yet.
    pub(crate) asking: Vec<SourceName>,
    /// Whether there is room for what is created; asked for the plan only.
    pub(crate) room: Option<Room>,
    /// What belongs to the change of a backup; `None` for everything else.
    pub(crate) beside: Option<Beside>,
    /// The canonical form of cluster, backups and key stores, as AWS sent them.
    pub(crate) state: Value,
    /// The digest of that.
    pub(crate) digest: String,
}

impl Snapshot {
    /// Whether the target itself is there.
    pub(crate) fn holds(&self, target: &Target) -> bool {
        match target {
            // The blockers say whether the tag is there.
            Target::Cluster { .. } | Target::ClusterProtection { .. } => self.cluster.is_some(),
            Target::Hsm { hsm_id, .. } => self.hsm(hsm_id).is_some(),
            Target::Hsms { hsms, .. } => hsms.as_slice().iter().all(|id| self.hsm(id).is_some()),
            Target::Backup { backup_id } | Target::BackupProtection { backup_id, .. } => {
                self.backup(backup_id).is_some()
            }
            Target::Change(Change::Backup(change)) => {
                let arn = change.arn();
                self.backup(&change.backup_id)
                    .is_some_and(|it| arn.is_none() || arn == it.backup_arn.as_deref())
            }
            Target::Change(change) => change.cluster_id().is_none() || self.cluster.is_some(),
        }
    }

    /// The backup that is aimed at by another ARN than its own, and that one, as AWS reports it.
    pub(crate) fn of_another_arn(&self, target: &Target) -> Option<(&str, Option<&str>)> {
        let change = target.change()?.backup()?;
        let (named, backup) = (change.arn()?, self.backup(&change.backup_id)?);
        let own = backup.backup_arn.as_deref();
        (own != Some(named)).then_some((backup.backup_id.as_str(), own))
    }

    /// The HSM that is aimed at.
    pub(crate) fn hsm(&self, hsm_id: &str) -> Option<&Hsm> {
        self.cluster.as_ref()?.hsms.iter().find(|hsm| hsm.hsm_id == hsm_id)
    }

    /// The tags of what carries, or could carry, the target's protection.
    pub(crate) fn tags_of(&self, target: &Target) -> &[Tag] {
        let tags = match target.backup_id() {
            Some(id) => self.backup(id).map(|it| &it.tag_list),
            None => self.cluster.as_ref().map(|it| &it.tag_list),
        };
        tags.map_or(&[], Vec::as_slice)
    }

    /// The backup of this id.
    pub(crate) fn backup(&self, backup_id: &str) -> Option<&Backup> {
        self.backups.iter().find(|backup| backup.backup_id == backup_id)
    }
}
