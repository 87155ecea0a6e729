//! Who watches: pollers run while somebody does, and a minute longer, so that a reload or a second tab
//! starts nothing anew.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

use super::{
    poller::{Poller, ToCheck},
    shared::Shared,
};

/// How long pollers go on when nobody watches any more.
const LONGER: Duration = Duration::from_mins(1);
/// So many sets of certificates wait to be checked: some megabytes.
const WAITING: usize = 1000;

/// The pollers, and how many watch.
#[derive(Debug)]
pub(super) struct Watching {
    shared: Arc<Shared>,
    /// Each with its pace, which outlives the time that nobody watches. Locked by who runs it.
    pollers: Vec<Arc<tokio::sync::Mutex<Poller>>>,
    watchers: watch::Sender<usize>,
    running: Mutex<bool>,
    ending: CancellationToken,
}

/// Somebody watches, until it is dropped.
#[derive(Debug)]
pub(crate) struct Watcher(Arc<Watching>);

impl Drop for Watcher {
    fn drop(&mut self) {
        self.0.watchers.send_modify(|count| *count = count.saturating_sub(1));
    }
}

impl Watching {
    pub(super) fn new(shared: Arc<Shared>, regions: &[Arc<str>]) -> Self {
        let poller = |region: &Arc<str>| {
            let poller = Poller::new(Arc::clone(&shared), Arc::clone(region));
            Arc::new(tokio::sync::Mutex::new(poller))
        };
        Self {
            pollers: regions.iter().map(poller).collect(),
            shared,
            watchers: watch::Sender::new(0),
            running: Mutex::new(false),
            ending: CancellationToken::new(),
        }
    }

    pub(super) fn watch(self: &Arc<Self>) -> Watcher {
        self.watchers.send_modify(|count| *count += 1);
        self.shared.note_opening();
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        if !*running && !self.ending.is_cancelled() {
            *running = true;
            tokio::spawn(Arc::clone(self).run());
        }
        Watcher(Arc::clone(self))
    }

    pub(super) fn end(&self) {
        self.ending.cancel();
    }

    pub(super) async fn ended(&self) {
        self.ending.cancelled().await;
    }

    async fn run(self: Arc<Self>) {
        loop {
            let this_run = self.ending.child_token();
            let (to_check, waiting) = mpsc::channel(WAITING);
            for poller in &self.pollers {
                let (poller, to_check) = (Arc::clone(poller), to_check.clone());
                let this_run = this_run.clone();
                tokio::spawn(async move {
                    let polling = async { poller.lock().await.run(to_check).await };
                    this_run.run_until_cancelled(polling).await;
                });
            }
            drop(to_check);
            tokio::spawn(check(Arc::clone(&self.shared), waiting));
            self.nobody_watches().await;
            this_run.cancel();
            let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
            // Somebody may have come in the last moment.
            if *self.watchers.borrow() == 0 || self.ending.is_cancelled() {
                *running = false;
                return;
            }
        }
    }

    /// Completes when nobody has watched for a while, or the process ends.
    async fn nobody_watches(&self) {
        let mut watchers = self.watchers.subscribe();
        let for_a_while = async {
            loop {
                if watchers.wait_for(|count| *count == 0).await.is_err() {
                    return;
                }
                let somebody = watchers.wait_for(|count| *count > 0);
                if tokio::time::timeout(LONGER, somebody).await.is_err() {
                    return;
                }
            }
        };
        self.ending.run_until_cancelled(for_a_while).await;
    }
}

/// Checks certificates one after the other, beside everything else.
async fn check(shared: Arc<Shared>, mut waiting: mpsc::Receiver<ToCheck>) {
    while let Some((region, id, certificates)) = waiting.recv().await {
        let digest = certificates.digest;
        if shared.identities.known(&digest).is_none() {
            let shared = Arc::clone(&shared);
            let now = shared.now_millis() / 1000;
            let checking = move || shared.identities.check(certificates, now);
            if tokio::task::spawn_blocking(checking).await.is_err() {
                // It panicked: the certificates stay unchecked, which the row says.
                tracing::error!(cluster = id, "the certificates could not be checked");
                continue;
            }
        }
        shared.change(|known| {
            let Some(row) = known.row(&region, &id).filter(|row| row.evidence == Some(digest))
            else {
                return;
            };
            let backups = shared.region(&region).backups();
            if let Some(row) = shared.judged(&id, row, &backups, shared.now_millis()) {
                known.put(&region, &id, row);
            }
        });
    }
}
