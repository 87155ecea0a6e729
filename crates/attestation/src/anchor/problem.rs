//! Why a supplied anchor is not used.

use serde::{Deserialize, Serialize};

use crate::input::InputError;

/// Why a supplied anchor is not used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum AnchorProblem {
    /// It cannot be read.
    #[error("it can’t be read: {error}")]
    Unreadable {
        /// Why not.
        error: InputError,
    },
    /// It is signed by someone else, so that it is no root.
    #[error("it is not self-signed, so it is not a root")]
    NotSelfSigned,
    /// Its extensions say that it may not issue certificates.
    #[error("its extensions do not allow it to issue certificates")]
    NotAnAuthority,
    /// It allows no authority below, but the hardware certificate is one.
    #[error("it allows no certificate authority below itself, but a hardware certificate is one")]
    PathTooShort,
    /// It carries a critical extension that is unknown here, which must not be ignored.
    #[error("it has the unknown critical extension {oid}, which must not be ignored")]
    CriticalExtension {
        /// Which one.
        oid: String,
    },
    /// It carries an extension twice, so that what counts would depend on who reads it.
    #[error("it has the extension {oid} twice")]
    DuplicateExtension {
        /// Which one.
        oid: String,
    },
    /// More were supplied than are used.
    #[error("the console uses at most {limit} supplied roots; remove some")]
    TooMany {
        /// [`limits::ANCHORS`].
        limit: usize,
    },
}

impl AnchorProblem {
    /// Whether a limit of this crate is at fault and not the anchor: it might have been the right
    /// one.
    pub(super) fn is_limit(&self) -> bool {
        matches!(
            self,
            Self::TooMany { .. }
                | Self::Unreadable {
                    error: InputError::TooManyBlocks { .. } | InputError::TooLarge { .. },
                }
        )
    }
}
