//! Trust anchors: the pinned roots, the ones that others supply, and who vouches for which.
//!
//! A pinned anchor can only come from this crate: whoever calls can supply anchors, but has no way
//! to call them pinned.

use serde::{Deserialize, Serialize};

use crate::{
    certificate::Certificate,
    dates::{DateValidity, Validity},
    extension::ExtensionValue,
    input::{InputError, ItemKind, read},
    limits,
    pem::to_pem,
    printable::printable,
    signature::{SignatureCheck, SignatureProblem},
};

/// Which chain an anchor ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AnchorKind {
    /// The chain through the AWS hardware certificate.
    Aws,
    /// The chain through the manufacturer hardware certificate.
    Manufacturer,
    /// The customer's own CA, which issued the cluster certificate.
    CustomerCa,
}

/// Who supplied an anchor that is not pinned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SuppliedBy {
    /// An emulator: what it proves is that an emulator is consistent.
    Emulator,
    /// Whoever runs the backend.
    Operator,
    /// The person in front of the console.
    User,
}

/// A root certificate from outside, as text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SuppliedAnchor {
    /// For people, such as a file's name. Never decides anything.
    pub label: String,
    /// Who supplied it.
    pub supplied_by: SuppliedBy,
    /// Which chain it ends.
    pub kind: AnchorKind,
    /// Whatever [`read`] reads; several certificates are several anchors.
    pub pem: String,
}

impl SuppliedAnchor {
    /// Anchors from a file's bytes, in DER or PEM: what a file picker or a drop brings.
    pub fn from_file(
        label: &str,
        supplied_by: SuppliedBy,
        kind: AnchorKind,
        bytes: &[u8],
    ) -> Result<Self, InputError> {
        let reading = read(bytes)?;
        let pem = reading
            .certificates()?
            .into_iter()
            .map(|certificate| to_pem(ItemKind::Certificate, certificate.der()))
            .collect();
        Ok(Self { label: label.to_owned(), supplied_by, kind, pem })
    }
}

/// Whose word an anchor is. The order is the order of preference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AnchorOrigin {
    /// Compiled into this program.
    Pinned,
    /// Supplied by whoever runs the backend.
    Operator,
    /// Supplied by the person in front of the console.
    User,
    /// An emulator's.
    Emulator,
    /// It came along with the certificate itself, so that nobody vouches for it.
    SameSlot,
}

impl AnchorOrigin {
    /// For a sentence: "an anchor …".
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Pinned => "pinned in this program",
            Self::Operator => "supplied by the backend’s operator, not pinned",
            Self::User => "supplied by the user, not pinned",
            Self::Emulator => "the emulator’s own, not AWS’s",
            Self::SameSlot => "found in the same slot, trusted by nobody",
        }
    }
}

impl From<SuppliedBy> for AnchorOrigin {
    fn from(supplied_by: SuppliedBy) -> Self {
        match supplied_by {
            SuppliedBy::Emulator => Self::Emulator,
            SuppliedBy::Operator => Self::Operator,
            SuppliedBy::User => Self::User,
        }
    }
}

/// An anchor as the report names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AnchorSummary {
    /// For people.
    pub label: String,
    /// Whose word it is.
    pub origin: AnchorOrigin,
    /// Which chain it ends.
    pub kind: AnchorKind,
    /// `CN=…, O=…`
    pub subject: String,
    /// SHA-256 of the DER.
    pub sha256: String,
    /// From when until when.
    pub validity: Validity,
    /// What the dates say about the report's moment.
    pub dates: DateValidity,
    /// The certificate.
    pub pem: String,
}

