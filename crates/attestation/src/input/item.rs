//! A certificate or a request.

use super::{kind::ItemKind, pem};
use crate::{certificate::Certificate, request::CertificateRequest};

/// A certificate or a request.
// Few of them live at a time, so the size of the larger kind is no waste worth an indirection.
#[allow(clippy::large_enum_variant)]
#[derive(Debug, Clone)]
pub enum Item {
    /// An X.509 certificate.
    Certificate(Certificate),
    /// A PKCS#10 certificate signing request.
    Request(CertificateRequest),
}

impl Item {
    /// Which of the two it is.
    pub fn kind(&self) -> ItemKind {
        match self {
            Self::Certificate(_) => ItemKind::Certificate,
            Self::Request(_) => ItemKind::Request,
        }
    }

    /// The item's bytes.
    pub fn der(&self) -> &[u8] {
        match self {
            Self::Certificate(certificate) => certificate.der(),
            Self::Request(request) => request.der(),
        }
    }

    /// The item in PEM.
    pub fn to_pem(&self) -> String {
        pem::to_pem(self.kind(), self.der())
    }
}
