//! What the operator decided about deletions.

use std::time::Duration;

use cloudhsm_api::Tag;

use crate::OperationPolicy;

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
}

impl GuardRules {
    /// Whether the deletion-protection tag is among these.
    pub(crate) fn is_protected(&self, tags: &[Tag]) -> bool {
        let (key, value) = &self.deletion_protection;
        tags.iter().any(|tag| tag.key == *key && tag.value.eq_ignore_ascii_case(value))
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
    use super::*;

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
