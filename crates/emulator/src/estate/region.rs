//! One region: its clusters and backups, and how they change with time.

use std::collections::BTreeMap;

use cloudhsm_api::{Backup, Certificates, Cluster, ClusterState, HsmState, Secret};

use super::{Change, Ids, Pace, Rules, agenda::Agenda};
use crate::pki::Pki;

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
    /// What other accounts share with this one, by ARN.
    pub(crate) shared: BTreeMap<String, Backup>,
    /// The policies of backups, by ARN.
    pub(crate) policies: BTreeMap<String, String>,
    /// Clusters that are no longer listed, without their HSMs: their subnets are still there.
    pub(crate) gone: Vec<ClusterRecord>,
    /// When the HSMs that the fleet did not have were created, in milliseconds since the epoch.
    pub(crate) new_hsms: BTreeMap<String, i64>,
    agenda: Agenda,
    pub(crate) ids: Ids,
    pub(crate) pace: Pace,
    pub(crate) rules: Rules,
}

impl Region {
    pub(crate) fn new(name: &str, seed: u64, pace: Pace, rules: Rules) -> Self {
        Self {
            name: name.to_owned(),
            clusters: BTreeMap::new(),
            backups: BTreeMap::new(),
            shared: BTreeMap::new(),
            policies: BTreeMap::new(),
            gone: Vec::new(),
            new_hsms: BTreeMap::new(),
            agenda: Agenda::default(),
            ids: Ids::new(seed, &format!("calls in {name}")),
            pace,
            rules,
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
                self.cluster_settles(&cluster_id, state, due);
            }
            Change::ClusterActivated { cluster_id } => self.activate(&cluster_id, due),
            Change::ClusterDeleted { cluster_id } => {
                let visible = self.pace.deleted_visible();
                if visible == 0 {
                    self.remove_cluster(&cluster_id);
                } else if let Some(record) = self.clusters.get_mut(&cluster_id) {
                    record.cluster.state = Some(ClusterState::Deleted);
                    record.cluster.state_message = None;
                    self.note(due + visible, Change::ClusterGone { cluster_id });
                }
            }
            Change::ClusterGone { cluster_id } => {
                self.remove_cluster(&cluster_id);
            }
            Change::HsmCreated { cluster_id, hsm_id } => {
                self.hsm_created(&cluster_id, &hsm_id, pki);
            }
            Change::HsmDeleted { cluster_id, hsm_id } => self.hsm_deleted(&cluster_id, &hsm_id),
            Change::HsmChanged { cluster_id, hsm_type } => {
                self.hsm_changed(&cluster_id, &hsm_type, due);
            }
            Change::BackupReady { backup_id } => self.backup_ready(&backup_id, due),
            Change::BackupGone { backup_id } => {
                self.backups.remove(&backup_id);
                self.policies.remove(&self.backup_arn(&backup_id));
            }
        }
    }

    /// What a cluster from a backup shows: the certificate of the cluster before it, or one of its own
    /// if that is no longer there.
    pub(crate) fn restored_certificates(
        &self,
        cluster_id: &str,
        source: &str,
        key: usize,
        pki: &Pki,
    ) -> Certificates {
        let mut own = pki.initialized_as(key, cluster_id);
        own.cluster_certificate = self.certificate_before(source).or(own.cluster_certificate);
        own
    }

    /// The certificate of the cluster that a backup is of, if that is still there.
    fn certificate_before(&self, source: &str) -> Option<String> {
        let backed_up = self.backups.get(source)?.cluster_id.as_ref()?;
        let certificates = self.clusters.get(backed_up)?.cluster.certificates.as_ref()?;
        certificates.cluster_certificate.clone()
    }

    fn cluster_settles(&mut self, cluster_id: &str, state: ClusterState, due: i64) {
        let Some(record) = self.clusters.get_mut(cluster_id) else { return };
        let activation = self.rules.activation().filter(|_| state == ClusterState::Initialized);
        record.cluster.state = Some(state);
        record.cluster.state_message = None;
        if let Some(activation) = activation {
            let activated = Change::ClusterActivated { cluster_id: cluster_id.to_owned() };
            self.note(due + self.pace.scaled(activation), activated);
        }
    }

    /// What the HSM's own client does at AWS: the cluster is active from then on, and backed up.
    pub(crate) fn activate(&mut self, cluster_id: &str, now_millis: i64) {
        let Some(record) = self.clusters.get_mut(cluster_id) else { return };
        record.cluster.state = Some(ClusterState::Active);
        record.cluster.state_message = None;
        let cluster = record.cluster.clone();
        self.back_up(&cluster, now_millis);
    }

    /// Lists a cluster no longer; answers whether there was one. Its subnets remain.
    pub(crate) fn remove_cluster(&mut self, cluster_id: &str) -> bool {
        let Some(mut record) = self.clusters.remove(cluster_id) else { return false };
        record.cluster.hsms.clear();
        self.gone.push(record);
        true
    }

    fn hsm_created(&mut self, cluster_id: &str, hsm_id: &str, pki: &Pki) {
        let Some(record) = self.clusters.get_mut(cluster_id) else { return };
        if let Some(hsm) = record.cluster.hsms.iter_mut().find(|hsm| hsm.hsm_id == hsm_id) {
            hsm.state = Some(HsmState::Active);
        }
        self.bring_certificates(cluster_id, pki);
    }

    /// The first HSM of an uninitialized cluster brings its own request and certificates.
    fn bring_certificates(&mut self, cluster_id: &str, pki: &Pki) {
        let Some(record) = self.clusters.get_mut(cluster_id) else { return };
        if record.state() == ClusterState::Uninitialized {
            record.key = (record.key + 1) % pki.pool_size();
            record.cluster.certificates = Some(pki.before_initialization(record.key));
            record.cluster.pre_co_password = Some(Secret::new(self.ids.password()));
        }
    }

    fn hsm_deleted(&mut self, cluster_id: &str, hsm_id: &str) {
        let Some(record) = self.clusters.get_mut(cluster_id) else { return };
        record.cluster.hsms.retain(|hsm| hsm.hsm_id != hsm_id);
        // The CSR was this HSM's own: the next one brings another.
        if record.state() == ClusterState::Uninitialized && record.cluster.hsms.is_empty() {
            record.cluster.certificates = Some(Certificates::default());
            record.cluster.pre_co_password = None;
        }
    }

    /// AWS replaces an HSM that fails: a new one with the same interface. Answers its id.
    pub(crate) fn replace_hsm(
        &mut self,
        cluster_id: &str,
        hsm_id: Option<&str>,
        (now_millis, pki): (i64, &Pki),
    ) -> Option<String> {
        let hsms = &mut self.clusters.get_mut(cluster_id)?.cluster.hsms;
        let hsm = hsms.iter_mut().find(|hsm| hsm_id.is_none_or(|id| id == hsm.hsm_id))?;
        let new = self.ids.hsm();
        hsm.hsm_id.clone_from(&new);
        hsm.state = Some(HsmState::Active);
        hsm.state_message = None;
        self.new_hsms.insert(new.clone(), now_millis);
        self.bring_certificates(cluster_id, pki);
        Some(new)
    }
}
