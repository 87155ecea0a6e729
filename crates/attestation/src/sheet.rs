//! Everything about the certificates of one cluster in words, ready to be shown.
//!
//! The console runs this in a worker, so what comes out is texts and marks and nothing that would
//! have to be understood again on the other side.

use serde::{Deserialize, Serialize};

use crate::{
    anchor::AnchorOrigin,
    dates::{DateValidity, Validity, utc},
    describe::{Description, describe},
    fingerprint::Fingerprints,
    input::{InputError, read},
    verify::{Evidence, Link, Overall, Slot, Verdict, verify},
};

/// How something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mark {
    /// It holds, by pinned roots.
    Good,
    /// It holds, as far as roots that somebody supplied are to be trusted.
    Supplied,
    /// It holds, but a date does not.
    Dated,
    /// It does not hold.
    Bad,
    /// It can't be told.
    Open,
}

/// The certificates of one cluster, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Sheet {
    /// What follows from all links.
    pub mark: Mark,
    /// The same in a sentence.
    pub headline: String,
    /// Each link of the proof.
    pub links: Vec<SheetLink>,
    /// What is worth knowing beside.
    pub notes: Vec<String>,
    /// What each slot holds; empty slots are left out.
    pub slots: Vec<SheetSlot>,
}

/// One link of the proof.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SheetLink {
    /// What it links.
    pub title: String,
    /// How it stands.
    pub mark: Mark,
    /// Why.
    pub words: String,
    /// The root that it ends at, and whose it is.
    pub anchor: Option<String>,
    /// The dates of what it rests on that do not hold.
    pub dates: Vec<String>,
}

/// What one slot holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SheetSlot {
    /// AWS's name of the slot.
    pub slot: String,
    /// Why it can't be read.
    pub problem: Option<String>,
    /// Its certificates or its request.
    pub items: Vec<SheetItem>,
}

/// One certificate or request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SheetItem {
    /// Names and values, in the order to show them.
    pub facts: Vec<(String, String)>,
    /// The dates do not hold now.
    pub out_of_date: bool,
    /// The text that `openssl x509 -text` would print, as far as it matters.
    pub text: String,
}

/// Verifies and describes the certificates of a cluster.
pub fn sheet(evidence: &Evidence) -> Sheet {
    let report = verify(evidence);
    Sheet {
        mark: overall_mark(&report.overall),
        links: report.links.iter().map(link).collect(),
        notes: report.notes.iter().map(|note| note.words.clone()).collect(),
        slots: Slot::ALL.iter().filter_map(|slot| slot_of(evidence, *slot)).collect(),
        headline: report.headline,
    }
}

fn overall_mark(overall: &Overall) -> Mark {
    match overall {
        Overall::Genuine { dates_hold: true } => Mark::Good,
        Overall::Genuine { dates_hold: false } => Mark::Dated,
        Overall::GenuineIfAnchorsAre { .. } | Overall::Emulated { .. } => Mark::Supplied,
        Overall::Failed { .. } => Mark::Bad,
        Overall::Incomplete { .. } => Mark::Open,
    }
}

fn link(link: &Link) -> SheetLink {
    let mark = match &link.verdict {
        Verdict::Failed { .. } => Mark::Bad,
        Verdict::NotCheckable { .. } => Mark::Open,
        Verdict::Verified if !link.dates_hold => Mark::Dated,
        Verdict::Verified => match &link.anchor {
            Some(anchor) if anchor.origin != AnchorOrigin::Pinned => Mark::Supplied,
            _ => Mark::Good,
        },
    };
    let dates = link.dates.iter().filter(|finding| !finding.dates.is_valid());
    SheetLink {
        title: link.title.clone(),
        mark,
        words: link.words.clone(),
        anchor: link
            .anchor
            .as_ref()
            .map(|anchor| format!("{}, {}", anchor.label, anchor.origin.in_words())),
        dates: dates
            .map(|finding| format!("{}: {}", finding.of, validity(finding.validity, finding.dates)))
            .collect(),
    }
}

