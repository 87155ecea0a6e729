//! What pollers and readers share: the fleet as it is known, and who is told when it changes.

mod region;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, PoisonError},
};

use backend_api::{Attempt, RegionStatus};
use cloudhsm_api::Operation;
use tokio::{sync::watch, time::Instant};

use super::{
    identity::{Identities, Verdict},
    known::Known,
    listing::Listing,
    row::{Beside, Row, RowRules, unchecked},
};
use crate::{
    clock::{Clock, epoch_millis},
    forward::Upstream,
    hex::hex,
    random,
};

pub(super) use region::{KnownBackups, Region};

/// What pollers and readers share.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) upstream: Arc<dyn Upstream>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) rules: RowRules,
    pub(super) identities: Identities,
    known: Mutex<Known>,
    /// The sequence number of the newest change.
    changed: watch::Sender<u64>,
    regions: BTreeMap<Arc<str>, Arc<Region>>,
    /// Whose fleet it is, if STS told.
    account: Mutex<Option<String>>,
}

impl Shared {
    pub(super) fn new(
        upstream: Arc<dyn Upstream>,
        clock: Arc<dyn Clock>,
        rules: RowRules,
        identities: Identities,
        regions: &[Arc<str>],
    ) -> Self {
        let of_regions = regions.iter().map(|region| (Arc::clone(region), Arc::default()));
        let mut known = Known::new(name());
        for region in regions {
            known.set_status(unknown(region));
        }
        let changed = watch::Sender::new(known.sequence());
        Self {
            upstream,
            clock,
            rules,
            identities,
            known: Mutex::new(known),
            changed,
            regions: of_regions.collect(),
            account: Mutex::default(),
        }
    }

    /// Reads what is known.
    pub(super) fn read<T>(&self, read: impl FnOnce(&Known) -> T) -> T {
        read(&self.known.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Changes what is known, and tells the readers if that is something else now. Whether it is.
    pub(super) fn change(&self, change: impl FnOnce(&mut Known)) -> bool {
        let sequence = {
            let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            change(&mut known);
            known.sequence()
        };
        self.changed.send_if_modified(|old| {
            let is_new = *old != sequence;
            *old = sequence;
            is_new
        })
    }

    pub(super) fn set_status(&self, region: &str, change: impl FnOnce(&mut RegionStatus)) {
        self.change(|known| {
            let mut status = known.status(region).cloned().unwrap_or_else(|| unknown(region));
            change(&mut status);
            known.set_status(status);
        });
    }

    /// Told of every change.
    pub(super) fn changes(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    /// What the poller of a region is asked for, and has found.
    pub(super) fn region(&self, region: &str) -> Arc<Region> {
        self.regions.get(region).cloned().unwrap_or_default()
    }

    /// Asks all regions for a listing.
    pub(super) fn wish_for_listings(&self) {
        for region in self.regions.values() {
            region.wished.notify_one();
        }
    }

    /// Somebody opened a stream.
    pub(super) fn note_opening(&self) {
        for region in self.regions.values() {
            region.opened.send_replace(Some(Instant::now()));
        }
    }

    /// Takes in what the guard knows of attempts.
    pub(super) fn set_attempts(&self, attempts: Vec<Attempt>) {
        if !self.change(|known| known.set_attempts(attempts)) {
            return;
        }
        for region in self.regions.values() {
            region.sent.notify_one();
        }
    }

    /// The clusters of a region that AWS works on, or may after what was sent to it.
    pub(super) fn in_work(&self, region: &str) -> Vec<String> {
        self.read(|known| {
            let rows = known.rows_of(region).filter(|(_, row)| row.in_transition);
            let of_attempts = known.open_clusters(region);
            let ids: BTreeSet<&str> = rows.map(|(id, _)| id).chain(of_attempts).collect();
            ids.into_iter().map(str::to_owned).collect()
        })
    }

    pub(super) fn listing<'a>(
        &'a self,
        region: &'a str,
        operation: Operation,
        list: &'static str,
        cluster_ids: Option<&'a [String]>,
    ) -> Listing<'a> {
        Listing { upstream: self.upstream.as_ref(), region, operation, list, cluster_ids }
    }

    pub(super) fn now_millis(&self) -> i64 {
        epoch_millis(self.clock.now())
    }

    /// What is known of a set of certificates, by its digest; `None` is a cluster that has none.
    pub(super) fn verdict(&self, evidence: Option<&[u8; 32]>) -> Verdict {
        match evidence {
            Some(digest) => self.identities.known(digest).unwrap_or_else(unchecked),
            None => Verdict::no_certificates(),
        }
    }

    /// A row with what is known now, if that is something else than it says.
    pub(super) fn judged(
        &self,
        id: &str,
        row: &Row,
        backups: &KnownBackups,
        now_millis: i64,
    ) -> Option<Row> {
        let verdict = self.verdict(row.evidence.as_ref());
        let of_cluster = backups.of_cluster(id);
        let beside = Beside {
            verdict: &verdict,
            backups: of_cluster.as_ref(),
            backups_refused: backups.refused,
            now_millis,
        };
        row.judged_again(&self.rules, beside)
    }

    /// Sees whose fleet it is. Another account's clusters are not mixed with those of the one before.
    pub(super) async fn note_caller(&self) {
        let Some(account) = self.upstream.caller().await.account else { return };
        let before =
            self.account.lock().unwrap_or_else(PoisonError::into_inner).replace(account.clone());
        if before.is_some_and(|before| before != account) {
            let regions: Vec<_> = self.regions.keys().cloned().collect();
            self.change(|known| {
                known.reset(name());
                for region in &regions {
                    known.set_status(unknown(region));
                }
            });
            self.wish_for_listings();
        }
    }
}

/// A name for a run of sequence numbers.
fn name() -> String {
    // Without randomness nothing else runs either; then the name only has to be one.
    random::bytes::<8>().map_or_else(|_| "unnamed".to_owned(), hex)
}

/// Of a region that nothing is known of yet.
pub(super) fn unknown(region: &str) -> RegionStatus {
    RegionStatus {
        region: region.to_owned(),
        listed_at: None,
        listing: false,
        error: None,
        next_try_at: None,
        without_id: 0,
        backups_listed_at: None,
        backups_error: None,
    }
}
