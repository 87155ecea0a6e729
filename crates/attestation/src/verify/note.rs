//! What is worth knowing beside the verdicts: none of it makes a link fail.

use serde::{Deserialize, Serialize};

use super::slot::{CertificateSlot, Slot};
use crate::{
    anchor::Anchor,
    certificate::Certificate,
    dates::{DateValidity, utc},
    extension::ExtensionValue,
    fingerprint::hex_colons,
    key::KeyAlgorithm,
};

/// What a note is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoteKind {
    /// X.509 version 1 or 2.
    OldVersion,
    /// A hardware certificate that does not say that it may issue certificates.
    NotMarkedAsAuthority,
    /// After or before its dates.
    OutsideDates,
    /// Its dates end soon.
    EndsSoon,
    /// The slot holds more than one item.
    Bundle,
    /// The slot holds text beside the PEM.
    TextAround,
    /// It names another issuing key by identifier than the one that signed it.
    OtherKeyIdentifier,
    /// An RSA key below 2048 bits.
    SmallKey,
    /// A chain ends in an anchor that is not pinned.
    SuppliedAnchor,
}

/// Something worth knowing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Note {
    /// What it is about.
    pub kind: NoteKind,
    /// The slot that it is about; none for an anchor.
    pub slot: Option<Slot>,
    /// In a sentence.
    pub words: String,
}

/// An anchor that ends within this time is worth acting on: roots are replaced slowly.
const SOON_FOR_ANCHORS: i64 = 180 * 24 * 3600;
/// As long as people usually give themselves to renew a certificate.
const SOON_FOR_OTHERS: i64 = 30 * 24 * 3600;

/// The notes on a slot's content.
pub(crate) fn on_slot(slot: Slot, read: &CertificateSlot, now: i64, notes: &mut Vec<Note>) {
    let certificate = &read.certificate;
    let name = slot.in_words();
    let mut note = |kind, words: String| notes.push(Note { kind, slot: Some(slot), words });
    if !read.others.is_empty() {
        note(
            NoteKind::Bundle,
            format!(
                "The slot of the {name} holds {} certificates; the one that counts is {}.",
                read.others.len() + 1,
                certificate.subject
            ),
        );
    }
    if read.text_around {
        note(NoteKind::TextAround, format!("The slot of the {name} holds text beside the PEM."));
    }
    if certificate.version < 3 {
        note(
            NoteKind::OldVersion,
            format!(
                "The {name} is X.509 version {}, which has no extensions. Genuine hardware \
                 certificates may be.",
                certificate.version
            ),
        );
    }
    if is_hardware(slot) && !is_marked_as_authority(certificate) {
        note(
            NoteKind::NotMarkedAsAuthority,
            format!(
                "The {name} issued the HSM certificate without CA:TRUE. Genuine hardware \
                 certificates may lack it; `openssl verify` calls it an invalid CA certificate."
            ),
        );
    }
    if let KeyAlgorithm::Rsa { bits } = certificate.key.algorithm()
        && *bits < 2048
    {
        note(NoteKind::SmallKey, format!("The key of the {name} has only {bits} bits."));
    }
    on_dates(name, Some(slot), certificate, SOON_FOR_OTHERS, now, notes);
}

/// The notes on an anchor that a chain ends in.
pub(crate) fn on_anchor(anchor: &Anchor, now: i64, notes: &mut Vec<Note>) {
    let name = format!("anchor “{}”", anchor.label);
    if anchor.origin != crate::anchor::AnchorOrigin::Pinned {
        notes.push(Note {
            kind: NoteKind::SuppliedAnchor,
            slot: None,
            words: format!("The {name} is {}.", anchor.origin.in_words()),
        });
    }
    on_dates(&name, None, &anchor.certificate, SOON_FOR_ANCHORS, now, notes);
}

/// A note where the certificate names its issuer by another key identifier or serial number.
pub(crate) fn on_key_identifiers(
    slot: Slot,
    child: &Certificate,
    parent: &Certificate,
    notes: &mut Vec<Note>,
) {
    let named = child.extensions.iter().find_map(|extension| match &extension.value {
        ExtensionValue::AuthorityKeyIdentifier { key_id, serial } => Some((key_id, serial)),
        _ => None,
    });
    let own = parent.extensions.iter().find_map(|extension| match &extension.value {
        ExtensionValue::SubjectKeyIdentifier { key_id } => Some(key_id),
        _ => None,
    });
    let Some((key_id, serial)) = named else { return };
    let mut note = |what: &str, named: &str, own: &str| {
        notes.push(Note {
            kind: NoteKind::OtherKeyIdentifier,
            slot: Some(slot),
            words: format!(
                "The {} names the {what} {named} as its issuer's, but that of {} is {own}. An HSM \
                 certificate has two issuing certificates and can name one of them at most.",
                slot.in_words(),
                parent.subject
            ),
        });
    };
    if let (Some(named), Some(own)) = (key_id, own)
        && named != own
    {
        note("key", named, own);
    }
    let own = hex_colons(&parent.serial);
    if let Some(named) = serial
        && *named != own
    {
        note("serial number", named, &own);
    }
}

fn on_dates(
    name: &str,
    slot: Option<Slot>,
    certificate: &Certificate,
    soon: i64,
    now: i64,
    notes: &mut Vec<Note>,
) {
    let validity = certificate.validity;
    let (kind, words) = match validity.at(now) {
        DateValidity::Expired { .. } => (
            NoteKind::OutsideDates,
            format!(
                "The {name} expired on {}. Its signatures are still genuine or not.",
                utc(validity.not_after)
            ),
        ),
        DateValidity::NotYet { .. } => (
            NoteKind::OutsideDates,
            format!("The {name} is not valid before {}.", utc(validity.not_before)),
        ),
        DateValidity::Valid { seconds_left } if seconds_left < soon => {
            (NoteKind::EndsSoon, format!("The {name} expires on {}.", utc(validity.not_after)))
        }
        DateValidity::Valid { .. } => return,
    };
    notes.push(Note { kind, slot, words });
}

fn is_hardware(slot: Slot) -> bool {
    matches!(slot, Slot::AwsHardwareCertificate | Slot::ManufacturerHardwareCertificate)
}

fn is_marked_as_authority(certificate: &Certificate) -> bool {
    certificate
        .extensions
        .iter()
        .any(|e| matches!(e.value, ExtensionValue::BasicConstraints { ca: true, .. }))
}
