//! What is worth knowing beside the verdicts: none of it makes a link fail.

use serde::{Deserialize, Serialize};

use super::slot::{Absent, CertificateSlot, Slot};
use crate::{
    anchor::Anchor,
    certificate::Certificate,
    dates::{DateValidity, utc},
    extension::ExtensionValue,
    input::InputError,
    key::KeyAlgorithm,
    printable::{printable, quoted},
};

/// What a note is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoteKind {
    /// X.509 version 1 or 2.
    OldVersion,
    /// A hardware certificate that does not say that it may issue certificates.
    NotMarkedAsAuthority,
    /// A hardware certificate that says that it may not issue certificates.
    DeniedAsAuthority,
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
    /// A chain ends in a root that is pinned for another HSM type.
    RootOfOtherHsmType,
    /// A slot holds a private key, which is left out.
    PrivateKey,
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
                "The slot of the {name} has {} certificates. The console checks {}.",
                read.others.len() + 1,
                certificate.subject
            ),
        );
    }
    if read.text_around {
        note(NoteKind::TextAround, format!("The slot of the {name} has text outside of the PEM."));
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
    if is_hardware(slot) {
        match authority(certificate) {
            Authority::Marked => {}
            Authority::Unmarked => note(
                NoteKind::NotMarkedAsAuthority,
                format!(
                    "The {name} issued the HSM certificate without CA:TRUE. Genuine hardware \
                     certificates may lack it; `openssl verify` reports an invalid CA certificate."
                ),
            ),
            Authority::Denied(what) => note(
                NoteKind::DeniedAsAuthority,
                format!(
                    "The {name} has {what}: its issuer did not allow it to issue the HSM \
                     certificate. `openssl verify` refuses this chain. Ask AWS whether it is \
                     expected."
                ),
            ),
        }
    }
    if let KeyAlgorithm::Rsa { bits } = certificate.key.algorithm()
        && *bits < 2048
    {
        note(NoteKind::SmallKey, format!("The RSA key of the {name} has only {bits} bits."));
    }
    on_dates(name, Some(slot), certificate, SOON_FOR_OTHERS, now, notes);
}

/// The notes on an anchor that a chain ends in.
pub(crate) fn on_anchor(anchor: &Anchor, now: i64, notes: &mut Vec<Note>) {
    let name = format!("root {}", quoted(&anchor.label));
    if anchor.origin != crate::anchor::AnchorOrigin::Pinned {
        notes.push(Note {
            kind: NoteKind::SuppliedAnchor,
            slot: None,
            words: format!("The {name} is {}.", anchor.origin.in_words()),
        });
    }
    on_dates(&name, None, &anchor.certificate, SOON_FOR_ANCHORS, now, notes);
}

/// The note on a slot that can't be checked.
pub(crate) fn on_absent(absent: &Absent, notes: &mut Vec<Note>) {
    let Absent::Unreadable(slot, InputError::PrivateKey) = absent else { return };
    notes.push(Note {
        kind: NoteKind::PrivateKey,
        slot: Some(*slot),
        words: format!(
            "The slot of the {} contains a private key. The console leaves it out everywhere: on \
             its pages, in JSON, in exports and in the evidence. Treat the key as exposed.",
            slot.in_words()
        ),
    });
}

/// The note on a manufacturer's root that is pinned for `hsm1.medium`, where the HSM is of another
/// type.
pub(crate) fn on_hsm_type(anchor: &Anchor, hsm_type: Option<&str>, notes: &mut Vec<Note>) {
    if hsm_type.is_some_and(|hsm_type| hsm_type.starts_with("hsm1.")) {
        return;
    }
    let which = hsm_type.map_or_else(|| "unknown".to_owned(), printable);
    notes.push(Note {
        kind: NoteKind::RootOfOtherHsmType,
        slot: None,
        words: format!(
            "The root {} is pinned for hsm1.medium, but the HSM type is {which}. AWS doesn’t \
             document which certificates a cluster has after its HSM type changes; ask AWS if it \
             never did.",
            quoted(&anchor.label)
        ),
    });
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
    let reason = if slot == Slot::HsmCertificate {
        "An HSM certificate has two issuing certificates and can name only one of them."
    } else {
        "The signature was made by this issuer’s key, so the console accepts it; `openssl verify` \
         does not."
    };
    let mut note = |what: &str, named: &str, own: &str| {
        notes.push(Note {
            kind: NoteKind::OtherKeyIdentifier,
            slot: Some(slot),
            words: format!(
                "The {} says that its issuer’s {what} is {named}, but that of {} is {own}. {reason}",
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
    let own = parent.serial.to_string();
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
                "The {name} expired on {}. What it signed before is still signed.",
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

/// Whether a certificate may issue others.
enum Authority {
    /// It says so.
    Marked,
    /// It doesn't say.
    Unmarked,
    /// It says that it may not, by this extension.
    Denied(&'static str),
}

fn authority(certificate: &Certificate) -> Authority {
    let mut authority = Authority::Unmarked;
    for extension in &certificate.extensions {
        match extension.value {
            ExtensionValue::BasicConstraints { ca: false, .. } => {
                return Authority::Denied("CA:FALSE");
            }
            ExtensionValue::KeyUsage { signs_certificates: false, .. } => {
                return Authority::Denied("a key usage without Certificate Sign");
            }
            ExtensionValue::BasicConstraints { ca: true, .. } => authority = Authority::Marked,
            _ => {}
        }
    }
    authority
}
