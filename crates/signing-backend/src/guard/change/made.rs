//! Which of what AWS lists is what a creation made.
//!
//! Must not know: what is created.

use std::sync::OnceLock;

use serde_json::Value;

use super::creations::OfOthers;
use crate::{guard::attempt::progress::Observation, reader::text};

/// The ID of what a creation made, once AWS's answer named it or a reading decided on it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Made(OnceLock<String>);

impl Made {
    /// With what AWS's answer or a record names, if it names one.
    pub(super) fn named(id: Option<String>) -> Self {
        Self(id.map_or_else(OnceLock::new, OnceLock::from))
    }

    pub(super) fn id(&self) -> Option<&str> {
        self.0.get().map(String::as_str)
    }

    /// A reading decided on this one.
    pub(super) fn decide(&self, id: &str) {
        // Another reading could have come first: then it decided the same.
        let _ = self.0.set(id.to_owned());
    }

    /// The one: by its ID, or the only one that nobody else made and that can be it. Else what the reading
    /// shows. `member` has the ID.
    pub(super) fn among<'a>(
        &self,
        listed: &'a [Value],
        member: &str,
        others: &OfOthers,
        can_be: impl Fn(&Value) -> bool,
    ) -> Result<(&'a str, &'a Value), Observation> {
        let own = |it: &'a Value| text(it, member).unwrap_or_default();
        let is_it = |it: &&'a Value| match self.id() {
            Some(made) => own(it) == made,
            None => !others.made.iter().any(|made| made == own(it)) && can_be(it),
        };
        let fitting: Vec<_> = listed.iter().filter(is_it).map(|it| (own(it), it)).collect();
        match fitting[..] {
            [] => Err(Observation::Absent),
            [(id, _)] if self.id().is_none() && others.is_open => Err(Observation::Undecided(
                format!("{id} fits, and another attempt could have made it"),
            )),
            [one] => Ok(one),
            ref several => {
                let ids: Vec<_> = several.iter().map(|(id, _)| *id).collect();
                let (count, ids) = (ids.len(), ids.join(", "));
                Err(Observation::Undecided(format!("{count} fit, and nothing says which: {ids}")))
            }
        }
    }
}
