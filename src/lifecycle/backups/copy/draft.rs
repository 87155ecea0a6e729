//! A copy of a backup as somebody is filling it in, and the request that it comes to. Pure.

use backend_api::ChangeRequest;
use cloudhsm_api::{Operation, Tag};
use serde_json::{Value, json};

use crate::components::tag_fields::Draft as TagDraft;

/// The regions that a backup can be copied to: the session's, without its own.
pub(super) fn destinations(regions: &[String], own: &str) -> Vec<String> {
    regions.iter().filter(|it| *it != own).cloned().collect()
}

/// The fields of new tags, filled in with the backup's own; AWS's reserved ones can't be set.
pub(super) fn tags_of(tags: &[Tag]) -> TagDraft {
    let mut draft = TagDraft::of(tags);
    for row in &mut draft.rows {
        row.original = None;
    }
    draft
}

/// What is still missing; `None` when it is complete.
pub(super) fn needed(destination: &str, tags: Option<&TagDraft>) -> Option<&'static str> {
    if destination.is_empty() {
        return Some("Still needed: a region");
    }
    match tags {
        Some(tags) if !tags.is_sound() => Some("Still needed: tags that fit the rules"),
        // Sent without any, AWS gives the copy the tags of the source.
        Some(tags) if tags.change().set.is_empty() => Some("Still needed: a tag"),
        _ => None,
    }
}

/// The request. `tags`: the copy's own, instead of the source's.
pub(super) fn request(id: &str, destination: &str, tags: Option<&TagDraft>) -> ChangeRequest {
    let mut input = json!({ "DestinationRegion": destination, "BackupId": id });
    let set = tags.map(|tags| tags.change().set).unwrap_or_default();
    if !set.is_empty() {
        let tag = |tag: &Tag| json!({ "Key": tag.key, "Value": tag.value });
        input["TagList"] = set.iter().map(tag).collect::<Vec<Value>>().into();
    }
    ChangeRequest { operation: Operation::CopyBackupToRegion, input }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_backup_is_copied_to_another_region() {
        let regions = ["us-east-1".to_owned(), "eu-west-1".to_owned()];
        assert_eq!(destinations(&regions, "us-east-1"), ["eu-west-1"]);
        assert!(destinations(&regions[..1], "us-east-1").is_empty());
        assert_eq!(needed("", None), Some("Still needed: a region"));
        assert_eq!(needed("eu-west-1", None), None);
    }

    #[test]
    fn without_tags_of_its_own_the_copy_gets_the_sources() {
        let plain = json!({ "DestinationRegion": "eu-west-1", "BackupId": "backup-a" });
        assert_eq!(request("backup-a", "eu-west-1", None).input, plain);
        let own = [Tag::new("Name", "a"), Tag::new("aws:x", "y")];
        let mut draft = tags_of(&own);
        assert_eq!(draft.rows.len(), 1, "reserved keys are not sent");
        draft.rows[0].value = "b".into();
        let input = request("backup-a", "eu-west-1", Some(&draft)).input;
        assert_eq!(input["TagList"], json!([{ "Key": "Name", "Value": "b" }]));
        assert_eq!(needed("eu-west-1", Some(&draft)), None);
        draft.rows[0].key = String::new();
        assert_eq!(
            needed("eu-west-1", Some(&draft)),
            Some("Still needed: tags that fit the rules")
        );
        let none = TagDraft::default();
        assert_eq!(needed("eu-west-1", Some(&none)), Some("Still needed: a tag"));
    }
}
