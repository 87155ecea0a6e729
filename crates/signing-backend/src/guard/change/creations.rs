//! The creations that this process sent: what each made, as far as AWS's answer says.
//!
//! What is found by comparison must not be another attempt's. Must not know: how it is found.

use std::sync::{Mutex, PoisonError};

/// More than anybody has open at once; the oldest go.
const MOST: usize = 256;

/// All of them.
#[derive(Debug, Default)]
pub(crate) struct Creations(Mutex<Vec<Creation>>);

#[derive(Debug)]
struct Creation {
    attempt: String,
    /// Where it creates: a region, or a cluster in it.
    place: String,
    /// The ID that AWS's answer named.
    made: Option<String>,
}

/// What the others in the same place are known to have made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct OfOthers {
    pub(crate) made: Vec<String>,
    /// Another one was sent, and nothing says what it made.
    pub(crate) is_open: bool,
}

impl Creations {
    /// It is about to be sent.
    pub(crate) fn sent(&self, attempt: &str, place: &str) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MOST {
            all.remove(0);
        }
        all.push(Creation { attempt: attempt.to_owned(), place: place.to_owned(), made: None });
    }

    /// AWS refused it: it made nothing.
    pub(crate) fn refused(&self, attempt: &str) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|it| it.attempt != attempt);
    }

    /// What AWS's answer names.
    pub(crate) fn made(&self, attempt: &str, id: &str) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for own in all.iter_mut().filter(|it| it.attempt == attempt) {
            own.made = Some(id.to_owned());
        }
    }

    /// Whether an attempt is known to create in another place.
    pub(crate) fn is_elsewhere(&self, attempt: &str, place: &str) -> bool {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.iter().any(|it| it.attempt == attempt && it.place != place)
    }

    /// What the others made in the place of this one.
    pub(crate) fn of_others(&self, attempt: &str, place: &str) -> OfOthers {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let others = all.iter().filter(|it| it.attempt != attempt && it.place == place);
        let mut found = OfOthers::default();
        for other in others {
            match &other.made {
                Some(id) => found.made.push(id.clone()),
                None => found.is_open = true,
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_others_in_the_same_place_count_and_what_was_refused_made_nothing() {
        let all = Creations::default();
        for (attempt, place) in [("a", "r c"), ("b", "r c"), ("c", "r c"), ("d", "r other")] {
            all.sent(attempt, place);
        }
        all.made("b", "hsm-b");
        let made = vec!["hsm-b".to_owned()];
        let open = OfOthers { made: made.clone(), is_open: true };
        assert_eq!(all.of_others("a", "r c"), open);
        all.refused("c");
        assert_eq!(all.of_others("a", "r c"), OfOthers { made, is_open: false });
        assert_eq!(all.of_others("d", "r other"), OfOthers::default());
        assert!(all.is_elsewhere("d", "r c") && !all.is_elsewhere("d", "r other"));
        assert!(!all.is_elsewhere("unknown", "r c"));
    }

    #[test]
    fn the_oldest_are_forgotten() {
        let all = Creations::default();
        for number in 0..=MOST {
            all.sent(&number.to_string(), "r");
            all.made(&number.to_string(), &format!("cluster-{number}"));
        }
        let made = all.of_others("another", "r").made;
        assert_eq!((made.len(), made.first().map(String::as_str)), (MOST, Some("cluster-1")));
    }
}
