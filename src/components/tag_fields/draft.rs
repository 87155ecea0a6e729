//! The tags as somebody is changing them, and what that comes to.
//!
//! Pure: the editor shows it, and tells it what was typed.

use cloudhsm_api::Tag;

use super::rules::{Problem, check_key, check_value, is_reserved};

/// The most tags that a resource can have.
pub const MOST_TAGS: usize = 50;

/// One row of the editor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What AWS had when the editing began; `None` for a new one.
    pub original: Option<Tag>,
    /// The key as typed; that of an original can't be changed.
    pub key: String,
    /// The value as typed.
    pub value: String,
    /// Marked to be removed.
    pub removed: bool,
}

/// All rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draft {
    /// In the order on screen.
    pub rows: Vec<Row>,
}

/// What a draft comes to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Change {
    /// Tags that are new, or whose value is another.
    pub set: Vec<Tag>,
    /// Keys of tags that go.
    pub remove: Vec<String>,
}

impl Change {
    /// Nothing to send.
    pub fn is_empty(&self) -> bool {
        self.set.is_empty() && self.remove.is_empty()
    }

    /// Whether it changes the tag with this key to what is there: a value, or no tag.
    pub fn is_done(&self, key: &str, found: Option<&str>) -> bool {
        match (self.set.iter().find(|tag| tag.key == key), found) {
            (Some(wanted), Some(found)) => wanted.value == found,
            (None, None) => self.remove.iter().any(|removed| removed == key),
            _ => false,
        }
    }
}

impl Row {
    /// As AWS has it.
    fn is_untouched(&self) -> bool {
        let is_same = |original: &Tag| !self.removed && original.value == self.value;
        self.original.as_ref().is_some_and(is_same)
    }
}

impl Draft {
    /// A draft of what is there; keys of AWS's own are not to be edited and left out.
    pub fn of(tags: &[Tag]) -> Self {
        let rows = tags.iter().filter(|tag| !is_reserved(&tag.key)).map(|tag| Row {
            original: Some(tag.clone()),
            key: tag.key.clone(),
            value: tag.value.clone(),
            removed: false,
        });
        Self { rows: rows.collect() }
    }

    /// An empty row at the end.
    pub fn add(&mut self) {
        self.rows.push(Row {
            original: None,
            key: String::new(),
            value: String::new(),
            removed: false,
        });
    }

    /// Takes a new row out, or marks one that AWS has, or takes the mark away.
    pub fn toggle_removal(&mut self, index: usize) {
        match self.rows.get_mut(index) {
            Some(row) if row.original.is_some() => row.removed = !row.removed,
            Some(_) => {
                self.rows.remove(index);
            }
            None => {}
        }
    }

    /// What is wrong with a row. Only what is changed is checked: AWS has the rest as it is, be it
    /// outside of the rules.
    pub fn problem(&self, index: usize) -> Option<Problem> {
        let row = self.rows.get(index).filter(|row| !row.removed && !row.is_untouched())?;
        if row.original.is_none() {
            if let Some(problem) = check_key(&row.key) {
                return Some(problem);
            }
            let twins = self.rows.iter().filter(|other| !other.removed && other.key == row.key);
            if twins.count() > 1 {
                return Some(Problem::Duplicate);
            }
        }
        check_value(&row.value)
    }

    /// How many tags there would be; AWS's own don't count.
    pub fn count(&self) -> usize {
        self.rows.iter().filter(|row| !row.removed).count()
    }

    /// Whether tags are added beyond what AWS allows.
    pub fn is_too_many(&self) -> bool {
        let before = self.rows.iter().filter(|row| row.original.is_some()).count();
        self.count() > MOST_TAGS.max(before)
    }

    /// Whether it can be sent.
    pub fn is_sound(&self) -> bool {
        !self.is_too_many() && (0..self.rows.len()).all(|index| self.problem(index).is_none())
    }

    /// What it comes to.
    pub fn change(&self) -> Change {
        let mut change = Change::default();
        for row in &self.rows {
            match &row.original {
                Some(original) if row.removed => change.remove.push(original.key.clone()),
                _ if row.is_untouched() => {}
                _ => change.set.push(Tag::new(&row.key, &row.value)),
            }
        }
        // A key that is removed and set again is only set.
        let Change { set, remove } = &mut change;
        remove.retain(|key| set.iter().all(|tag| tag.key != *key));
        change
    }

