//! What a finding means for the sending.

use serde::{Deserialize, Serialize};

use super::{file::InitializationFile, problem::InitializationProblem};

/// What a finding means for the sending.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// It breaks a rule that AWS documents, or can't be what AWS asks for: nothing is sent.
    Refuses,
    /// AWS documents no rule about it: the person decides.
    Warns,
}

impl InitializationProblem {
    /// What it means for the sending if it is found in this file. AWS asks of the trust anchor that
    /// it complies with RFC 5280, and says nothing of the kind of the signed certificate.
    pub fn severity(&self, file: InitializationFile) -> Severity {
        let of_anchor = match file {
            InitializationFile::TrustAnchor => Severity::Refuses,
            InitializationFile::SignedCertificate => Severity::Warns,
        };
        match self {
            Self::Empty
            | Self::PrivateKey
            | Self::TooLarge { .. }
            | Self::Path { .. }
            | Self::RequestInstead
            | Self::Unreadable { .. }
            | Self::LongerThanAccepted { .. }
            | Self::Swapped
            | Self::SameCertificate
            | Self::OtherKey { .. }
            | Self::OtherIssuer { .. }
            | Self::WrongSignature { .. }
            | Self::NotSelfSigned { .. }
            | Self::NoBasicConstraints
            | Self::NotAnAuthority
            | Self::MaySignNoCertificates
            | Self::KeyIdentifiersConflict
            | Self::PathLengthConflict
            | Self::EmptySubject
            | Self::AlgorithmsDisagree => Severity::Refuses,
            Self::DuplicateExtension { .. } | Self::ExtensionsBeforeVersion3 { .. } => of_anchor,
            Self::LongerThanDocumented { .. }
            | Self::SeveralCertificates { .. }
            | Self::NotYetValid { .. }
            | Self::Expired { .. }
            | Self::WeakSignature { .. }
            | Self::UncheckedSignature { .. }
            | Self::UnusualKey { .. }
            | Self::BasicConstraintsNotCritical
            | Self::UnknownCriticalExtension { .. }
            | Self::OtherKeyIdentifier => Severity::Warns,
        }
    }
}
