//! How far the log was verified, so that nothing is read twice that did not change.
//!
//! A part that is full never changes; it is verified once, and again when its size, times or inode
//! are others. In the file that is written to, only what was added is read, as long as nobody else
//! changed the file. What was verified may have been rotten on the disk since: verifying
//! everything anew is up to whoever begins with `Verified::nothing`.

use std::{
    fs::{File, Metadata},
    io::{self, Read as _, Seek as _, SeekFrom},
    path::{Path, PathBuf},
};

use backend_api::{AuditRecord, ChainStatus};

use super::{
    Verifier,
    attempts::LastWords,
    chain::{self, Pace},
    checkpoint::{Checkpoint, Part},
    parts::older_parts,
    remembered,
    tail::End,
};
use crate::private_file::{self, Access, Identity, NotPrivate, Stamp};

/// The file that is written to, as far as it was read.
#[derive(Debug, Clone)]
struct Current {
    identity: Identity,
    epoch: u64,
    stamp: Stamp,
    before: Verifier,
    length: u64,
    after: Checkpoint,
}

/// How far a log was verified.
#[derive(Debug)]
pub struct Verified {
    log: PathBuf,
    parts: Vec<Part>,
    current: Option<Current>,
    /// Parts were verified that are not remembered on the disk.
    unsaved: bool,
}

impl Verified {
    /// Nothing is verified yet.
    pub(super) fn nothing(log: &Path) -> Self {
        Self { log: log.to_owned(), parts: Vec::new(), current: None, unsaved: false }
    }

    /// The parts are verified that an earlier process has remembered beside the log.
    pub(super) fn remembered(log: &Path) -> Result<Self, NotPrivate> {
        Ok(Self { parts: remembered::load(log)?, ..Self::nothing(log) })
    }

    /// Verifies what is new up to this end. The parts that are known are kept when it ends early.
    pub(super) fn advance(&mut self, end: &End, pace: &dyn Pace) -> io::Result<ChainStatus> {
        // At once: the longer after the end was told, the more can have been written meanwhile.
        let found = match std::fs::symlink_metadata(&end.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            found => Some(found?),
        };
        let before = self.advance_parts(pace)?;
        let Some(found) = found else {
            return Ok(broken_after(before, "the file with what follows was removed or moved"));
        };
        private_file::check(&found)?;
        if Identity::of(&found) != end.identity {
            return Ok(broken_after(before, "the file with what follows was replaced"));
        }
        let mut verifier = self.advance_current(before, end, &found, pace)?.verifier.clone();
        if found.len() > end.at_most {
            verifier.break_at_end("someone else wrote after the log's last line");
        } else if verifier.previous() != end.last_hash {
            verifier.break_at_end("the log's last line is not the one that was written last");
        }
        Ok(verifier.status())
    }

    fn advance_parts(&mut self, pace: &dyn Pace) -> io::Result<Checkpoint> {
        let mut at = Checkpoint::default();
        let mut known = std::mem::take(&mut self.parts);
        let mut complete = || -> io::Result<()> {
            for path in older_parts(&self.log)? {
                let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                let named = |error: NotPrivate| {
                    io::Error::other(format!("its part {}: {error}", path.display()))
                };
                let found = std::fs::symlink_metadata(&path)?;
                private_file::check(&found).map_err(named)?;
                let stamp = Stamp::of(&found);
                let before = at.verifier.clone();
                let same =
                    |part: &Part| (&part.name, part.stamp, &part.before) == (&name, stamp, &before);
                let part = if let Some(place) = known.iter().position(same) {
                    known.swap_remove(place)
                } else {
                    let file = private_file::open(&path, Access::Read).map_err(named)?;
                    read(&file, 0, u64::MAX, &mut at, pace)?;
                    self.unsaved = true;
                    Part { name, stamp, before, after: at.clone() }
                };
                at = part.after.clone();
                self.parts.push(part);
            }
            Ok(())
        };
        complete().inspect_err(|_| self.parts.append(&mut known))?;
        Ok(at)
    }

    /// Reads on where the last reading of this file ended; from its start if it may have changed.
    fn advance_current(
        &mut self,
        before: Checkpoint,
        end: &End,
        found: &Metadata,
        pace: &dyn Pace,
    ) -> io::Result<&Checkpoint> {
        let stamp = Stamp::of(found);
        let being_written = end.at_most > end.length;
        let goes_on = |known: &Current| {
            (known.identity, known.epoch, &known.before)
                == (end.identity, end.epoch, &before.verifier)
                && known.length <= end.length
                && (being_written || stamp == end.stamp || stamp == known.stamp)
        };
        let mut current = self.current.take().filter(goes_on).unwrap_or_else(|| Current {
            identity: end.identity,
            epoch: end.epoch,
            stamp,
            before: before.verifier.clone(),
            length: 0,
            after: before,
        });
        if current.length < end.length {
            let file = private_file::open(&end.path, Access::Read)?;
            // Else it was put aside in between, and the last hash will not be the one.
            if Identity::of(&file.metadata()?) == end.identity {
                read(&file, current.length, end.length, &mut current.after, pace)?;
                current.length = end.length;
            }
        }
        current.stamp = stamp;
        Ok(&self.current.insert(current).after)
    }

    /// The last words of the attempts that are open at the end, as far as the log was read, and of the
    /// steps of those of several.
    pub(super) fn last_words(&self) -> Vec<AuditRecord> {
        let open = self.current.as_ref().map(|it| &it.after.open);
        open.into_iter().flat_map(LastWords::records).cloned().collect()
    }

    /// The verifier at the end, as far as the log was read.
    pub(super) fn verifier(&self) -> Verifier {
        self.current.as_ref().map(|it| it.after.verifier.clone()).unwrap_or_default()
    }

    /// Remembers on the disk which parts are verified. That it can't only costs time later.
    pub(super) fn save(&mut self) {
        if !std::mem::take(&mut self.unsaved) {
            return;
        }
        if let Err(error) = remembered::save(&self.log, &self.parts) {
            let file = self.log.display();
            tracing::warn!(%file, %error, "the verified parts of the audit log can't be remembered");
        }
    }

    /// Takes what another one has verified anew in the place of what was known.
    pub(super) fn take_over(&mut self, mut fresh: Self) {
        let newer = |part: &Part| fresh.parts.iter().all(|it| it.name != part.name);
        let newer: Vec<_> = self.parts.drain(..).filter(newer).collect();
        fresh.parts.extend(newer);
        *self = fresh;
    }
}

fn broken_after(at: Checkpoint, reason: &str) -> ChainStatus {
    let mut verifier = at.verifier;
    verifier.break_at_end(reason);
    verifier.status()
}

fn read(
    mut file: &File,
    from: u64,
    to: u64,
    at: &mut Checkpoint,
    pace: &dyn Pace,
) -> io::Result<()> {
    file.seek(SeekFrom::Start(from))?;
    let Checkpoint { verifier, open } = at;
    chain::read(file.take(to - from), verifier, pace, |record| open.note(record))
}
