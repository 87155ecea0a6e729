//! What was asked for the page, kept for a while: however many people look, AWS is asked once.

use std::{collections::HashMap, sync::Arc, time::Duration};

use backend_api::ApiErrorCode;
use tokio::sync::Mutex;

use super::{
    Asking, KeyStores, Looks, Outcome, key_stores,
    report::{kms, shown},
};
use crate::{Failure, Settings, clock::Clock, forward::Upstream, reader::Reader};

/// An answer is shown for so long, with its age.
const KEEP: Duration = Duration::from_mins(1);
/// A failure may be over sooner.
const KEEP_FAILURE: Duration = Duration::from_secs(5);

/// Asks for what depends on clusters, and keeps the answers. The guard reads its own.
#[derive(Debug)]
pub(crate) struct Dependents {
    upstream: Arc<dyn Upstream>,
    clock: Arc<dyn Clock>,
    looks: Looks,
    /// A region each. Whoever finds it locked waits for the answer that another one asks for.
    regions: HashMap<String, Mutex<Option<Kept>>>,
}

#[derive(Debug)]
struct Kept {
    /// In whose name it was asked: another account has other key stores.
    access_key_id: Option<String>,
    reading: KeyStores,
}

impl Kept {
    fn is_good(&self, access_key_id: Option<&str>, now: Duration) -> bool {
        let keep = match self.reading.outcome {
            Outcome::Failed(_) => KEEP_FAILURE,
            Outcome::Known(_) | Outcome::NotAllowed(_) | Outcome::NotAsked => KEEP,
        };
        let age = now.saturating_sub(self.reading.since.unwrap_or_default());
        self.access_key_id.as_deref() == access_key_id && age < keep
    }
}

impl Dependents {
    pub(crate) fn new(
        settings: &Settings,
        upstream: Arc<dyn Upstream>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let regions = settings.regions.iter().map(|region| (region.clone(), Mutex::default()));
        Self { upstream, clock, looks: settings.looks.clone(), regions: regions.collect() }
    }

    /// What depends on a cluster of one of the regions. Of a cluster that isn't there, "nothing" would
    /// be an answer to a mistyped ID.
    pub(crate) async fn of(
        &self,
        region: &str,
        cluster_id: &str,
    ) -> Result<backend_api::Dependents, Failure> {
        let access_key_id = self.upstream.caller().await.access_key_id;
        let only_with = access_key_id.clone();
        let reader = Reader { upstream: self.upstream.as_ref(), region, only_with };
        let (cluster, reading) =
            tokio::join!(reader.cluster(cluster_id), self.key_stores(region, access_key_id));
        if cluster?.is_none() {
            let message = format!("{region} has no cluster {cluster_id}.");
            let failure = Failure::backend(ApiErrorCode::ResourceNotFound, message);
            return Err(failure.with_field("clusterId"));
        }
        let reading = reading.of_cluster(cluster_id);
        Ok(backend_api::Dependents {
            region: region.to_owned(),
            cluster_id: cluster_id.to_owned(),
            sources: vec![kms(&reading, self.clock.monotonic())],
            key_stores: reading.known().map(|stores| stores.iter().map(shown).collect()),
        })
    }

    async fn key_stores(&self, region: &str, access_key_id: Option<String>) -> KeyStores {
        let place = self.regions.get(region);
        let mut kept = match place {
            Some(place) => Some(place.lock().await),
            None => None,
        };
        let now = self.clock.monotonic();
        if let Some(Some(kept)) = kept.as_deref()
            && kept.is_good(access_key_id.as_deref(), now)
        {
            return kept.reading.clone();
        }
        let asking = Asking {
            upstream: self.upstream.as_ref(),
            region,
            only_with: access_key_id.clone(),
            looks: &self.looks,
            clock: self.clock.as_ref(),
        };
        let reading = key_stores(&asking).await;
        if let Some(kept) = kept.as_deref_mut() {
            *kept = Some(Kept { access_key_id, reading: reading.clone() });
        }
        reading
    }
}
