//! Notes on dates.

use super::{
    note::{Note, NoteKind},
    slot::Slot,
};
use crate::{
    certificate::Certificate,
    dates::{DateValidity, utc},
};

/// A root that expires within this time is reported: roots are replaced slowly.
pub(super) const SOON_FOR_ROOTS: i64 = 180 * 24 * 3600;

/// The usual time to renew a certificate.
pub(super) const SOON_FOR_CERTIFICATES: i64 = 30 * 24 * 3600;

pub(super) fn on_dates(
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
            (NoteKind::ExpiresSoon, format!("The {name} expires on {}.", utc(validity.not_after)))
        }
        DateValidity::Valid { .. } => return,
    };
    notes.push(Note { kind, slot, words });
}
