//! What is known of a part of the log that was verified.

use super::{Verifier, attempts::LastWords};
use crate::private_file::Stamp;

/// What is known at one place of the log.
#[derive(Debug, Clone, Default)]
pub(super) struct Checkpoint {
    pub(super) verifier: Verifier,
    /// The last words of the attempts that were announced before this place and have no outcome before
    /// it, and of all steps of those of several.
    pub(super) open: LastWords,
}

/// A part that was read to its end.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub(super) name: String,
    pub(super) stamp: Stamp,
    /// What the part continues: after another past it is read again.
    pub(super) before: Verifier,
    pub(super) after: Checkpoint,
}
