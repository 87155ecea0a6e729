//! Notes on the content of a slot.

use super::{
    date_notes::{SOON_FOR_CERTIFICATES, on_dates},
    note::{Note, NoteKind},
    slot::Slot,
    slot_contents::{CertificateSlot, SlotContents, SlotError},
};
use crate::{
    certificate::Certificate, extension::ExtensionValue, input::InputError,
    key_algorithm::KeyAlgorithm,
};

/// The notes on all slots.
pub(super) fn on_slots(contents: &SlotContents, now: i64) -> Vec<Note> {
    let mut notes = Vec::new();
    let certificates = [
        (Slot::HsmCertificate, &contents.hsm),
        (Slot::AwsHardwareCertificate, &contents.aws),
        (Slot::ManufacturerHardwareCertificate, &contents.manufacturer),
        (Slot::ClusterCertificate, &contents.cluster),
    ];
    for (slot, read) in certificates {
        match read {
            Ok(read) => on_slot(slot, read, now, &mut notes),
            Err(error) => on_absent(error, &mut notes),
        }
    }
    if let Err(error) = &contents.csr {
        on_absent(error, &mut notes);
    }
    notes
}

/// The notes on a slot's content.
fn on_slot(slot: Slot, read: &CertificateSlot, now: i64, notes: &mut Vec<Note>) {
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
    if read.extra_text {
        note(NoteKind::ExtraText, format!("The slot of the {name} has text outside of the PEM."));
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
    on_dates(name, Some(slot), certificate, SOON_FOR_CERTIFICATES, now, notes);
}

/// The note on a slot that can't be checked.
fn on_absent(error: &SlotError, notes: &mut Vec<Note>) {
    let SlotError::Unreadable(slot, InputError::PrivateKey) = error else { return };
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
