//! How backups come about, and how they end by themselves.

use std::cmp::Reverse;

use cloudhsm_api::{Backup, BackupRetentionPolicy, BackupState, Cluster, Tag, Timestamp};

use super::{Change, Region};
use crate::credentials::ACCOUNT;

impl Region {
    /// Backs up a cluster, as AWS does before it deletes an HSM; answers the backup's id.
    pub(crate) fn back_up(&mut self, cluster: &Cluster, now_millis: i64) -> String {
        let backup = Backup {
            cluster_id: Some(cluster.cluster_id.clone()),
            create_timestamp: Some(Timestamp::EpochMillis(now_millis)),
            never_expires: Some(false),
            hsm_type: cluster.hsm_type.clone(),
            mode: cluster.mode.clone(),
            ..Backup::default()
        };
        self.add_new_backup(backup, now_millis)
    }

    /// Receives the copy of another region's backup; `tags` replace the source's.
    pub(crate) fn receive_copy(
        &mut self,
        source: &Backup,
        source_region: &str,
        tags: Option<Vec<Tag>>,
        now_millis: i64,
    ) {
        let copy = Backup {
            create_timestamp: source.create_timestamp.clone(),
            copy_timestamp: Some(Timestamp::EpochMillis(now_millis)),
            source_region: Some(source_region.to_owned()),
            source_backup: Some(source.backup_id.clone()),
            source_cluster: source.cluster_id.clone(),
            never_expires: Some(false),
            hsm_type: source.hsm_type.clone(),
            mode: source.mode.clone(),
            tag_list: tags.unwrap_or_else(|| source.tag_list.clone()),
            ..Backup::default()
        };
        self.add_new_backup(copy, now_millis);
    }

    fn add_new_backup(&mut self, backup: Backup, now_millis: i64) -> String {
        let backup_id = self.ids.backup();
        let backup = Backup {
            backup_arn: Some(self.backup_arn(&backup_id)),
            backup_id: backup_id.clone(),
            backup_state: Some(BackupState::CreateInProgress),
            ..backup
        };
        self.backups.insert(backup_id.clone(), backup);
        let due = now_millis + self.pace.backup_creation();
        self.note(due, Change::BackupReady { backup_id: backup_id.clone() });
        backup_id
    }

    /// The backup can be used; a copy can have failed.
    pub(super) fn backup_ready(&mut self, backup_id: &str, due: i64) {
        let copies_fail = self.rules.copies_fail;
        let Some(backup) = self.backups.get_mut(backup_id) else { return };
        let has_failed = copies_fail && backup.copy_timestamp.is_some();
        let state = if has_failed { BackupState::Deleted } else { BackupState::Ready };
        backup.backup_state = Some(state);
        if let Some(cluster_id) = backup.cluster_id.clone() {
            self.purge(&cluster_id, due);
        }
    }

    /// Ends the backups that are older than their cluster's retention. The last one remains, and so
    /// does what never expires or is a copy.
    pub(crate) fn purge(&mut self, cluster_id: &str, now_millis: i64) {
        let policy = self
            .clusters
            .get(cluster_id)
            .and_then(|record| record.cluster.backup_retention_policy.as_ref());
        let Some(days) = policy.and_then(BackupRetentionPolicy::days) else { return };
        let mut own: Vec<_> = self
            .backups
            .values()
            .filter(|backup| {
                backup.cluster_id.as_deref() == Some(cluster_id)
                    && backup.copy_timestamp.is_none()
                    && backup.backup_state == Some(BackupState::Ready)
            })
            .filter_map(|backup| {
                let created = backup.create_timestamp.as_ref()?;
                let ends = created.plus_days(days).epoch_millis()?;
                Some((ends, backup.never_expires == Some(true), backup.backup_id.clone()))
            })
            .collect();
        own.sort_by_key(|(ends, ..)| Reverse(*ends));
        for (ends, never_expires, backup_id) in own.into_iter().skip(1) {
            if ends <= now_millis && !never_expires {
                self.backups.remove(&backup_id);
                self.policies.remove(&self.backup_arn(&backup_id));
            }
        }
    }

    pub(crate) fn backup_arn(&self, backup_id: &str) -> String {
        format!("arn:aws:cloudhsm:{}:{ACCOUNT}:backup/{backup_id}", self.name)
    }
}
