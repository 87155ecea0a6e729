//! The log in a file that one process has for itself, with its full parts beside it.

mod opening;
mod rotating;

use std::{fs::File, io, os::unix::fs::FileExt as _, path::PathBuf};

use super::{
    Store, chain,
    room::{self, Means},
    store::Changed,
    tail::{End, Tail},
    verified::Verified,
};
use crate::private_file::{Identity, Stamp};

pub use opening::{OpenError, Opened};

/// A full file is put aside, and a new one continues the chain.
const FULL: u64 = 16 * 1024 * 1024;

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

impl FileStore {
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
