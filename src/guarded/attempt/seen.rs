//! What the newest check of an attempt saw: AWS's state, a phrase, or why nothing could be read.

use backend_api::Attempt;

use super::action::Action;

/// What the newest check saw.
#[derive(Debug, Clone, Copy)]
pub(super) enum Seen<'a> {
    Nothing,
    Unreadable(&'a str),
    NotListed,
    State(&'a str),
}

pub(super) fn seen(text: Option<&str>) -> Seen<'_> {
    match text {
        None => Seen::Nothing,
        Some("not listed") => Seen::NotListed,
        Some(text) => match text.strip_prefix("not readable: ") {
            Some(why) => Seen::Unreadable(why),
            None => Seen::State(text),
        },
    }
}

/// Why the newest check could not be made.
pub(super) fn trouble(attempt: &Attempt) -> Option<&str> {
    match seen(attempt.last_seen.as_deref()) {
        Seen::Unreadable(why) => Some(why),
        _ => None,
    }
}

pub(super) fn seen_words(attempt: &Attempt, action: Action) -> Option<String> {
    let thing = action.thing();
    match seen(attempt.last_seen.as_deref()) {
        Seen::Nothing | Seen::Unreadable(_) => None,
        Seen::NotListed => Some(format!("The last check didn’t find the {thing} in AWS.")),
        Seen::State(state) if action.has_state() => {
            Some(format!("AWS reports the {thing} as {state}."))
        }
        Seen::State(words) => Some(format!("Last check: {words}.")),
    }
}

/// The cluster that an attempt created or changed. Where the answer was lost, the check that found it
/// has its ID: "cluster-… is UNINITIALIZED".
pub(super) fn cluster_of(attempt: &Attempt) -> Option<&str> {
    let found = [attempt.last_seen.as_deref(), attempt.detail.as_deref()];
    let mut words = found.into_iter().flatten().flat_map(str::split_whitespace);
    let is_id = |word: &&str| word.starts_with("cluster-");
    let own = Some(attempt.resource.as_str()).filter(is_id);
    attempt.cluster.as_deref().or(own).or_else(|| words.find(is_id))
}
