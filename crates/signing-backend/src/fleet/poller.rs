//! Asks AWS about one region, one call after the other, while somebody watches.

mod backups;
mod page;

use std::{
    collections::{BTreeSet, HashSet},
    sync::Arc,
    time::Duration,
};

use backend_api::{ApiError, RegionStatus};
use cloudhsm_api::Operation;
use tokio::{sync::mpsc, time::Instant};

use super::{
    identity::Certificates,
    pace::{Action, IDS_A_CALL, Pace},
    row::Row,
    shared::Shared,
};
use crate::clock::timestamp;

/// When certificates could not wait to be checked, the region is listed again this soon for them.
const LISTED_FOR_CERTIFICATES: Duration = Duration::from_secs(30);

/// Certificates to check, and whose they are.
pub(super) type ToCheck = (Arc<str>, String, Certificates);

/// One region.
#[derive(Debug)]
pub(super) struct Poller {
    shared: Arc<Shared>,
    region: Arc<str>,
    pace: Pace,
    /// Clusters that AWS worked on and that the last answer did not have.
    missed: BTreeSet<String>,
}

/// What a listing has seen.
#[derive(Debug, Default)]
struct Seen {
    ids: HashSet<String>,
    without_id: u64,
}

impl Poller {
    pub(super) fn new(shared: Arc<Shared>, region: Arc<str>) -> Self {
        Self { shared, region, pace: Pace::default(), missed: BTreeSet::new() }
    }

    /// Asks until it is cancelled.
    pub(super) async fn run(&mut self, to_check: mpsc::Sender<ToCheck>) {
        // It may have been cancelled in the middle of a listing.
        self.set_status(|status| status.listing = false);
        let wishes = self.shared.region(&self.region);
        let mut openings = wishes.openings();
        openings.mark_changed();
        loop {
            let asked = self.shared.in_work(&self.region);
            let (due, action) = self.pace.next(asked.len(), Instant::now());
            tokio::select! {
                () = tokio::time::sleep_until(due) => match action {
                    Action::List => self.list(&to_check).await,
                    Action::Ask => self.ask(asked, &to_check).await,
                    Action::Backups => self.list_backups().await,
                },
                () = wishes.wished.notified() => self.pace.wish(),
                _ = openings.changed() => {
                    if let Some(at) = *openings.borrow_and_update() {
                        self.pace.opened(at);
                    }
                }
                // Something was sent: the clusters in work are others now.
                () = wishes.sent.notified() => {}
            }
        }
    }

    async fn list(&mut self, to_check: &mpsc::Sender<ToCheck>) {
        let began = Instant::now();
        self.shared.note_caller().await;
        self.set_status(|status| status.listing = true);
        let mut seen = Seen::default();
        let mut all_checked = true;
        let shared = Arc::clone(&self.shared);
        let region = Arc::clone(&self.region);
        let result = shared
            .listing(&region, Operation::DescribeClusters, "Clusters", None)
            .read(|elements| all_checked &= self.take(elements, &mut seen, to_check))
            .await;
        match result {
            Ok(pages) => {
                let gone = self.missing(&seen.ids);
                let gone = self.truly_gone(gone, to_check).await;
                self.shared.change(|known| {
                    for id in &gone {
                        known.remove(&self.region, id);
                    }
                });
                let now = Instant::now();
                self.pace.listed(began, now, pages);
                if !all_checked {
                    self.pace.list_within(LISTED_FOR_CERTIFICATES, now);
                }
                let at = timestamp(self.shared.clock.now());
                self.set_status(|status| {
                    status.listing = false;
                    status.listed_at = Some(at);
                    status.error = None;
                    status.next_try_at = None;
                    status.without_id = seen.without_id;
                });
            }
            Err(error) => self.failed(error),
        }
    }

    /// The clusters of the region that a listing did not have.
    fn missing(&self, seen: &HashSet<String>) -> Vec<String> {
        self.shared.read(|known| {
            let ids = known.rows_of(&self.region).map(|(id, _)| id);
            ids.filter(|id| !seen.contains(*id)).map(str::to_owned).collect()
        })
    }

    /// Those of them that AWS does not have when it is asked for them by their IDs either: a listing
    /// that changes while it is read can leave one out.
    async fn truly_gone(
        &mut self,
        missing: Vec<String>,
        to_check: &mpsc::Sender<ToCheck>,
    ) -> Vec<String> {
        let mut gone = Vec::new();
        for ids in missing.chunks(IDS_A_CALL) {
            match self.take_by_id(ids, to_check).await {
                Ok(there) => gone.extend(ids.iter().filter(|id| !there.contains(*id)).cloned()),
                // Nobody knows: they stay until a listing says more.
                Err(_) => return gone,
            }
        }
        gone
    }

    /// Asks for clusters by their IDs; which of them there are.
    async fn take_by_id(
        &mut self,
        ids: &[String],
        to_check: &mpsc::Sender<ToCheck>,
    ) -> Result<HashSet<String>, Box<ApiError>> {
        let mut seen = Seen::default();
        let shared = Arc::clone(&self.shared);
        let region = Arc::clone(&self.region);
        shared
            .listing(&region, Operation::DescribeClusters, "Clusters", Some(ids))
            .read(|elements| {
                // Certificates that can't wait are checked after the next listing.
                self.take(elements, &mut seen, to_check);
            })
            .await?;
        if seen.without_id > 0 {
            // What can't be read may be the one.
            seen.ids.extend(ids.iter().cloned());
        }
        Ok(seen.ids)
    }

    async fn ask(&mut self, ids: Vec<String>, to_check: &mpsc::Sender<ToCheck>) {
        let began = Instant::now();
        let mut calls = 0;
        for ids in ids.chunks(IDS_A_CALL) {
            calls += 1;
            let there = match self.take_by_id(ids, to_check).await {
                Ok(there) => there,
                Err(error) => return self.failed(error),
            };
            for id in ids {
                if there.contains(id) {
                    self.missed.remove(id);
                } else if !self.missed.insert(id.clone()) {
                    // The second answer in a row without it.
                    self.missed.remove(id);
                    self.shared.change(|known| known.remove(&self.region, id));
                }
            }
        }
        self.pace.asked(began, Instant::now(), calls);
        self.set_status(|status| (status.error, status.next_try_at) = (None, None));
    }

    fn failed(&mut self, error: Box<ApiError>) {
        let now = Instant::now();
        self.pace.failed(now, error.retry_after_seconds.map(Duration::from_secs));
        let wait = self.pace.next_try().map(|it| it.saturating_duration_since(now));
        let next = wait.and_then(|wait| self.shared.clock.now().checked_add(wait)).map(timestamp);
        self.set_status(|status| {
            status.listing = false;
            status.error = Some(*error);
            status.next_try_at = next;
        });
    }

    fn put(&self, rows: Vec<(String, Row)>) {
        self.shared.change(|known| {
            for (id, row) in rows {
                known.put(&self.region, &id, row);
            }
        });
    }

    fn set_status(&self, change: impl FnOnce(&mut RegionStatus)) {
        self.shared.set_status(&self.region, change);
    }
}
