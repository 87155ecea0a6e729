//! Chains that the openssl binary made: every verdict must be openssl's, and every place where it
//! is not is a test of its own that says so.

#![allow(clippy::expect_used)] // Helpers of tests may fail as tests do.

mod anchors;
mod comparison;
mod described;
mod fleet;
mod forged;
mod genuine;
mod openssl;
mod shown;
mod table;

use attestation::{Failure, ItemKind, LinkId, NoteKind, Obstacle, Verdict, to_der, to_pem};
use fleet::link;

/// A certificate with one bit of its DER changed, counted in bytes from the end.
fn flip(pem: &str, from_end: usize) -> String {
    let mut der = to_der(pem.as_bytes()).expect("readable").remove(0);
    let at = der.len() - from_end;
    der[at] ^= 1;
    to_pem(ItemKind::Certificate, &der)
}

fn failure(report: &attestation::Report, id: LinkId) -> &Failure {
    match &link(report, id).verdict {
        Verdict::Failed { failure } => failure,
        other => panic!("{id:?} is {other:?}"),
    }
}

fn obstacle(report: &attestation::Report, id: LinkId) -> &Obstacle {
    match &link(report, id).verdict {
        Verdict::NotCheckable { obstacle } => obstacle,
        other => panic!("{id:?} is {other:?}"),
    }
}

fn has_note(report: &attestation::Report, kind: NoteKind) -> bool {
    report.notes.iter().any(|note| note.kind == kind)
}
