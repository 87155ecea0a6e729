//! The cluster's CSR: the file to save and to sign, and what there is to compare.

use serde::{Deserialize, Serialize};

use crate::{
    input::{InputError, ItemKind, read, to_pem},
    request::CertificateRequest,
};

/// Why there is no CSR to sign or to compare with.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum CsrProblem {
    /// There is no CSR: AWS makes it with the first HSM, and removes it at the initialization.
    #[error("The cluster has no CSR. AWS provides it once the first HSM is active.")]
    Missing,
    /// AWS's text is no CSR.
    #[error("The cluster’s CSR can’t be read: {error}.")]
    Unreadable {
        /// Why not.
        error: InputError,
    },
}

/// The CSR as a file, and the facts by which people recognize it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CsrFile {
    /// PEM: ASCII, LF, ends with a line end.
    pub pem: String,
    /// `CN=…, O=…`
    pub subject: String,
    /// `RSA, 2048 bits`
    pub key: String,
    /// SHA-256 of the DER, upper-case hex with colons.
    pub sha256: String,
    /// SHA-256 of the key's SubjectPublicKeyInfo, upper-case hex with colons.
    pub public_key_sha256: String,
}

/// The CSR as the file to save. AWS's text is read and written anew, so that openssl reads the file
/// whatever the text was.
pub fn csr_file(csr: Option<&str>) -> Result<CsrFile, CsrProblem> {
    request(csr).map(|request| file(&request))
}

pub(super) fn file(request: &CertificateRequest) -> CsrFile {
    let digests = request.fingerprints();
    CsrFile {
        pem: to_pem(ItemKind::Request, request.der()),
        subject: request.subject.to_string(),
        key: request.key.algorithm().in_words(),
        sha256: digests.sha256,
        public_key_sha256: digests.public_key_sha256,
    }
}

pub(super) fn request(csr: Option<&str>) -> Result<CertificateRequest, CsrProblem> {
    let text = csr.filter(|text| !text.trim().is_empty()).ok_or(CsrProblem::Missing)?;
    let unreadable = |error| CsrProblem::Unreadable { error };
    let reading = read(text.as_bytes()).map_err(unreadable)?;
    reading.request().cloned().map_err(unreadable)
}
