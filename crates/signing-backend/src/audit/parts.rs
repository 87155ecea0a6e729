//! The names of the files that a log is in: `audit.jsonl`, which is written to, and beside it the
//! full ones, each under the number of its last record: `audit.jsonl.to-000000047000`.

use std::{
    io,
    path::{Path, PathBuf},
};

use crate::private_file::folder_of;

/// The log's older parts and the log itself, the oldest first.
pub fn parts(log: &Path) -> io::Result<Vec<PathBuf>> {
    Ok(older_parts(log)?.into_iter().chain([log.to_owned()]).collect())
}

/// The log's older parts alone, the oldest first.
pub(super) fn older_parts(log: &Path) -> io::Result<Vec<PathBuf>> {
    let name = log.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut older = Vec::new();
    for entry in std::fs::read_dir(folder_of(log))? {
        let entry = entry?;
        let sequence = entry
            .file_name()
            .to_string_lossy()
            .strip_prefix(&name)
            .and_then(|rest| rest.strip_prefix(".to-")?.parse::<u64>().ok());
        if let Some(sequence) = sequence {
            older.push((sequence, entry.path()));
        }
    }
    older.sort();
    Ok(older.into_iter().map(|(_, path)| path).collect())
}

/// Where a full file goes.
pub(super) fn part_name(log: &Path, last_sequence: u64) -> PathBuf {
    beside(log, &format!("to-{last_sequence:012}"))
}

/// A file beside the log, under its name and a suffix.
pub(super) fn beside(log: &Path, suffix: &str) -> PathBuf {
    let mut name = log.as_os_str().to_owned();
    name.push(".");
    name.push(suffix);
    name.into()
}
