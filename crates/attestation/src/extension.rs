//! X.509 extensions: the ones that people ask about in words, the others in hex.

use serde::{Deserialize, Serialize};
use x509_parser::{
    extensions::{GeneralName, KeyUsage, ParsedExtension, X509Extension},
    prelude::ExtendedKeyUsage,
};

use crate::{fingerprint::hex_colons, name::Name, oid, printable::printable, serial::Serial};

/// One extension of a certificate, or one that a request asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Extension {
    /// Dotted.
    pub oid: String,
    /// As openssl prints it; none for an extension that is unknown here.
    pub name: Option<String>,
    /// Whoever does not know it must refuse the certificate.
    pub critical: bool,
    /// What it says.
    pub value: ExtensionValue,
    /// What it says, in words.
    pub words: String,
}

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
    /// Not read here.
    Other {
        /// The value's DER, hex with colons.
        hex: String,
    },
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

impl ExtensionValue {
    fn new(extension: &X509Extension<'_>) -> Self {
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

    fn in_words(&self) -> String {
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
            Self::Other { hex } => format!("not read here: {hex}"),
        }
    }
}

fn usages(usage: KeyUsage) -> Vec<String> {
    [
        (usage.digital_signature(), "Digital Signature"),
        (usage.non_repudiation(), "Non Repudiation"),
        (usage.key_encipherment(), "Key Encipherment"),
        (usage.data_encipherment(), "Data Encipherment"),
        (usage.key_agreement(), "Key Agreement"),
        (usage.key_cert_sign(), "Certificate Sign"),
        (usage.crl_sign(), "CRL Sign"),
        (usage.encipher_only(), "Encipher Only"),
        (usage.decipher_only(), "Decipher Only"),
    ]
    .into_iter()
    .filter(|(allowed, _)| *allowed)
    .map(|(_, name)| name.to_owned())
    .collect()
}

fn purposes(usage: &ExtendedKeyUsage<'_>) -> Vec<String> {
    let known = [
        (usage.any, "2.5.29.37.0"),
        (usage.server_auth, "1.3.6.1.5.5.7.3.1"),
        (usage.client_auth, "1.3.6.1.5.5.7.3.2"),
        (usage.code_signing, "1.3.6.1.5.5.7.3.3"),
        (usage.email_protection, "1.3.6.1.5.5.7.3.4"),
        (usage.time_stamping, "1.3.6.1.5.5.7.3.8"),
        (usage.ocsp_signing, "1.3.6.1.5.5.7.3.9"),
    ];
    let known = known.into_iter().filter(|(set, _)| *set).map(|(_, oid)| oid.to_owned());
    let other = usage.other.iter().map(|oid| oid::dotted(oid.as_bytes()));
    known.chain(other).map(|oid| oid::purpose(&oid).map_or(oid.clone(), str::to_owned)).collect()
}

fn general_name(name: &GeneralName<'_>) -> String {
    match name {
        GeneralName::DNSName(name) => format!("DNS:{}", printable(name)),
        GeneralName::RFC822Name(address) => format!("email:{}", printable(address)),
        GeneralName::URI(uri) => format!("URI:{}", printable(uri)),
        GeneralName::DirectoryName(name) => format!("name:{}", Name::new(name)),
        GeneralName::RegisteredID(oid) => format!("OID:{}", oid::dotted(oid.as_bytes())),
        GeneralName::IPAddress(bytes) => ip_address(bytes),
        GeneralName::OtherName(oid, value) => {
            format!("other {}:{}", oid::dotted(oid.as_bytes()), hex_colons(value))
        }
        GeneralName::X400Address(value) | GeneralName::EDIPartyName(value) => {
            format!("other:{}", hex_colons(value.data))
        }
        GeneralName::Invalid(_, value) => format!("unreadable:{}", hex_colons(value)),
    }
}

fn ip_address(bytes: &[u8]) -> String {
    if let Ok(v4) = <[u8; 4]>::try_from(bytes) {
        format!("IP:{}", std::net::Ipv4Addr::from(v4))
    } else if let Ok(v6) = <[u8; 16]>::try_from(bytes) {
        format!("IP:{}", std::net::Ipv6Addr::from(v6))
    } else {
        format!("IP:{}", hex_colons(bytes))
    }
}
