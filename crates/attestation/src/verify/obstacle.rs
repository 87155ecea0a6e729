//! Every reason why a link is not checkable.

use serde::{Deserialize, Serialize};

use super::{published_root::PublishedRoot, slot::Slot, slot_contents::SlotError};
use crate::{anchor::AnchorKind, input::InputError};

/// Why a link cannot be checked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum Obstacle {
    /// The slot is empty.
    #[error("there is no {}", slot.in_words())]
    SlotEmpty {
        /// Which one.
        slot: Slot,
    },
    /// The slot's content cannot be read, or is of another kind.
    #[error("the {} can’t be read: {error}", slot.in_words())]
    Unreadable {
        /// Which one.
        slot: Slot,
        /// Why not.
        error: InputError,
    },
    /// The root is not pinned, and nobody supplied it.
    #[error("{}", missing_anchor(*anchor, issuer, known.as_ref()))]
    AnchorMissing {
        /// Which chain's.
        anchor: AnchorKind,
        /// The issuer that the certificate names: the subject of the root to look for.
        issuer: String,
        /// The root that this HSM type is known to have.
        known: Option<PublishedRoot>,
    },
    /// A supplied root was left out because of a limit, and might have been the right one.
    #[error("some of the supplied roots were not used; remove those that you don’t need")]
    AnchorSkipped,
    /// The customer's CA issued the certificate through another CA.
    #[error(
        "its issuer is {issuer}, an intermediate CA; the console only checks a CA’s own signature"
    )]
    IntermediateCa {
        /// The issuer that the certificate names.
        issuer: String,
    },
    /// Not supported here.
    #[error("the console can’t check {what}")]
    Unsupported {
        /// The algorithm or the key.
        what: String,
    },
}

fn missing_anchor(anchor: AnchorKind, issuer: &str, known: Option<&PublishedRoot>) -> String {
    let missing = match anchor {
        AnchorKind::Aws => "AWS’s root is not available",
        AnchorKind::Manufacturer => {
            "the manufacturer’s root for this HSM type is not part of the console"
        }
        AnchorKind::CustomerCa => "the customer’s CA is not available",
    };
    let known = known.map_or_else(String::new, |known| {
        format!(
            " (for this HSM type it should be {}, which the manufacturer publishes as {})",
            known.subject, known.file_name
        )
    });
    format!("{missing}; supply the certificate of {issuer}{known}")
}

impl From<SlotError> for Obstacle {
    fn from(error: SlotError) -> Self {
        match error {
            SlotError::Empty(slot) => Self::SlotEmpty { slot },
            SlotError::Unreadable(slot, error) => Self::Unreadable { slot, error },
        }
    }
}
