//! X.509 for the attestation of an HSM: read the content of a certificate slot, describe it, verify
//! the chains that prove the hardware genuine, and write down how to repeat each check by hand.
//!
//! No I/O, no clock and no randomness: callers pass the texts and the time. Nothing here
//! knows the console, the backend or AWS's wire.
//!
//! # Where to start
//!
//! - [`read`] turns a slot's text, or a file's bytes, into [`Item`]s; every refusal is an
//!   [`InputError`].
//! - [`describe`] makes a [`Description`] of an item, for people.
//! - [`verify`] makes a [`Report`] of the five slots and says whether the HSM is genuine.
//! - [`sheet`] puts both into words, ready to be shown.
//! - [`evidence_files`] makes the bundle that lets someone else repeat the checks;
//!   [`evidence_archive`] packs it.
//! - [`check_initialization`] checks the two files that initialize a cluster, before they are sent;
//!   [`csr_file`] is the CSR to sign.
//! - [`Question`] is the same as one message, for a caller on the other side of a wire.
//!
//! # Which implementation checks signatures, and why
//!
//! One, everywhere: RustCrypto's `rsa`, `p256` and `p384`, compiled into this crate. WebCrypto was
//! the alternative in the browser, but it answers asynchronously, is absent on plain http, and
//! would have needed a second implementation natively, so that the tests would not prove what
//! people run. Only public values are touched here, so the timing leaks that `rsa`
//! was known for do not apply. By its README, today's code has diverged far from what was once
//! audited: the tests therefore compare every verdict with `openssl verify`, and those of the shipped
//! WebAssembly in a real browser against the native ones. The choice is behind [`SignatureCheck`].

#![warn(missing_docs)]

mod anchor;
mod certificate;
mod dates;
mod decode_error;
mod describe;
mod evidence;
mod extension;
mod fingerprint;
mod initialization;
mod input;
mod key;
mod key_algorithm;
pub mod limits;
mod name;
mod oid;
mod printable;
mod question;
mod request;
mod serial;
mod sheet;
mod signature;
mod signed;
mod text;
mod verify;

pub use anchor::{
    AnchorKind, AnchorOrigin, AnchorProblem, AnchorSummary, SuppliedAnchor, SuppliedBy, pinned,
};
pub use certificate::Certificate;
pub use dates::{DateValidity, Validity, utc};
pub use decode_error::DecodeError;
pub use describe::{CertificateDetails, Description, RequestDetails, describe};
pub use evidence::{
    Archive, EvidenceFile, ManualCheck, Method, evidence_archive, evidence_files, manual_checks,
};
pub use extension::{Extension, ExtensionValue};
pub use fingerprint::{Fingerprints, hex_colons};
pub use initialization::{
    CheckedFile, Cleaned, Cleaning, CsrFile, CsrProblem, Initialization, InitializationFile,
    InitializationFinding, InitializationProblem, Severity, check_initialization, csr_file,
};
pub use input::{InputError, Item, ItemKind, Reading, is_utf16, read, to_der, to_pem};
pub use key::PublicKey;
pub use key_algorithm::KeyAlgorithm;
pub use name::Name;
pub use question::{Answer, FileBytes, Question};
pub use request::CertificateRequest;
pub use serial::Serial;
pub use sheet::{
    Mark, Part, Sheet, SheetFact, SheetItem, SheetLink, SheetNode, SheetRoot, SheetSlot,
    UnusedRoot, sheet,
};
pub use signature::{RustCrypto, SignatureCheck, SignatureProblem};
pub use signed::Signed;
pub use verify::{
    DateFinding, Evidence, Failure, Link, LinkId, Note, NoteKind, Obstacle, Overall, PublishedRoot,
    Report, Slot, Slots, UnusedAnchor, Verdict, published_root, verify, verify_with,
};
