//! The newest records, read from the end of the log.

use std::{collections::VecDeque, fs::File, io, os::unix::fs::FileExt as _};

use backend_api::{AuditRecord, Evidence};

use super::{
    chain::{Pace, hash},
    parts::older_parts,
    tail::End,
};
use crate::private_file::{self, Access, Identity, NotPrivate};

/// So many bytes are read at once.
const CHUNK: u64 = 64 * 1024;
/// A line that is longer is no record.
const LONGEST: usize = 1024 * 1024;

/// So many records, the newest first. Lines that are none are left out.
pub(super) fn read(end: &End, count: usize, pace: &dyn Pace) -> io::Result<Vec<AuditRecord>> {
    let mut newest = Vec::new();
    if count > 0 {
        each_line(end, pace, &mut |line| {
            newest.extend(serde_json::from_slice::<AuditRecord>(line).ok());
            newest.len() < count
        })?;
    }
    Ok(newest)
}

/// The records of one attempt among so many of the newest lines, the oldest first, with the hashes of
/// their lines.
pub(super) fn of_attempt(
    end: &End,
    id: &str,
    lines: usize,
    pace: &dyn Pace,
) -> io::Result<Vec<Evidence>> {
    let mut found = Vec::new();
    let mut left = lines;
    each_line(end, pace, &mut |line| {
        // Most lines are of others: they are not read.
        if line.windows(id.len()).any(|part| part == id.as_bytes())
            && let Ok(record) = serde_json::from_slice::<AuditRecord>(line)
            && record.attempt == id
        {
            found.insert(0, Evidence { record, hash: hash(line) });
        }
        left = left.saturating_sub(1);
        left > 0
    })?;
    Ok(found)
}

/// Goes through the lines, the newest first, for as long as `take` wants more.
fn each_line(end: &End, pace: &dyn Pace, take: &mut dyn FnMut(&[u8]) -> bool) -> io::Result<()> {
    match private_file::open(&end.path, Access::Read) {
        Ok(file) => {
            let found = file.metadata()?;
            // What comes after is being written, or was never ours. A file that took its place is
            // shown as it is; its chain says that it doesn't belong here.
            let ours = Identity::of(&found) == end.identity;
            let length = if ours { found.len().min(end.length) } else { found.len() };
            if !each_line_of(&file, length, pace, take)? {
                return Ok(());
            }
        }
        Err(NotPrivate::Io(error)) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error.into()),
    }
    let mut older = VecDeque::from(older_parts(&end.path)?);
    while let Some(path) = older.pop_back() {
        let file = private_file::open(&path, Access::Read)?;
        if !each_line_of(&file, file.metadata()?.len(), pace, take)? {
            return Ok(());
        }
    }
    Ok(())
}

/// The same for one file; whether more is wanted.
fn each_line_of(
    file: &File,
    length: u64,
    pace: &dyn Pace,
    take: &mut dyn FnMut(&[u8]) -> bool,
) -> io::Result<bool> {
    let mut lines = Backwards { file, start: length, rest: Vec::new(), pace };
    while let Some(line) = lines.next_line()? {
        if !take(&line) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The lines of a file, the last one first.
struct Backwards<'a> {
    file: &'a File,
    /// What comes before is not read yet.
    start: u64,
    /// What was read and not given out.
    rest: Vec<u8>,
    pace: &'a dyn Pace,
}

impl Backwards<'_> {
    fn next_line(&mut self) -> io::Result<Option<Vec<u8>>> {
        loop {
            if let Some(at) = self.rest.iter().rposition(|byte| *byte == b'\n') {
                let line = self.rest.split_off(at + 1);
                self.rest.truncate(at);
                if !line.is_empty() {
                    return Ok(Some(line));
                }
            } else if self.start == 0 {
                let line = std::mem::take(&mut self.rest);
                return Ok((!line.is_empty()).then_some(line));
            } else if self.rest.len() > LONGEST {
                // Not a line of ours; what comes before it can be.
                self.rest.clear();
                self.read_chunk()?;
            } else {
                self.read_chunk()?;
            }
        }
    }

    fn read_chunk(&mut self) -> io::Result<()> {
        self.pace.go_on()?;
        let size = self.start.min(CHUNK);
        let mut chunk = vec![0; usize::try_from(size).map_err(io::Error::other)?];
        self.start -= size;
        self.file.read_exact_at(&mut chunk, self.start)?;
        chunk.append(&mut self.rest);
        self.rest = chunk;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::chain::Unhurried;
    use proptest::prelude::*;
    use std::io::Write as _;

    proptest! {
        #[test]
        fn backwards_are_the_same_lines(
            lines in prop::collection::vec((0_u8..26, 0_usize..60_000), 0..8),
        ) {
            let mut file = tempfile::tempfile().unwrap();
            let lines: Vec<Vec<u8>> =
                lines.into_iter().map(|(letter, length)| vec![b'a' + letter; length]).collect();
            for line in &lines {
                file.write_all(line).unwrap();
                file.write_all(b"\n").unwrap();
            }
            let length = file.metadata().unwrap().len();
            let mut backwards =
                Backwards { file: &file, start: length, rest: Vec::new(), pace: &Unhurried };
            let mut found = Vec::new();
            while let Some(line) = backwards.next_line().unwrap() {
                found.insert(0, line);
            }
            let expected: Vec<_> = lines.into_iter().filter(|line| !line.is_empty()).collect();
            prop_assert_eq!(found, expected);
        }
    }
}
