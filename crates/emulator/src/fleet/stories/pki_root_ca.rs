//! pki-root-ca: the company's root, on the first generation of HSMs.
//!
//! A machine signs revocation lists every night; there are few keys, and no new ones. Nine days ago
//! CloudWatch got nothing from it for two days: no data is not zero. Its subnets belong to the
//! account of the network department, which shares them with this one.

use super::story::{Client, ClientKind, Gap, Rhythm, Story, Surroundings, Usage};

pub(super) fn story() -> Story {
    Story {
        usage: Usage {
            rhythm: Rhythm::Nightly,
            peak_sessions: 5,
            session_keys_each: 1,
            token_keys: 14,
            users: 9,
            gap: Some(Gap { began_hours_ago: 9 * 24, ended_hours_ago: 7 * 24 }),
            ..Usage::default()
        },
        surroundings: Surroundings {
            clients: &[Client { name: "pki-signer", kind: ClientKind::Instance, zone: 'a' }],
            subnets_of: Some("444455556666"),
            ..Surroundings::default()
        },
    }
}
