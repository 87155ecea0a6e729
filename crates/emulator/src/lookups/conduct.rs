//! How a service answers, and what it was asked.

use std::collections::BTreeMap;

use aws_services::{Lookup, Service};
use serde::{Deserialize, Serialize};

/// How calls are answered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Behaviour {
    /// As they should be.
    #[default]
    Answer,
    /// The identity lacks the permission.
    Deny,
    /// Too many calls.
    Throttle,
    /// The service fails.
    Fail,
    /// Neither JSON nor an answer in XML.
    Garble,
    /// Not at all.
    Hang,
}

/// How one service answers, and what it was asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Conduct {
    /// How calls are answered.
    pub(crate) behaviour: Behaviour,
    /// How long each answer takes, in milliseconds.
    pub(crate) latency_ms: u64,
    /// How many calls came in, signed, by the operation's name.
    pub(crate) calls: BTreeMap<&'static str, u64>,
}

/// That of all services.
#[derive(Debug, Default)]
pub(crate) struct Conducts(BTreeMap<Service, Conduct>);

impl Conducts {
    /// That of one service, to read it or to change it.
    pub(crate) fn of(&mut self, service: Service) -> &mut Conduct {
        self.0.entry(service).or_default()
    }

    /// Counts a call; answers what happens to it, and after how many milliseconds.
    pub(crate) fn begin(&mut self, lookup: Lookup) -> (Behaviour, u64) {
        let conduct = self.of(lookup.service());
        *conduct.calls.entry(lookup.name()).or_default() += 1;
        (conduct.behaviour, conduct.latency_ms)
    }
}
