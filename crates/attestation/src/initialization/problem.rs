//! Everything that can be wrong with the two files. Each has a name; its words, its severity and
//! what to do about it are in files of their own.

use serde::{Deserialize, Serialize};

use crate::input::InputError;

/// What is wrong with one of the two files, or with how they fit together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum InitializationProblem {
    /// Nothing but blanks.
    Empty,
    /// It contains a private key. Nothing else of the file is known.
    PrivateKey,
    /// Longer than what is read.
    TooLarge {
        /// Its length.
        bytes: usize,
        /// The limit.
        limit: usize,
    },
    /// The name of a file instead of its content.
    Path {
        /// The name, fit to be shown.
        path: String,
    },
    /// A CSR instead of a certificate.
    RequestInstead,
    /// Neither PEM nor anything else that has a certificate.
    Unreadable {
        /// Why not.
        error: InputError,
    },
    /// More characters than AWS documents.
    LongerThanDocumented {
        /// Of the cleaned text.
        characters: usize,
        /// 5,000.
        limit: usize,
    },
    /// More characters than AWS's model accepts.
    LongerThanAccepted {
        /// Of the cleaned text.
        characters: usize,
        /// 20,000.
        limit: usize,
    },
    /// More than one certificate in the file.
    SeveralCertificates {
        /// How many.
        count: usize,
    },
    /// Each file is in the other's place.
    Swapped,
    /// Both files have the same certificate.
    SameCertificate,
    /// The signed certificate isn't for the key of this CSR.
    OtherKey {
        /// SHA-256 of the CSR's key, hex with colons.
        csr: String,
        /// SHA-256 of the certificate's key, hex with colons.
        certificate: String,
    },
    /// The signed certificate names another issuer than the trust anchor.
    OtherIssuer {
        /// The issuer that it names.
        named: String,
        /// The subjects of the trust anchor's certificates.
        found: String,
    },
    /// The signature isn't of the trust anchor's key.
    WrongSignature {
        /// Why not.
        detail: String,
    },
    /// The trust anchor isn't signed by its own key, nor does it contain such a root above.
    NotSelfSigned {
        /// Who issued it.
        issuer: String,
    },
    /// Version 3 without Basic Constraints.
    NoBasicConstraints,
    /// CA:FALSE.
    NotAnAuthority,
    /// Its key usage doesn't allow to sign certificates.
    MaySignNoCertificates,
    /// A self-signed certificate names another key as its issuer's than its own.
    KeyIdentifiersConflict,
    /// It limits the number of authorities below, and more follow.
    PathLengthConflict,
    /// A CA without a name.
    EmptySubject,
    /// One signature algorithm in the signed part, another one outside of it.
    AlgorithmsDisagree,
    /// An extension that occurs twice.
    DuplicateExtension {
        /// Which one.
        oid: String,
    },
    /// Extensions in a version that has none.
    ExtensionsBeforeVersion3 {
        /// 1 or 2.
        version: u32,
    },
    /// Its dates begin later.
    NotYetValid {
        /// Epoch seconds.
        not_before: i64,
    },
    /// Its dates have ended.
    Expired {
        /// Epoch seconds.
        not_after: i64,
    },
    /// Signed with a digest that can be forged.
    WeakSignature {
        /// `sha1WithRSAEncryption`
        algorithm: String,
    },
    /// A signature that isn't supported here.
    UncheckedSignature {
        /// The algorithm or the key.
        what: String,
    },
    /// A key of another kind or size than those in AWS's guides.
    UnusualKey {
        /// In words.
        key: String,
    },
    /// Basic Constraints that aren't critical, which RFC 5280 asks of CAs.
    BasicConstraintsNotCritical,
    /// A critical extension whose meaning isn't known here.
    UnknownCriticalExtension {
        /// Which one.
        oid: String,
    },
    /// The signed certificate names another key of its issuer than the trust anchor has.
    OtherKeyIdentifier,
}
