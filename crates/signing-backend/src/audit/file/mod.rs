//! The log in a file that one process has for itself, with its full parts beside it.

use std::{
    fs::{File, TryLockError},
    io,
    os::unix::fs::FileExt as _,
    path::{Path, PathBuf},
};

use backend_api::AuditRecord;

use super::{
    Store, Verifier,
    chain::{self, Unhurried},
    parts::part_name,
    room::{self, Means},
    store::Changed,
    tail::{End, Tail},
    torn,
    verified::Verified,
};
use crate::private_file::{self, Access, Identity, NotPrivate, Stamp};

/// A full file is put aside, and a new one continues the chain.
const FULL: u64 = 16 * 1024 * 1024;

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

/// The log in a file, with its older parts beside it.
#[derive(Debug)]
pub struct FileStore {
    path: PathBuf,
    file: File,
    /// The whole lines, in bytes.
    length: u64,
    /// Room is set aside up to here.
    reserved: u64,
    means: Means,
    full: u64,
    /// The file may hold a part of a line that could not be taken back.
    dirty: bool,
    /// The file as this process left it.
    stamp: Stamp,
    tail: Tail,
    verified: Option<Verified>,
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

    /// The same with a smaller size of a full file.
    #[cfg(test)]
    pub(crate) fn with_full(self, full: u64) -> Self {
        Self { full, ..self }
    }

    /// The same on a file system that can't allocate room.
    #[cfg(test)]
    pub(crate) fn with_padding(self) -> Self {
        use rustix::fs::{OFlags, fcntl_setfl};
        fcntl_setfl(&self.file, OFlags::empty()).unwrap();
        Self { means: Means::Pad, ..self }
    }

    fn write(&mut self, line: &[u8]) -> io::Result<()> {
        let mut text = Vec::with_capacity(line.len() + 1);
        text.extend_from_slice(line);
        text.push(b'\n');
        // The same as appending, but for spaces that are set aside.
        self.file.write_all_at(&text, self.length)?;
        self.file.sync_data()?;
        self.length += text.len() as u64;
        self.reserved = self.reserved.max(self.length);
        Ok(())
    }

    fn take_back(&mut self) -> io::Result<()> {
        let reserved = std::mem::replace(&mut self.reserved, self.length);
        self.file.set_len(self.length)?;
        self.file.sync_data()?;
        self.dirty = false;
        if reserved > self.length {
            self.make_room(reserved - self.length)?;
        }
        Ok(())
    }

    /// How many bytes the file has when nobody else has changed it.
    fn size(&self) -> u64 {
        match self.means {
            Means::Allocate => self.length,
            Means::Pad => self.reserved,
        }
    }

    /// Tells the readers where the log ends now.
    fn publish(&mut self, change: impl FnOnce(&mut End)) -> io::Result<()> {
        self.stamp = Stamp::of(&self.file.metadata()?);
        let (length, at_most, stamp) = (self.length, self.size(), self.stamp);
        self.tail.set(|end| {
            (end.length, end.at_most, end.stamp) = (length, at_most, stamp);
            change(end);
        });
        Ok(())
    }

    /// Puts the full file aside under the number of its last record. What is set aside in it is set
    /// aside in the new one.
    fn rotate(&mut self, last_sequence: u64) -> io::Result<()> {
        let aside = part_name(&self.path, last_sequence);
        let room = self.reserved - self.length;
        let tail = self.tail.clone();
        let mut end = tail.lock();
        std::fs::rename(&self.path, &aside)?;
        let mut means = Means::default();
        let begun = private_file::open(&self.path, Access::AppendNew)
            .map_err(io::Error::from)
            .and_then(|file| {
                file.try_lock().map_err(io::Error::from)?;
                if room > 0 {
                    room::set_aside(&file, &mut means, 0, 0, room)?;
                }
                private_file::sync_folder_of(&self.path)?;
                let found = file.metadata()?;
                Ok((file, found))
            });
        let (file, found) = match begun {
            Ok(begun) => begun,
            Err(error) => {
                // In the place of the one that was begun.
                std::fs::rename(&aside, &self.path)?;
                return Err(error);
            }
        };
        let full = std::mem::replace(&mut self.file, file);
        let _ = full.set_len(self.length);
        (self.length, self.reserved, self.means) = (0, room, means);
        self.stamp = Stamp::of(&found);
        (end.identity, end.stamp) = (Identity::of(&found), self.stamp);
        (end.length, end.at_most) = (0, self.size());
        Ok(())
    }
}

