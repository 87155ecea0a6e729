//! Something that was fetched, keeps its old value while it is fetched again, and tells its age.

use std::sync::Arc;

use backend_api::ApiError;
use leptos::prelude::*;

use super::task::spawn_scoped;
use super::{Clock, use_connection};

/// A fetched value; `Copy`, as signals are.
#[derive(Debug)]
pub struct Loaded<T: Send + Sync + 'static> {
    /// The newest value that arrived; stays while a reload runs or fails.
    pub value: RwSignal<Option<Arc<T>>>,
    /// What the newest try failed with; `None` after a success.
    pub error: RwSignal<Option<ApiError>>,
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

impl<T: Send + Sync + PartialEq + 'static> Loaded<T> {
    /// Fetches under the current owner: when that goes, the request is aborted.
    pub fn load(self, fetch: impl Future<Output = Result<T, ApiError>> + 'static) {
        let connection = use_connection();
        let clock = expect_context::<Clock>();
        self.generation.update_value(|generation| *generation += 1);
        let generation = self.generation.get_value();
        self.loading.set(true);
        spawn_scoped(async move {
            let result = fetch.await;
            if self.generation.try_get_value() != Some(generation) {
                return;
            }
            self.loading.set(false);
            match result {
                Ok(value) => {
                    self.error.set(None);
                    self.arrived.set(Some(clock.catch_up()));
                    // An equal value must not rebuild what shows it.
                    let same = self.value.with_untracked(|old| old.as_deref() == Some(&value));
                    if !same {
                        self.value.set(Some(Arc::new(value)));
                    }
                }
                Err(error) => {
                    connection.notice(&error);
                    self.error.set(Some(error));
                }
            }
        });
    }
}
