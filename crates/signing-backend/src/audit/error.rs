//! What can go wrong with the log, for whoever has to act on it.

use std::io;

use super::Changed;

/// A record could not be written, or the log could not be read.
#[derive(Debug, thiserror::Error)]
pub enum AuditError {
    /// The record could not be written.
    #[error("the audit log can't be written: {0}")]
    Write(io::Error),
    /// There is no room on the disk for what has to be written afterwards.
    #[error("the audit log has no room for the outcome: {0}")]
    NoRoom(io::Error),
    /// What is written would not get into the log.
    #[error("the audit log was changed by someone else: {0}")]
    Changed(#[from] Changed),
    /// Too many calls have no outcome yet.
    #[error("{0} calls are under way already; the audit log has no room for more outcomes")]
    TooManyOpen(u64),
    /// The outcome could not be written yet.
    #[error("the outcome is kept in memory until the audit log can be written again: {0}")]
    Kept(Box<AuditError>),
    /// The log could not be read.
    #[error("the audit log can't be read: {0}")]
    Read(io::Error),
    /// The thread that writes has ended.
    #[error("the audit log's thread ended: {0}")]
    Thread(#[from] tokio::task::JoinError),
}
