//! The audit log: what was asked, what was sent, what came of it.
//!
//! JSON lines that are only ever appended. Each carries the hash of the one before, so that a line
//! that was changed, removed or moved shows. A line is on the disk before what it announces is
//! sent, and so is the room for the line that says what came of it. Must not know: HTTP, and why
//! something was refused.

mod attempts;
mod background;
mod chain;
mod checkpoint;
mod clamp;
mod entry;
mod error;
mod file;
mod log;
mod newest;
mod parts;
mod reader;
mod recorded_change;
mod remembered;
mod room;
mod store;
mod tail;
#[cfg(test)]
mod tests;
mod throttle;
mod torn;
mod verified;
mod writer;

pub use attempts::LastWords;
pub(crate) use attempts::{is_about_several, place_of_creation};
pub use chain::{FIRST_PREVIOUS, Verifier, verify_files};
pub(crate) use clamp::is_cut;
pub use entry::Entry;
pub use error::AuditError;
pub use file::{FileStore, OpenError, Opened};
pub use log::{AuditLog, Room};
pub use parts::parts;
pub use recorded_change::{BackupAction, BackupChange};
pub(crate) use recorded_change::{RecordedBackupChange, RecordedChange, Wanted};
pub use store::{Changed, Store};
pub use tail::Tail;
pub use verified::Verified;
