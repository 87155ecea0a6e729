//! Imports that are allowed for now. The check fails when one of them is no longer needed.

use std::fmt;

/// An import that is allowed for now.
#[derive(Debug)]
pub(super) struct Exception {
    /// The library or program.
    pub(super) program: &'static str,
    /// The module that imports.
    pub(super) from: &'static str,
    /// The module that defines what is imported.
    pub(super) to: &'static str,
}

impl fmt::Display for Exception {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "The exception {} → {} of {}", self.from, self.to, self.program)
    }
}

/// All of them.
pub(super) const EXCEPTIONS: &[Exception] = &[];
