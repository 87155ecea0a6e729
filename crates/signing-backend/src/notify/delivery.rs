//! Delivers what waits, one delivery after the other, each as often as there is sense in it.

use std::{
    io::{self, Write as _},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, UNIX_EPOCH},
};

use axum::http::{Request, header};
use bytes::Bytes;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use super::{
    Outlet,
    body::Delivery,
    notice::Notice,
    retry::{Tried, next_try},
    signature::{SIGNATURE_HEADER, signature},
    waiting::Waiting,
    webhook::Webhook,
};
use crate::{
    clock::Clock,
    forward::{CallError, Transport},
    hex::hex,
    metrics::Metrics,
    random,
};

/// The header with the name of the delivery, which is the same at every try.
const DELIVERY_HEADER: &str = "x-cloudhsm-console-delivery";
/// So many notices wait at most: less than a megabyte.
const ROOM: usize = 1000;
/// So many are delivered as one.
const MOST: usize = 100;
/// The receiver may take this long to answer.
const LIMIT: Duration = Duration::from_secs(15);

/// What waits, between whoever finds it and whoever delivers it.
#[derive(Debug)]
pub(super) struct Queue {
    waiting: Mutex<Waiting>,
    added: Notify,
    metrics: Arc<Metrics>,
}

impl Queue {
    pub(super) fn new(metrics: Arc<Metrics>) -> Self {
        Self { waiting: Mutex::new(Waiting::new(ROOM)), added: Notify::new(), metrics }
    }

    /// Adds notices. Without room, the oldest are dropped.
    pub(super) fn add(&self, notices: Vec<Notice>) {
        if notices.is_empty() {
            return;
        }
        let dropped = {
            let mut waiting = self.waiting();
            let dropped = waiting.add(notices);
            self.metrics.waiting_notices(waiting.left());
            dropped
        };
        if dropped > 0 {
            tracing::error!(dropped, "too many notices wait: the oldest were dropped");
            self.metrics.dropped_notices(dropped);
        }
        self.added.notify_one();
    }

    /// How many aren't delivered.
    pub(super) fn left(&self) -> usize {
        self.waiting().left()
    }

    fn take(&self) -> Option<Delivery> {
        let (notices, dropped) = self.waiting().take(MOST)?;
        Some(Delivery { id: name(), dropped, notices })
    }

    /// What was taken is delivered, or given up.
    fn end(&self, count: u64, is_delivered: bool) {
        let mut waiting = self.waiting();
        if is_delivered {
            waiting.delivered();
            self.metrics.delivered_notices(count);
        } else {
            waiting.given_up();
            self.metrics.dropped_notices(count);
        }
        self.metrics.waiting_notices(waiting.left());
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A name for a delivery.
fn name() -> String {
    // Without randomness nothing else runs either; then the name only has to be one.
    random::bytes::<16>().map_or_else(|_| "unnamed".to_owned(), hex)
}

/// Delivers.
pub(super) struct Courier {
    pub(super) queue: Arc<Queue>,
    pub(super) outlet: Outlet,
    pub(super) clock: Arc<dyn Clock>,
}

impl Courier {
    /// Delivers until nothing waits and nothing more comes. From then on, each is tried once more.
    pub(super) async fn run(&self, closing: &CancellationToken) {
        loop {
            let Some(delivery) = self.queue.take() else {
                if closing.is_cancelled() {
                    return;
                }
                tokio::select! {
                    () = self.queue.added.notified() => {}
                    () = closing.cancelled() => {}
                }
                continue;
            };
            let count = delivery.notices.len() as u64;
            let is_delivered = self.deliver(delivery, closing).await;
            self.queue.end(count, is_delivered);
        }
    }

    async fn deliver(&self, delivery: Delivery, closing: &CancellationToken) -> bool {
        match &self.outlet {
            Outlet::Stdout => {
                print(delivery.notices).await;
                true
            }
            Outlet::Webhook(webhook, transport) => {
                self.send(webhook, transport, &delivery, closing).await
            }
        }
    }

    async fn send(
        &self,
        webhook: &Webhook,
        transport: &Transport,
        delivery: &Delivery,
        closing: &CancellationToken,
    ) -> bool {
        let body = Bytes::from(webhook.format().body(delivery));
        let host = webhook.host();
        for tries in 1.. {
            let Some(request) = self.request(webhook, &delivery.id, &body) else {
                tracing::error!(host, "notices can't be sent: there is no request for this URL");
                return false;
            };
            let result = transport.status_of(request, LIMIT).await;
            let (tried, why) = match result {
                Ok((200..=299, _)) => return true,
                Ok((status, retry_after)) => (Tried::Status(status, retry_after), of(status)),
                Err(error) => (Tried::NoAnswer, in_words(&error)),
            };
            let last = closing.is_cancelled();
            let Some(wait) = next_try(tries, tried).filter(|_| !last) else {
                let (notices, id) = (delivery.notices.len(), &delivery.id);
                tracing::error!(host, id, notices, tries, why, "notices were not delivered");
                return false;
            };
            let seconds = wait.as_secs();
            tracing::warn!(host, tries, seconds, why, "notices were not delivered yet");
            tokio::select! {
                () = tokio::time::sleep(wait) => {}
                () = closing.cancelled() => {}
            }
        }
        false
    }

    /// A request, signed for the present time: a try that comes late is no old one.
    fn request(&self, webhook: &Webhook, id: &str, body: &Bytes) -> Option<Request<Bytes>> {
        let now = self.clock.now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let signature = signature(webhook.secret(), now.as_secs(), body)?;
        Request::post(webhook.url())
            .header(header::CONTENT_TYPE, "application/json")
            .header(DELIVERY_HEADER, id)
            .header(SIGNATURE_HEADER, signature)
            .body(body.clone())
            .ok()
    }
}

fn of(status: u16) -> String {
    match status {
        300..=399 => format!("it answered {status}, and redirects are not followed"),
        _ => format!("it answered {status}"),
    }
}

fn in_words(error: &CallError) -> String {
    match error {
        CallError::Unreachable(why) => format!("it can't be reached: {why}"),
        CallError::TimedOut(limit) => format!("no answer within {} seconds", limit.as_secs()),
        CallError::Broken(why) => format!("the connection broke before the answer: {why}"),
        other => other.to_string(),
    }
}

/// Whoever reads stdout may be slow: that holds up nothing else.
async fn print(notices: Vec<Notice>) {
    let printing = tokio::task::spawn_blocking(move || {
        let mut stdout = io::stdout().lock();
        for notice in notices {
            // Strings have no way to be no JSON, and a closed stdout is no reason not to go on.
            let line = serde_json::to_string(&notice).unwrap_or_default();
            let _ = writeln!(stdout, "{line}");
        }
        let _ = stdout.flush();
    });
    let _ = printing.await;
}
