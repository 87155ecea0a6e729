//! What the backend knows about an attempt, in words: only a refusal means that nothing happened, and
//! only what AWS reports is called done.

use backend_api::{Attempt, AttemptState};

use super::{
    action::Action,
    next::{Next, Summary},
    removal::of_steps,
    seen::{Seen, seen, seen_words},
};
use crate::components::{NoticeKind, not_followed_words};

/// After so many checks that found the resource as it was, a new plan is offered.
const CHECKS_BEFORE_A_NEW_PLAN: u32 = 8;

const NEW_PLAN: Next = Next::Plan("Review a new plan");
const BACK: Next = Next::Plan("Back to the plan");

/// The backend has no such attempt. Nothing certain follows from that: an old one has left the part of
/// the log that is searched, and without a search the request may still be on its way.
pub(super) fn missing(searched: bool, lost: Option<&str>) -> Summary {
    let (title, known) = if searched {
        (
            "No record of this request",
            "The backend records every request before it sends it. Neither it nor the newest 20,000 records of its audit log have this one, so it was most likely not sent. Check the resource in AWS before you plan it again.",
        )
    } else {
        (
            "Not known whether it was sent",
            "The backend lists no such attempt. The request may still be on its way. Check Activity and the resource in AWS before you plan it again.",
        )
    };
    let words = std::iter::once(known).chain(lost).map(str::to_owned).collect();
    Summary {
        kind: Some(NoticeKind::Warn),
        title: title.to_owned(),
        words,
        next: Next::CheckOrPlan,
    }
}

/// An attempt, in words. `lost` is what left its outcome open for the page.
pub(super) fn summary(attempt: &Attempt, lost: Option<&str>) -> Summary {
    let none_sent = matches!(attempt.state, AttemptState::Planned | AttemptState::Permitted);
    let mut summary = match attempt.steps.as_slice() {
        [] => of_one(attempt, lost),
        _ if none_sent => of_one(attempt, None),
        _ => of_steps(attempt),
    };
    if lost.is_some() && attempt.confirmed_at.is_some() {
        let words = "The answer was lost. The audit log has the confirmation, and this is what the backend knows about it.";
        summary.words.push(words.to_owned());
    }
    summary
}

/// A single request; of several that were not sent, all of them.
fn of_one(attempt: &Attempt, lost: Option<&str>) -> Summary {
    let action = Action::of(attempt.operation);
    let plain = |title: &str, words: &[&str]| Summary {
        kind: None,
        title: title.to_owned(),
        words: words.iter().map(|&it| it.to_owned()).collect(),
        next: Next::Wait,
    };
    let mut summary = match attempt.state {
        AttemptState::Planned | AttemptState::Permitted => Summary {
            kind: Some(NoticeKind::Warn),
            next: Next::CheckOrPlan,
            ..plain(
                "Not sent so far",
                &[
                    "The audit log has no record that this was confirmed, and nothing is sent without one.",
                    "If the request is still on its way to the backend, this page shows it when it arrives.",
                ],
            )
        },
        AttemptState::Announced => plain(
            "Confirmed, not sent yet",
            &["The backend is checking everything once more before it sends the request."],
        ),
        AttemptState::Sent => plain("Sent to AWS", &["AWS hasn’t answered yet."]),
        AttemptState::Accepted => accepted(attempt, action),
        AttemptState::Unknown => unknown(attempt, action, lost),
        AttemptState::StillUnknown => still_unknown(attempt, action),
        AttemptState::Gone | AttemptState::Done => Summary {
            kind: Some(NoticeKind::Good),
            title: action.done().to_owned(),
            words: end_words(attempt, action),
            next: match action {
                Action::DeleteCluster => Next::Clusters,
                Action::DeleteHsm => Next::Plan("Continue with the cluster"),
                action if action.leaves_cluster() => Next::Cluster,
                _ => Next::Plan("Show the current state"),
            },
        },
        AttemptState::CameBack if action.is_change() => Summary {
            kind: Some(NoticeKind::Danger),
            title: "AWS took the change back".to_owned(),
            words: taken_back(attempt, action),
            next: NEW_PLAN,
        },
        AttemptState::CameBack => Summary {
            kind: Some(NoticeKind::Danger),
            title: format!("The {} came back", action.thing()),
            words: came_back(attempt, action),
            next: NEW_PLAN,
        },
        AttemptState::Refused => Summary {
            kind: Some(NoticeKind::Warn),
            title: action.refused().to_owned(),
            words: attempt.detail.clone().into_iter().collect(),
            next: BACK,
        },
        AttemptState::Stopped => Summary {
            kind: Some(NoticeKind::Warn),
            words: attempt.detail.clone().into_iter().collect(),
            next: NEW_PLAN,
            ..plain("Stopped", &[])
        },
    };
    if let Some(why) = attempt.not_followed.filter(|_| attempt.state.is_open()) {
        summary.words.push(not_followed_words(why).to_owned());
        summary.next = if summary.next == Next::Wait { NEW_PLAN } else { summary.next };
    }
    summary
}

