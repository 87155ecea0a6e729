//! Anchors from outside, not read yet.

use serde::{Deserialize, Serialize};

use super::origin::{AnchorKind, SuppliedBy};
use crate::input::{InputError, ItemKind, read, to_pem};

/// A root certificate from outside, as text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SuppliedAnchor {
    /// For people, such as a file's name. Never decides anything.
    pub label: String,
    /// Who supplied it.
    pub supplied_by: SuppliedBy,
    /// Which chain it ends.
    pub kind: AnchorKind,
    /// Whatever [`read`] reads; several certificates are several anchors.
    pub pem: String,
}

impl SuppliedAnchor {
    /// Anchors from a file's bytes, in DER or PEM: what a file picker or a drop brings.
    pub fn from_file(
        label: &str,
        supplied_by: SuppliedBy,
        kind: AnchorKind,
        bytes: &[u8],
    ) -> Result<Self, InputError> {
        let reading = read(bytes)?;
        let pem = reading
            .certificates()?
            .into_iter()
            .map(|certificate| to_pem(ItemKind::Certificate, certificate.der()))
            .collect();
        Ok(Self { label: label.to_owned(), supplied_by, kind, pem })
    }
}
