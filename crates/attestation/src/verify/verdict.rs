//! The verdict on a link.

use serde::{Deserialize, Serialize};

use super::{failure::Failure, obstacle::Obstacle, slot_contents::SlotError};
use crate::signature::SignatureProblem;

/// The verdict on a link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum Verdict {
    /// It was checked, and it is right.
    Verified,
    /// It was checked, and it is wrong.
    Failed {
        /// Why.
        failure: Failure,
    },
    /// It can't be checked, which says nothing about it.
    NotCheckable {
        /// Why not.
        obstacle: Obstacle,
    },
}

impl From<SignatureProblem> for Verdict {
    fn from(problem: SignatureProblem) -> Self {
        match problem {
            SignatureProblem::Unsupported { what } => {
                Self::NotCheckable { obstacle: Obstacle::Unsupported { what } }
            }
            problem => Self::Failed { failure: Failure::Signature { problem } },
        }
    }
}

impl From<SlotError> for Verdict {
    fn from(error: SlotError) -> Self {
        Self::NotCheckable { obstacle: error.into() }
    }
}

impl From<Obstacle> for Verdict {
    fn from(obstacle: Obstacle) -> Self {
        Self::NotCheckable { obstacle }
    }
}

impl From<Failure> for Verdict {
    fn from(failure: Failure) -> Self {
        Self::Failed { failure }
    }
}
