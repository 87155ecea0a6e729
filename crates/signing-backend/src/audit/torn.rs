//! A last line without an end: what was being written when the process or the machine stopped.
//!
//! It is moved aside, never lost. What it announced was not sent, because a line is whole and on
//! the disk before that. Spaces are room that was set aside, and are given back.

use std::{
    fs::File,
    io::{self, Read as _, Seek as _, SeekFrom, Write as _},
    path::{Path, PathBuf},
};

use super::parts::beside;
use crate::private_file::{self, Access, NotPrivate};

/// Moves a torn last line into a file beside the log. The file, if there was one.
pub(crate) fn move_aside(log: &Path, file: &mut File) -> io::Result<Option<PathBuf>> {
    let length = file.seek(SeekFrom::End(0))?;
    let whole = end_of_last_line(file, length)?;
    if whole == length {
        return Ok(None);
    }
    let mut tail = Vec::new();
    file.seek(SeekFrom::Start(whole))?;
    file.read_to_end(&mut tail)?;
    let text = tail.iter().rposition(|byte| *byte != b' ').map_or(0, |last| last + 1);
    tail.truncate(text);
    let mut moved = None;
    if !tail.is_empty() {
        let (mut aside, path) = unused_name(log)?;
        aside.write_all(&tail)?;
        aside.sync_all()?;
        moved = Some(path);
    }
    file.set_len(whole)?;
    file.sync_all()?;
    Ok(moved)
}

/// The length of the log without what comes after its last line feed.
fn end_of_last_line(file: &mut File, length: u64) -> io::Result<u64> {
    const STEP: u64 = 64 * 1024;
    let mut end = length;
    let mut chunk = Vec::new();
    while end > 0 {
        let start = end.saturating_sub(STEP);
        chunk.clear();
        file.seek(SeekFrom::Start(start))?;
        io::Read::by_ref(file).take(end - start).read_to_end(&mut chunk)?;
        if let Some(at) = chunk.iter().rposition(|byte| *byte == b'\n') {
            return Ok(start + at as u64 + 1);
        }
        end = start;
    }
    Ok(0)
}

fn unused_name(log: &Path) -> io::Result<(File, PathBuf)> {
    for number in 1_u32.. {
        let path = beside(log, &format!("torn-{number}"));
        // Another one is left as it is, whatever it is.
        if std::fs::symlink_metadata(&path).is_ok() {
            continue;
        }
        match private_file::open(&path, Access::AppendNew) {
            Ok(file) => return Ok((file, path)),
            Err(NotPrivate::Io(error)) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(io::Error::other("no file name is free for the incomplete line"))
}
