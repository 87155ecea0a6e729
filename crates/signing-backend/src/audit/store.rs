//! Where the lines of the log go, and where they end.

use std::{
    io,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::verified::Verified;
use crate::private_file::{Identity, Stamp};

/// Where lines go. A trait, so that tests can have one that fails.
pub trait Store: Send + std::fmt::Debug {
    /// Appends a line and has it on the disk before it returns. After an error the log is as it was
    /// before, and the room that was set aside is there still, if that can be.
    fn append(&mut self, line: &[u8], sequence: u64) -> io::Result<()>;

    /// Sets room aside: from now on so many bytes can be appended, whatever else fills the disk.
    /// After an error nothing more is set aside than before.
    fn make_room(&mut self, _bytes: u64) -> io::Result<()> {
        Ok(())
    }

    /// Gives back what is set aside.
    fn give_back(&mut self) {}

    /// Whether what is appended still goes where the log is.
    fn check(&mut self) -> Result<(), Changed> {
        Ok(())
    }

    /// Where the log ends, to read it while it is written to. A store without has nothing to read.
    fn tail(&self) -> Option<Tail> {
        None
    }

    /// What opening the log has verified already, for whoever reads it next.
    fn verified(&mut self) -> Option<Verified> {
        None
    }
}

/// What somebody did to the log while this process has it open.
#[derive(Debug, thiserror::Error)]
pub enum Changed {
    /// It is no longer there.
    #[error("{0} was removed or moved while the backend has it open")]
    Gone(PathBuf),
    /// Another file has its name.
    #[error("{0} was replaced with another file while the backend has it open")]
    Replaced(PathBuf),
    /// It is shorter or longer than what was written.
    #[error("{path} has {found} bytes, but the backend has written {written}")]
    Length {
        /// The log.
        path: PathBuf,
        /// What the backend has written, in bytes.
        written: u64,
        /// What is there, in bytes.
        found: u64,
    },
    /// Whether it is still there can't be found out.
    #[error("{0} can't be looked at: {1}")]
    Io(PathBuf, io::Error),
}

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
