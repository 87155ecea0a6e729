//! Notices without a browser: what appears, clears, changes or ends is sent to a webhook, or printed.
//!
//! `diff`, `memory` and `attempts` compare two looks at the fleet, `body` and `signature` make a request
//! of what they find, `retry` says when it is tried again and `waiting` keeps what isn't delivered yet:
//! all of that is pure. `follower` looks as a browser does, and `delivery` sends. Rows of the fleet have
//! no password and no certificate, so that no notice can have one. Must not know how the fleet is read.

mod attempts;
mod body;
mod delivery;
mod diff;
mod follower;
mod memory;
mod notice;
mod retry;
mod signature;
mod waiting;
mod webhook;

use std::{sync::Arc, time::Duration};

use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

pub use body::WebhookFormat;
pub use webhook::{SecretFileError, Webhook, WebhookSecret, WebhookUrlError};

pub(crate) use follower::Follower;

use crate::{clock::Clock, forward::Transport, metrics::Metrics};
use delivery::{Courier, Queue};

/// At the end of the process, what still waits may take this long.
const LAST: Duration = Duration::from_secs(5);

/// Where notices go.
#[derive(Debug)]
pub enum Outlet {
    /// To stdout, each as a line of JSON.
    Stdout,
    /// To a webhook.
    Webhook(Webhook, Transport),
}

/// Whoever follows the fleet and delivers notices, until it is finished.
#[derive(Debug)]
pub struct Notifier {
    stop: CancellationToken,
    running: JoinHandle<()>,
}

impl Notifier {
    /// Begins to follow and to deliver.
    pub(crate) fn start(
        follower: Follower,
        outlet: Outlet,
        clock: Arc<dyn Clock>,
        metrics: Arc<Metrics>,
    ) -> Self {
        let stop = CancellationToken::new();
        let queue = Arc::new(Queue::new(metrics));
        let courier = Courier { queue: Arc::clone(&queue), outlet, clock };
        let running = tokio::spawn(run(follower, courier, queue, stop.clone()));
        Self { stop, running }
    }

    /// Looks once more, and tries once more to deliver what waits, for some seconds at most.
    pub async fn finish(self) {
        self.stop.cancel();
        // It has an end of its own. If it panicked, the log says so.
        let _ = self.running.await;
    }
}

async fn run(follower: Follower, courier: Courier, queue: Arc<Queue>, stop: CancellationToken) {
    let closing = CancellationToken::new();
    let following = async {
        follower.run(&queue, &stop).await;
        closing.cancel();
    };
    let too_late = async {
        closing.cancelled().await;
        tokio::time::sleep(LAST).await;
    };
    let delivering = async {
        tokio::select! {
            () = courier.run(&closing) => {}
            () = too_late => {}
        }
    };
    tokio::join!(following, delivering);
    let left = queue.left();
    if left > 0 {
        tracing::warn!(left, "the backend stops before all notices were delivered");
    }
}
