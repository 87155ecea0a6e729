//! What was done to a cluster, by CloudTrail's record.
//!
//! CloudTrail answers two calls a second for an account and region, and one attribute a call: so each
//! operation that changes something is asked for once a region, one after the other and in the
//! background, and all clusters of the region share the answers. Whoever asks gets what is there by then,
//! and which operations are still to come: a page that waited for all of them would be empty for a
//! quarter of a minute. It is no part of a plan to delete.

mod event;
mod named;
mod pages;
mod record;

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use aws_services::{Lookup, Service};
use backend_api::{ApiErrorCode, SourceName};
use serde_json::Value;

pub(super) use pages::first_page;

use self::{
    pages::events_of,
    record::{RegionRecord, Slot},
};
use super::{Asking, Looks, Outcome, report};
use crate::{
    Failure, Settings,
    clock::Clock,
    forward::Upstream,
    reader::{Reader, text},
};

/// So long CloudTrail keeps events.
const DAYS: u32 = 90;
/// The time for all pages of one operation, with the turns to wait for.
const LIMIT: Duration = Duration::from_secs(15);
/// The IDs of a cluster's HSMs and backups are kept so long: a page that waits asks every few seconds.
const KEEP_IDS: Duration = Duration::from_secs(30);

/// A region and a cluster.
type Place = (String, String);

/// Asks CloudTrail, and keeps what it answered.
#[derive(Debug)]
pub(crate) struct History {
    upstream: Arc<dyn Upstream>,
    clock: Arc<dyn Clock>,
    looks: Looks,
    regions: Mutex<HashMap<String, RegionRecord>>,
    ids: Mutex<HashMap<Place, KnownIds>>,
}

#[derive(Debug)]
struct KnownIds {
    access_key_id: Option<String>,
    at: Duration,
    ids: HashSet<String>,
}

impl History {
    pub(crate) fn new(
        settings: &Settings,
        upstream: Arc<dyn Upstream>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let looks = settings.looks.clone();
        let (regions, ids) = (Mutex::default(), Mutex::default());
        Self { upstream, clock, looks, regions, ids }
    }

    /// What is known by now of what was done to a cluster of one of the regions.
    pub(crate) async fn of(
        self: &Arc<Self>,
        region: &str,
        cluster_id: &str,
    ) -> Result<backend_api::History, Failure> {
        let key = self.upstream.caller().await.access_key_id;
        let ids = self.ids(region, cluster_id, key.clone()).await?;
        let now = self.clock.monotonic();
        let record = if self.looks.at(Service::CloudTrail) {
            let begins = self.with(region, |record| record.begin(key.as_deref(), now));
            if begins {
                tokio::spawn(Arc::clone(self).ask_all(region.to_owned(), key));
            }
            self.with(region, |record| record.clone())
        } else {
            RegionRecord::default()
        };
        let reading = record.reading(self.looks.at(Service::CloudTrail));
        let source = report::source(SourceName::CloudTrail, Lookup::LookupEvents, &reading, now);
        let is_known = matches!(reading.outcome, Outcome::Known(()) | Outcome::Failed(_));
        let (events, unmatched) = record.events_of(cluster_id, ids);
        Ok(backend_api::History {
            region: region.to_owned(),
            cluster_id: cluster_id.to_owned(),
            source,
            days: DAYS,
            asking: record.is_asking(),
            complete: is_known && record.is_complete(),
            operations: if is_known { record.operations() } else { Vec::new() },
            unmatched: if is_known { unmatched } else { 0 },
            events: if is_known { events } else { None },
        })
    }

    /// Asks for all operations that are due, until CloudTrail refuses. Two failures in a row end it too: it
    /// may be out of reach, and each waits its full time.
    async fn ask_all(self: Arc<Self>, region: String, key: Option<String>) {
        let mut failures = 0;
        loop {
            let now = self.clock.monotonic();
            let next = self.with(&region, |record| record.next_or_end(key.as_deref(), now));
            let Some(operation) = next else { break };
            let reading = events_of(&self.asking(&region, key.clone()), operation).await;
            let at = self.clock.monotonic();
            let refused = match &reading.outcome {
                Outcome::Failed(refusal) => Some(refusal.message.clone()),
                _ => None,
            };
            failures = if refused.is_some() { failures + 1 } else { 0 };
            self.with(&region, |record| {
                record.put(key.as_deref(), operation, Slot::new(reading, at));
                if let Some(message) = refused.filter(|_| failures > 1) {
                    record.give_up(key.as_deref(), &message, at);
                }
            });
        }
    }

    fn asking<'a>(&'a self, region: &'a str, only_with: Option<String>) -> Asking<'a> {
        let (upstream, clock) = (self.upstream.as_ref(), self.clock.as_ref());
        Asking { upstream, region, only_with, looks: &self.looks, clock, limit: LIMIT }
    }

    fn with<T>(&self, region: &str, act: impl FnOnce(&mut RegionRecord) -> T) -> T {
        let mut regions = lock(&self.regions);
        act(regions.entry(region.to_owned()).or_default())
    }

    /// The IDs of a cluster, its HSMs and its backups. Of a cluster that isn't there, "nothing" would be an
    /// answer to a mistyped ID.
    async fn ids(
        &self,
        region: &str,
        cluster_id: &str,
        only_with: Option<String>,
    ) -> Result<HashSet<String>, Failure> {
        let place = (region.to_owned(), cluster_id.to_owned());
        let now = self.clock.monotonic();
        {
            let mut known = lock(&self.ids);
            known.retain(|_, it| now.saturating_sub(it.at) < KEEP_IDS);
            if let Some(known) = known.get(&place).filter(|it| it.access_key_id == only_with) {
                return Ok(known.ids.clone());
            }
        }
        let reader =
            Reader { upstream: self.upstream.as_ref(), region, only_with: only_with.clone() };
        let (cluster, backups) =
            tokio::join!(reader.cluster(cluster_id), reader.backups("clusterIds", cluster_id));
        let Some(cluster) = cluster? else {
            let message = format!("{region} has no cluster {cluster_id}.");
            let failure = Failure::backend(ApiErrorCode::ResourceNotFound, message);
            return Err(failure.with_field("clusterId"));
        };
        let hsms = cluster.get("Hsms").and_then(Value::as_array).into_iter().flatten();
        let hsms = hsms.filter_map(|hsm| text(hsm, "HsmId"));
        let backups = backups?;
        let backups = backups.iter().filter_map(|backup| text(backup, "BackupId"));
        let ids: HashSet<String> =
            hsms.chain(backups).chain([cluster_id]).map(str::to_owned).collect();
        let known = KnownIds { access_key_id: only_with, at: now, ids: ids.clone() };
        lock(&self.ids).insert(place, known);
        Ok(ids)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
