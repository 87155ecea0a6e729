//! Asks for an attempt again and again, until the backend can have no more news of it.
//!
//! A loop and no resource: it sets its own pace, what was found stays while a question fails, and the
//! answer to "Stop" counts as the newest.

use backend_api::{ApiErrorCode, Attempt, AttemptState};
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;

use super::{
    lookup::Lookup,
    pace::{can_change, pause_millis},
};
use crate::{
    api::Client,
    state::{Connection, use_connected, use_connection},
    time::now_millis,
};

/// What the newest question brought.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Found {
    Nothing,
    /// The backend has no such attempt.
    Missing {
        /// It searched its audit log for it, too.
        searched: bool,
    },
    Attempt(Box<Attempt>),
}

/// What is shown, and how it is asked for.
#[derive(Clone, Copy)]
pub(crate) struct Watch {
    pub(super) found: RwSignal<Found>,
    /// The newest question failed with this; what was found before stands.
    pub(super) failed: RwSignal<Option<String>>,
    pub(super) client: StoredValue<Client>,
    pub(super) connection: Connection,
    lookup: StoredValue<Lookup>,
}

impl Watch {
    /// Nothing is asked yet; under the current owner.
    pub(super) fn new(lookup: Lookup) -> Self {
        Self {
            found: RwSignal::new(Found::Nothing),
            failed: RwSignal::new(None),
            client: StoredValue::new(use_connected().client),
            connection: use_connection(),
            lookup: StoredValue::new(lookup),
        }
    }

    /// Whether there is more to come; tracks.
    pub(super) fn is_busy(self) -> bool {
        self.found.with(|found| match found {
            Found::Nothing => true,
            Found::Missing { .. } => false,
            Found::Attempt(attempt) => attempt.is_open(),
        })
    }

    /// Asks once.
    pub(super) async fn ask(self) {
        let (Some(client), Some(lookup)) =
            (self.client.try_get_value(), self.lookup.try_get_value())
        else {
            return;
        };
        let answer = match &lookup {
            // A plan of a backend that names no attempts.
            Lookup::Id(id) if id.is_empty() => Ok(None),
            Lookup::Id(id) => client.attempt(id).await.map(Some),
            Lookup::Newest { .. } => {
                client.attempts().await.map(|attempts| lookup.find(&attempts).cloned())
            }
        };
        let found = match answer {
            Ok(attempt) => {
                // From now on it is known which one it is.
                if let Some(attempt) = &attempt {
                    self.lookup.try_update_value(|it| *it = Lookup::Id(attempt.id.clone()));
                }
                // No question was asked, or only the list of the newest attempts was read.
                let missing = Found::Missing { searched: false };
                attempt.map_or(missing, |it| Found::Attempt(Box::new(it)))
            }
            Err(error) if error.code == ApiErrorCode::AttemptNotFound => {
                Found::Missing { searched: true }
            }
            Err(error) => {
                self.connection.notice(&error);
                self.failed.try_set(Some(error.to_string()));
                return;
            }
        };
        self.failed.try_set(None);
        if self.found.try_with_untracked(|old| *old != found) == Some(true) {
            self.found.try_set(found);
        }
    }

    /// Asks until nothing more can come.
    pub(super) async fn follow(self) {
        let mut looks = 0;
        let mut newest: Option<(AttemptState, f64)> = None;
        loop {
            self.ask().await;
            let Some(found) = self.found.try_get_untracked() else { return };
            if let Found::Attempt(attempt) = &found {
                let (_, since) = match newest {
                    Some((state, since)) if state == attempt.state => (state, since),
                    _ => {
                        looks = 0;
                        (attempt.state, now_millis())
                    }
                };
                newest = Some((attempt.state, since));
                if !can_change(attempt, now_millis() - since) {
                    return;
                }
            }
            TimeoutFuture::new(pause_millis(looks)).await;
            looks += 1;
        }
    }
}
