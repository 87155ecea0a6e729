//! Lines of bounded length: what is too long in a record is cut, and marked as cut, before the
//! record is hashed. Must not know what a record's members mean.

use std::{fmt::Write as _, io};

use backend_api::AuditRecord;
use serde_json::Value;

/// The longest line, in bytes and with its line feed.
pub(super) const LONGEST_LINE: usize = 16 * 1024;
/// The longest text of a member, in bytes as JSON has it.
const LONGEST_TEXT: usize = 1024;
/// The same for what is told in words.
const LONGEST_DETAIL: usize = 4 * 1024;
/// The most items of a list.
const MOST_ITEMS: usize = 32;
/// The same for the IDs of what was there before a change. A line with more is too long anyway.
const MOST_BEFORE: usize = 512;
/// Hashes have so many characters. They are never cut.
const HASH: usize = 64;

/// What every marker of a cut begins with.
const CUT: &str = "… (cut: ";

/// Whether a text of a record is only a part of what it was, or says what was left out.
pub(crate) fn is_cut(text: &str) -> bool {
    text.rsplit_once(CUT).is_some_and(|(_, rest)| {
        let count = rest.strip_suffix(" more)").or_else(|| rest.strip_suffix(" bytes in all)"));
        count.is_some_and(|it| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit()))
    })
}

/// The line of a record, without its line feed.
pub(super) fn line(record: &AuditRecord) -> io::Result<Vec<u8>> {
    let whole = serde_json::to_vec(record)?;
    // Nothing in it can be too long.
    if whole.len() <= LONGEST_TEXT {
        return Ok(whole);
    }
    let mut scale = 1;
    loop {
        let mut value = serde_json::to_value(record)?;
        if let Value::Object(members) = &mut value {
            for (name, member) in members {
                let longest = if name == "detail" { LONGEST_DETAIL } else { LONGEST_TEXT };
                let most = if name == "change" { MOST_BEFORE } else { MOST_ITEMS };
                cut(member, (longest / scale).max(HASH), (most / scale).max(1));
            }
        }
        // Read back, so that the members keep the order in which records are written.
        let line = serde_json::to_vec(&serde_json::from_value::<AuditRecord>(value)?)?;
        if line.len() < LONGEST_LINE {
            return Ok(line);
        }
        if scale > LONGEST_DETAIL {
            return Err(io::Error::other("a record is too long, however much of it is cut"));
        }
        scale *= 2;
    }
}

