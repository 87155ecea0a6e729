//! The identity of an HSM, as AWS documents the proof: one HSM certificate under two roots, and
//! a cluster key that is the HSM's. Knows what proves what, and not how a single signature is
//! checked.

mod anchor_check;
mod anchor_link;
mod anchor_notes;
mod certificate_check;
mod date_finding;
mod date_notes;
mod evidence;
mod failure;
mod link;
mod link_id;
mod links;
mod note;
mod obstacle;
mod overall;
mod published_root;
mod report;
mod slot;
mod slot_contents;
mod slot_notes;
mod verdict;
mod verification;
mod verifier;

pub(crate) use self::slot_contents::{CertificateSlot, SlotContents, SlotError};
pub use self::{
    date_finding::DateFinding,
    evidence::Evidence,
    failure::Failure,
    link::Link,
    link_id::LinkId,
    note::{Note, NoteKind},
    obstacle::Obstacle,
    overall::Overall,
    published_root::{PublishedRoot, published_root},
    report::{Report, UnusedAnchor},
    slot::{Slot, Slots},
    verdict::Verdict,
    verifier::{verify, verify_with},
};
