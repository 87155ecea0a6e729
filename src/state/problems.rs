//! How many clusters have a problem, as the list found last: the bar on top shows it on every page.

use leptos::prelude::*;

/// The number; a context.
#[derive(Debug, Clone, Copy)]
pub struct Problems(RwSignal<usize>);

impl Problems {
    /// Nothing is known yet; under the current owner.
    pub fn start() -> Self {
        Self(RwSignal::new(0))
    }

    /// The number; tracks.
    pub fn count(self) -> usize {
        self.0.get()
    }

    /// The list has counted.
    pub fn set(self, count: usize) {
        if self.0.get_untracked() != count {
            self.0.set(count);
        }
    }
}
