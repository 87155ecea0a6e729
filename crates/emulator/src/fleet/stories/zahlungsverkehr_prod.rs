//! zahlungsverkehr-prod: the key store of KMS is connected to it.
//!
//! KMS itself has two sessions with each HSM, day and night, and its keys are token keys. Beside it
//! two servers and a function sign transfers on working days. Whoever deletes the cluster takes
//! the keys of KMS along.

use super::story::{Client, ClientKind, Rhythm, Story, Surroundings, Usage};

pub(super) fn story() -> Story {
    Story {
        usage: Usage {
            rhythm: Rhythm::Office,
            peak_sessions: 18,
            standing_sessions: 2,
            session_keys_each: 2,
            token_keys: 412,
            token_keys_a_day: 1,
            users: 5,
            ..Usage::default()
        },
        surroundings: Surroundings {
            clients: &[
                Client { name: "überweisung-1", kind: ClientKind::Instance, zone: 'a' },
                Client { name: "überweisung-2", kind: ClientKind::Instance, zone: 'b' },
                Client { name: "kontoauszug", kind: ClientKind::Function, zone: 'b' },
            ],
            ..Surroundings::default()
        },
    }
}
