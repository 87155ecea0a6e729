//! Something that was fetched, keeps its old value while it is fetched again, and tells its age.

use std::{pin::Pin, sync::Arc};

use backend_api::ApiError;
use leptos::prelude::*;

use super::task::spawn_scoped;
use super::{Clock, Connection, use_connection};

/// A fetched value; `Copy`, as signals are.
#[derive(Debug)]
pub struct Loaded<T: Send + Sync + 'static> {
    /// The newest value that arrived; stays while a reload runs or fails.
    pub value: RwSignal<Option<Arc<T>>>,
    /// What the newest try failed with; `None` after a success.
    pub error: RwSignal<Option<Arc<ApiError>>>,
    /// A fetch is on its way.
    pub loading: RwSignal<bool>,
    /// When `value` arrived, in milliseconds since the epoch.
    pub arrived: RwSignal<Option<f64>>,
    /// Which try is the newest: an older one must not overwrite a newer.
    generation: StoredValue<u64>,
}

impl<T: Send + Sync + 'static> Clone for Loaded<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Loaded<T> {}

impl<T: Send + Sync + 'static> Default for Loaded<T> {
    fn default() -> Self {
        Self {
            value: RwSignal::new(None),
            error: RwSignal::new(None),
            loading: RwSignal::new(false),
            arrived: RwSignal::new(None),
            generation: StoredValue::new(0),
        }
    }
}

impl<T: Send + Sync + 'static> Loaded<T> {
    /// Fetches under the current owner: when that goes, the request is aborted.
    pub fn load(self, fetch: impl Future<Output = Result<T, ApiError>> + 'static) {
        self.load_unless(fetch, |_, _| false);
    }

    /// Like [`Loaded::load`], and an equal value does not rebuild what shows it.
    pub fn load_if_changed(self, fetch: impl Future<Output = Result<T, ApiError>> + 'static)
    where
        T: PartialEq,
    {
        self.load_unless(fetch, T::eq);
    }

    /// Fetches in parts: what the fetch passes on shows at once, unless something shows already.
    pub fn load_filling<F>(self, fetch: impl FnOnce(Box<dyn Fn(T)>) -> F)
    where
        F: Future<Output = Result<T, ApiError>> + 'static,
    {
        let (number, is_empty) =
            (self.generation.get_value() + 1, self.value.with_untracked(Option::is_none));
        let so_far = move |part| {
            if is_empty && self.generation.try_get_value() == Some(number) {
                if self.error.with_untracked(Option::is_some) {
                    self.error.set(None);
                }
                self.value.set(Some(Arc::new(part)));
            }
        };
        self.load(fetch(Box::new(so_far)));
    }

    fn load_unless(
        self,
        fetch: impl Future<Output = Result<T, ApiError>> + 'static,
        same: fn(&T, &T) -> bool,
    ) {
        // Boxed, so that what follows is compiled once a value and not once a fetch.
        self.follow(Box::pin(fetch), same);
    }

    fn follow(
        self,
        fetch: Pin<Box<dyn Future<Output = Result<T, ApiError>>>>,
        same: fn(&T, &T) -> bool,
    ) {
        let attempt = self.begin();
        spawn_scoped(async move {
            let (value, error) = match fetch.await {
                Ok(value) => (Some(Arc::new(value)), None),
                Err(error) => (None, Some(Arc::new(error))),
            };
            if !attempt.end(error) {
                return;
            }
            let old = self.value.get_untracked();
            if !old.zip(value.as_ref()).is_some_and(|(old, new)| same(&old, new)) {
                self.value.set(value);
            }
        });
    }

    fn begin(self) -> Attempt {
        self.generation.update_value(|generation| *generation += 1);
        self.loading.set(true);
        Attempt {
            connection: use_connection(),
            clock: expect_context(),
            error: self.error,
            loading: self.loading,
            arrived: self.arrived,
            generation: self.generation,
            number: self.generation.get_value(),
        }
    }
}

/// One fetch, as far as it does not matter what is fetched.
#[derive(Clone, Copy)]
struct Attempt {
    connection: Connection,
    clock: Clock,
    error: RwSignal<Option<Arc<ApiError>>>,
    loading: RwSignal<bool>,
    arrived: RwSignal<Option<f64>>,
    generation: StoredValue<u64>,
    number: u64,
}

impl Attempt {
    /// Notes how it ended; whether it is the newest and brought a value.
    #[inline(never)]
    fn end(self, error: Option<Arc<ApiError>>) -> bool {
        if self.generation.try_get_value() != Some(self.number) {
            return false;
        }
        self.loading.set(false);
        if let Some(error) = &error {
            self.connection.notice(error);
        }
        let arrived = error.is_none();
        // What shows it is drawn anew, with all that it is drawn with: not for nothing.
        if error.is_some() || self.error.with_untracked(Option::is_some) {
            self.error.set(error);
        }
        if arrived {
            self.arrived.set(Some(self.clock.catch_up()));
        }
        arrived
    }
}
