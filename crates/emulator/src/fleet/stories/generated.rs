//! The generated clusters, `{team}-{environment}-{number}`: those of production have clients around
//! the clock, those of staging on working days. The rest is nobody's.

use super::story::{Client, ClientKind, Rhythm, Story, Surroundings, Usage};

const OF_PRODUCTION: &[Client] =
    &[Client { name: "production-service", kind: ClientKind::Instance, zone: 'a' }];
const OF_STAGING: &[Client] =
    &[Client { name: "staging-service", kind: ClientKind::Instance, zone: 'a' }];

pub(super) fn story(name: &str) -> Option<Story> {
    let (rest, number) = name.rsplit_once('-')?;
    let number: u32 = number.parse().ok()?;
    let (rhythm, clients) = match rest.rsplit_once('-')?.1 {
        "prod" => (Rhythm::Always, OF_PRODUCTION),
        "staging" => (Rhythm::Office, OF_STAGING),
        _ => return None,
    };
    Some(Story {
        usage: Usage {
            rhythm,
            peak_sessions: 4 + number % 23,
            session_keys_each: 1 + number % 3,
            token_keys: number * 7 % 900,
            users: 2 + number % 5,
            ..Usage::default()
        },
        surroundings: Surroundings { clients, ..Surroundings::default() },
    })
}