fn slot_of(evidence: &Evidence, slot: Slot) -> Option<SheetSlot> {
    let text = evidence.slots.get(slot)?;
    let name = slot.name().to_owned();
    Some(match read(text.as_bytes()) {
        Ok(reading) => {
            // A request where a certificate should be, or the reverse, is named and shown.
            let wrong_kind: Option<InputError> = if slot == Slot::ClusterCsr {
                reading.request().err()
            } else {
                reading.certificates().err()
            };
            let items = reading.items.iter().map(|item| describe(item, evidence.now));
            SheetSlot {
                slot: name,
                problem: wrong_kind.map(|error| error.to_string()),
                items: items.map(item).collect(),
            }
        }
        Err(error) => SheetSlot { slot: name, problem: Some(error.to_string()), items: Vec::new() },
    })
}

fn item(description: Description) -> SheetItem {
    let fact = |name: &str, value: String| (name.to_owned(), value);
    match description {
        Description::Certificate(details) => {
            let mut facts = vec![
                fact("Subject", details.subject),
                fact("Issuer", details.issuer),
                fact("Serial number", details.serial),
                fact("Valid", validity(details.validity, details.dates)),
                fact("Key", details.key_in_words),
                fact("Signature algorithm", details.signature_algorithm),
                fact("Version", format!("X.509 v{}", details.version)),
            ];
            facts.extend(details.extensions.iter().map(|extension| {
                fact(extension.name.as_deref().unwrap_or(&extension.oid), extension.words.clone())
            }));
            facts.extend(fingerprints(details.fingerprints));
            SheetItem { facts, out_of_date: !details.dates.is_valid(), text: details.text }
        }
        Description::Request(details) => {
            let mut facts = vec![
                fact("Subject", details.subject),
                fact("Key", details.key_in_words),
                fact("Signature algorithm", details.signature_algorithm),
            ];
            facts.extend(details.extensions.iter().map(|extension| {
                fact(extension.name.as_deref().unwrap_or(&extension.oid), extension.words.clone())
            }));
            facts.extend(fingerprints(details.fingerprints));
            SheetItem { facts, out_of_date: false, text: details.text }
        }
    }
}

fn fingerprints(fingerprints: Fingerprints) -> [(String, String); 3] {
    [
        ("SHA-256 fingerprint".to_owned(), fingerprints.sha256),
        ("SHA-1 fingerprint".to_owned(), fingerprints.sha1),
        ("Public key SHA-256".to_owned(), fingerprints.public_key_sha256),
    ]
}

fn validity(validity: Validity, dates: DateValidity) -> String {
    const DAY: i64 = 86_400;
    let span = format!("{} to {}", utc(validity.not_before), utc(validity.not_after));
    match dates {
        DateValidity::Valid { seconds_left } => {
            format!("{span} ({} days left)", seconds_left / DAY)
        }
        DateValidity::Expired { .. } => format!("{span} (expired)"),
        DateValidity::NotYet { .. } => format!("{span} (not yet valid)"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verify::Slots;

    /// The pinned AWS root is a certificate like any other to the description.
    const ROOT: &str = include_str!("../roots/aws-cloudhsm-root-g1.pem");

    fn sheet_of(slots: Slots) -> Sheet {
        sheet(&Evidence { slots, hsm_type: None, anchors: Vec::new(), now: 1_800_000_000 })
    }

    #[test]
    fn nothing_at_hand_is_open_and_never_good() {
        let sheet = sheet_of(Slots::default());
        assert_eq!(sheet.mark, Mark::Open);
        assert!(sheet.slots.is_empty());
        assert!(sheet.links.iter().all(|link| link.mark == Mark::Open), "{:?}", sheet.links);
    }

    #[test]
    fn a_slot_is_described_and_a_wrong_kind_is_named() {
        let slots = Slots {
            cluster_csr: Some(ROOT.to_owned()),
            aws_hardware_certificate: Some(ROOT.to_owned()),
            hsm_certificate: Some("not a certificate".to_owned()),
            ..Slots::default()
        };
        let sheet = sheet_of(slots);
        let slot = |name: &str| sheet.slots.iter().find(|slot| slot.slot == name).unwrap();
        assert!(slot("ClusterCsr").problem.is_some());
        assert!(slot("HsmCertificate").problem.is_some());
        let root = slot("AwsHardwareCertificate");
        assert_eq!(root.problem, None);
        let facts = &root.items[0].facts;
        let value = |name: &str| &facts.iter().find(|(fact, _)| fact == name).unwrap().1;
        assert!(value("Subject").contains("AWS CloudHSM Root G1"));
        assert!(value("Valid").contains("days left"));
        assert_ne!(sheet.mark, Mark::Good);
    }
}
