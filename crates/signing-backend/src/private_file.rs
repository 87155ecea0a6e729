//! Files that only this user may read and write, such as the audit log and its parts.
//!
//! Opening one never follows a symbolic link and never waits, as a FIFO would make it wait. What is
//! not such a file is refused, and the error says why.

use std::{
    fs::{File, Metadata},
    io,
    os::unix::fs::{FileTypeExt as _, MetadataExt as _},
    path::{Path, PathBuf},
};

use rustix::{
    fs::{Mode, OFlags},
    io::Errno,
    process::geteuid,
};
use serde::{Deserialize, Serialize};

/// Why a file is not used.
#[derive(Debug, thiserror::Error)]
pub enum NotPrivate {
    /// It is a device, a folder, or something else that doesn't keep what is written to it.
    #[error("it is {0}, and only a regular file can be used")]
    Kind(&'static str),
    /// It is a symbolic link.
    #[error("it is a symbolic link, and links are not followed. Name the file itself")]
    Link,
    /// Another user owns it.
    #[error("it belongs to user {owner}, and this program runs as user {own}")]
    Owner {
        /// The user ID of its owner.
        owner: u32,
        /// The user ID of this program.
        own: u32,
    },
    /// Other users have access to it.
    #[error("its mode is {0:04o}, so other users have access to it. Fix it with chmod 600")]
    Mode(u32),
    /// Other users can replace files in its folder.
    #[error(
        "other users can replace files in its folder {0} (mode {1:04o}). Fix it with chmod go-w, \
         or put the file in a folder of its own"
    )]
    Folder(PathBuf, u32),
    /// Another user owns its folder.
    #[error("its folder {folder} belongs to user {owner}, and this program runs as user {own}")]
    FolderOwner {
        /// The folder.
        folder: PathBuf,
        /// The user ID of the folder's owner.
        owner: u32,
        /// The user ID of this program.
        own: u32,
    },
    /// The system doesn't let us.
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl From<NotPrivate> for io::Error {
    fn from(error: NotPrivate) -> Self {
        match error {
            NotPrivate::Io(error) => error,
            other => Self::other(other),
        }
    }
}

/// What a file is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// Reading; it must exist.
    Read,
    /// Reading and appending; it is created if it is missing.
    Append,
    /// Reading and appending; it must not exist.
    AppendNew,
    /// Writing from the start; what it had is gone.
    Replace,
}

impl Access {
    fn flags(self) -> OFlags {
        let flags = match self {
            Self::Read => OFlags::RDONLY,
            Self::Append => OFlags::RDWR | OFlags::APPEND | OFlags::CREATE,
            Self::AppendNew => OFlags::RDWR | OFlags::APPEND | OFlags::CREATE | OFlags::EXCL,
            // Not emptied by opening it: first it must prove to be ours.
            Self::Replace => OFlags::RDWR | OFlags::CREATE,
        };
        flags | OFlags::CLOEXEC | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY
    }
}

/// Opens a private file.
pub(crate) fn open(path: &Path, access: Access) -> Result<File, NotPrivate> {
    // Opening a device can already do something, so what is known to be one is not opened.
    match std::fs::symlink_metadata(path) {
        Ok(found) => check(&found)?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error.into()),
    }
    let file = match rustix::fs::open(path, access.flags(), Mode::RUSR | Mode::WUSR) {
        Ok(file) => File::from(file),
        Err(Errno::LOOP) => return Err(NotPrivate::Link),
        Err(error) => return Err(io::Error::from(error).into()),
    };
    // Another one can have taken its place since.
    check(&file.metadata()?)?;
    if access == Access::Replace {
        file.set_len(0)?;
    }
    Ok(file)
}

/// Whether this is a regular file of this user's to which nobody else has access.
pub(crate) fn check(found: &Metadata) -> Result<(), NotPrivate> {
    let kind = found.file_type();
    if kind.is_symlink() {
        return Err(NotPrivate::Link);
    }
    if !kind.is_file() {
        return Err(NotPrivate::Kind(match kind {
            kind if kind.is_dir() => "a folder",
            kind if kind.is_char_device() => "a character device",
            kind if kind.is_block_device() => "a block device",
            kind if kind.is_fifo() => "a FIFO",
            kind if kind.is_socket() => "a socket",
            _ => "of an unknown kind",
        }));
    }
    let (owner, own) = (found.uid(), geteuid().as_raw());
    if owner != own {
        return Err(NotPrivate::Owner { owner, own });
    }
    match found.mode() & 0o777 {
        mode if mode & 0o077 != 0 => Err(NotPrivate::Mode(mode)),
        _ => Ok(()),
    }
}

/// Whether nobody but this user (and root) can replace files in the folder of this file.
pub(crate) fn check_folder_of(path: &Path) -> Result<(), NotPrivate> {
    let folder = folder_of(path);
    let found = std::fs::metadata(folder)?;
    let (owner, own) = (found.uid(), geteuid().as_raw());
    if owner != own && owner != 0 {
        return Err(NotPrivate::FolderOwner { folder: folder.to_owned(), owner, own });
    }
    match found.mode() & 0o7777 {
        mode if mode & 0o022 != 0 => Err(NotPrivate::Folder(folder.to_owned(), mode)),
        _ => Ok(()),
    }
}

/// The folder that a file is in.
pub(crate) fn folder_of(path: &Path) -> &Path {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    parent.unwrap_or(Path::new("."))
}

/// Creates the folder of a file, for this user alone.
pub(crate) fn create_folder_of(path: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder_of(path))
}

/// Has the names in a file's folder on the disk: a new name is only there when its folder is.
pub(crate) fn sync_folder_of(path: &Path) -> io::Result<()> {
    File::open(folder_of(path))?.sync_all()
}

/// Which file it is, whatever its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Identity {
    device: u64,
    inode: u64,
}

impl Identity {
    pub(crate) fn of(found: &Metadata) -> Self {
        Self { device: found.dev(), inode: found.ino() }
    }
}

/// What changes when somebody changes a file. Times are in nanoseconds since the epoch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Stamp {
    inode: u64,
    length: u64,
    modified: i64,
    changed: i64,
}

impl Stamp {
    pub(crate) fn of(found: &Metadata) -> Self {
        let nanos = |seconds: i64, nanos: i64| seconds.saturating_mul(1_000_000_000) + nanos;
        Self {
            inode: found.ino(),
            length: found.len(),
            modified: nanos(found.mtime(), found.mtime_nsec()),
            changed: nanos(found.ctime(), found.ctime_nsec()),
        }
    }
}

#[cfg(test)]
mod tests;