impl Store for FileStore {
    fn append(&mut self, line: &[u8], sequence: u64) -> io::Result<()> {
        if self.dirty {
            self.take_back()?;
        }
        if self.length >= self.full
            && let Err(error) = self.rotate(sequence.saturating_sub(1))
        {
            // The room for outcomes is in the full file, so they still have theirs.
            let file = self.path.display();
            tracing::warn!(%file, %error, "the full audit log can't be rotated and keeps growing");
        }
        let longer = self.length + line.len() as u64 + 1;
        let at_most = self.size().max(longer);
        self.tail.set(|end| end.at_most = at_most);
        let written = self.write(line).inspect_err(|_| {
            self.dirty = true;
            // Tried again before the next line if it does not work now.
            let _ = self.take_back();
        });
        let last_hash = written.is_ok().then(|| chain::hash(line));
        let published = self.publish(|end| {
            if let Some(last_hash) = last_hash {
                end.last_hash = last_hash;
            }
        });
        if let Err(error) = published {
            // The line is written: the readers will find out, and read everything anew.
            tracing::warn!(%error, "the audit log can't be checked");
        }
        written
    }

    fn make_room(&mut self, bytes: u64) -> io::Result<()> {
        let to = self.length + bytes;
        if to <= self.reserved {
            return Ok(());
        }
        let (end, from) = (self.length, self.reserved);
        self.tail.set(|end| end.at_most = end.at_most.max(to));
        let made = room::set_aside(&self.file, &mut self.means, end, from, to);
        if made.is_ok() {
            self.reserved = to;
        } else if from == end {
            // A part of it can be allocated, which nobody knows to be set aside.
            let _ = self.file.set_len(end);
        }
        self.publish(|_| ())?;
        made
    }

    fn give_back(&mut self) {
        if self.reserved <= self.length {
            return;
        }
        // A file that can only be appended to keeps what it has, and its next line takes it.
        if self.file.set_len(self.length).is_ok() {
            self.reserved = self.length;
            let _ = self.publish(|_| ());
        }
    }

    fn check(&mut self) -> Result<(), Changed> {
        if self.dirty {
            self.take_back().map_err(|error| Changed::Io(self.path.clone(), error))?;
        }
        let path = &self.path;
        let io = |error| Changed::Io(path.clone(), error);
        let ours = self.file.metadata().map_err(io)?;
        let named = match std::fs::symlink_metadata(path) {
            Ok(named) => named,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(Changed::Gone(path.clone()));
            }
            Err(error) => return Err(io(error)),
        };
        if Identity::of(&ours) != Identity::of(&named) {
            return Err(Changed::Replaced(path.clone()));
        }
        let (written, found) = (self.size(), ours.len());
        if written != found {
            return Err(Changed::Length { path: path.clone(), written, found });
        }
        let stamp = Stamp::of(&ours);
        if stamp != self.stamp {
            // What is in it may be another: that is for the readers to find out.
            self.stamp = stamp;
            self.tail.set(|end| {
                end.epoch += 1;
                end.stamp = stamp;
            });
        }
        Ok(())
    }

    fn tail(&self) -> Option<Tail> {
        Some(self.tail.clone())
    }

    fn verified(&mut self) -> Option<Verified> {
        self.verified.take()
    }
}

#[cfg(test)]
mod tests;
