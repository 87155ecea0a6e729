//! Which chain an anchor ends, and who supplied it.

use serde::{Deserialize, Serialize};

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
    /// The operator of the backend.
    Operator,
    /// The person in front of the console.
    User,
}

/// Who supplied an anchor. The order is the order of preference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AnchorOrigin {
    /// Compiled into this program.
    Pinned,
    /// Supplied by the operator of the backend.
    Operator,
    /// Supplied by the person in front of the console.
    User,
    /// An emulator's.
    Emulator,
    /// It is in the same slot as the certificate that it signed, so nobody vouches for it.
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
            Self::SameSlot => "found in the same slot, not trusted",
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
