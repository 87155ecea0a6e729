//! Notes on issuers: the anchors that chains end in, and the key identifiers of issuers.

use super::{
    date_notes::{SOON_FOR_ROOTS, on_dates},
    note::{Note, NoteKind},
    slot::Slot,
};
use crate::{
    anchor::{Anchor, AnchorOrigin},
    certificate::Certificate,
    extension::ExtensionValue,
    printable::{printable, quoted},
};

/// The notes on an anchor that a chain ends in.
pub(crate) fn on_anchor(anchor: &Anchor, now: i64, notes: &mut Vec<Note>) {
    let name = format!("root {}", quoted(&anchor.label));
    if anchor.origin != AnchorOrigin::Pinned {
        notes.push(Note {
            kind: NoteKind::SuppliedAnchor,
            slot: None,
            words: format!("The {name} is {}.", anchor.origin.in_words()),
        });
    }
    on_dates(&name, None, &anchor.certificate, SOON_FOR_ROOTS, now, notes);
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
