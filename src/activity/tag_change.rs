//! What a change of tags does to their values, in words.

use backend_api::AuditRecord;
use cloudhsm_api::Tag;

/// The tags before and after; nothing for what changes no tags, and for older records.
pub(super) fn before_and_after(record: &AuditRecord) -> (Option<String>, Option<String>) {
    let Some(after) = &record.tags_after else { return (None, None) };
    let before = match &record.tags_before {
        Some(tags) if tags.is_empty() => "none".to_owned(),
        Some(tags) => words(tags),
        None => "not known".to_owned(),
    };
    let after = if after.is_empty() { "removed".to_owned() } else { words(after) };
    (Some(before), Some(after))
}

/// In quotes: a value can be empty, and can have commas and spaces.
fn words(tags: &[Tag]) -> String {
    let words: Vec<_> = tags.iter().map(|tag| format!("{} = {:?}", tag.key, tag.value)).collect();
    words.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    #[test]
    fn values_are_told_before_and_after_and_what_is_not_known_is_called_so() {
        let told = |before: Option<Vec<Tag>>, after: Option<Vec<Tag>>| {
            let record =
                AuditRecord { tags_before: before, tags_after: after, ..samples::record() };
            let (before, after) = before_and_after(&record);
            format!("{} | {}", before.unwrap_or_default(), after.unwrap_or_default())
        };
        let tags = || vec![Tag::new("env", "prod, live"), Tag::new("owner", "")];
        assert_eq!(told(None, Some(tags())), r#"not known | env = "prod, live", owner = """#);
        assert_eq!(told(Some(tags()), Some(vec![])), r#"env = "prod, live", owner = "" | removed"#);
        assert_eq!(told(Some(vec![]), Some(tags())), r#"none | env = "prod, live", owner = """#);
        assert_eq!(told(None, None), " | ", "an older record, or no change of tags");
    }
}
