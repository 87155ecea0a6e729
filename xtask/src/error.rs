//! Why a command of ours did not get through, in words that tell what to do next.

use std::{io, path::PathBuf, process::ExitStatus, time::Duration};

/// The result of everything here.
pub(crate) type Result<T> = std::result::Result<T, Error>;

/// Why a command of ours did not get through.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// A command that we started said no.
    #[error("this command failed ({status}). Run it by hand for details:\n    {by_hand}")]
    CommandFailed {
        /// The command as a person would type it.
        by_hand: String,
        /// How it ended.
        status: ExitStatus,
    },
    /// A command that we started did not end.
    #[error("this command was stopped after {limit:?}:\n    {by_hand}")]
    TooLong {
        /// The command as a person would type it.
        by_hand: String,
        /// How long it could have taken.
        limit: Duration,
    },
    /// A command could not be started at all.
    #[error("can't start `{by_hand}`: {source}")]
    CommandMissing {
        /// The command as a person would type it.
        by_hand: String,
        /// Why.
        source: io::Error,
    },
    /// A process that must keep running ended.
    #[error("{name} stopped unexpectedly ({status}). Its last output is above.")]
    ProcessEnded {
        /// Which.
        name: &'static str,
        /// How it ended.
        status: ExitStatus,
    },
    /// Someone else listens where we want to.
    #[error("port {port} on 127.0.0.1 is in use. Choose another one with `{flag} <PORT>`.")]
    PortInUse {
        /// The port.
        port: u16,
        /// The flag that changes it.
        flag: &'static str,
    },
    /// A file that we need can't be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Something that a person has to put right.
    #[error("{0}")]
    Advice(String),
    /// Ctrl-C, or a signal that asks the same.
    #[error("interrupted")]
    Interrupted,
}

impl Error {
    /// Names the file that an I/O error is about.
    pub(crate) fn file(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { path, source }
    }
}
