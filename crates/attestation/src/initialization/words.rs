//! What is wrong, as a sentence.

use super::{file::InitializationFile, problem::InitializationProblem};
use crate::{dates::utc, oid};

impl InitializationProblem {
    /// In a sentence about this file.
    pub fn in_words(&self, file: InitializationFile) -> String {
        let it = file.first_in_words();
        match self {
            Self::Empty => format!("{it} is empty."),
            Self::PrivateKey => format!("{it} contains a private key. None of it was saved."),
            Self::TooLarge { bytes, limit } => {
                format!("{it} has {bytes} bytes. The console reads at most {limit}.")
            }
            Self::Path { path } => {
                format!("{it} is only a file name, “{path}”, instead of the file’s content.")
            }
            Self::RequestInstead => {
                format!("{it} is a certificate signing request (CSR) instead of a certificate.")
            }
            Self::Unreadable { error } => format!("{it} can’t be read: {error}."),
            Self::LongerThanDocumented { characters, limit } => {
                format!("{it} has {characters} characters. AWS documents at most {limit}.")
            }
            Self::LongerThanAccepted { characters, limit } => {
                format!("{it} has {characters} characters. AWS accepts at most {limit}.")
            }
            Self::SeveralCertificates { count } => several(file, *count),
            Self::Swapped => {
                "The two files are swapped: the signed certificate is a CA’s, and the \
                              trust anchor is the certificate of a cluster."
                    .to_owned()
            }
            Self::SameCertificate => "Both files contain the same certificate.".to_owned(),
            Self::OtherKey { csr, certificate } => format!(
                "The signed certificate isn’t for this cluster’s current CSR: the CSR’s key has \
                 SHA-256 {csr}, the certificate’s {certificate}."
            ),
            Self::OtherIssuer { named, found } => format!(
                "The signed certificate was issued by {named}, but the trust anchor is {found}."
            ),
            Self::WrongSignature { detail } => {
                format!("{it} isn’t signed by the key of the trust anchor: {detail}.")
            }
            Self::NotSelfSigned { issuer } => {
                format!("{it} isn’t self-signed: it was issued by {issuer}.")
            }
            Self::DuplicateExtension { oid } => {
                format!("{it} has the extension {} twice.", extension(oid))
            }
            Self::ExtensionsBeforeVersion3 { version } => {
                format!("{it} has extensions, but is X.509 version {version}.")
            }
            Self::NotYetValid { not_before } => {
                format!("{it} isn’t valid before {}.", utc(*not_before))
            }
            Self::Expired { not_after } => format!("{it} expired on {}.", utc(*not_after)),
            Self::WeakSignature { algorithm } => {
                format!("{it} is signed with {algorithm}, which can be forged.")
            }
            Self::UncheckedSignature { what } => {
                format!("The console can’t check the signature of {}: {what}.", file.in_words())
            }
            Self::UnusualKey { key } => format!("The key of {} is {key}.", file.in_words()),
            Self::UnknownCriticalExtension { oid } => format!(
                "{it} has the critical extension {}, whose meaning the console doesn’t know.",
                extension(oid)
            ),
            fixed => format!("{it} {}.", fixed.says()),
        }
    }

    /// What the file has wrong, where there are no details.
    fn says(&self) -> &'static str {
        match self {
            Self::NoBasicConstraints => {
                "is X.509 version 3, but has no Basic Constraints extension"
            }
            Self::NotAnAuthority => "isn’t a CA’s: its Basic Constraints extension says CA:FALSE",
            Self::MaySignNoCertificates => {
                "may not sign certificates: its Key Usage extension lacks Certificate Sign"
            }
            Self::KeyIdentifiersConflict => {
                "is self-signed, but its Authority Key Identifier names another key than its own"
            }
            Self::PathLengthConflict => {
                "allows fewer CAs below itself than there are: see “pathlen” in its Basic \
                 Constraints"
            }
            Self::EmptySubject => "has an empty subject, which RFC 5280 forbids for a CA",
            Self::AlgorithmsDisagree => {
                "names one signature algorithm in the signed part and another one outside of it"
            }
            Self::BasicConstraintsNotCritical => {
                "has a Basic Constraints extension that isn’t critical, as RFC 5280 requires of CAs"
            }
            Self::OtherKeyIdentifier => {
                "names another key of its issuer than the trust anchor’s: see its Authority Key \
                 Identifier"
            }
            _ => "has a problem",
        }
    }
}

fn several(file: InitializationFile, count: usize) -> String {
    let it = file.first_in_words();
    match file {
        InitializationFile::TrustAnchor => format!(
            "{it} contains {count} certificates. AWS’s guide mentions a chain, but not its rules."
        ),
        InitializationFile::SignedCertificate => format!(
            "{it} contains {count} certificates. AWS doesn’t document whether it accepts more \
             than one here."
        ),
    }
}

fn extension(oid: &str) -> String {
    oid::extension(oid).map_or_else(|| oid.to_owned(), |name| format!("“{name}”"))
}
