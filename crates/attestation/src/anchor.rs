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
    pem::to_pem,
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
            Self::Operator => "supplied by the backend's operator, not pinned",
            Self::User => "supplied by the user, not pinned",
            Self::Emulator => "the emulator's own, not AWS's",
            Self::SameSlot => "found beside the certificate itself, vouched for by nobody",
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
    #[error("it cannot be read: {error}")]
    Unreadable {
        /// Why not.
        error: InputError,
    },
    /// It is signed by someone else, so that it is no root.
    #[error("it is not self-signed, so that it is no root")]
    NotSelfSigned,
    /// Its extensions say that it may not issue certificates.
    #[error("its extensions do not allow it to issue certificates")]
    NotAnAuthority,
    /// It allows no authority below, but the hardware certificate is one.
    #[error("it allows no authority below itself, but a hardware certificate is one")]
    PathTooShort,
    /// It carries a critical extension that is unknown here, which must not be ignored.
    #[error("it has the critical extension {oid}, which is unknown here and must not be ignored")]
    CriticalExtension {
        /// Which one.
        oid: String,
    },
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

pub(crate) fn pinned_anchors() -> Vec<Anchor> {
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

/// The fit ones of a supplied anchor, and what is wrong with the others.
pub(crate) fn supplied_anchors(
    supplied: &SuppliedAnchor,
    check: &impl SignatureCheck,
) -> (Vec<Anchor>, Vec<AnchorProblem>) {
    let reading = match read(supplied.pem.as_bytes()) {
        Ok(reading) => reading,
        Err(error) => return (vec![], vec![AnchorProblem::Unreadable { error }]),
    };
    let certificates = match reading.certificates() {
        Ok(certificates) => certificates,
        Err(error) => return (vec![], vec![AnchorProblem::Unreadable { error }]),
    };
    let mut anchors = Vec::new();
    let mut problems = Vec::new();
    for certificate in certificates {
        match check_fitness(certificate, supplied.kind, check) {
            Ok(()) => anchors.push(Anchor {
                label: supplied.label.clone(),
                origin: supplied.supplied_by.into(),
                kind: supplied.kind,
                certificate: certificate.clone(),
            }),
            Err(problem) => problems.push(problem),
        }
    }
    (anchors, problems)
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
