//! Whether the cluster was used, in words. AWS's own sessions are no use, and no data is not "no use".

use backend_api::RecentUse;
use cloudhsm_api::Timestamp;

use super::{super::period::period_from, of_limit::grouped};
use crate::{components::Tone, time::exact};

/// Its state in two words, with their tone, and the figures in a sentence. `span` is the time that was
/// measured: `14 days`.
pub(in crate::cluster) fn use_words(
    recent: &RecentUse,
    span: &str,
) -> (Tone, &'static str, String) {
    let own = recent.most_sessions.map(|most| match most {
        0 => "no sessions".to_owned(),
        1 => "at most 1 session, AWS’s own".to_owned(),
        most => ["at most ", &most.to_string(), " sessions, AWS’s own"].concat(),
    });
    match (recent.used, own, recent.most_token_keys) {
        (Some(true), _, _) => {
            let figures: Vec<_> = [
                recent.most_sessions.map(|it| counted(it, "session")),
                recent.most_token_keys.map(|it| counted(it, "token key")),
            ]
            .into_iter()
            .flatten()
            .collect();
            let most = if figures.is_empty() { "" } else { ": at most " };
            let on = if figures.is_empty() { "" } else { " on one HSM" };
            let words = ["Used in the last ", span, most, &figures.join(" and "), on, "."].concat();
            (Tone::Strong, "In use", words)
        }
        (Some(false), Some(own), Some(_)) => {
            let words = ["No use in ", span, ": ", &own, ", and no token keys."].concat();
            (Tone::Calm, "No use", words)
        }
        (_, Some(own), None) => {
            let words = ["In ", span, ": ", &own, ". No data about token keys."].concat();
            (Tone::Odd, "Not clear", words)
        }
        (_, None, Some(keys)) => {
            let keys = counted(keys, "token key");
            let words = ["In ", span, ": at most ", &keys, ". No data about sessions."].concat();
            (Tone::Odd, "Not clear", words)
        }
        (_, Some(own), Some(keys)) => {
            let keys = counted(keys, "token key");
            let words = ["In ", span, ": ", &own, ", and at most ", &keys, "."].concat();
            (Tone::Odd, "Not clear", words)
        }
        (_, None, None) => {
            let words = ["No data from CloudWatch for ", span, ". That isn’t the same as no use."];
            (Tone::Odd, "No data", words.concat())
        }
    }
}

/// When there were last more sessions than AWS's own. A value is of a whole period, which may be the one
/// that is now: "46 minutes ago" would sound as if it were over.
pub(in crate::cluster) fn last_use(begin: &Timestamp, period_seconds: u32) -> String {
    let period = period_from(period_seconds, &exact(begin));
    ["More than 2 sessions, last in the ", &period, "."].concat()
}

/// `1 session`, `2,140 sessions`.
pub(super) fn counted(count: u32, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    [&*grouped(count), " ", what, plural].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_measured_is_said() {
        for (used, sessions, keys, tone, words) in [
            (
                Some(false),
                Some(2),
                Some(0),
                Tone::Calm,
                "No use in 14 days: at most 2 sessions, AWS’s own, and no token keys.",
            ),
            (
                Some(false),
                Some(0),
                Some(0),
                Tone::Calm,
                "No use in 14 days: no sessions, and no token keys.",
            ),
            (
                Some(true),
                Some(7),
                Some(1),
                Tone::Strong,
                "Used in the last 14 days: at most 7 sessions and 1 token key on one HSM.",
            ),
            (
                Some(true),
                None,
                Some(3),
                Tone::Strong,
                "Used in the last 14 days: at most 3 token keys on one HSM.",
            ),
            (
                None,
                Some(1),
                None,
                Tone::Odd,
                "In 14 days: at most 1 session, AWS’s own. No data about token keys.",
            ),
            (
                Some(false),
                Some(2),
                None,
                Tone::Odd,
                "In 14 days: at most 2 sessions, AWS’s own. No data about token keys.",
            ),
            (
                Some(false),
                None,
                Some(0),
                Tone::Odd,
                "In 14 days: at most 0 token keys. No data about sessions.",
            ),
            (
                None,
                None,
                None,
                Tone::Odd,
                "No data from CloudWatch for 14 days. That isn’t the same as no use.",
            ),
        ] {
            let recent = RecentUse {
                days: 14,
                most_sessions: sessions,
                most_token_keys: keys,
                last_used: None,
                used,
            };
            let (found_tone, _, found) = use_words(&recent, "14 days");
            assert_eq!((found_tone, &*found), (tone, words), "{recent:?}");
        }
    }
}
