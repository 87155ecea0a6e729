//! Whether a file is this user's alone.

use std::{
    io,
    path::{Path, PathBuf},
};

/// Why a file is not this user's alone.
#[derive(Debug, thiserror::Error)]
pub enum PrivateFileError {
    /// It can't be looked at.
    #[error("{0} can't be read: {1}")]
    Read(PathBuf, io::Error),
    /// It is a link, a folder, a pipe or a device.
    #[error("{0} is not a regular file; a symbolic link is not one either")]
    NotAFile(PathBuf),
    /// It belongs to another user.
    #[error("{0} belongs to another user. Make it yours with chown, or name another file")]
    Owner(PathBuf),
    /// Others can read or write it.
    #[error(
        "the mode of {path} is {mode:04o}, so other users can read or write it. chmod 600 {path}"
    )]
    Mode {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// Others can write its folder, and so put another file into its place.
    #[error(
        "the mode of the folder {path} is {mode:04o}, so other users can replace the file in it. \
         chmod go-w {path}, or use another folder"
    )]
    Folder {
        /// The folder.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
}

/// Refuses what is not a regular file of this user, mode 0600 or less, in a folder that nobody else
/// can write.
#[cfg(unix)]
pub(crate) fn check(path: &Path) -> Result<(), PrivateFileError> {
    use std::os::unix::fs::MetadataExt as _;

    let unreadable = |path: &Path| {
        let path = path.to_owned();
        move |error| PrivateFileError::Read(path, error)
    };
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mode = std::fs::metadata(folder).map_err(unreadable(folder))?.mode() & 0o7777;
    if mode & 0o022 != 0 {
        return Err(PrivateFileError::Folder { path: folder.to_owned(), mode });
    }
    // After the folder: what is found in it now is what will be opened.
    let found = std::fs::symlink_metadata(path).map_err(unreadable(path))?;
    if !found.is_file() {
        return Err(PrivateFileError::NotAFile(path.to_owned()));
    }
    if found.uid() != rustix::process::geteuid().as_raw() {
        return Err(PrivateFileError::Owner(path.to_owned()));
    }
    let mode = found.mode() & 0o7777;
    if mode & 0o077 != 0 {
        return Err(PrivateFileError::Mode { path: path.to_owned(), mode });
    }
    Ok(())
}

/// Elsewhere there are no such permissions to look at.
#[cfg(not(unix))]
pub(crate) fn check(path: &Path) -> Result<(), PrivateFileError> {
    let found = std::fs::symlink_metadata(path)
        .map_err(|error| PrivateFileError::Read(path.to_owned(), error))?;
    if found.is_file() { Ok(()) } else { Err(PrivateFileError::NotAFile(path.to_owned())) }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::{
        fs::{PermissionsExt as _, chown, symlink},
        net::UnixListener,
    };

    use super::*;

    #[test]
    fn only_a_regular_file_of_ones_own_in_a_folder_of_ones_own() {
        let set = |path: &Path, mode| {
            std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
        };
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("token");
        assert!(matches!(check(&file), Err(PrivateFileError::Read(..))));
        std::fs::write(&file, "").unwrap();
        for (mode, good) in
            [(0o600, true), (0o400, true), (0o644, false), (0o660, false), (0o602, false)]
        {
            set(&file, mode);
            assert_eq!(check(&file).is_ok(), good, "{mode:o}");
        }
        set(&file, 0o600);
        for mode in [0o777, 0o1777, 0o770, 0o702] {
            set(dir.path(), mode);
            assert!(matches!(check(&file), Err(PrivateFileError::Folder { .. })), "{mode:o}");
        }
        set(dir.path(), 0o755);
        assert!(check(&file).is_ok());
        symlink(&file, dir.path().join("link")).unwrap();
        let _socket = UnixListener::bind(dir.path().join("socket")).unwrap();
        for other in [dir.path().join("link"), dir.path().join("socket"), "/dev/null".into()] {
            let refused = check(&other);
            assert!(matches!(refused, Err(PrivateFileError::NotAFile(_))), "{other:?} {refused:?}");
        }
        // Only the administrator can give a file away, and so try this.
        if chown(&file, Some(1), None).is_ok() {
            assert!(matches!(check(&file), Err(PrivateFileError::Owner(_))));
        }
    }
}
