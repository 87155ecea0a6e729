//! The newest records, read from the end of the log.

use std::{collections::VecDeque, fs::File, io, os::unix::fs::FileExt as _};

use backend_api::AuditRecord;

use super::{chain::Pace, parts::older_parts, tail::End};
use crate::private_file::{self, Access, Identity, NotPrivate};

/// So many bytes are read at once.
const CHUNK: u64 = 64 * 1024;
/// A line that is longer is no record.
const LONGEST: usize = 1024 * 1024;

/// So many records, the newest first. Lines that are none are left out.
pub(super) fn read(end: &End, count: usize, pace: &dyn Pace) -> io::Result<Vec<AuditRecord>> {
    let mut newest = Vec::new();
    match private_file::open(&end.path, Access::Read) {
        Ok(file) => {
            let found = file.metadata()?;
            // What comes after is being written, or was never ours. A file that took its place is
            // shown as it is; its chain says that it doesn't belong here.
            let ours = Identity::of(&found) == end.identity;
            let length = if ours { found.len().min(end.length) } else { found.len() };
            read_file(&file, length, count, &mut newest, pace)?;
        }
        Err(NotPrivate::Io(error)) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error.into()),
    }
    let mut older = VecDeque::from(older_parts(&end.path)?);
    while let Some(path) = older.pop_back().filter(|_| newest.len() < count) {
        let file = private_file::open(&path, Access::Read)?;
        read_file(&file, file.metadata()?.len(), count, &mut newest, pace)?;
    }
    Ok(newest)
}

fn read_file(
    file: &File,
    length: u64,
    count: usize,
    newest: &mut Vec<AuditRecord>,
    pace: &dyn Pace,
) -> io::Result<()> {
    let mut lines = Backwards { file, start: length, rest: Vec::new(), pace };
    while newest.len() < count {
        let Some(line) = lines.next_line()? else { break };
        newest.extend(serde_json::from_slice::<AuditRecord>(&line).ok());
    }
    Ok(())
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
