//! The limits of what is read. Genuine slots are far smaller.

/// Bytes of a whole input.
pub const INPUT_BYTES: usize = 256 * 1024;
/// PEM blocks in one input.
pub const BLOCKS: usize = 16;
/// Supplied anchors; each may hold several certificates. A session keeps them for all clusters.
pub const ANCHORS: usize = 100;
/// Bytes of one certificate or request.
pub const ITEM_BYTES: usize = 64 * 1024;
