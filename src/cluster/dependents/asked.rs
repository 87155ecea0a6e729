//! What AWS's other services were asked: once for a page, by the first tab that shows it.

use backend_api::Dependents;
use leptos::prelude::*;

use crate::{
    route::Place,
    state::{Loaded, use_connected},
};

/// Their answer; `Copy`, as signals are.
#[derive(Debug, Clone, Copy)]
pub(in crate::cluster) struct Asked {
    pub(in crate::cluster) answer: Loaded<Dependents>,
    place: StoredValue<Place>,
    /// The page, which outlives its tabs: an answer that is on its way when a tab goes still arrives.
    page: StoredValue<Option<Owner>>,
}

impl Asked {
    /// Nothing is asked yet. The current owner is the page.
    pub(in crate::cluster) fn new(place: Place) -> Self {
        Self {
            answer: Loaded::default(),
            place: StoredValue::new(place),
            page: StoredValue::new(Owner::current()),
        }
    }

    /// Asks, unless somebody did.
    pub(in crate::cluster) fn once(self) {
        let is_there = self.answer.value.with_untracked(Option::is_some);
        if !is_there && self.answer.error.with_untracked(Option::is_none) {
            self.again();
        }
    }

    /// Asks, unless an answer is on its way.
    pub(in crate::cluster) fn again(self) {
        let Some(page) = self.page.get_value() else { return };
        if self.answer.loading.get_untracked() {
            return;
        }
        page.with(|| {
            let (client, place) = (use_connected().client, self.place.get_value());
            self.answer.load(async move { client.dependents(&place.region, &place.id).await });
        });
    }
}
