//! A browser's driver that listens, before it has started the browser.

use serde_json::Value;

use crate::Program;

/// A browser's driver, ready to be told what to start.
pub(crate) struct Ready {
    pub(crate) program: Program,
    pub(crate) port: u16,
    pub(crate) capabilities: Value,
    /// The capability that tells the browser's process id.
    pub(crate) process_id: &'static str,
}
