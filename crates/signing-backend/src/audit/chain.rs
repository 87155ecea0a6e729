//! The chain of hashes: how a line names the one before, and how a break is found.

use std::{
    fs::File,
    io::{self, BufRead as _, BufReader, Read},
    path::PathBuf,
};

use backend_api::{AuditRecord, ChainStatus};
use sha2::{Digest as _, Sha256};

use crate::hex::hex;

/// What the very first line names as the one before.
pub const FIRST_PREVIOUS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// The hash that the next line carries.
pub(crate) fn hash(line: &[u8]) -> String {
    hex(Sha256::digest(line))
}

/// Reads lines in order and finds the first that does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verifier {
    lines: u64,
    sequence: u64,
    previous: String,
    broken: Option<ChainStatus>,
}

impl Default for Verifier {
    fn default() -> Self {
        Self { lines: 0, sequence: 0, previous: FIRST_PREVIOUS.to_owned(), broken: None }
    }
}

impl Verifier {
    /// A verifier that trusts its first line to follow something that is not here, as the first
    /// line of a file that was begun when the one before was full.
    pub fn from_the_middle() -> Self {
        Self { previous: String::new(), ..Self::default() }
    }

    /// A verifier that has found so many lines in order.
    pub(crate) fn after(lines: u64, sequence: u64, previous: String) -> Self {
        Self { lines, sequence, previous, broken: None }
    }

    /// Takes the next line, without its line feed. The record, if the line is one.
    pub fn take(&mut self, line: &[u8]) -> Option<AuditRecord> {
        self.lines += 1;
        let record = serde_json::from_slice::<AuditRecord>(line);
        let from_the_middle = self.previous.is_empty();
        let reason = match &record {
            Err(error) => Some(format!("it is not a record: {error}")),
            Ok(record) if !from_the_middle && record.sequence != self.sequence + 1 => {
                Some(format!("record {} follows record {}", record.sequence, self.sequence))
            }
            Ok(record) if !from_the_middle && record.previous != self.previous => {
                let before = self.lines - 1;
                Some(if before == 0 {
                    "it does not start the chain".to_owned()
                } else {
                    format!("line {before} is not the one that this line was written after")
                })
            }
            Ok(_) => None,
        };
        if let (Some(reason), None) = (reason, &self.broken) {
            self.broken = Some(ChainStatus::Broken { line: self.lines, reason });
        }
        self.previous = hash(line);
        let record = record.ok()?;
        self.sequence = record.sequence;
        Some(record)
    }

    /// What was found so far.
    pub fn status(&self) -> ChainStatus {
        self.broken.clone().unwrap_or(ChainStatus::Verified { records: self.lines })
    }

    /// The sequence number of the last record.
    pub(crate) fn sequence(&self) -> u64 {
        self.sequence
    }

    /// The hash that the next line must carry.
    pub(crate) fn previous(&self) -> &str {
        if self.previous.is_empty() { FIRST_PREVIOUS } else { &self.previous }
    }

    /// How many lines were read.
    pub(crate) fn lines(&self) -> u64 {
        self.lines
    }

    /// Whether every line so far fits.
    pub(crate) fn holds(&self) -> bool {
        self.broken.is_none()
    }

    /// Marks a line that is too long to be one.
    fn too_long(&mut self) {
        self.lines += 1;
        let reason = "it is longer than any record".to_owned();
        self.broken.get_or_insert(ChainStatus::Broken { line: self.lines, reason });
    }

    /// Marks a last line that does not end: what was written when the machine stopped.
    pub(crate) fn torn(&mut self) {
        self.lines += 1;
        let reason = "it does not end: writing it was interrupted".to_owned();
        self.broken.get_or_insert(ChainStatus::Broken { line: self.lines, reason });
    }

    /// Notes a break that only someone else can see, such as a lost end.
    pub(crate) fn break_at_end(&mut self, reason: &str) {
        let (line, reason) = (self.lines, reason.to_owned());
        self.broken.get_or_insert(ChainStatus::Broken { line, reason });
    }
}

/// A line that is longer is no record of ours, and is not read into memory.
const LONGEST_READ: u64 = 4 * 1024 * 1024;

/// Ends a reading early, and gives other work its turn.
pub(crate) trait Pace {
    /// Called every few lines. An error ends the reading.
    fn go_on(&self) -> io::Result<()>;
}

/// Reads to the end, as fast as it can.
pub(crate) struct Unhurried;

impl Pace for Unhurried {
    fn go_on(&self) -> io::Result<()> {
        Ok(())
    }
}

/// Reads all lines; `each` gets the records.
pub(crate) fn read(
    source: impl Read,
    verifier: &mut Verifier,
    pace: &dyn Pace,
    mut each: impl FnMut(AuditRecord),
) -> io::Result<()> {
    let mut reader = BufReader::with_capacity(64 * 1024, source);
    let mut line = Vec::new();
    for count in 0_u64.. {
        if count.is_multiple_of(128) {
            pace.go_on()?;
        }
        line.clear();
        if reader.by_ref().take(LONGEST_READ).read_until(b'\n', &mut line)? == 0 {
            break;
        }
        if line.pop_if(|last| *last == b'\n').is_some() {
            if let Some(record) = verifier.take(&line) {
                each(record);
            }
        } else if line.len() as u64 == LONGEST_READ {
            verifier.too_long();
            reader.skip_until(b'\n')?;
        } else {
            // Room that is set aside with spaces is no line.
            if line.iter().any(|byte| *byte != b' ') {
                verifier.torn();
            }
            break;
        }
    }
    Ok(())
}

/// Verifies a log that is in several files, the oldest first. The file that breaks the chain, and
/// where. Trusts nothing that was remembered.
pub fn verify_files(paths: &[PathBuf]) -> io::Result<(ChainStatus, Option<PathBuf>)> {
    let mut verifier = Verifier::default();
    let mut lines_before = 0;
    for path in paths {
        read(File::open(path)?, &mut verifier, &Unhurried, drop)?;
        if let ChainStatus::Broken { line, reason } = verifier.status() {
            // Lines are counted from the start of the file that a person would open.
            let line = line.saturating_sub(lines_before);
            return Ok((ChainStatus::Broken { line, reason }, Some(path.clone())));
        }
        lines_before = verifier.lines;
    }
    Ok((verifier.status(), None))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(text: &[u8]) -> ChainStatus {
        let mut verifier = Verifier::default();
        read(text, &mut verifier, &Unhurried, drop).unwrap();
        verifier.status()
    }

    #[test]
    fn a_line_without_an_end_is_not_read_into_memory() {
        let endless = io::repeat(b'x').take(LONGEST_READ * 3);
        let mut verifier = Verifier::default();
        read(endless, &mut verifier, &Unhurried, drop).unwrap();
        let ChainStatus::Broken { line: 1, reason } = verifier.status() else {
            panic!("{:?}", verifier.status())
        };
        assert!(reason.contains("longer"), "{reason}");
    }

    #[test]
    fn spaces_after_the_last_line_are_room_and_anything_else_is_a_torn_line() {
        assert_eq!(status(b"    "), ChainStatus::Verified { records: 0 });
        assert!(matches!(status(b"  {"), ChainStatus::Broken { line: 1, .. }));
    }
}
