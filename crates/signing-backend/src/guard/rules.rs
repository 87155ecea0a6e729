//! What the operator decided about deletions.

use std::time::Duration;

use backend_api::{carries_protection, needs_plan};
use cloudhsm_api::{Operation, Tag, TagResourceInput, UntagResourceInput};
use serde_json::{Map, Value};

use crate::{OperationPolicy, dependents::Looks};

/// What the operator decided about deletions.
#[derive(Debug, Clone)]
pub struct GuardRules {
    /// The operations that are signed.
    pub operations: OperationPolicy,
    /// The tag (key, value) that blocks a deletion.
    pub deletion_protection: (String, String),
    /// The tags that say that something is production.
    pub production_tags: ProductionTags,
    /// How long a permit is good for.
    pub permit_lifetime: Duration,
    /// The services that are asked who depends on a cluster.
    pub looks: Looks,
    /// The regions in which copies of keys are looked for.
    pub regions: Vec<String>,
}

impl GuardRules {
    /// Whether the deletion-protection tag is among these.
    pub(crate) fn is_protected(&self, tags: &[Tag]) -> bool {
        carries_protection(tags, &self.deletion_protection)
    }

    /// Whether these tags say that something is production.
    pub(crate) fn is_production(&self, tags: &[Tag]) -> bool {
        !self.production_tags.among(tags).is_empty()
    }

    /// Whether a request passes only with a permit: it destroys something, costs money or can't be
    /// changed back, or would take the protection off something. What the resource's tags are at present does not count: the rule
    /// needs no reading, so nothing can come between.
    pub(crate) fn guards(&self, operation: Operation, body: &Map<String, Value>) -> bool {
        needs_plan(operation) || self.unprotects(operation, body)
    }

    fn unprotects(&self, operation: Operation, body: &Map<String, Value>) -> bool {
        let (key, value) = &self.deletion_protection;
        // With blanks around it AWS might take it for the same key.
        let names_it = |text: &str| text.trim() == key.trim();
        let body = || Value::Object(body.clone());
        match operation {
            Operation::UntagResource => serde_json::from_value::<UntagResourceInput>(body())
                .map_or(true, |it| it.tag_key_list.iter().any(|key| names_it(key))),
            Operation::TagResource => {
                let protects = |tag: &Tag| tag.value.eq_ignore_ascii_case(value);
                serde_json::from_value::<TagResourceInput>(body()).map_or(true, |it| {
                    it.tag_list.iter().any(|tag| names_it(&tag.key) && !protects(tag))
                })
            }
            _ => false,
        }
    }
}

/// The tags that say that something is production: keys and values, both without regard to case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductionTags(Vec<(String, String)>);

impl Default for ProductionTags {
    fn default() -> Self {
        let keys = ["env", "environment", "stage"];
        let values = ["prod", "production", "live", "prd"];
        let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
        Self(keys.iter().flat_map(|key| values.iter().map(|value| pair(key, value))).collect())
    }
}

impl ProductionTags {
    /// Exactly these, instead of the default ones.
    pub fn new(tags: Vec<(String, String)>) -> Self {
        Self(tags)
    }

    /// The tags among these that say so.
    pub(crate) fn among<'a>(&self, tags: &'a [Tag]) -> Vec<&'a Tag> {
        let says_so = |tag: &&Tag| {
            self.0.iter().any(|(key, value)| same(&tag.key, key) && same(tag.value.trim(), value))
        };
        tags.iter().filter(says_so).collect()
    }
}

fn same(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn rules() -> GuardRules {
        GuardRules {
            operations: OperationPolicy::new(false, &[]),
            deletion_protection: ("keep".into(), "enabled".into()),
            production_tags: ProductionTags::default(),
            permit_lifetime: Duration::from_mins(5),
            looks: Looks::none(),
            regions: vec!["us-east-1".into()],
        }
    }

    #[test]
    fn what_destroys_or_unprotects_is_guarded_and_nothing_else() {
        let guards = |operation, body: Value| rules().guards(operation, body.as_object().unwrap());
        let tag = |key: &str, value: &str| json!({"Key": key, "Value": value});
        let tags = |tags: Value| guards(Operation::TagResource, json!({"TagList": tags}));
        let keys = |keys: Value| guards(Operation::UntagResource, json!({"TagKeyList": keys}));
        assert!(guards(Operation::DeleteBackup, json!({})));
        assert!(!guards(Operation::RestoreBackup, json!({"BackupId": "keep"})));
        for guarded in [
            keys(json!(["keep"])),
            keys(json!(["a", "keep"])),
            keys(json!([" keep "])),
            tags(json!([tag("keep", "disabled")])),
            tags(json!([tag("keep", "")])),
            tags(json!([{"Key": "keep", "Value": null}])),
            tags(json!([{"Key": "keep"}])),
            tags(json!([tag("keep", "enabled"), tag("keep", "no")])),
            tags(json!([tag("a", "b"), tag("keep\t", "off")])),
            // What can't be read is not let pass.
            keys(json!("keep")),
            tags(json!([1])),
        ] {
            assert!(guarded);
        }
        for free in [
            keys(json!(["Keep", "keep2"])),
            tags(json!([tag("keep", "enabled")])),
            tags(json!([tag("keep", "ENABLED"), tag("a", "b")])),
            tags(json!([tag("kee", "no")])),
        ] {
            assert!(!free);
        }
    }

    #[test]
    fn production_is_told_by_usual_tags_in_any_case() {
        let tags = [
            Tag::new("Environment", "PROD"),
            Tag::new("env", "staging"),
            Tag::new("Name", "prod"),
            Tag::new("STAGE", " live "),
        ];
        let found = ProductionTags::default().among(&tags);
        assert_eq!(found, [&tags[0], &tags[3]]);
        let own = ProductionTags::new(vec![("tier".into(), "1".into())]);
        assert!(own.among(&tags).is_empty());
    }
}
