//! Reads what the attestation worker found, member by member: what serde derives for it was 34 KB of the
//! chunk of a cluster's page.

use attestation::{
    Sheet, SheetFact, SheetItem, SheetLink, SheetNode, SheetRoot, SheetSlot, UnusedRoot,
};
use cloudhsm_api::shape::{Members, Mismatch};
use serde::{
    Deserialize,
    de::value::{Error, StringDeserializer},
};
use serde_json::Value;

/// The certificates of one cluster, in words.
pub(super) fn sheet(value: Value) -> Result<Sheet, Mismatch> {
    let mut sheet = Members::of(value)?;
    Ok(Sheet {
        mark: word(&mut sheet, "mark")?,
        verdict: sheet.take("verdict")?,
        headline: sheet.take("headline")?,
        facts: list(&mut sheet, "facts", fact)?,
        nodes: list(&mut sheet, "nodes", node)?,
        links: list(&mut sheet, "links", link)?,
        notes: sheet.take("notes")?,
        roots: list(&mut sheet, "roots", root)?,
        unused_roots: list(&mut sheet, "unusedRoots", unused_root)?,
        slots: list(&mut sheet, "slots", slot)?,
    })
}

fn fact(mut fact: Members) -> Result<SheetFact, Mismatch> {
    let mark: Option<String> = fact.take("mark")?;
    Ok(SheetFact {
        name: fact.take("name")?,
        mark: mark.map(|mark| known(mark, "mark")).transpose()?,
        verdict: fact.take("verdict")?,
        words: fact.take("words")?,
    })
}

fn node(mut node: Members) -> Result<SheetNode, Mismatch> {
    Ok(SheetNode {
        part: word(&mut node, "part")?,
        title: node.take("title")?,
        name: node.take("name")?,
        note: node.take("note")?,
        present: node.take("present")?,
    })
}

fn link(mut link: Members) -> Result<SheetLink, Mismatch> {
    Ok(SheetLink {
        id: word(&mut link, "id")?,
        title: link.take("title")?,
        mark: word(&mut link, "mark")?,
        verdict: link.take("verdict")?,
        words: link.take("words")?,
        dates: link.take("dates")?,
    })
}

fn root(mut root: Members) -> Result<SheetRoot, Mismatch> {
    Ok(SheetRoot {
        label: root.take("label")?,
        chain: root.take("chain")?,
        trusted_by: root.take("trustedBy")?,
        mark: word(&mut root, "mark")?,
        used: root.take("used")?,
        subject: root.take("subject")?,
        valid: root.take("valid")?,
        sha256: root.take("sha256")?,
    })
}

fn unused_root(mut root: Members) -> Result<UnusedRoot, Mismatch> {
    Ok(UnusedRoot { label: root.take("label")?, words: root.take("words")? })
}

fn slot(mut slot: Members) -> Result<SheetSlot, Mismatch> {
    Ok(SheetSlot {
        slot: slot.take("slot")?,
        problem: slot.take("problem")?,
        private_key: slot.take("privateKey")?,
        items: list(&mut slot, "items", item)?,
    })
}

pub(super) fn item(mut item: Members) -> Result<SheetItem, Mismatch> {
    Ok(SheetItem {
        facts: item.take("facts")?,
        outside_dates: item.take("outsideDates")?,
        text: item.take("text")?,
        pem: item.take("pem")?,
        sha256: item.take("sha256")?,
    })
}

/// A list of objects.
pub(super) fn list<T>(
    members: &mut Members,
    name: &'static str,
    read: fn(Members) -> Result<T, Mismatch>,
) -> Result<Vec<T>, Mismatch> {
    let Value::Array(values) = members.value(name) else {
        return Err(Mismatch::new("a list").within(name));
    };
    let read: Result<_, _> =
        values.into_iter().map(|value| Members::of(value).and_then(read)).collect();
    read.map_err(|mismatch| mismatch.within(name))
}

/// One of a few words.
pub(super) fn word<T: for<'de> Deserialize<'de>>(
    members: &mut Members,
    name: &'static str,
) -> Result<T, Mismatch> {
    known(members.take(name)?, name)
}

fn known<T: for<'de> Deserialize<'de>>(text: String, name: &'static str) -> Result<T, Mismatch> {
    T::deserialize(StringDeserializer::<Error>::new(text))
        .map_err(|_| Mismatch::new("a word that this version knows").within(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use attestation::{Evidence, Mark, Slots};
    use serde_json::json;

    const ROOT: &str = include_str!("../../crates/attestation/roots/aws-cloudhsm-root-g1.pem");

    /// A sheet with something in each member.
    fn full() -> Sheet {
        let slots = Slots {
            aws_hardware_certificate: Some(ROOT.to_owned()),
            hsm_certificate: Some("not a certificate".to_owned()),
            ..Slots::default()
        };
        let evidence = Evidence { slots, hsm_type: None, anchors: Vec::new(), now: 4_000_000_000 };
        let mut sheet = attestation::sheet(&evidence);
        sheet.unused_roots.push(UnusedRoot { label: "mine".to_owned(), words: "why".to_owned() });
        sheet.notes.push("a note".to_owned());
        sheet.links[0].dates.push("expired".to_owned());
        for (link, mark) in sheet.links.iter_mut().zip([
            Mark::Verified,
            Mark::Supplied,
            Mark::OutsideDates,
            Mark::Failed,
        ]) {
            link.mark = mark;
        }
        sheet
    }

    #[test]
    fn all_of_it_is_read() {
        let full = full();
        assert!(full.nodes.iter().any(|node| node.present && node.name.is_some()), "{full:?}");
        assert!(full.slots.iter().any(|slot| slot.problem.is_some()), "{full:?}");
        assert!(
            full.slots.iter().flat_map(|slot| &slot.items).any(|it| it.outside_dates.is_some())
        );
        assert!(full.facts.iter().any(|fact| fact.mark.is_some()), "{full:?}");
        assert_eq!((full.nodes.len(), full.links.len()), (8, 9), "each part and each link");
        assert_eq!(sheet(serde_json::to_value(&full).unwrap()), Ok(full));
    }

    #[test]
    fn what_cant_be_read_is_named() {
        let refused = |path: &str, value: Value| {
            let mut json = serde_json::to_value(full()).unwrap();
            *json.pointer_mut(path).unwrap() = value;
            sheet(json).unwrap_err().to_string()
        };
        let known = "expected a word that this version knows";
        assert_eq!(refused("/links/0/mark", json!("green")), format!("links.mark: {known}"));
        assert_eq!(refused("/facts/0/mark", json!("green")), format!("facts.mark: {known}"));
        assert_eq!(refused("/nodes/0/part", json!(7)), "nodes.part: expected a string");
        assert_eq!(refused("/slots", json!("none")), "slots: expected a list");
        assert_eq!(refused("/roots/0", json!([])), "roots: expected an object");
        assert_eq!(refused("/roots/0/used", Value::Null), "roots.used: expected true or false");
    }
}