/// Why a supplied anchor is not used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum AnchorProblem {
    /// It cannot be read.
    #[error("it can’t be read: {error}")]
    Unreadable {
        /// Why not.
        error: InputError,
    },
    /// It is signed by someone else, so that it is no root.
    #[error("it is not self-signed, so it is not a root")]
    NotSelfSigned,
    /// Its extensions say that it may not issue certificates.
    #[error("its extensions do not allow it to issue certificates")]
    NotAnAuthority,
    /// It allows no authority below, but the hardware certificate is one.
    #[error("it allows no certificate authority below itself, but a hardware certificate is one")]
    PathTooShort,
    /// It carries a critical extension that is unknown here, which must not be ignored.
    #[error("it has the unknown critical extension {oid}, which must not be ignored")]
    CriticalExtension {
        /// Which one.
        oid: String,
    },
    /// It carries an extension twice, so that what counts would depend on who reads it.
    #[error("it has the extension {oid} twice")]
    DuplicateExtension {
        /// Which one.
        oid: String,
    },
    /// More were supplied than are used.
    #[error("the console uses at most {limit} supplied roots; remove some")]
    TooMany {
        /// [`limits::ANCHORS`].
        limit: usize,
    },
}

impl AnchorProblem {
    /// Whether a limit of this crate is at fault and not the anchor: it might have been the right
    /// one.
    fn is_limit(&self) -> bool {
        matches!(
            self,
            Self::TooMany { .. }
                | Self::Unreadable {
                    error: InputError::TooManyBlocks { .. } | InputError::TooLarge { .. },
                }
        )
    }
}

/// An anchor fit for use.
#[derive(Debug, Clone)]
pub(crate) struct Anchor {
    pub(crate) label: String,
    pub(crate) origin: AnchorOrigin,
    pub(crate) kind: AnchorKind,
    pub(crate) certificate: Certificate,
}

impl Anchor {
    pub(crate) fn summary(&self, now: i64) -> AnchorSummary {
        AnchorSummary {
            label: self.label.clone(),
            origin: self.origin,
            kind: self.kind,
            subject: self.certificate.subject.to_string(),
            sha256: self.certificate.fingerprints().sha256,
            validity: self.certificate.validity,
            dates: self.certificate.validity.at(now),
            pem: to_pem(ItemKind::Certificate, self.certificate.der()),
        }
    }
}

const PINNED: [(&str, AnchorKind, &str); 3] = [
    ("AWS CloudHSM Root G1", AnchorKind::Aws, include_str!("../roots/aws-cloudhsm-root-g1.pem")),
    (
        "Marvell LiquidSecurity root, issue of 2024",
        AnchorKind::Manufacturer,
        include_str!("../roots/marvell-liquidsecurity-2024.pem"),
    ),
    (
        "Marvell LiquidSecurity root, issue of 2015",
        AnchorKind::Manufacturer,
        include_str!("../roots/marvell-liquidsecurity-2015.pem"),
    ),
];

/// The anchors that are compiled in.
pub fn pinned(now: i64) -> Vec<AnchorSummary> {
    pinned_anchors().iter().map(|anchor| anchor.summary(now)).collect()
}

fn pinned_anchors() -> Vec<Anchor> {
    PINNED
        .iter()
        .filter_map(|(label, kind, pem)| {
            // A test asserts that each of them is read, by its fingerprint.
            let reading = read(pem.as_bytes()).ok()?;
            let certificate = (*reading.certificates().ok()?.first()?).clone();
            let label = (*label).to_owned();
            Some(Anchor { label, origin: AnchorOrigin::Pinned, kind: *kind, certificate })
        })
        .collect()
}

/// A supplied anchor that is not used, and why.
#[derive(Debug)]
pub(crate) struct Unused {
    pub(crate) label: String,
    pub(crate) origin: AnchorOrigin,
    pub(crate) problem: AnchorProblem,
}

/// All anchors that a verification has, and what it must know of those that it lacks.
#[derive(Debug, Default)]
pub(crate) struct Anchors {
    /// The fit ones.
    pub(crate) fit: Vec<Anchor>,
    /// The supplied ones that are not used.
    pub(crate) unused: Vec<Unused>,
    /// The chains of which a supplied anchor was left out because of a limit.
    pub(crate) left_out: Vec<AnchorKind>,
    /// Certificates that were supplied for the customer's CA and are no roots: it may issue through
    /// one of them.
    pub(crate) intermediates: Vec<Certificate>,
}

impl Anchors {
    /// The pinned ones and the supplied ones.
    pub(crate) fn new(supplied: &[SuppliedAnchor], check: &impl SignatureCheck) -> Self {
        let mut anchors = Self { fit: pinned_anchors(), ..Self::default() };
        for (index, supplied) in supplied.iter().enumerate() {
            if index < limits::ANCHORS {
                anchors.add(supplied, check);
            } else {
                let problem = AnchorProblem::TooMany { limit: limits::ANCHORS };
                anchors.leave_out(supplied, printable(&supplied.label), problem);
            }
        }
        anchors
    }

