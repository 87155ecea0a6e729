//! The audit log: what was asked, what was sent, what came of it.
//!
//! JSON lines that are only ever appended. Each carries the hash of the one before, so that a line
//! that was changed, removed or moved shows. A line is on the disk before what it announces is
//! sent. Must not know: HTTP, and why something was refused.

mod chain;
mod log;
mod store;
mod torn;

pub use chain::{FIRST_PREVIOUS, Verifier, verify_files};
pub use log::{AuditError, AuditLog, Entry};
pub use store::{FileStore, OpenError, Opened, Store, keep_unfinished, parts};
