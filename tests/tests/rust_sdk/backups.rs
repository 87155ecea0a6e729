//! AWS's SDK for Rust copies, keeps, shares, deletes and restores the backup of a deleted cluster.

use aws_sdk_cloudhsmv2::types::{Backup, BackupState, ClusterMode, ClusterState};
use end_to_end::{REGIONS, eventually};

use super::{
    life::{Life, NEW, tag},
    refused,
};

impl Life<'_> {
    /// A copy in the other region.
    pub(crate) async fn copy(&self, backup: &Backup) {
        let id = backup.backup_id();
        let copied = self.hsm.copy_backup_to_region().destination_region(REGIONS[1]).backup_id(id);
        let copied = copied.tag_list(tag("where", "away")).send().await.unwrap();
        assert_eq!(copied.destination_backup().unwrap().source_backup(), Some(id));
        let copy = eventually("the copy", async || {
            let copies = self.backups(&self.away, "sourceBackupIds", id).await;
            copies.into_iter().find(|it| it.backup_state() == Some(&BackupState::Ready))
        })
        .await;
        assert_eq!(
            (copy.source_region(), copy.tag_list()),
            (Some(REGIONS[0]), &[tag("where", "away")][..])
        );
        assert!(copy.copy_timestamp().is_some());
    }

    /// A policy for other accounts, and its end.
    pub(crate) async fn policy(&self, backup: &Backup) {
        let arn = backup.backup_arn().unwrap();
        let policy = r#"{"Version": "2012-10-17", "Statement": []}"#;
        let put = self.hsm.put_resource_policy().resource_arn(arn).policy(policy);
        put.send().await.unwrap();
        let found = self.hsm.get_resource_policy().resource_arn(arn).send().await.unwrap();
        assert_eq!(found.policy(), Some(policy));
        self.hsm.delete_resource_policy().resource_arn(arn).send().await.unwrap();
    }

    /// A deletion of the backup that is taken back, and a cluster from it.
    pub(crate) async fn afterlife(&self, backup: &Backup) {
        let id = backup.backup_id();
        let kept = self.hsm.modify_backup_attributes().backup_id(id).never_expires(true);
        assert_eq!(kept.send().await.unwrap().backup().unwrap().never_expires(), Some(true));
        let deleted = self.hsm.delete_backup().backup_id(id).send().await.unwrap();
        assert!(deleted.backup().unwrap().delete_timestamp().is_some());
        let (zone, subnet) = &self.places[0];
        let create = |mode: ClusterMode| {
            let call = self.hsm.create_cluster().hsm_type(NEW).subnet_ids(subnet).mode(mode);
            call.source_backup_id(id).send()
        };
        refused("not READY", create(ClusterMode::Fips).await);
        self.hsm.restore_backup().backup_id(id).send().await.unwrap();
        refused("mode", create(ClusterMode::NonFips).await);
        let created = create(ClusterMode::Fips).await.unwrap();
        let again = created.cluster().unwrap().cluster_id().unwrap();
        let restored = self.reached(again, ClusterState::Active).await;
        assert_eq!(restored.source_backup_id(), Some(id));
        let hsm = self.hsm.create_hsm().cluster_id(again).availability_zone(zone);
        let hsm = hsm.send().await.unwrap().hsm.unwrap();
        self.reached(again, ClusterState::Active).await;
        self.hsm.delete_hsm().cluster_id(again).hsm_id(hsm.hsm_id()).send().await.unwrap();
    }
}
