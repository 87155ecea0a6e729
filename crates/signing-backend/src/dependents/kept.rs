//! What was asked for a page, kept for a while: however many people look, AWS is asked once.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Arc, Mutex as SyncMutex, PoisonError},
    time::Duration,
};

use tokio::sync::Mutex;

use super::{Outcome, Reading};
use crate::clock::Clock;

/// A failure may be over sooner than an answer, and a permission be added.
const KEEP_FAILURE: Duration = Duration::from_secs(5);

/// The newest answer to each of some questions.
#[derive(Debug)]
pub(super) struct Kept<K, T> {
    /// An answer is shown for so long, with its age.
    keep: Duration,
    clock: Arc<dyn Clock>,
    /// Whoever finds a place locked waits for the answer that another one asks for.
    places: SyncMutex<HashMap<K, Place<T>>>,
}

type Place<T> = Arc<Mutex<Option<Answered<T>>>>;

#[derive(Debug)]
struct Answered<T> {
    /// In whose name it was asked: another account has other resources.
    access_key_id: Option<String>,
    reading: Reading<T>,
    /// When the answer was there, on the monotonic clock.
    at: Duration,
}

impl<K: Eq + Hash, T: Clone> Kept<K, T> {
    pub(super) fn new(keep: Duration, clock: Arc<dyn Clock>) -> Self {
        Self { keep, clock, places: SyncMutex::default() }
    }

    /// The answer that is kept, or the one to be asked for.
    pub(super) async fn or_ask(
        &self,
        question: K,
        access_key_id: Option<&str>,
        asked: impl Future<Output = Reading<T>>,
    ) -> Reading<T> {
        let place = self.place(question);
        let mut answered = place.lock().await;
        if let Some(answered) = answered.as_ref()
            && answered.access_key_id.as_deref() == access_key_id
            && self.is_good(answered)
        {
            return answered.reading.clone();
        }
        let reading = asked.await;
        let access_key_id = access_key_id.map(str::to_owned);
        let at = self.clock.monotonic();
        *answered = Some(Answered { access_key_id, reading: reading.clone(), at });
        reading
    }

    /// The place of a question. What is too old in others is given up: nobody asks for it.
    fn place(&self, question: K) -> Place<T> {
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        places.retain(|_, place| {
            // Locked is in use.
            Arc::strong_count(place) > 1
                || place
                    .try_lock()
                    .map_or(true, |it| it.as_ref().is_some_and(|it| self.is_good(it)))
        });
        places.entry(question).or_default().clone()
    }

    /// An answer is as old as its question. A failure is over when it is over, however long it took: who
    /// waited for it gets it, instead of waiting for another one.
    fn is_good(&self, answered: &Answered<T>) -> bool {
        let now = self.clock.monotonic();
        match answered.reading.outcome {
            Outcome::Known(_) | Outcome::NotAsked => {
                now.saturating_sub(answered.reading.since.unwrap_or_default()) < self.keep
            }
            Outcome::Failed(_) | Outcome::NotAllowed(_) => {
                now.saturating_sub(answered.at) < KEEP_FAILURE.min(self.keep)
            }
        }
    }
}
