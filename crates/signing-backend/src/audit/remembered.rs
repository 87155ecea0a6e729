//! The small file beside the log in which it stands which parts were verified: `audit.jsonl.verified`.
//!
//! It only saves time. A part counts as verified when it still has the size, times and inode that
//! it had, and continues the same past. The hash of its last line stands for all that is in it,
//! because each line has the hash of the one before.

use std::{
    io::{self, Read as _, Write as _},
    path::Path,
};

use backend_api::AuditRecord;
use serde::{Deserialize, Serialize};

use super::{
    Verifier,
    checkpoint::{Checkpoint, Part},
    parts::beside,
};
use crate::private_file::{self, Access, NotPrivate, Stamp};

/// Another one when what is remembered means something else.
const VERSION: u32 = 2;
/// Larger than any that this program writes.
const LARGEST: u64 = 64 * 1024 * 1024;
/// With more last words of attempts a part is not remembered.
const MOST_OPEN: usize = 2000;

#[derive(Serialize, Deserialize)]
struct Remembered {
    version: u32,
    parts: Vec<RememberedPart>,
}

#[derive(Serialize, Deserialize)]
struct RememberedPart {
    name: String,
    #[serde(flatten)]
    stamp: Stamp,
    before: Place,
    after: Place,
    open: Vec<AuditRecord>,
}

/// A place in the chain.
#[derive(Serialize, Deserialize)]
struct Place {
    records: u64,
    sequence: u64,
    last_hash: String,
}

impl Place {
    fn of(verifier: &Verifier) -> Self {
        Self {
            records: verifier.lines(),
            sequence: verifier.sequence(),
            last_hash: verifier.previous().to_owned(),
        }
    }

    fn verifier(self) -> Verifier {
        Verifier::after(self.records, self.sequence, self.last_hash)
    }
}

/// What was remembered; nothing when that can't be read. A file that others could have written is
/// an error.
pub(super) fn load(log: &Path) -> Result<Vec<Part>, NotPrivate> {
    let file = match private_file::open(&beside(log, "verified"), Access::Read) {
        Ok(file) => file,
        Err(NotPrivate::Io(error)) if error.kind() == io::ErrorKind::NotFound => {
            return Ok(Vec::new());
        }
        Err(error) => return Err(error),
    };
    let mut text = Vec::new();
    file.take(LARGEST).read_to_end(&mut text)?;
    let parts = match serde_json::from_slice(&text) {
        Ok(Remembered { version: VERSION, parts }) => parts,
        Ok(_) => Vec::new(),
        Err(error) => {
            tracing::warn!(%error, "what is remembered of the audit log can't be read");
            Vec::new()
        }
    };
    let part = |it: RememberedPart| Part {
        name: it.name,
        stamp: it.stamp,
        before: it.before.verifier(),
        after: Checkpoint { verifier: it.after.verifier(), open: it.open.into_iter().collect() },
    };
    Ok(parts.into_iter().map(part).collect())
}

/// Remembers the parts in which the chain holds.
pub(super) fn save(log: &Path, parts: &[Part]) -> io::Result<()> {
    let worth = |part: &&Part| part.after.verifier.holds() && part.after.open.len() <= MOST_OPEN;
    let remembered = |part: &Part| RememberedPart {
        name: part.name.clone(),
        stamp: part.stamp,
        before: Place::of(&part.before),
        after: Place::of(&part.after.verifier),
        open: part.after.open.records().cloned().collect(),
    };
    let parts = parts.iter().take_while(worth).map(remembered).collect();
    let text = serde_json::to_vec(&Remembered { version: VERSION, parts })?;
    let new = beside(log, "verified.new");
    let written = private_file::open(&new, Access::Replace)
        .map_err(io::Error::from)
        .and_then(|mut file| file.write_all(&text).and_then(|()| file.sync_data()))
        .and_then(|()| std::fs::rename(&new, beside(log, "verified")));
    written.inspect_err(|_| {
        // On a full disk a half written one takes the room of records.
        let _ = std::fs::remove_file(&new);
    })
}
