//! What will have happened by when.

use std::{collections::BTreeMap, time::Duration};

use cloudhsm_api::ClusterState;

/// Something that AWS does by itself, some time after the call that set it off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Change {
    /// The cluster leaves a state that AWS works in.
    ClusterSettles { cluster_id: String, state: ClusterState },
    /// The owner has activated the cluster, with the HSM's own client.
    ClusterActivated { cluster_id: String },
    /// The cluster's deletion is done; it is still listed for a while.
    ClusterDeleted { cluster_id: String },
    /// The cluster is no longer listed.
    ClusterGone { cluster_id: String },
    /// The HSM works, and the first one of an uninitialized cluster brings the CSR.
    HsmCreated { cluster_id: String, hsm_id: String },
    /// The HSM is gone.
    HsmDeleted { cluster_id: String, hsm_id: String },
    /// One more HSM is of the type that all are changed to.
    HsmChanged { cluster_id: String, hsm_type: String },
    /// The backup can be used.
    BackupReady { backup_id: String },
    /// The backup can no longer be restored.
    BackupGone { backup_id: String },
}

impl Change {
    pub(crate) fn concerns_cluster(&self, id: &str) -> bool {
        match self {
            Self::ClusterSettles { cluster_id, .. }
            | Self::ClusterActivated { cluster_id }
            | Self::ClusterDeleted { cluster_id }
            | Self::ClusterGone { cluster_id }
            | Self::HsmCreated { cluster_id, .. }
            | Self::HsmDeleted { cluster_id, .. }
            | Self::HsmChanged { cluster_id, .. } => cluster_id == id,
            Self::BackupReady { .. } | Self::BackupGone { .. } => false,
        }
    }
}

/// Changes by their due time; those of one instant in the order in which they were noted.
#[derive(Debug, Default)]
pub(crate) struct Agenda {
    changes: BTreeMap<(i64, u64), Change>,
    next: u64,
}

impl Agenda {
    pub(crate) fn note(&mut self, due_millis: i64, change: Change) {
        self.changes.insert((due_millis, self.next), change);
        self.next += 1;
    }

    /// Takes the earliest change that is due, and when it was.
    pub(crate) fn take_due(&mut self, now_millis: i64) -> Option<(i64, Change)> {
        let entry = self.changes.first_entry()?;
        let (due, _) = *entry.key();
        (due <= now_millis).then(|| (due, entry.remove()))
    }

    pub(crate) fn forget(&mut self, concerns: impl Fn(&Change) -> bool) {
        self.changes.retain(|_, change| !concerns(change));
    }
}

/// How long things take.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pace {
    scale: f64,
    deleted_visible: Duration,
}

impl Pace {
    pub(crate) fn new(scale: f64, deleted_visible: Duration) -> Self {
        Self { scale, deleted_visible }
    }

    pub(crate) fn scaled(self, duration: Duration) -> i64 {
        let millis = (duration.as_secs_f64() * self.scale * 1000.0).min(1e15);
        #[expect(clippy::cast_possible_truncation, reason = "limited just above")]
        let whole = millis as i64;
        whole
    }

    /// Creating, initializing or modifying a cluster.
    pub(crate) fn cluster_change(self) -> i64 {
        self.scaled(Duration::from_secs(4))
    }

    pub(crate) fn cluster_deletion(self) -> i64 {
        self.scaled(Duration::from_secs(5))
    }

    /// From the end of the deletion to the end of the listing.
    pub(crate) fn deleted_visible(self) -> i64 {
        self.scaled(self.deleted_visible)
    }

    pub(crate) fn hsm_creation(self) -> i64 {
        self.scaled(Duration::from_secs(5))
    }

    pub(crate) fn hsm_deletion(self) -> i64 {
        self.scaled(Duration::from_secs(4))
    }

    /// Shorter than the deletion of the HSM that it comes from: AWS backs up first.
    pub(crate) fn backup_creation(self) -> i64 {
        self.scaled(Duration::from_secs(3))
    }
}

/// How long a deleted backup can be restored. Real days: clients show the date.
pub(crate) const RESTORABLE_DAYS: u32 = 7;
