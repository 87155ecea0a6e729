//! Notes beside the verdicts. None of them makes a link fail.

use serde::{Deserialize, Serialize};

use super::slot::Slot;

/// What a note is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoteKind {
    /// X.509 version 1 or 2.
    OldVersion,
    /// A hardware certificate that does not say that it may issue certificates.
    NotMarkedAsAuthority,
    /// A hardware certificate that says that it may not issue certificates.
    DeniedAsAuthority,
    /// After or before its dates.
    OutsideDates,
    /// Its dates end soon.
    ExpiresSoon,
    /// The slot has more than one item.
    Bundle,
    /// The slot has text outside of the PEM.
    ExtraText,
    /// It names another issuing key by identifier than the one that signed it.
    OtherKeyIdentifier,
    /// An RSA key below 2048 bits.
    SmallKey,
    /// A chain ends in an anchor that is not pinned.
    SuppliedAnchor,
    /// A chain ends in a root that is pinned for another HSM type.
    RootOfOtherHsmType,
    /// A slot contains a private key, which is left out.
    PrivateKey,
}

/// A finding that changes no verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Note {
    /// What it is about.
    pub kind: NoteKind,
    /// The slot that it is about; none for an anchor.
    pub slot: Option<Slot>,
    /// In a sentence.
    pub words: String,
}