    fn add(&mut self, supplied: &SuppliedAnchor, check: &impl SignatureCheck) {
        let label = printable(&supplied.label);
        let reading = read(supplied.pem.as_bytes());
        let certificates =
            reading.as_ref().map_err(Clone::clone).and_then(super::input::Reading::certificates);
        let certificates = match certificates {
            Ok(certificates) => certificates,
            Err(error) => {
                return self.leave_out(supplied, label, AnchorProblem::Unreadable { error });
            }
        };
        let count = certificates.len();
        for (index, certificate) in certificates.into_iter().enumerate() {
            match check_fitness(certificate, supplied.kind, check) {
                Ok(()) => self.fit.push(Anchor {
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
                    self.leave_out(supplied, which, problem);
                }
            }
        }
    }

    fn leave_out(&mut self, supplied: &SuppliedAnchor, label: String, problem: AnchorProblem) {
        if problem.is_limit() {
            self.left_out.push(supplied.kind);
        }
        self.unused.push(Unused { label, origin: supplied.supplied_by.into(), problem });
    }

    /// Those that end chains of this kind.
    pub(crate) fn of_kind(&self, kind: AnchorKind) -> impl Iterator<Item = &Anchor> {
        self.fit.iter().filter(move |anchor| anchor.kind == kind)
    }

    /// The certificates beside the cluster certificate: perhaps the customer's CA, and what it
    /// issues through. Whoever supplied a CA said which one counts, so then none beside does.
    pub(crate) fn add_beside(&mut self, others: &[Certificate], check: &impl SignatureCheck) {
        let is_supplied = self.of_kind(AnchorKind::CustomerCa).next().is_some()
            || self.left_out.contains(&AnchorKind::CustomerCa);
        for certificate in others {
            match check_fitness(certificate, AnchorKind::CustomerCa, check) {
                Ok(()) if is_supplied => {}
                Ok(()) => self.fit.push(Anchor {
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

/// Whether a certificate can end a chain of this kind; the rules are those of `openssl verify`.
pub(crate) fn check_fitness(
    certificate: &Certificate,
    kind: AnchorKind,
    check: &impl SignatureCheck,
) -> Result<(), AnchorProblem> {
    if !certificate.is_self_issued() {
        return Err(AnchorProblem::NotSelfSigned);
    }
    let own = check.check(certificate.signed_bytes(), &certificate.signed, &certificate.key);
    // What makes an anchor trusted is that someone vouches for it. Its own signature only tells
    // whether it is a root, so an old digest there is no harm.
    if matches!(own, Err(SignatureProblem::Invalid | SignatureProblem::WrongKeyKind { .. })) {
        return Err(AnchorProblem::NotSelfSigned);
    }
    if let Some(extension) =
        certificate.extensions.iter().find(|e| e.critical && !e.is_understood())
    {
        return Err(AnchorProblem::CriticalExtension { oid: extension.oid.clone() });
    }
    if let Some(extension) = certificate.duplicate_extension() {
        return Err(AnchorProblem::DuplicateExtension { oid: extension.oid.clone() });
    }
    let mut is_authority = certificate.version == 1;
    let mut path_length = None;
    for extension in &certificate.extensions {
        match &extension.value {
            ExtensionValue::BasicConstraints { ca: false, .. }
            | ExtensionValue::KeyUsage { signs_certificates: false, .. } => {
                return Err(AnchorProblem::NotAnAuthority);
            }
            ExtensionValue::BasicConstraints { ca: true, path_length: length } => {
                is_authority = true;
                path_length = *length;
            }
            ExtensionValue::KeyUsage { signs_certificates: true, .. } => is_authority = true,
            _ => {}
        }
    }
    if !is_authority {
        return Err(AnchorProblem::NotAnAuthority);
    }
    if path_length == Some(0) && kind != AnchorKind::CustomerCa {
        return Err(AnchorProblem::PathTooShort);
    }
    Ok(())
}
