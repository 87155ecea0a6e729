//! What shows that a file is no longer the one that was read.

use std::{path::Path, time::SystemTime};

/// A file as it was at a time; two that are equal stand for the same content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FileStamp(Option<Seen>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Seen {
    written: Option<SystemTime>,
    bytes: u64,
    /// Of another file under the same name, this differs.
    #[cfg(unix)]
    inode: u64,
}

impl FileStamp {
    /// Of the file as it is now; a file that does not exist has a stamp too.
    pub(crate) fn of(path: &Path) -> Self {
        Self(std::fs::metadata(path).ok().map(|found| Seen {
            written: found.modified().ok(),
            bytes: found.len(),
            #[cfg(unix)]
            inode: std::os::unix::fs::MetadataExt::ino(&found),
        }))
    }
}
