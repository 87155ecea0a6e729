//! The report: every link, what follows from all of them, and a text of it for people.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use super::{link::Link, link_id::LinkId, note::Note, overall::Overall, verdict::Verdict};
use crate::{
    anchor::{AnchorOrigin, AnchorProblem, AnchorSummary},
    dates::utc,
    printable::quoted,
};

/// What was found out about the identity of an HSM.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// The moment that dates were compared with, in epoch seconds.
    pub now: i64,
    /// Such as `hsm1.medium`.
    pub hsm_type: Option<String>,
    /// What follows from all links.
    pub overall: Overall,
    /// The same in a sentence.
    pub headline: String,
    /// Every link, in the order of [`LinkId`].
    pub links: Vec<Link>,
    /// Findings that change no verdict.
    pub notes: Vec<Note>,
    /// The anchors that were at hand.
    pub anchors: Vec<AnchorSummary>,
    /// The supplied anchors that are not used.
    pub unused_anchors: Vec<UnusedAnchor>,
}

/// A supplied anchor that is not used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UnusedAnchor {
    /// As it was supplied.
    pub label: String,
    /// Who supplied it.
    pub origin: AnchorOrigin,
    /// Why it is not used.
    pub problem: AnchorProblem,
    /// The same in words.
    pub words: String,
}

impl Report {
    /// A link by its name; each is there.
    pub fn link(&self, id: LinkId) -> Option<&Link> {
        self.links.iter().find(|link| link.id == id)
    }

    /// The report as text, for people.
    pub fn to_text(&self) -> String {
        let mut out = String::from("HSM identity\n============\n\n");
        // Writing to a String cannot fail, here and below.
        let _ = writeln!(out, "{}\n", self.headline);
        let _ = writeln!(out, "Dates compared with: {}", utc(self.now));
        let _ = writeln!(out, "HSM type: {}\n", self.hsm_type.as_deref().unwrap_or("unknown"));
        for link in &self.links {
            let verdict = match link.verdict {
                Verdict::Verified => "verified",
                Verdict::Failed { .. } => "FAILED",
                Verdict::NotCheckable { .. } => "not checkable",
            };
            let _ = writeln!(out, "[{verdict}] {}\n    {}", link.title, link.words);
            for finding in &link.dates {
                let _ = writeln!(out, "    {}", finding.in_words());
            }
            if let Some(anchor) = &link.anchor {
                let _ = writeln!(
                    out,
                    "    root: {} ({})\n    SHA-256 of the root: {}",
                    quoted(&anchor.label),
                    anchor.origin.in_words(),
                    anchor.sha256
                );
            }
            out.push('\n');
        }
        if !self.notes.is_empty() {
            out.push_str("Notes\n-----\n");
            for note in &self.notes {
                let _ = writeln!(out, "- {}", note.words);
            }
        }
        for unused in &self.unused_anchors {
            let label = quoted(&unused.label);
            let _ = writeln!(out, "- The supplied root {label} is not used: {}", unused.words);
        }
        out
    }
}
