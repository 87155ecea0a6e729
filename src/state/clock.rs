//! A clock that ticks, for texts like "3 minutes ago". It goes by the server's time, which each answer
//! brings along (`src/api/transport.rs`): the browser's can be wrong.

use std::time::Duration;

use leptos::prelude::*;

use crate::time::server_millis;

/// The time, updated every few seconds; one for the whole console.
#[derive(Debug, Clone, Copy)]
pub struct Clock(RwSignal<f64>);

impl Clock {
    /// Starts the clock under the current owner.
    pub fn start() -> Self {
        let now = RwSignal::new(server_millis());
        let every = Duration::from_secs(5);
        if let Ok(handle) = set_interval_with_handle(move || now.set(server_millis()), every) {
            on_cleanup(move || handle.clear());
        }
        Self(now)
    }

    /// Milliseconds since the epoch; tracks.
    pub fn now(self) -> f64 {
        self.0.get()
    }

    /// Milliseconds since the epoch, right now; sets the clock, so that no text is in the future.
    pub fn catch_up(self) -> f64 {
        let now = server_millis();
        self.0.set(now);
        now
    }
}
