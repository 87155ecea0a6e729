//! Opening the log for this process alone: what of it is verified, and what the process before left.

use std::{
    fs::TryLockError,
    io,
    path::{Path, PathBuf},
};

use backend_api::AuditRecord;

use super::{FULL, FileStore};
use crate::{
    audit::{
        Verifier,
        chain::Unhurried,
        room::Means,
        tail::{End, Tail},
        torn,
        verified::Verified,
    },
    private_file::{self, Access, Identity, NotPrivate, Stamp},
};

/// Why the log can't be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another process writes to it.
    #[error("another process has the audit log {0} open; name another file with --audit-file")]
    InUse(PathBuf),
    /// It is not a file that only this user can read and write.
    #[error("the audit log {0} can't be used: {1}")]
    NotPrivate(PathBuf, NotPrivate),
    /// It can't be read or written.
    #[error("the audit log {0} can't be used: {1}")]
    Io(PathBuf, io::Error),
}

/// What opening a log found.
#[derive(Debug)]
pub struct Opened {
    /// The store.
    pub store: FileStore,
    /// The chain as far as the log goes.
    pub verifier: Verifier,
    /// Where a torn last line was moved.
    pub torn: Option<PathBuf>,
    /// The last words of the attempts that have no outcome: the process ended in between. Of those of
    /// several steps, also the last words of the steps that have one.
    pub last_words: Vec<AuditRecord>,
}

impl FileStore {
    /// Opens or creates the log, for this process alone. Parts that an earlier process has verified
    /// are not read again.
    pub fn open(path: &Path) -> Result<Opened, OpenError> {
        let refused = |error| OpenError::Io(path.to_owned(), error);
        let not_private = |error| match error {
            NotPrivate::Io(error) => refused(error),
            error => OpenError::NotPrivate(path.to_owned(), error),
        };
        private_file::create_folder_of(path).map_err(refused)?;
        private_file::check_folder_of(path).map_err(not_private)?;
        let mut file = private_file::open(path, Access::Append).map_err(not_private)?;
        private_file::sync_folder_of(path).map_err(refused)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(OpenError::InUse(path.to_owned())),
            Err(TryLockError::Error(error)) => return Err(refused(error)),
        }
        let torn = torn::move_aside(path, &mut file).map_err(refused)?;
        let length = file.metadata().map_err(refused)?.len();
        // Room that a process before this one has set aside. Files that can only be appended to
        // keep it.
        let _ = file.set_len(length);
        let found = file.metadata().map_err(refused)?;
        let mut end = End {
            path: path.to_owned(),
            identity: Identity::of(&found),
            epoch: 0,
            length,
            at_most: length,
            stamp: Stamp::of(&found),
            last_hash: String::new(),
        };
        let mut verified = Verified::remembered(path).map_err(not_private)?;
        verified.advance(&end, &Unhurried).map_err(refused)?;
        verified.save();
        let (verifier, last_words) = (verified.verifier(), verified.last_words());
        verifier.previous().clone_into(&mut end.last_hash);
        let store = Self {
            path: path.to_owned(),
            file,
            length,
            reserved: length,
            means: Means::default(),
            full: FULL,
            dirty: false,
            stamp: end.stamp,
            tail: Tail::new(end),
            verified: Some(verified),
        };
        Ok(Opened { store, verifier, torn, last_words })
    }
}
