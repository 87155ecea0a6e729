//! payments-prod: the company's money.
//!
//! Three servers and a function sign payments around the clock, by day more than at night; each has
//! its own sessions with each HSM. Every card brings a token key. Three days ago AWS replaced the
//! HSM in the third zone: its ID began then, and the one before it is only in CloudWatch.

use super::story::{Client, ClientKind, Replaced, Rhythm, Story, Surroundings, Usage};

pub(super) fn story() -> Story {
    Story {
        usage: Usage {
            rhythm: Rhythm::Always,
            peak_sessions: 46,
            session_keys_each: 3,
            token_keys: 2_140,
            token_keys_a_day: 4,
            users: 6,
            replaced: Some(Replaced { zone: 'c', days_ago: 3 }),
            ..Usage::default()
        },
        surroundings: Surroundings {
            clients: &[
                Client { name: "payments-api-1", kind: ClientKind::Instance, zone: 'a' },
                Client { name: "payments-api-2", kind: ClientKind::Instance, zone: 'b' },
                Client { name: "payments-api-3", kind: ClientKind::Instance, zone: 'c' },
                Client { name: "payments-refunds", kind: ClientKind::Function, zone: 'a' },
            ],
            ..Surroundings::default()
        },
    }
}
