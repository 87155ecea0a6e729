//! The memory of a page.

use serde::Deserialize;

/// Bytes, and nodes of the document.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(crate) struct Memory {
    pub(crate) heap: f64,
    pub(crate) wasm: f64,
    pub(crate) nodes: f64,
}
