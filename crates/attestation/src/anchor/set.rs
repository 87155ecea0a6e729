//! All anchors of one verification.

use super::{
    origin::{AnchorKind, AnchorOrigin},
    pinned::pinned_anchors,
    problem::AnchorProblem,
    requirements::check_usable,
    root::Anchor,
    supplied::SuppliedAnchor,
};
use crate::{
    certificate::Certificate,
    input::{Reading, read},
    limits,
    printable::printable,
    signature::SignatureCheck,
};

/// A supplied anchor that is not used, and why.
#[derive(Debug)]
pub(crate) struct RejectedAnchor {
    pub(crate) label: String,
    pub(crate) origin: AnchorOrigin,
    pub(crate) problem: AnchorProblem,
}

/// All anchors that a verification has, and what it must know of those that it lacks.
#[derive(Debug, Default)]
pub(crate) struct AnchorSet {
    /// The fit ones.
    pub(crate) usable: Vec<Anchor>,
    /// The supplied ones that are not used.
    pub(crate) unused: Vec<RejectedAnchor>,
    /// The chains of which a supplied anchor was left out because of a limit.
    pub(crate) skipped_kinds: Vec<AnchorKind>,
    /// Certificates that were supplied for the customer's CA and are no roots: it may issue through
    /// one of them.
    pub(crate) intermediates: Vec<Certificate>,
}

impl AnchorSet {
    /// The pinned ones and the supplied ones.
    pub(crate) fn new(supplied: &[SuppliedAnchor], check: &impl SignatureCheck) -> Self {
        let mut anchors = Self { usable: pinned_anchors(), ..Self::default() };
        for (index, supplied) in supplied.iter().enumerate() {
            if index < limits::ANCHORS {
                anchors.add(supplied, check);
            } else {
                let problem = AnchorProblem::TooMany { limit: limits::ANCHORS };
                anchors.reject(supplied, printable(&supplied.label), problem);
            }
        }
        anchors
    }

    fn add(&mut self, supplied: &SuppliedAnchor, check: &impl SignatureCheck) {
        let label = printable(&supplied.label);
        let reading = read(supplied.pem.as_bytes());
        let certificates = reading.as_ref().map_err(Clone::clone).and_then(Reading::certificates);
        let certificates = match certificates {
            Ok(certificates) => certificates,
            Err(error) => {
                return self.reject(supplied, label, AnchorProblem::Unreadable { error });
            }
        };
        let count = certificates.len();
        for (index, certificate) in certificates.into_iter().enumerate() {
            match check_usable(certificate, supplied.kind, check) {
                Ok(()) => self.usable.push(Anchor {
                    label: label.clone(),
                    origin: supplied.supplied_by.into(),
                    kind: supplied.kind,
                    certificate: certificate.clone(),
                }),
                Err(problem) => {
                    if problem == AnchorProblem::NotSelfSigned
                        && supplied.kind == AnchorKind::CustomerCa
                    {
                        self.intermediates.push(certificate.clone());
                    }
                    // The file's other certificates may well be used: say which one is not.
                    let which = if count == 1 {
                        label.clone()
                    } else {
                        let (number, subject) = (index + 1, &certificate.subject);
                        format!("{label}, certificate {number} of {count} ({subject})")
                    };
                    self.reject(supplied, which, problem);
                }
            }
        }
    }

    fn reject(&mut self, supplied: &SuppliedAnchor, label: String, problem: AnchorProblem) {
        if problem.is_limit() {
            self.skipped_kinds.push(supplied.kind);
        }
        self.unused.push(RejectedAnchor { label, origin: supplied.supplied_by.into(), problem });
    }

    /// Those that end chains of this kind.
    pub(crate) fn of_kind(&self, kind: AnchorKind) -> impl Iterator<Item = &Anchor> {
        self.usable.iter().filter(move |anchor| anchor.kind == kind)
    }

    /// Adds the other certificates of the cluster certificate's slot: perhaps the customer's CA, and what it
    /// issues through. A supplied CA takes precedence over one in the slot.
    pub(crate) fn add_from_slot(&mut self, others: &[Certificate], check: &impl SignatureCheck) {
        let is_supplied = self.of_kind(AnchorKind::CustomerCa).next().is_some()
            || self.skipped_kinds.contains(&AnchorKind::CustomerCa);
        for certificate in others {
            match check_usable(certificate, AnchorKind::CustomerCa, check) {
                Ok(()) if is_supplied => {}
                Ok(()) => self.usable.push(Anchor {
                    label: certificate.subject.short(),
                    origin: AnchorOrigin::SameSlot,
                    kind: AnchorKind::CustomerCa,
                    certificate: certificate.clone(),
                }),
                Err(AnchorProblem::NotSelfSigned) => self.intermediates.push(certificate.clone()),
                Err(_) => {}
            }
        }
    }
}
