//! How members of JSON are read: `null` is absent.

use serde::{Deserialize, Deserializer};

/// Reads `null` as the type's default, where `#[serde(default)]` alone accepts only absence.
pub(crate) fn null_as_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Default + Deserialize<'de>,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}
