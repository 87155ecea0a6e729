//! One region: its clusters and backups, and how they change with time.

use std::collections::BTreeMap;

use cloudhsm_api::{
    Backup, BackupState, Certificates, Cluster, ClusterState, HsmState, Secret, Timestamp,
};

use super::{Change, Ids, Pace, agenda::Agenda};
use crate::{credentials::ACCOUNT, pki::Pki};

/// A cluster as it is shown, and what is known about it inside.
#[derive(Debug, Clone)]
pub(crate) struct ClusterRecord {
    pub(crate) cluster: Cluster,
    /// Which key of the pool the cluster's HSMs hold.
    pub(crate) key: usize,
    /// Which block of addresses its subnets have.
    pub(crate) block: usize,
}

impl ClusterRecord {
    pub(crate) fn state(&self) -> ClusterState {
        self.cluster.state.clone().unwrap_or(ClusterState::Active)
    }
}

/// One region. Ordered by id, which is the order of the pages.
#[derive(Debug)]
pub(crate) struct Region {
    pub(crate) name: String,
    pub(crate) clusters: BTreeMap<String, ClusterRecord>,
    pub(crate) backups: BTreeMap<String, Backup>,
    /// When the HSMs that the fleet did not have were created, in milliseconds since the epoch.
    pub(crate) new_hsms: BTreeMap<String, i64>,
    agenda: Agenda,
    pub(crate) ids: Ids,
    pub(crate) pace: Pace,
}

impl Region {
    pub(crate) fn new(name: &str, seed: u64, pace: Pace) -> Self {
        Self {
            name: name.to_owned(),
            clusters: BTreeMap::new(),
            backups: BTreeMap::new(),
            new_hsms: BTreeMap::new(),
            agenda: Agenda::default(),
            ids: Ids::new(seed, &format!("calls in {name}")),
            pace,
        }
    }

    pub(crate) fn note(&mut self, due_millis: i64, change: Change) {
        self.agenda.note(due_millis, change);
    }

    /// Nothing more happens to this cluster by itself.
    pub(crate) fn forget_changes_of(&mut self, cluster_id: &str) {
        self.agenda.forget(|change| change.concerns_cluster(cluster_id));
    }

    /// A restored backup stays.
    pub(crate) fn forget_end_of_backup(&mut self, backup_id: &str) {
        let end = Change::BackupGone { backup_id: backup_id.to_owned() };
        self.agenda.forget(|change| *change == end);
    }

    /// Lets everything happen that is due.
    pub(crate) fn catch_up(&mut self, now_millis: i64, pki: &Pki) {
        while let Some((due, change)) = self.agenda.take_due(now_millis) {
            self.apply(due, change, pki);
        }
    }

    fn apply(&mut self, due: i64, change: Change, pki: &Pki) {
        match change {
            Change::ClusterSettles { cluster_id, state } => {
                let before = self.certificate_before(&cluster_id);
                if let Some(record) = self.clusters.get_mut(&cluster_id) {
                    // A cluster from a backup takes over the certificate of the one before it.
                    if state == ClusterState::Active
                        && record.cluster.certificates == Some(Certificates::default())
                    {
                        let mut own = pki.initialized_as(record.key, &cluster_id);
                        own.cluster_certificate = before.or(own.cluster_certificate);
                        record.cluster.certificates = Some(own);
                    }
                    record.cluster.state = Some(state);
                    record.cluster.state_message = None;
                }
            }
            Change::ClusterDeleted { cluster_id } => {
                let visible = self.pace.deleted_visible();
                if visible == 0 {
                    self.clusters.remove(&cluster_id);
                } else if let Some(record) = self.clusters.get_mut(&cluster_id) {
                    record.cluster.state = Some(ClusterState::Deleted);
                    record.cluster.state_message = None;
                    self.note(due + visible, Change::ClusterGone { cluster_id });
                }
            }
            Change::ClusterGone { cluster_id } => {
                self.clusters.remove(&cluster_id);
            }
            Change::HsmCreated { cluster_id, hsm_id } => {
                self.hsm_created(&cluster_id, &hsm_id, pki);
            }
            Change::HsmDeleted { cluster_id, hsm_id } => {
                if let Some(record) = self.clusters.get_mut(&cluster_id) {
                    record.cluster.hsms.retain(|hsm| hsm.hsm_id != hsm_id);
                    // The CSR was this HSM's own: the next one brings another.
                    if record.state() == ClusterState::Uninitialized
                        && record.cluster.hsms.is_empty()
                    {
                        record.cluster.certificates = Some(Certificates::default());
                        record.cluster.pre_co_password = None;
                    }
                }
            }
            Change::BackupReady { backup_id } => {
                if let Some(backup) = self.backups.get_mut(&backup_id) {
                    backup.backup_state = Some(BackupState::Ready);
                }
            }
            Change::BackupGone { backup_id } => {
                self.backups.remove(&backup_id);
            }
        }
    }

    /// The certificate of the cluster whose backup a cluster is from, if that is still there.
    fn certificate_before(&self, cluster_id: &str) -> Option<String> {
        let source = self.clusters.get(cluster_id)?.cluster.source_backup_id.as_ref()?;
        let backed_up = self.backups.get(source)?.cluster_id.as_ref()?;
        let certificates = self.clusters.get(backed_up)?.cluster.certificates.as_ref()?;
        certificates.cluster_certificate.clone()
    }

    fn hsm_created(&mut self, cluster_id: &str, hsm_id: &str, pki: &Pki) {
        let Some(record) = self.clusters.get_mut(cluster_id) else { return };
        if let Some(hsm) = record.cluster.hsms.iter_mut().find(|hsm| hsm.hsm_id == hsm_id) {
            hsm.state = Some(HsmState::Active);
        }
        if record.state() == ClusterState::Uninitialized {
            record.key = (record.key + 1) % pki.pool_size();
            record.cluster.certificates = Some(pki.before_initialization(record.key));
            record.cluster.pre_co_password = Some(Secret::new(self.ids.password()));
        }
    }

    /// Backs up a cluster, as AWS does before it deletes an HSM; answers the backup's id.
    pub(crate) fn back_up(&mut self, cluster: &Cluster, now_millis: i64) -> String {
        let backup_id = self.ids.backup();
        let backup = Backup {
            backup_arn: Some(self.backup_arn(&backup_id)),
            backup_id: backup_id.clone(),
            backup_state: Some(BackupState::CreateInProgress),
            cluster_id: Some(cluster.cluster_id.clone()),
            create_timestamp: Some(Timestamp::EpochMillis(now_millis)),
            never_expires: Some(false),
            hsm_type: cluster.hsm_type.clone(),
            mode: cluster.mode.clone(),
            ..Backup::default()
        };
        self.backups.insert(backup_id.clone(), backup);
        let due = now_millis + self.pace.backup_creation();
        self.note(due, Change::BackupReady { backup_id: backup_id.clone() });
        backup_id
    }

    pub(crate) fn backup_arn(&self, backup_id: &str) -> String {
        format!("arn:aws:cloudhsm:{}:{ACCOUNT}:backup/{backup_id}", self.name)
    }
}
