//! The report: every link, what follows from all of them, and a text of it for people.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use super::{
    link::{Link, LinkId},
    note::Note,
    verdict::{Obstacle, Verdict},
};
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
    /// What is worth knowing besides.
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

/// What follows from all links.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum Overall {
    /// Both chains end in pinned roots, and the key is the HSM's: genuine hardware at AWS.
    Genuine {
        /// Every certificate and root is within its dates.
        dates_hold: bool,
    },
    /// As genuine as the anchors that someone supplied.
    GenuineIfAnchorsAre {
        /// Whose word that is.
        supplied_by: Vec<AnchorOrigin>,
        /// Every certificate and root is within its dates.
        dates_hold: bool,
    },
    /// Everything is right, and it is an emulator's.
    Emulated {
        /// Every certificate and root is within its dates.
        dates_hold: bool,
    },
    /// Something was checked and is wrong.
    Failed {
        /// Which links.
        links: Vec<LinkId>,
    },
    /// Nothing failed, but not enough could be checked.
    Incomplete {
        /// Which links are missing.
        links: Vec<LinkId>,
    },
}

/// What follows from the links: no link may fail; those of the hardware must be verified; and the
/// cluster's key must be the HSM's, by the CSR or, once that is gone, by the cluster certificate.
pub(crate) fn overall(links: &[Link]) -> Overall {
    let failed: Vec<_> = links.iter().filter(|link| link.is_failed()).map(|l| l.id).collect();
    if !failed.is_empty() {
        return Overall::Failed { links: failed };
    }
    let is_verified = |id: LinkId| links.iter().any(|link| link.id == id && link.is_verified());
    let hardware: Vec<_> = links.iter().filter(|link| link.id.is_of_hardware()).collect();
    let mut missing: Vec<_> =
        hardware.iter().filter(|link| !link.is_verified()).map(|link| link.id).collect();
    let by_csr = [LinkId::CsrSelfSigned, LinkId::CsrKeyIsHsmKey];
    if !by_csr.iter().all(|id| is_verified(*id)) && !is_verified(LinkId::ClusterKeyIsHsmKey) {
        missing.extend(by_csr.into_iter().filter(|id| !is_verified(*id)));
    }
    if !missing.is_empty() {
        return Overall::Incomplete { links: missing };
    }
    // Dates and anchors count for what the proof rests on, not for what merely came along.
    let dates_hold = hardware.iter().all(|link| link.dates_hold);
    let mut origins: Vec<_> =
        hardware.iter().filter_map(|link| Some(link.anchor.as_ref()?.origin)).collect();
    origins.sort_unstable();
    origins.dedup();
    if origins.contains(&AnchorOrigin::Emulator) {
        return Overall::Emulated { dates_hold };
    }
    origins.retain(|origin| *origin != AnchorOrigin::Pinned);
    if origins.is_empty() {
        Overall::Genuine { dates_hold }
    } else {
        Overall::GenuineIfAnchorsAre { supplied_by: origins, dates_hold }
    }
}

pub(crate) fn headline(overall: &Overall, links: &[Link]) -> String {
    let dates = |hold: &bool| {
        if *hold { "" } else { " Not every certificate is within its dates; see the notes." }
    };
    let first = |ids: &[LinkId], verdict: &str| {
        let link = ids.first().and_then(|id| links.iter().find(|link| link.id == *id));
        link.map_or_else(String::new, |link| {
            format!(" {} {verdict}: {}.", quoted(&link.title), link.words)
        })
    };
    let is_empty = |link: &Link| {
        matches!(link.verdict, Verdict::NotCheckable { obstacle: Obstacle::SlotEmpty { .. } })
    };
    match overall {
        Overall::Genuine { dates_hold } => format!(
            "Genuine. This HSM is certified by AWS’s root and the manufacturer’s root, both pinned \
             in the console, and the cluster’s key is the HSM’s.{}",
            dates(dates_hold)
        ),
        Overall::GenuineIfAnchorsAre { supplied_by, dates_hold } => {
            let whose: Vec<_> = supplied_by.iter().map(|origin| origin.in_words()).collect();
            format!(
                "All checks pass, but not every root is pinned. The result is only as trustworthy \
                 as the root that is {}.{}",
                whose.join("; "),
                dates(dates_hold)
            )
        }
        Overall::Emulated { dates_hold } => format!(
            "All checks pass against the emulator’s test roots. This says nothing about real \
             hardware.{}",
            dates(dates_hold)
        ),
        Overall::Failed { links } => {
            format!("Not proven genuine.{}", first(links, "failed"))
        }
        Overall::Incomplete { .. } if links.iter().all(is_empty) => {
            "Nothing to verify. All slots are empty.".to_owned()
        }
        Overall::Incomplete { links } => format!(
            "No check failed, but the proof is incomplete.{}",
            first(links, "is not checkable")
        ),
    }
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