    /// The tags as they are when all of it is done.
    pub fn applied(&self) -> Vec<Tag> {
        let kept = self.rows.iter().filter(|row| !row.removed);
        kept.map(|row| Tag::new(&row.key, &row.value)).collect()
    }

    /// Takes over what AWS has now, and keeps what somebody changed here on top of it.
    pub fn rebase(&mut self, now: &[Tag]) {
        let mut rows = Self::of(now).rows;
        for row in std::mem::take(&mut self.rows) {
            if row.is_untouched() {
                continue;
            }
            match rows.iter_mut().find(|known| known.key == row.key) {
                Some(known) => {
                    known.value = row.value;
                    known.removed = row.removed;
                }
                // Gone already: nothing is left to remove, and a change becomes a new tag.
                None if row.removed => {}
                None => rows.push(Row { original: None, ..row }),
            }
        }
        self.rows = rows;
    }

    /// The keys whose tag is not, on AWS's side now, as it was when the editing began; but for those
    /// that are what this draft makes of them, such as by an earlier try whose answer was lost.
    pub fn conflicts(&self, now: &[Tag]) -> Vec<String> {
        let before: Vec<&Tag> = self.rows.iter().filter_map(|row| row.original.as_ref()).collect();
        let value_of = |tags: &[&Tag], key: &str| {
            tags.iter().find(|tag| tag.key == key).map(|tag| tag.value.clone())
        };
        let now: Vec<&Tag> = now.iter().filter(|tag| !is_reserved(&tag.key)).collect();
        let change = self.change();
        let mut keys: Vec<String> = Vec::new();
        for tag in before.iter().chain(&now) {
            let found = value_of(&now, &tag.key);
            if value_of(&before, &tag.key) != found
                && !change.is_done(&tag.key, found.as_deref())
                && !keys.contains(&tag.key)
            {
                keys.push(tag.key.clone());
            }
        }
        keys
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn draft() -> Draft {
        Draft::of(&[Tag::new("Name", "a"), Tag::new("env", "prod"), Tag::new("aws:x", "1")])
    }

    #[test]
    fn only_what_changed_is_sent() {
        let mut draft = draft();
        assert!(draft.change().is_empty());
        draft.rows[0].value = "b".into();
        draft.toggle_removal(1);
        draft.add();
        draft.rows[2].key = "owner".into();
        let change = draft.change();
        assert_eq!(change.set, [Tag::new("Name", "b"), Tag::new("owner", "")]);
        assert_eq!(change.remove, ["env"]);
        draft.toggle_removal(1);
        assert!(draft.change().remove.is_empty(), "the mark is taken away");
    }

    #[test]
    fn a_key_removed_and_set_again_is_only_set() {
        let mut draft = draft();
        draft.toggle_removal(1);
        draft.add();
        draft.rows[2].key = "env".into();
        draft.rows[2].value = "test".into();
        assert!(draft.is_sound());
        let change = draft.change();
        assert_eq!((change.set, change.remove.len()), (vec![Tag::new("env", "test")], 0));
    }

    #[test]
    fn problems_are_named_by_row() {
        let mut draft = draft();
        draft.add();
        assert_eq!(draft.problem(2), Some(Problem::EmptyKey));
        draft.rows[2].key = "env".into();
        assert_eq!(draft.problem(2), Some(Problem::Duplicate));
        draft.rows[2].key = "AWS:cost".into();
        assert_eq!(draft.problem(2), Some(Problem::Reserved));
        assert!(!draft.is_sound());
    }

    #[test]
    fn what_is_untouched_is_not_checked() {
        let odd = "50% & more";
        let mut draft = Draft::of(&[Tag::new("note", odd), Tag::new("a,b", "1")]);
        draft.add();
        draft.rows[2].key = "owner".into();
        assert!(draft.is_sound());
        assert_eq!(draft.change().set, [Tag::new("owner", "")]);
        draft.rows[0].value = "60%".into();
        assert_eq!(draft.problem(0), Some(Problem::ValueCharacter), "changed, so checked");
        draft.rows[0].value = odd.into();
        assert!(draft.is_sound(), "changed back");
        // More than AWS allows are there already: what adds none can be saved.
        let tags: Vec<_> = (0..52).map(|n| Tag::new(format!("k{n}"), "")).collect();
        let mut draft = Draft::of(&tags);
        draft.rows[0].value = "new".into();
        assert!(draft.is_sound());
        draft.add();
        draft.rows[52].key = "one-more".into();
        assert!(draft.is_too_many());
    }

    #[test]
    fn a_change_that_arrived_already_is_no_conflict() {
        let mut draft = draft();
        draft.rows[0].value = "mine".into();
        draft.toggle_removal(1);
        assert!(draft.conflicts(&[Tag::new("Name", "mine")]).is_empty());
        assert_eq!(draft.conflicts(&[Tag::new("Name", "theirs")]), ["Name"]);
    }

    #[test]
    fn fifty_is_the_most() {
        let tags: Vec<_> = (0..50).map(|n| Tag::new(format!("k{n}"), "")).collect();
        let mut draft = Draft::of(&tags);
        draft.add();
        draft.rows[50].key = "one-more".into();
        assert!(draft.is_too_many());
        draft.toggle_removal(0);
        assert!(draft.is_sound());
    }

    #[test]
    fn somebody_elses_change_is_noticed() {
        let draft = draft();
        assert!(draft.conflicts(&[Tag::new("env", "prod"), Tag::new("Name", "a")]).is_empty());
        assert_eq!(draft.conflicts(&[Tag::new("Name", "a")]), ["env"]);
        let others = [Tag::new("Name", "z"), Tag::new("env", "prod"), Tag::new("new", "")];
        assert_eq!(draft.conflicts(&others), ["Name", "new"]);
    }

    #[test]
    fn rebasing_keeps_what_was_changed_here_and_takes_over_the_rest() {
        let mut draft = draft();
        draft.rows[0].value = "mine".into();
        draft.add();
        draft.rows[2].key = "new".into();
        draft.rebase(&[Tag::new("Name", "theirs"), Tag::new("env", "test"), Tag::new("more", "1")]);
        assert!(
            draft
                .conflicts(&[
                    Tag::new("Name", "theirs"),
                    Tag::new("env", "test"),
                    Tag::new("more", "1")
                ])
                .is_empty()
        );
        assert_eq!(draft.change().set, [Tag::new("Name", "mine"), Tag::new("new", "")]);
        // Done on AWS's side: nothing is left.
        draft.rebase(&[
            Tag::new("Name", "mine"),
            Tag::new("env", "test"),
            Tag::new("more", "1"),
            Tag::new("new", ""),
        ]);
        assert!(draft.change().is_empty());
    }

    proptest! {
        /// What a change comes to, applied to what was there, is what the editor shows.
        #[test]
        fn applied_it_gives_what_is_shown(
            removed in prop::collection::vec(any::<bool>(), 4),
            values in prop::collection::vec("[ab]?", 4),
            added in prop::collection::vec("[w-z]{1,2}", 0..3),
        ) {
            let before: Vec<Tag> = (0..4).map(|n| Tag::new(format!("k{n}"), "a")).collect();
            let mut draft = Draft::of(&before);
            for (row, (removed, value)) in draft.rows.iter_mut().zip(removed.iter().zip(&values)) {
                row.removed = *removed;
                row.value.clone_from(value);
            }
            for key in &added {
                draft.add();
                draft.rows.last_mut().unwrap().key.clone_from(key);
            }
            prop_assume!(draft.is_sound());
            let change = draft.change();
            let mut after: Vec<Tag> = before
                .into_iter()
                .filter(|tag| !change.remove.contains(&tag.key))
                .filter(|tag| change.set.iter().all(|set| set.key != tag.key))
                .chain(change.set.clone())
                .collect();
            let mut shown = draft.applied();
            after.sort();
            shown.sort();
            prop_assert_eq!(after, shown);
        }
    }
}
