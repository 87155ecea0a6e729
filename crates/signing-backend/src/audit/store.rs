//! Where the lines of the log go.

use std::{io, path::PathBuf};

use super::{tail::Tail, verified::Verified};

/// Where lines go. A trait, so that tests can have one that fails.
pub trait Store: Send + std::fmt::Debug {
    /// Appends a line and has it on the disk before it returns. After an error the log is as it was
    /// before, and the room that was set aside is there still, if that can be.
    fn append(&mut self, line: &[u8], sequence: u64) -> io::Result<()>;

    /// Sets room aside: from now on so many bytes can be appended, whatever else fills the disk.
    /// After an error nothing more is set aside than before.
    fn make_room(&mut self, _bytes: u64) -> io::Result<()> {
        Ok(())
    }

    /// Gives back what is set aside.
    fn give_back(&mut self) {}

    /// Whether what is appended still goes where the log is.
    fn check(&mut self) -> Result<(), Changed> {
        Ok(())
    }

    /// Where the log ends, to read it while it is written to. A store without has nothing to read.
    fn tail(&self) -> Option<Tail> {
        None
    }

    /// What opening the log has verified already, for whoever reads it next.
    fn verified(&mut self) -> Option<Verified> {
        None
    }
}

/// What somebody did to the log while this process has it open.
#[derive(Debug, thiserror::Error)]
pub enum Changed {
    /// It is no longer there.
    #[error("{0} was removed or moved while the backend has it open")]
    Gone(PathBuf),
    /// Another file has its name.
    #[error("{0} was replaced with another file while the backend has it open")]
    Replaced(PathBuf),
    /// It is shorter or longer than what was written.
    #[error("{path} has {found} bytes, but the backend has written {written}")]
    Length {
        /// The log.
        path: PathBuf,
        /// What the backend has written, in bytes.
        written: u64,
        /// What is there, in bytes.
        found: u64,
    },
    /// Whether it is still there can't be found out.
    #[error("{0} can't be checked: {1}")]
    Io(PathBuf, io::Error),
}