fn cut(value: &mut Value, longest: usize, most: usize) {
    match value {
        Value::String(text) => cut_text(text, longest),
        Value::Array(items) => {
            let left_out = items.len().saturating_sub(most);
            items.truncate(most);
            for item in items.iter_mut() {
                cut(item, longest, most);
            }
            if left_out > 0 {
                let marker = format!("{CUT}{left_out} more)");
                items.push(like(items.last(), &marker));
            }
        }
        Value::Object(members) => {
            for member in members.values_mut() {
                cut(member, longest, most);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The marker in the shape of a list's items, so that the list can still be read.
fn like(item: Option<&Value>, marker: &str) -> Value {
    match item {
        Some(Value::Object(members)) => {
            members.keys().map(|name| (name.clone(), Value::from(marker))).collect()
        }
        _ => marker.into(),
    }
}

fn cut_text(text: &mut String, longest: usize) {
    let mut length = 0;
    let too_long = text.char_indices().find(|(_, letter)| {
        length += length_in_json(*letter);
        length > longest
    });
    if let Some((end, _)) = too_long {
        let whole = text.len();
        text.truncate(end);
        // Writing into a text can't fail.
        let _ = write!(text, "{CUT}{whole} bytes in all)");
    }
}

fn length_in_json(letter: char) -> usize {
    match letter {
        '"' | '\\' => 2,
        letter if letter < ' ' => 6,
        letter => letter.len_utf8(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::Entry;
    use backend_api::AuditEvent;
    use cloudhsm_api::{Operation, Tag};
    use proptest::prelude::*;

    fn read(line: &[u8]) -> AuditRecord {
        serde_json::from_slice(line).unwrap()
    }

    fn record() -> AuditRecord {
        let entry = Entry::new(AuditEvent::Outcome, "1", Operation::DeleteCluster, "cluster-a");
        entry.into_record(1, "2026-01-01T00:00:00Z".into(), "f".repeat(HASH))
    }

    #[test]
    fn what_is_short_stays_as_it_is() {
        let record = AuditRecord {
            resource: "cluster-aaaaaaaaaaa".into(),
            acknowledged: vec!["last-backup".into()],
            detail: Some("HTTP 400: x. ".repeat(100)),
            ..record()
        };
        assert_eq!(read(&line(&record).unwrap()), record);
    }

    #[test]
    fn what_is_too_long_is_cut_and_marked() {
        let record = AuditRecord {
            resource: "ü".repeat(200_000),
            acknowledged: vec!["production-tag".into(); 5000],
            detail: Some("\u{1}".repeat(400_000)),
            ..record()
        };
        let line = line(&record).unwrap();
        assert!(line.len() < LONGEST_LINE);
        let found = read(&line);
        assert!(found.resource.ends_with("… (cut: 400000 bytes in all)"), "{}", found.resource);
        assert!(found.resource.starts_with(&"ü".repeat(500)));
        assert_eq!(found.acknowledged.len(), MOST_ITEMS + 1);
        assert_eq!(found.acknowledged[MOST_ITEMS], "… (cut: 4968 more)");
        assert!(found.detail.unwrap().contains("(cut: 400000 bytes"));
        assert_eq!(found.previous, record.previous);
        assert!(is_cut(&found.resource) && is_cut(&found.acknowledged[MOST_ITEMS]));
        for whole in ["cluster-a", "to be continued…", "a … (cut: some more)"] {
            assert!(!is_cut(whole), "{whole}");
        }
    }

    #[test]
    fn many_long_tags_are_cut_and_marked_and_the_record_still_reads() {
        let tags: Vec<_> = (0..50)
            .map(|n| Tag::new(format!("{n}-{}", "k".repeat(126)), "v".repeat(256)))
            .collect();
        let record = AuditRecord {
            tags: tags.iter().map(|tag| tag.key.clone()).collect(),
            tags_before: Some(tags.clone()),
            tags_after: Some(tags.clone()),
            ..record()
        };
        let line = line(&record).unwrap();
        assert!(line.len() < LONGEST_LINE);
        let found = read(&line);
        for kept in [found.tags_before.unwrap(), found.tags_after.unwrap()] {
            let (marker, whole) = kept.split_last().unwrap();
            assert!(!whole.is_empty() && tags.starts_with(whole), "{whole:?}");
            let left_out = tags.len() - whole.len();
            assert_eq!(marker.key, format!("… (cut: {left_out} more)"));
        }
        let one = AuditRecord { tags_after: Some(vec![Tag::new("k", "v".repeat(3000))]), ..record };
        let found = read(&super::line(&one).unwrap()).tags_after.unwrap();
        assert!(found[0].value.ends_with("… (cut: 3000 bytes in all)"), "{}", found[0].value);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn no_line_is_longer_than_the_bound(
            texts in prop::collection::vec((".{0,20}", 0_usize..400), 8),
            many in 0_usize..200,
        ) {
            let text = |at: usize| texts[at].0.repeat(texts[at].1);
            let record = AuditRecord {
                attempt: text(0),
                who: text(1),
                session: text(2),
                region: text(3),
                resource: text(4),
                cluster: Some(text(5)),
                code: Some(text(6)),
                detail: Some(text(7)),
                acknowledged: vec![text(0); many],
                tags_before: Some(vec![Tag::new(text(1), text(2)); many]),
                tags_after: Some(vec![Tag::new(text(3), text(4)); many]),
                ..record()
            };
            let line = line(&record).unwrap();
            prop_assert!(line.len() < LONGEST_LINE);
            prop_assert!(!line.contains(&b'\n'));
            prop_assert_eq!(read(&line).previous, record.previous);
        }
    }
}
