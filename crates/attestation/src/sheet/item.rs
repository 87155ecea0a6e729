//! The items of the slots, in words.

use serde::{Deserialize, Serialize};

use super::dates::{date_problem, validity};
use crate::{
    describe::{Description, describe},
    extension::Extension,
    fingerprint::Fingerprints,
    input::{InputError, read},
    verify::{Evidence, Slot},
};

/// The content of one slot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SheetSlot {
    /// AWS's name of the slot.
    pub slot: String,
    /// Why it can't be read.
    pub problem: Option<String>,
    /// It contains a private key, so its text must not be shown.
    pub private_key: bool,
    /// Its certificates or its request.
    pub items: Vec<SheetItem>,
}

/// One certificate or request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SheetItem {
    /// Names and values, in the order to show them.
    pub facts: Vec<(String, String)>,
    /// How its dates are wrong now, such as `expired`.
    pub outside_dates: Option<String>,
    /// The text that `openssl x509 -text` would print, as far as it matters.
    pub text: String,
    /// The item alone, in PEM.
    pub pem: String,
    /// SHA-256 of its DER.
    pub sha256: String,
}

pub(super) fn slot(evidence: &Evidence, slot: Slot) -> Option<SheetSlot> {
    let text = evidence.slots.get(slot)?;
    let name = slot.name().to_owned();
    Some(match read(text.as_bytes()) {
        Ok(reading) => {
            // A request where a certificate should be, or the reverse, is named and shown.
            let wrong_kind: Option<InputError> = if slot == Slot::ClusterCsr {
                reading.request().err()
            } else {
                reading.certificates().err()
            };
            let items = reading.items.iter().map(|item| describe(item, evidence.now));
            SheetSlot {
                slot: name,
                problem: wrong_kind.map(|error| error.to_string()),
                private_key: false,
                items: items.map(item).collect(),
            }
        }
        Err(error) => SheetSlot {
            slot: name,
            private_key: error == InputError::PrivateKey,
            problem: Some(error.to_string()),
            items: Vec::new(),
        },
    })
}

/// An item in words.
pub(crate) fn item(description: Description) -> SheetItem {
    match description {
        Description::Certificate(details) => {
            let facts = vec![
                fact("Subject", details.subject),
                fact("Issuer", details.issuer),
                fact("Serial number", details.serial),
                fact("Valid", validity(details.validity, details.dates)),
                fact("Key", details.key_in_words),
                fact("Signature algorithm", details.signature_algorithm),
                fact("Version", format!("X.509 v{}", details.version)),
            ];
            SheetItem {
                sha256: details.fingerprints.sha256.clone(),
                facts: with_extensions_and_fingerprints(
                    facts,
                    &details.extensions,
                    details.fingerprints,
                ),
                outside_dates: date_problem(details.dates).map(str::to_owned),
                text: details.text,
                pem: details.pem,
            }
        }
        Description::Request(details) => {
            let facts = vec![
                fact("Subject", details.subject),
                fact("Key", details.key_in_words),
                fact("Signature algorithm", details.signature_algorithm),
            ];
            SheetItem {
                sha256: details.fingerprints.sha256.clone(),
                facts: with_extensions_and_fingerprints(
                    facts,
                    &details.extensions,
                    details.fingerprints,
                ),
                outside_dates: None,
                text: details.text,
                pem: details.pem,
            }
        }
    }
}

fn fact(name: &str, value: String) -> (String, String) {
    (name.to_owned(), value)
}

fn with_extensions_and_fingerprints(
    mut facts: Vec<(String, String)>,
    extensions: &[Extension],
    fingerprints: Fingerprints,
) -> Vec<(String, String)> {
    facts.extend(extensions.iter().map(|extension| {
        let critical = if extension.critical { " (critical)" } else { "" };
        let words = format!("{}{critical}", extension.words);
        fact(extension.name.as_deref().unwrap_or(&extension.oid), words)
    }));
    facts.extend([
        fact("SHA-256 fingerprint", fingerprints.sha256),
        fact("SHA-1 fingerprint", fingerprints.sha1),
        fact("Public key SHA-256", fingerprints.public_key_sha256),
    ]);
    facts
}
