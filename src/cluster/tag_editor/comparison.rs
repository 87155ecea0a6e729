//! What of a change AWS shows, key by key.

use cloudhsm_api::{Tag, tag_value};

use crate::components::tag_fields::Change;

/// The keys of a change that AWS shows as changed, and those that it doesn't.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Set, and there with that value.
    pub set: Vec<String>,
    /// Removed, and not there.
    pub removed: Vec<String>,
    /// Not there with that value, or still there.
    pub missing: Vec<String>,
}

impl Comparison {
    /// Of a change with the tags that AWS lists.
    pub fn of(change: &Change, now: &[Tag]) -> Self {
        let mut found = Self::default();
        let set = change.set.iter().map(|tag| (&tag.key, true));
        for (key, is_set) in set.chain(change.remove.iter().map(|key| (key, false))) {
            let keys = match (change.is_done(key, tag_value(now, key)), is_set) {
                (false, _) => &mut found.missing,
                (true, true) => &mut found.set,
                (true, false) => &mut found.removed,
            };
            keys.push(key.clone());
        }
        found
    }

    /// All of the change is there.
    pub fn is_complete(&self) -> bool {
        self.missing.is_empty()
    }

    /// What is there, in words: "Set: a, b. Removed: c."; empty where nothing is.
    pub fn arrived(&self) -> String {
        let part = |word: &str, keys: &[String]| {
            (!keys.is_empty()).then(|| [word, ": ", &keys.join(", "), "."].concat())
        };
        let parts = [part("Set", &self.set), part("Removed", &self.removed)];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_four_is_named_and_so_are_the_others() {
        let change = Change {
            set: ["a", "b", "c"].map(|key| Tag::new(key, "1")).to_vec(),
            remove: vec!["d".into()],
        };
        let found =
            Comparison::of(&change, &[Tag::new("a", "1"), Tag::new("b", "0"), Tag::new("d", "")]);
        assert_eq!(found.arrived(), "Set: a.");
        assert_eq!(found.missing, ["b", "c", "d"]);
        assert!(!found.is_complete());
        let all: Vec<_> = change.set.clone();
        let found = Comparison::of(&change, &all);
        assert_eq!(found.arrived(), "Set: a, b, c. Removed: d.");
        assert!(found.is_complete());
        assert_eq!(Comparison::of(&change, &[Tag::new("d", "")]).arrived(), "");
    }
}
