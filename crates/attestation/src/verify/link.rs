//! One link of the proof with its verdict.

use serde::{Deserialize, Serialize};

use super::{date_finding::DateFinding, link_id::LinkId, verdict::Verdict};
use crate::anchor::AnchorSummary;

/// One link of the proof.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Link {
    /// Which one.
    pub id: LinkId,
    /// A heading.
    pub title: String,
    /// What the check found; regardless of dates.
    pub verdict: Verdict,
    /// Why, in a sentence.
    pub words: String,
    /// What the dates of both its ends say, and those of a root that it rests on and that is outside
    /// its dates. Empty where there is nothing to say.
    pub dates: Vec<DateFinding>,
    /// Every date above is valid.
    pub dates_valid: bool,
    /// The anchor that the link ends in.
    pub anchor: Option<AnchorSummary>,
    /// The labels of further anchors that would have done, as re-issues of a root do.
    pub also_anchored_by: Vec<String>,
}

impl Link {
    /// A link whose words follow from its verdict; `meaning` is what it means if it is verified.
    pub(crate) fn new(id: LinkId, verdict: Verdict, meaning: &str) -> Self {
        let words = match &verdict {
            Verdict::Verified => meaning.to_owned(),
            Verdict::Failed { failure } => failure.to_string(),
            Verdict::NotCheckable { obstacle } => obstacle.to_string(),
        };
        Self {
            id,
            title: id.title().to_owned(),
            verdict,
            words,
            dates: Vec::new(),
            dates_valid: true,
            anchor: None,
            also_anchored_by: Vec::new(),
        }
    }

    pub(crate) fn with_dates(mut self, dates: Vec<DateFinding>) -> Self {
        self.dates_valid = dates.iter().all(|finding| finding.dates.is_valid());
        self.dates = dates;
        self
    }

    /// The dates that are not valid now.
    pub fn invalid_dates(&self) -> impl Iterator<Item = &DateFinding> {
        self.dates.iter().filter(|finding| !finding.dates.is_valid())
    }

    /// Whether it was checked and is right, dates aside.
    pub fn is_verified(&self) -> bool {
        self.verdict == Verdict::Verified
    }

    /// Whether it was checked and is wrong.
    pub fn is_failed(&self) -> bool {
        matches!(self.verdict, Verdict::Failed { .. })
    }
}
