//! How a verdict is shown.

use serde::{Deserialize, Serialize};

/// How a verdict is to be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mark {
    /// Verified, and what it rests on ends in a pinned root.
    Verified,
    /// Verified, but what it rests on is not pinned: it is as trustworthy as whoever supplied the
    /// root.
    Supplied,
    /// Verified, but a date is not valid now.
    OutsideDates,
    /// Failed.
    Failed,
    /// Not checkable.
    NotCheckable,
}
