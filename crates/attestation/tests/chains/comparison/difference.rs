//! Why a verdict may differ from openssl's. Each reason is a row of a table in
//! `docs/attestation.md`, and each row is a reason.

use std::collections::BTreeSet;

/// A reason for another verdict than openssl's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Difference {
    WeakDigest,
    WeakKey,
    UnsupportedAlgorithm,
    LargeExponent,
    CriticalExtension,
    DuplicateExtension,
    HardwareWithoutAuthority,
    KeyIdentifier,
    UnreadableForOpenssl,
    OrderInSlot,
    StrictDer,
    PrivateKey,
    IntermediateCa,
    IssuerItself,
    DamagedRoot,
}

impl Difference {
    const ALL: [Self; 15] = [
        Self::WeakDigest,
        Self::WeakKey,
        Self::UnsupportedAlgorithm,
        Self::LargeExponent,
        Self::CriticalExtension,
        Self::DuplicateExtension,
        Self::HardwareWithoutAuthority,
        Self::KeyIdentifier,
        Self::UnreadableForOpenssl,
        Self::OrderInSlot,
        Self::StrictDer,
        Self::PrivateKey,
        Self::IntermediateCa,
        Self::IssuerItself,
        Self::DamagedRoot,
    ];

    /// openssl accepts what is not verified here; else it is the other way round.
    pub(super) fn is_stricter(self) -> bool {
        !matches!(
            self,
            Self::HardwareWithoutAuthority
                | Self::KeyIdentifier
                | Self::UnreadableForOpenssl
                | Self::OrderInSlot
                | Self::IssuerItself
        )
    }

    /// The first cell of its row in the document.
    fn row(self) -> &'static str {
        match self {
            Self::WeakDigest => "SHA-1 and MD5 signatures",
            Self::WeakKey => "RSA keys below 1024 bits",
            Self::UnsupportedAlgorithm => "P-521, RSA-PSS, SHA-224 and other algorithms",
            Self::LargeExponent => "RSA exponents of more than 33 bits",
            Self::CriticalExtension => "Critical extensions that only openssl knows",
            Self::DuplicateExtension => "Duplicate extensions",
            Self::HardwareWithoutAuthority => "Hardware certificates that are not marked as a CA",
            Self::KeyIdentifier => "Authority key identifiers",
            Self::UnreadableForOpenssl => "Texts that openssl can't read",
            Self::OrderInSlot => "Several certificates in a slot",
            Self::StrictDer => "Sloppy encodings",
            Self::PrivateKey => "Private keys",
            Self::IntermediateCa => "Intermediate CAs",
            Self::IssuerItself => "What is wrong with an issuing certificate itself",
            Self::DamagedRoot => "Roots whose own signature is wrong",
        }
    }
}

/// Where the table begins.
const HEADING: &str = "## Where verdicts differ from openssl's";

/// Asserts that the document's table has exactly the differences that occur.
pub(super) fn are_documented(occurring: impl Iterator<Item = Difference>) {
    let document = include_str!("../../../../../docs/attestation.md");
    let section = document.split_once(HEADING).expect("the document has the heading").1;
    let section = section.split("\n## ").next().unwrap_or_default();
    let rows: BTreeSet<_> = section
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.split(" | ").next())
        .filter(|cell| !cell.starts_with("what"))
        .collect();
    let occurring: BTreeSet<_> = occurring.map(Difference::row).collect();
    assert_eq!(rows, occurring, "the rows of the document and the differences that occur");
    assert_eq!(occurring.len(), Difference::ALL.len(), "a difference that no set has");
}
