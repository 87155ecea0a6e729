//! X.509 extensions: the ones that people ask about in words, the others in hex.

mod general_name;
mod usage;
mod value;

use serde::{Deserialize, Serialize};
use x509_parser::extensions::X509Extension;

pub use self::value::ExtensionValue;
use crate::oid;

/// One extension of a certificate, or one that a request asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Extension {
    /// Dotted.
    pub oid: String,
    /// As openssl prints it; none for an extension that is unknown here.
    pub name: Option<String>,
    /// A verifier that does not know it must refuse the certificate.
    pub critical: bool,
    /// What it says.
    pub value: ExtensionValue,
    /// What it says, in words.
    pub words: String,
}

impl Extension {
    pub(crate) fn new(extension: &X509Extension<'_>) -> Self {
        let oid = oid::dotted(extension.oid.as_bytes());
        let value = ExtensionValue::new(extension);
        Self {
            name: oid::extension(&oid).map(str::to_owned),
            critical: extension.critical,
            words: value.in_words(),
            value,
            oid,
        }
    }

    /// Whether a verifier that only knows what is read here may accept the extension where it is
    /// critical. Identifiers and remarks are read and change no verdict; RFC 5280 forbids
    /// marking them critical.
    pub(crate) fn is_understood(&self) -> bool {
        matches!(
            self.value,
            ExtensionValue::BasicConstraints { .. }
                | ExtensionValue::KeyUsage { .. }
                | ExtensionValue::ExtendedKeyUsage { .. }
                | ExtensionValue::SubjectAlternativeName { .. }
        )
    }
}
