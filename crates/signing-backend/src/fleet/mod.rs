//! The fleet: what every console that is open shows of all regions, asked for once.
//!
//! One poller a region asks AWS while somebody watches, and a minute longer. What it finds is kept, with
//! a sequence number for each change; every reader gets what it lacks. Must not know how a reader is
//! written to, nor the guard: what concerns a deletion is read anew, by the guard itself.

mod backups;
mod beginning;
mod changes;
pub(crate) mod identity;
mod known;
pub(crate) mod listing;
mod pace;
mod poller;
mod row;
mod shared;
mod watching;

use std::sync::Arc;

use backend_api::Attempt;
use tokio::sync::watch;

use crate::{Settings, clock::Clock, forward::Upstream};
pub(crate) use beginning::beginning;
pub(crate) use changes::Changes;
use identity::Identities;
pub(crate) use known::{Line, Position};
use row::RowRules;
use shared::Shared;
pub(crate) use watching::Watcher;
use watching::Watching;

/// The fleet of all regions.
#[derive(Debug)]
pub(crate) struct Fleet {
    shared: Arc<Shared>,
    watching: Arc<Watching>,
}

impl Fleet {
    /// Nothing is known yet, and nobody watches.
    pub(crate) fn new(
        settings: &Settings,
        upstream: Arc<dyn Upstream>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let regions: Vec<Arc<str>> =
            settings.regions.iter().map(|region| region.as_str().into()).collect();
        let rules = RowRules {
            deletion_protection: settings.deletion_protection.clone(),
            production_tags: settings.production_tags.clone(),
        };
        let identities = Identities::new(settings.mode, &settings.trust_anchors);
        let shared = Arc::new(Shared::new(upstream, clock, rules, identities, &regions));
        let watching = Arc::new(Watching::new(Arc::clone(&shared), &regions));
        Self { shared, watching }
    }

    /// Watches until the result is dropped: meanwhile AWS is asked.
    pub(crate) fn watch(&self) -> Watcher {
        self.watching.watch()
    }

    /// What a reader lacks who has everything up to a position.
    pub(crate) fn since(&self, position: Option<&Position>) -> Vec<Line> {
        let time = crate::clock::timestamp(self.shared.clock.now());
        self.shared.read(|known| known.since(position, time))
    }

    /// Told of every change, with its sequence number.
    pub(crate) fn changes(&self) -> watch::Receiver<u64> {
        self.shared.changes()
    }

    /// Somebody wants to see everything anew.
    pub(crate) fn refresh(&self) {
        self.shared.wish_for_listings();
    }

    /// Takes in what the guard knows of attempts.
    pub(crate) fn set_attempts(&self, attempts: Vec<Attempt>) {
        self.shared.set_attempts(attempts);
    }

    /// The process ends: pollers stop, and readers are told.
    pub(crate) fn end(&self) {
        self.watching.end();
    }

    /// Completes when the process ends.
    pub(crate) async fn ended(&self) {
        self.watching.ended().await;
    }
}
