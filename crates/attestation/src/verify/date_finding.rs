//! What the dates of a link's certificates say.

use serde::{Deserialize, Serialize};

use crate::{
    anchor::AnchorSummary,
    dates::{DateValidity, Validity, utc},
    printable::quoted,
};

/// What the dates of one end of a link, or of a root above it, say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DateFinding {
    /// Whose dates, for people.
    pub of: String,
    /// They are a root's.
    pub is_root: bool,
    /// From when until when.
    pub validity: Validity,
    /// What they say about the report's moment.
    pub dates: DateValidity,
}

impl DateFinding {
    pub(crate) fn new(of: &str, validity: Validity, now: i64) -> Self {
        Self { of: of.to_owned(), is_root: false, validity, dates: validity.at(now) }
    }

    pub(crate) fn of_root(anchor: &AnchorSummary) -> Self {
        let AnchorSummary { label, validity, dates, .. } = anchor;
        Self { of: quoted(label), is_root: true, validity: *validity, dates: *dates }
    }

    /// In a sentence.
    pub fn in_words(&self) -> String {
        let Self { of, validity, dates, .. } = self;
        match dates {
            DateValidity::Valid { .. } => {
                format!("{of}: valid until {}", utc(validity.not_after))
            }
            DateValidity::Expired { .. } => {
                format!("{of}: expired on {}", utc(validity.not_after))
            }
            DateValidity::NotYet { .. } => {
                format!("{of}: not valid before {}", utc(validity.not_before))
            }
        }
    }
}
