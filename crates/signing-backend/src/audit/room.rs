//! Room on the disk for lines that must be written later, even when the disk is full then.
//!
//! The file system allocates it behind the end of the file, where nobody sees it. A file system that
//! can't do that gets spaces behind the last line, which the next line overwrites.

use std::{fs::File, io, os::unix::fs::FileExt as _};

use rustix::{
    fs::{FallocateFlags, OFlags, fallocate, fcntl_getfl, fcntl_setfl},
    io::Errno,
};

/// How room is set aside in a file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Means {
    /// Behind the end of the file.
    #[default]
    Allocate,
    /// Spaces at the end of the file.
    Pad,
}

/// Sets aside what is between `end`, where the last line ends, and `to`. What is before `from` is
/// set aside already. Changes the means when the file system has no better.
pub(super) fn set_aside(
    file: &File,
    means: &mut Means,
    end: u64,
    from: u64,
    to: u64,
) -> io::Result<()> {
    if *means == Means::Allocate {
        match fallocate(file, FallocateFlags::KEEP_SIZE, end, to.saturating_sub(end)) {
            Ok(()) => return Ok(()),
            Err(Errno::OPNOTSUPP | Errno::NOSYS) => {}
            Err(error) => return Err(error.into()),
        }
        // What is appended would come after the spaces.
        fcntl_setfl(file, fcntl_getfl(file)? - OFlags::APPEND)?;
        *means = Means::Pad;
    }
    let spaces = vec![b' '; usize::try_from(to.saturating_sub(from)).map_err(io::Error::other)?];
    let padded = file.write_all_at(&spaces, from).and_then(|()| file.sync_data());
    padded.inspect_err(|_| {
        // Room that is there for others stays.
        let _ = file.set_len(from);
    })
}
