//! The content of an extension, decoded and in words.

use serde::{Deserialize, Serialize};
use x509_parser::extensions::{ParsedExtension, X509Extension};

use super::{
    general_name::general_name,
    usage::{purposes, usages},
};
use crate::{fingerprint::hex_colons, printable::printable, serial::Serial};

/// What an extension says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum ExtensionValue {
    /// Whether the certificate is a certificate authority's.
    BasicConstraints {
        /// `CA:TRUE`.
        ca: bool,
        /// How many authorities may follow below.
        path_length: Option<u32>,
    },
    /// What the key may do.
    KeyUsage {
        /// As openssl prints them.
        usages: Vec<String>,
        /// Signing certificates is among them.
        signs_certificates: bool,
    },
    /// What the key is for.
    ExtendedKeyUsage {
        /// In words, or dotted where there are none.
        purposes: Vec<String>,
    },
    /// The key's identifier.
    SubjectKeyIdentifier {
        /// Hex with colons.
        key_id: String,
    },
    /// The issuing key's identifier.
    AuthorityKeyIdentifier {
        /// Hex with colons.
        key_id: Option<String>,
        /// The serial number of the issuer's certificate, hex with colons.
        serial: Option<String>,
    },
    /// Further names.
    SubjectAlternativeName {
        /// `DNS:example.com`
        names: Vec<String>,
    },
    /// A remark.
    Comment {
        /// The remark.
        text: String,
    },
    /// Not decoded.
    Other {
        /// The value's DER, hex with colons.
        hex: String,
    },
}

impl ExtensionValue {
    pub(super) fn new(extension: &X509Extension<'_>) -> Self {
        match extension.parsed_extension() {
            ParsedExtension::BasicConstraints(constraints) => Self::BasicConstraints {
                ca: constraints.ca,
                path_length: constraints.path_len_constraint,
            },
            ParsedExtension::KeyUsage(usage) => {
                Self::KeyUsage { usages: usages(*usage), signs_certificates: usage.key_cert_sign() }
            }
            ParsedExtension::ExtendedKeyUsage(usage) => {
                Self::ExtendedKeyUsage { purposes: purposes(usage) }
            }
            ParsedExtension::SubjectKeyIdentifier(id) => {
                Self::SubjectKeyIdentifier { key_id: hex_colons(id.0) }
            }
            ParsedExtension::AuthorityKeyIdentifier(authority) => Self::AuthorityKeyIdentifier {
                key_id: authority.key_identifier.as_ref().map(|id| hex_colons(id.0)),
                serial: authority
                    .authority_cert_serial
                    .map(|number| Serial::new(number).to_string()),
            },
            ParsedExtension::SubjectAlternativeName(san) => Self::SubjectAlternativeName {
                names: san.general_names.iter().map(general_name).collect(),
            },
            ParsedExtension::NsCertComment(text) => Self::Comment { text: printable(text) },
            _ => Self::Other { hex: hex_colons(extension.value) },
        }
    }

    pub(super) fn in_words(&self) -> String {
        let list = |items: &[String]| {
            if items.is_empty() { "nothing".to_owned() } else { items.join(", ") }
        };
        match self {
            Self::BasicConstraints { ca: false, .. } => {
                "not a certificate authority (CA:FALSE)".to_owned()
            }
            Self::BasicConstraints { ca: true, path_length: None } => {
                "a certificate authority (CA:TRUE), with any number of authorities below".to_owned()
            }
            Self::BasicConstraints { ca: true, path_length: Some(0) } => {
                "a certificate authority (CA:TRUE), with no authority below".to_owned()
            }
            Self::BasicConstraints { ca: true, path_length: Some(length) } => {
                format!("a certificate authority (CA:TRUE), with at most {length} more below")
            }
            Self::KeyUsage { usages, .. } => format!("the key may be used for: {}", list(usages)),
            Self::ExtendedKeyUsage { purposes } => format!("meant for: {}", list(purposes)),
            Self::SubjectKeyIdentifier { key_id } => format!("its key is {key_id}"),
            Self::AuthorityKeyIdentifier { key_id, serial } => {
                let key = key_id.as_ref().map(|id| format!("issued by the key {id}"));
                let serial = serial.as_ref().map(|s| format!("issuer's serial number {s}"));
                let parts: Vec<_> = key.into_iter().chain(serial).collect();
                if parts.is_empty() { "names no issuer".to_owned() } else { parts.join("; ") }
            }
            Self::SubjectAlternativeName { names } => format!("also known as: {}", list(names)),
            Self::Comment { text } => text.clone(),
            Self::Other { hex } => format!("not decoded: {hex}"),
        }
    }
}
