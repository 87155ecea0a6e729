//! The shape of a backup.

use crate::{BackupState, ClusterMode, Tag, Timestamp, shape::shape};

shape! {
    /// An encrypted backup of a cluster's HSMs.
    ///
    /// <https://docs.aws.amazon.com/cloudhsm/latest/APIReference/API_Backup.html>
    Backup {
        /// `backup-…`
        backup_id: String = "BackupId",
        /// The backup's ARN.
        backup_arn: Option<String> = "BackupArn",
        /// Where the backup is in its life.
        backup_state: Option<BackupState> = "BackupState",
        /// The cluster that was backed up.
        cluster_id: Option<String> = "ClusterId",
        /// When the backup was made.
        create_timestamp: Option<Timestamp> = "CreateTimestamp",
        /// When the backup was copied from another one.
        copy_timestamp: Option<Timestamp> = "CopyTimestamp",
        /// Whether the retention policy leaves this backup alone.
        never_expires: Option<bool> = "NeverExpires",
        /// The region that the backup was copied from.
        source_region: Option<String> = "SourceRegion",
        /// The backup that this is a copy of.
        source_backup: Option<String> = "SourceBackup",
        /// The cluster of the backup that this is a copy of.
        source_cluster: Option<String> = "SourceCluster",
        /// When a deleted backup will be purged.
        delete_timestamp: Option<Timestamp> = "DeleteTimestamp",
        /// The HSM type of the cluster.
        hsm_type: Option<String> = "HsmType",
        /// The mode of the cluster.
        mode: Option<ClusterMode> = "Mode",
        /// The backup's tags.
        tag_list: Vec<Tag> = "TagList",
    }
}

impl Backup {
    /// The state is `READY`: a cluster can be created from it.
    pub fn is_ready(&self) -> bool {
        self.backup_state == Some(BackupState::Ready)
    }

    /// It was copied from another backup: it has a source, or the time of the copy.
    pub fn is_copy(&self) -> bool {
        let is_there = |text: &Option<String>| text.as_deref().is_some_and(|it| !it.is_empty());
        is_there(&self.source_region)
            || is_there(&self.source_backup)
            || self.copy_timestamp.is_some()
    }
}
