//! What the poller of one region is asked for, and what it has found.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::{
    sync::{Notify, watch},
    time::Instant,
};

use crate::fleet::backups::{ClusterBackups, RegionBackups};

/// The backups of a region, as they are known.
#[derive(Debug, Default, Clone)]
pub(in crate::fleet) struct KnownBackups {
    /// `None` while they are not known.
    pub(in crate::fleet) all: Option<Arc<RegionBackups>>,
    /// They can't be listed.
    pub(in crate::fleet) refused: bool,
}

impl KnownBackups {
    pub(in crate::fleet) fn of_cluster(&self, id: &str) -> Option<ClusterBackups> {
        self.all.as_ref().map(|all| all.of_cluster(id))
    }
}

/// What a region's poller can be asked for, and the backups that it found.
#[derive(Debug, Default)]
pub(in crate::fleet) struct Region {
    /// Somebody wants a listing, as soon as may be.
    pub(in crate::fleet) wished: Notify,
    /// When somebody opened a stream.
    pub(super) opened: watch::Sender<Option<Instant>>,
    /// Other clusters may be in work now.
    pub(in crate::fleet) sent: Notify,
    backups: Mutex<KnownBackups>,
}

impl Region {
    /// Told of every stream that is opened from now on: when.
    pub(in crate::fleet) fn openings(&self) -> watch::Receiver<Option<Instant>> {
        self.opened.subscribe()
    }

    pub(in crate::fleet) fn backups(&self) -> KnownBackups {
        self.backups.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(in crate::fleet) fn set_backups(&self, backups: KnownBackups) {
        *self.backups.lock().unwrap_or_else(PoisonError::into_inner) = backups;
    }
}
