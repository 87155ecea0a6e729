//! Where the log ends.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crate::private_file::{Identity, Stamp};

/// Where the log ends, as whoever writes it knows. Its clones tell the same. Asking does not wait for
/// a line that is being written, only for a full file that is being put aside.
#[derive(Debug, Clone)]
pub struct Tail(Arc<Mutex<End>>);

/// The end of the log at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct End {
    /// The log.
    pub(super) path: PathBuf,
    /// The file that is written to.
    pub(super) identity: Identity,
    /// Another number when somebody else may have changed that file.
    pub(super) epoch: u64,
    /// The whole lines in that file, in bytes.
    pub(super) length: u64,
    /// More than `length` while a line is being written, or room is set aside in sight.
    pub(super) at_most: u64,
    /// That file after the last line was written.
    pub(super) stamp: Stamp,
    /// The hash of the last line.
    pub(super) last_hash: String,
}

impl Tail {
    pub(super) fn new(end: End) -> Self {
        Self(Arc::new(Mutex::new(end)))
    }

    pub(super) fn end(&self) -> End {
        self.lock().clone()
    }

    pub(super) fn set(&self, change: impl FnOnce(&mut End)) {
        change(&mut self.lock());
    }

    /// Lets nobody see the end until it is another.
    pub(super) fn lock(&self) -> MutexGuard<'_, End> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
