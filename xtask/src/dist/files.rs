//! The files that trunk built.

use std::collections::BTreeMap;

use crate::error::{Error, Result};

/// Files by name.
pub(super) type Files = BTreeMap<String, Vec<u8>>;

/// Takes a text out of the files.
pub(super) fn text(files: &mut Files, name: &str) -> Result<String> {
    let content = files.remove(name).ok_or_else(|| missing(name))?;
    String::from_utf8(content).map_err(|_| Error::Advice(format!("{name} is no text")))
}

/// A file that trunk did not build.
pub(super) fn missing(name: &str) -> Error {
    Error::Advice(format!("trunk did not build {name}: run without --no-build"))
}
