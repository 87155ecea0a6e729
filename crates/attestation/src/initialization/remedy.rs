//! What to do about a problem.

use super::{file::InitializationFile, problem::InitializationProblem};

const CERTIFICATE: &str = "Choose the certificate that your CA made from the cluster’s CSR.";
const ANCHOR: &str = "Choose the certificate of the CA that signed the CSR (customerCA.crt in \
                      AWS’s guide).";
const NEW_CA: &str = "Create a self-signed CA certificate with CA:TRUE, as `openssl req -new -x509` \
                      does, and sign the CSR with it.";
const UNDOCUMENTED: &str = "AWS doesn’t document whether it accepts this. The initialization \
                            can’t be repeated, so consider certificates without this finding.";

impl InitializationProblem {
    /// What to do about it, where it is found in this file.
    pub fn remedy(&self, file: InitializationFile) -> &'static str {
        match self {
            Self::Empty | Self::TooLarge { .. } | Self::Unreadable { .. } => choose(file),
            Self::Path { .. } => "Choose the file itself, or paste its content.",
            Self::PrivateKey => {
                "Choose the certificate, which is another file. A private key must never leave \
                 your CA."
            }
            Self::RequestInstead => match file {
                InitializationFile::SignedCertificate => {
                    "Sign the CSR with your CA, and choose the certificate that results."
                }
                InitializationFile::TrustAnchor => ANCHOR,
            },
            Self::LongerThanDocumented { .. } | Self::LongerThanAccepted { .. } => {
                "Use one certificate in this file, or a shorter one."
            }
            Self::SeveralCertificates { .. } => match file {
                InitializationFile::SignedCertificate => {
                    "Remove all but the certificate of the cluster."
                }
                InitializationFile::TrustAnchor => {
                    "If a self-signed CA signed the CSR directly, use its certificate alone."
                }
            },
            Self::Swapped => "Swap the files.",
            Self::SameCertificate => {
                "Choose the cluster’s certificate as one file, and the CA’s as the other."
            }
            Self::OtherKey { .. } => {
                "Download the CSR again and sign that one. AWS replaces the CSR when the first HSM \
                 is replaced."
            }
            Self::OtherIssuer { .. } => ANCHOR,
            Self::WrongSignature { .. } => match file {
                InitializationFile::SignedCertificate => {
                    "Choose the CA certificate whose key signed the CSR: a CA created anew under \
                     the same name has another key."
                }
                InitializationFile::TrustAnchor => ANCHOR,
            },
            Self::NotSelfSigned { .. } => {
                "Sign the CSR with a self-signed root CA, and choose that CA’s certificate."
            }
            Self::NotYetValid { .. } => {
                "Check the clock of the computer that signed it, or wait until the date. AWS doesn’t \
                 document whether it checks dates."
            }
            Self::Expired { .. } => {
                "Issue it anew with later dates. AWS doesn’t document whether it checks them."
            }
            Self::NoBasicConstraints
            | Self::NotAnAuthority
            | Self::MaySignNoCertificates
            | Self::KeyIdentifiersConflict
            | Self::PathLengthConflict
            | Self::EmptySubject => NEW_CA,
            Self::DuplicateExtension { .. }
            | Self::ExtensionsBeforeVersion3 { .. }
            | Self::AlgorithmsDisagree => "Issue it anew with another program or configuration.",
            Self::WeakSignature { .. } => "Issue it anew with SHA-256.",
            Self::UncheckedSignature { .. }
            | Self::UnusualKey { .. }
            | Self::BasicConstraintsNotCritical
            | Self::UnknownCriticalExtension { .. }
            | Self::OtherKeyIdentifier => UNDOCUMENTED,
        }
    }
}

fn choose(file: InitializationFile) -> &'static str {
    match file {
        InitializationFile::SignedCertificate => CERTIFICATE,
        InitializationFile::TrustAnchor => ANCHOR,
    }
}
