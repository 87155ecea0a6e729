//! Whether the cluster that a page is about is there, and as it was last listed.

use std::sync::Arc;

use cloudhsm_api::Cluster;
use leptos::prelude::*;

use super::Loaded;

/// Whether the region has the cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// It is being read for the first time.
    Loading,
    /// It could not be read.
    Unknown,
    /// AWS doesn't list it.
    Missing,
    /// It was read.
    Present,
}

/// A cluster that is read; `None` inside: the region has no such cluster.
impl Loaded<Option<Arc<Cluster>>> {
    /// Whether it is there.
    pub fn presence(self) -> Memo<Presence> {
        Memo::new(move |_| match self.value.get().as_deref() {
            None if self.error.with(Option::is_none) => Presence::Loading,
            None => Presence::Unknown,
            Some(None) => Presence::Missing,
            Some(Some(_)) => Presence::Present,
        })
    }

    /// As it was last listed.
    pub fn last_listed(self) -> Memo<Arc<Cluster>> {
        Memo::new(move |old: Option<&Arc<Cluster>>| {
            let value = self.value.get();
            value.as_deref().and_then(Clone::clone).or_else(|| old.cloned()).unwrap_or_default()
        })
    }
}
