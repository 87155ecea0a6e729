//! An anchor that can be used, and its summary for the report.

use serde::{Deserialize, Serialize};

use super::origin::{AnchorKind, AnchorOrigin};
use crate::{
    certificate::Certificate,
    dates::{DateValidity, Validity},
    input::{ItemKind, to_pem},
};

/// An anchor fit for use.
#[derive(Debug, Clone)]
pub(crate) struct Anchor {
    pub(crate) label: String,
    pub(crate) origin: AnchorOrigin,
    pub(crate) kind: AnchorKind,
    pub(crate) certificate: Certificate,
}

impl Anchor {
    pub(crate) fn summary(&self, now: i64) -> AnchorSummary {
        AnchorSummary {
            label: self.label.clone(),
            origin: self.origin,
            kind: self.kind,
            subject: self.certificate.subject.to_string(),
            sha256: self.certificate.fingerprints().sha256,
            validity: self.certificate.validity,
            dates: self.certificate.validity.at(now),
            pem: to_pem(ItemKind::Certificate, self.certificate.der()),
        }
    }
}

/// An anchor as the report names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AnchorSummary {
    /// For people.
    pub label: String,
    /// Who supplied it.
    pub origin: AnchorOrigin,
    /// Which chain it ends.
    pub kind: AnchorKind,
    /// `CN=…, O=…`
    pub subject: String,
    /// SHA-256 of the DER.
    pub sha256: String,
    /// From when until when.
    pub validity: Validity,
    /// What the dates say about the report's moment.
    pub dates: DateValidity,
    /// The certificate.
    pub pem: String,
}
