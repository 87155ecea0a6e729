//! How each link is checked by hand.

use serde::{Deserialize, Serialize};

use super::{commands::commands, file_names::FileNames};
use crate::verify::{Evidence, Link, LinkId, Obstacle, Overall, Report, SlotContents, Verdict};

/// How to repeat the check of one link by hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ManualCheck {
    /// Which link.
    pub link: LinkId,
    /// A heading.
    pub title: String,
    /// How, or why not.
    pub method: Method,
}

/// How a link is checked by hand, or why it is not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum Method {
    /// With openssl.
    Commands {
        /// Lines for a POSIX shell; the link is verified if each succeeds.
        commands: Vec<String>,
        /// What the commands show.
        explanation: String,
    },
    /// The console refuses it for a reason that openssl's commands don't have.
    Refused {
        /// Why.
        words: String,
    },
    /// It can't be checked, though the proof needs it or both its ends are there.
    NotCheckable {
        /// Why not.
        words: String,
    },
    /// One of its ends is an empty slot, and the proof doesn't need it.
    NotRequired {
        /// What is missing.
        words: String,
    },
}

/// The check of every link of the report, by the files of the bundle.
pub fn manual_checks(evidence: &Evidence, report: &Report, cluster_id: &str) -> Vec<ManualCheck> {
    let names = FileNames::new(cluster_id);
    let contents = SlotContents::new(&evidence.slots);
    report
        .links
        .iter()
        .map(|link| ManualCheck {
            link: link.id,
            title: link.title.clone(),
            method: method(link, &contents, report, &names),
        })
        .collect()
}

fn method(link: &Link, contents: &SlotContents, report: &Report, names: &FileNames) -> Method {
    let words = link.words.clone();
    match &link.verdict {
        Verdict::NotCheckable { obstacle } => {
            let is_empty = matches!(obstacle, Obstacle::SlotEmpty { .. });
            let is_needed = matches!(
                &report.overall,
                Overall::Incomplete { links } if links.contains(&link.id)
            );
            if is_empty && !is_needed {
                Method::NotRequired { words }
            } else {
                Method::NotCheckable { words }
            }
        }
        Verdict::Failed { failure } if !failure.is_found_by_openssl() => Method::Refused { words },
        Verdict::Verified | Verdict::Failed { .. } => match commands(link, contents, report, names)
        {
            Some((commands, explanation)) => {
                Method::Commands { commands, explanation: explanation.to_owned() }
            }
            None => Method::Refused { words },
        },
    }
}
