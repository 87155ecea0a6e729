//! What the attestation worker answers, as this page reads it.

use cloudhsm_api::{read_members, shape::Member};
use serde_json::Value as Json;

use crate::components::Tone;

/// The certificates of a cluster, in words.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sheet {
    /// How the whole stands.
    pub mark: String,
    /// The same in a sentence.
    pub headline: String,
    /// Each link of the proof.
    pub links: Vec<Link>,
    /// What is worth knowing beside.
    pub notes: Vec<String>,
    /// What each slot holds.
    pub slots: Vec<Slot>,
}

/// One link of the proof.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Link {
    /// What it links.
    pub title: String,
    /// How it stands.
    pub mark: String,
    /// Why.
    pub words: String,
    /// The root that it ends at, and whose it is.
    pub anchor: Option<String>,
    /// The dates that do not hold.
    pub dates: Vec<String>,
}

/// What one slot holds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Slot {
    /// AWS's name of the slot.
    pub name: String,
    /// Why it can't be read.
    pub problem: Option<String>,
    /// Its certificates or its request.
    pub items: Vec<Item>,
}

/// One certificate or request.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Item {
    /// Names and values.
    pub facts: Vec<(String, String)>,
    /// The dates do not hold now.
    pub out_of_date: bool,
    /// As `openssl x509 -text` prints it.
    pub text: String,
}

// Nothing of this is ever sent.
read_members! {
    Sheet { mark = "mark", headline = "headline", links = "links", notes = "notes", slots = "slots", }
    write |_| None
}
read_members! {
    Link { title = "title", mark = "mark", words = "words", anchor = "anchor", dates = "dates", }
    write |_| None
}
read_members! {
    Slot { name = "slot", problem = "problem", items = "items", }
    write |_| None
}
read_members! {
    Item { facts = "facts", out_of_date = "outOfDate", text = "text", }
    write |_| None
}

impl Sheet {
    /// Reads the worker's answer; an error in its words, or ours.
    pub fn parse(answer: &str) -> Result<Self, String> {
        let json: Json = serde_json::from_str(answer).map_err(|error| error.to_string())?;
        if let Some(problem) = json.get("problem").and_then(Json::as_str) {
            return Err(problem.to_owned());
        }
        Self::read(json).map_err(|mismatch| mismatch.to_string())
    }

    /// What a slot holds, if it holds something.
    pub fn slot(&self, name: &str) -> Option<&Slot> {
        self.slots.iter().find(|slot| slot.name == name)
    }
}

/// The tone and the word of a mark; `held` is the word for one that holds.
pub fn verdict(mark: &str, held: &'static str) -> (Tone, &'static str) {
    match mark {
        "good" => (Tone::Good, held),
        // Never green: somebody's word stands for it, and not AWS's.
        "supplied" => (Tone::Busy, "holds, by a supplied root"),
        "dated" => (Tone::Warn, "holds, but a date does not"),
        "bad" => (Tone::Bad, "does not hold"),
        _ => (Tone::Calm, "can’t be told"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the worker really writes is what this page reads.
    #[test]
    fn the_workers_answer_reads_without_loss() {
        let root = include_str!("../../../crates/attestation/roots/aws-cloudhsm-root-g1.pem");
        let evidence: attestation::Evidence = serde_json::from_value(serde_json::json!({
            "slots": { "AwsHardwareCertificate": root, "ClusterCsr": root },
            "hsmType": "hsm1.medium", "anchors": [], "now": 1_800_000_000,
        }))
        .unwrap();
        let theirs = attestation::sheet(&evidence);
        let ours = Sheet::parse(&serde_json::to_string(&theirs).unwrap()).unwrap();
        assert_eq!(ours.headline, theirs.headline);
        assert_eq!(ours.links.len(), theirs.links.len());
        assert_eq!(ours.mark, "open");
        let slot = ours.slot("AwsHardwareCertificate").unwrap();
        assert_eq!(slot.items[0].facts, theirs.slots[1].items[0].facts);
        assert!(ours.slot("ClusterCsr").unwrap().problem.is_some());
        assert_eq!(Sheet::parse(r#"{"problem":"no"}"#), Err("no".to_owned()));
    }

    #[test]
    fn only_pinned_roots_are_green() {
        for mark in ["supplied", "dated", "bad", "open", "anything"] {
            assert_ne!(verdict(mark, "verified").0, Tone::Good, "{mark}");
        }
        assert_eq!(verdict("good", "verified"), (Tone::Good, "verified"));
    }
}
