//! tls-offload-prod: everything that can fail.
//!
//! The HSM in the third zone stopped answering eleven hours ago, and AWS can't replace it: the subnet
//! there has no free addresses. The key store of KMS failed: its user is locked out. The web servers
//! use the other HSM alone.

use super::story::{Client, ClientKind, Failing, Rhythm, Story, Surroundings, Usage};

pub(super) fn story() -> Story {
    Story {
        usage: Usage {
            rhythm: Rhythm::Always,
            peak_sessions: 64,
            session_keys_each: 4,
            token_keys: 38,
            users: 4,
            failing: Some(Failing { zone: 'c', hours_ago: 11 }),
            ..Usage::default()
        },
        surroundings: Surroundings {
            clients: &[
                Client { name: "web-1", kind: ClientKind::Instance, zone: 'a' },
                Client { name: "web-2", kind: ClientKind::Instance, zone: 'c' },
            ],
            full_zone: Some('c'),
            ..Surroundings::default()
        },
    }
}
