//! A text that must not be printed.

use serde::{Deserialize, Serialize};

/// A secret that AWS sends in clear, such as `PreCoPassword`.
///
/// `Debug` and `Display` print `***`, so that logs and error texts cannot leak it. Serialization
/// writes the real value, because this is the wire's own type: whoever exports, shows or logs JSON
/// takes [`crate::Cluster::without_secrets`] first.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// Wraps a text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself. The name makes each use easy to find in review.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("***")
    }
}

impl std::fmt::Display for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("***")
    }
}