fn accepted(attempt: &Attempt, action: Action) -> Summary {
    let leave = "You can close or leave this page. The backend keeps checking.";
    let thing = action.thing();
    let (title, words) = match seen(attempt.last_seen.as_deref()) {
        Seen::State(state) if action.has_state() && state != "DELETE_IN_PROGRESS" => (
            "AWS accepted the request",
            format!("AWS still reports the {thing} as {state}. Its listings can lag behind."),
        ),
        Seen::State(words) if !action.has_state() => {
            (action.under_way(), format!("Last check: {words}."))
        }
        _ => (action.under_way(), "This takes minutes.".to_owned()),
    };
    Summary {
        kind: None,
        title: title.to_owned(),
        words: vec![words, leave.to_owned()],
        next: Next::Wait,
    }
}

fn unknown(attempt: &Attempt, action: Action, lost: Option<&str>) -> Summary {
    let mut words = vec!["It may have gone through. Don’t retry; check Activity first.".to_owned()];
    words.extend(attempt.detail.clone().or_else(|| lost.map(str::to_owned)));
    words.extend(seen_words(attempt, action));
    let is_as_before = match seen(attempt.last_seen.as_deref()) {
        Seen::State(state) => state != "DELETE_IN_PROGRESS" && !action.is_creation(),
        // For a creation, a listing that lags looks the same, and what is created twice is paid for
        // twice.
        Seen::NotListed | Seen::Nothing | Seen::Unreadable(_) => false,
    };
    let is_stale = is_as_before && attempt.looks >= CHECKS_BEFORE_A_NEW_PLAN;
    if is_stale {
        words.push("That hasn’t changed since it was sent. It probably had no effect.".to_owned());
    }
    if attempt.not_followed.is_none() {
        words.push("The backend keeps checking and sends nothing.".to_owned());
    }
    Summary {
        kind: Some(NoticeKind::Warn),
        title: "The outcome is not known yet".to_owned(),
        words,
        next: if is_stale { NEW_PLAN } else { Next::Wait },
    }
}

fn still_unknown(attempt: &Attempt, action: Action) -> Summary {
    let is_going = attempt.last_seen.as_deref() == Some("DELETE_IN_PROGRESS");
    let title = if is_going {
        format!("Still deleting the {} after 120 minutes", action.thing())
    } else {
        "The outcome is still not known".to_owned()
    };
    let mut words = vec!["The backend has stopped checking. It may have gone through.".to_owned()];
    words.extend(attempt.detail.clone());
    words.extend(seen_words(attempt, action));
    let next = if action == Action::DeleteCluster { Next::Investigate } else { NEW_PLAN };
    Summary { kind: Some(NoticeKind::Warn), title, words, next }
}

fn end_words(attempt: &Attempt, action: Action) -> Vec<String> {
    // After a restart only the record of the check is left.
    let recorded =
        || attempt.detail.as_deref()?.strip_prefix("Found by reading: ")?.strip_suffix('.');
    let shown = attempt.last_seen.as_deref().or_else(recorded);
    let words = match seen(shown) {
        Seen::NotListed => "It no longer appears in AWS.".to_owned(),
        Seen::State(state) if action.has_state() => format!("AWS reports it as {state}."),
        Seen::State(words) if action.is_change() => format!("Last check: {words}."),
        Seen::State(_) => "AWS reports the tags as requested.".to_owned(),
        Seen::Nothing | Seen::Unreadable(_) => {
            "The audit log has the check that found it.".to_owned()
        }
    };
    let restorable = "It can be restored for 7 days.".to_owned();
    let more = (action == Action::DeleteBackup).then_some(restorable);
    std::iter::once(words).chain(more).collect()
}

fn taken_back(attempt: &Attempt, action: Action) -> Vec<String> {
    let now = match seen(attempt.last_seen.as_deref()) {
        Seen::State(words) => format!("AWS had begun with it. Last check: {words}."),
        _ => "AWS had begun with it, and now reports everything as it was before.".to_owned(),
    };
    let cause = if action.leaves_cluster() {
        "The cluster’s state message and CloudTrail may say why."
    } else {
        "CloudTrail may say why."
    };
    vec![now, cause.to_owned()]
}

fn came_back(attempt: &Attempt, action: Action) -> Vec<String> {
    let thing = action.thing();
    let now = match seen(attempt.last_seen.as_deref()) {
        Seen::State(state) => format!(
            "AWS was deleting the {thing}, or no longer listed it, and now reports it as {state}."
        ),
        _ => format!(
            "AWS was deleting the {thing}, or no longer listed it, and then reported it in another state."
        ),
    };
    let cause = "Its state message and CloudTrail may say why. Check them before you try again.";
    vec![now, cause.to_owned()]
}

#[cfg(test)]
#[path = "summary_tests.rs"]
mod tests;
