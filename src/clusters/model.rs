//! What the parts of the list share: the rows, and the choices that the address keeps.
//!
//! The address can be sent to a colleague, and Back finds it again: filter, order and columns are
//! read from it and written to it. Columns that somebody chose for good are written there when it has
//! none.

use std::sync::Arc;

use cluster_health::Triage;
use leptos::prelude::*;

use super::{
    changes::Visit,
    columns::{Column, Columns},
    filter::{Filter, Property, Wanted},
    found::Found,
    groups::needs_attention,
    row::{Listing, Row, rows},
    sort::Order,
};
use crate::{
    route::{Navigation, Route, remember_list, use_navigation},
    state::{RegionFleet, Uses, kept_columns},
};

const FILTER: &str = "q";
const SORT: &str = "sort";
const COLUMNS: &str = "columns";

/// The list's state.
#[derive(Debug, Clone, Copy)]
pub struct Model {
    /// The list is the page that shows. While it isn't, it stays as it was.
    pub on_screen: Memo<bool>,
    navigation: Navigation,
    filter_text: Memo<String>,
    sort_text: Memo<String>,
    columns_text: Memo<String>,
    filter: Memo<Filter>,
    /// The last term of the filter is still being typed.
    typing: RwSignal<bool>,
    /// All rows, in the order of arrival.
    pub all: Memo<Vec<Arc<Row>>>,
    /// Those that meet the filter, in their order.
    pub shown: Memo<Vec<Arc<Row>>>,
    /// How many there are of each group.
    counts: Memo<[usize; Triage::ALL.len()]>,
    /// How many of the first that show need attention, where they are a group of their own.
    pub attention: Memo<Option<usize>>,
    /// The keys of the rows that are selected, in order.
    pub selected: RwSignal<Vec<Arc<str>>>,
    /// The listing that changes are compared with.
    pub visit: RwSignal<Visit>,
}

impl Model {
    /// The state over these regions, and over what is known of their use once somebody has asked.
    pub fn new(regions: Vec<RegionFleet>, uses: Uses, visit: Visit, on_screen: Memo<bool>) -> Self {
        let navigation = use_navigation();
        let text = move |name: &'static str| {
            Memo::new(move |old: Option<&String>| {
                let kept = while_away(on_screen, old);
                kept.unwrap_or_else(|| navigation.query(name).unwrap_or_default())
            })
        };
        let (filter_text, sort_text) = (text(FILTER), text(SORT));
        let columns_text = Memo::new(move |old: Option<&String>| {
            if let Some(kept) = while_away(on_screen, old) {
                return kept;
            }
            let chosen = navigation.query(COLUMNS).or_else(kept_columns);
            chosen.unwrap_or_else(|| Columns::default().to_string())
        });
        Effect::new(move |_| {
            // The address of another page is none of the list's business, while this one goes.
            if navigation.route() == Route::Clusters
                && navigation.query(COLUMNS).is_none()
                && let Some(kept) = kept_columns()
            {
                navigation.set_query(COLUMNS, Some(&kept));
            }
        });
        // A text that is no filter keeps the rows of the one before.
        let filter = Memo::new(move |old: Option<&Filter>| {
            Filter::parse(&filter_text.get()).unwrap_or_else(|_| old.cloned().unwrap_or_default())
        });
        // Whoever comes back to the list finds it as it was.
        Effect::new(move |_| {
            filter_text.track();
            sort_text.track();
            columns_text.track();
            if navigation.route_untracked() == Route::Clusters {
                remember_list(&navigation.whole_query());
            }
        });
        let visit = RwSignal::new(visit);
        let all = Memo::new(move |old: Option<&Vec<Arc<Row>>>| {
            if let Some(kept) = while_away(on_screen, old) {
                return kept;
            }
            let listings = regions.iter().map(|region| Listing {
                region: region.region.clone(),
                clusters: region.clusters.get(),
                uses: uses.of(&region.region),
            });
            let listings: Vec<_> = listings.collect();
            let old = old.map_or(&[][..], Vec::as_slice);
            visit.with(|visit| rows(&listings, old, visit))
        });
        let found = StoredValue::new(Found::default());
        let sorted = Memo::new(move |_| {
            let order = Order::parse(&sort_text.get());
            found.update_value(Found::forget);
            all.with(|rows| order.sort(rows))
        });
        let typing = RwSignal::new(false);
        let shown = Memo::new(move |_| {
            let filter = filter.with(Filter::prepared);
            let find = if typing.get() { Found::find_unfinished } else { Found::find };
            sorted
                .with(|rows| found.try_update_value(|found| find(found, filter, rows)))
                .unwrap_or_default()
        });
        let counts = Memo::new(move |_| {
            let mut counts = [0; Triage::ALL.len()];
            all.with(|rows| rows.iter().for_each(|row| counts[row.triage() as usize] += 1));
            counts
        });
        let attention = Memo::new(move |_| {
            // Without a chosen order.
            let own_order = Order::parse(&sort_text.get()) == Order::default();
            own_order.then(|| {
                shown.with(|rows| rows.partition_point(|row| needs_attention(row.triage())))
            })
        });
        let selected = RwSignal::new(Vec::new());
        Self {
            on_screen,
            navigation,
            filter_text,
            sort_text,
            columns_text,
            filter,
            typing,
            all,
            shown,
            counts,
            attention,
            selected,
            visit,
        }
    }

    /// The filter's text, as it was typed; tracks.
    pub fn filter_text(self) -> String {
        self.filter_text.get()
    }

    /// Sets the filter's text.
    pub fn set_filter_text(self, text: &str) {
        self.navigation.set_query(FILTER, (!text.is_empty()).then_some(text));
    }

    /// Sets the filter's text while it is being typed; `unfinished` tells whether its last term still is.
    pub fn type_filter_text(self, text: &str, unfinished: bool) {
        self.typing.set(unfinished);
        self.set_filter_text(text);
    }

    /// The last term is still being typed, and no cluster meets the filter with it: the list shows more.
    /// Tracks.
    pub fn is_unfinished(self) -> bool {
        self.shown.with(|rows| {
            let meets =
                |filter: &Filter| rows.first().is_none_or(|it| filter.prepared().met_by(it));
            self.typing.get() && !self.filter.with(meets)
        })
    }

    /// The filter that counts; tracks.
    pub fn filter(self) -> Filter {
        self.filter.get()
    }

    /// Whether the filter asks for exactly this; tracks.
    pub fn asks(self, property: Property, value: &Wanted) -> bool {
        self.filter.with(|filter| filter.asks(property, value))
    }

    /// How many values the filter asks for of the property; tracks.
    pub fn asked(self, property: Property) -> usize {
        self.filter.with(|filter| filter.asked(property))
    }

    /// How many clusters are in this group; `None` before any has arrived. Tracks.
    pub fn count(self, group: Triage) -> Option<usize> {
        let known = !self.all.with(Vec::is_empty);
        known.then(|| self.counts.with(|counts| counts[group as usize]))
    }

    /// Asks for this too, or no longer.
    pub fn toggle(self, property: Property, value: &Wanted) {
        let filter = untrack(|| self.filter()).toggled(property, value);
        self.set_filter_text(&filter.to_string());
    }

    /// The order; tracks.
    pub fn order(self) -> Order {
        Order::parse(&self.sort_text.get())
    }

    /// Sorts by a column; `beside` keeps what it is sorted by already.
    pub fn sort_by(self, column: &Column, beside: bool) {
        let next = untrack(|| self.order()).toggled(column, beside);
        let text = (next != Order::default()).then(|| next.to_string());
        self.navigation.set_query(SORT, text.as_deref());
    }

    /// The columns; tracks.
    pub fn columns(self) -> Columns {
        Columns::parse(&self.columns_text.get())
    }

    /// The rows that are selected among those that show; tracks.
    pub fn selected_rows(self) -> Vec<Arc<Row>> {
        self.selected.with(|selected| {
            if selected.is_empty() {
                return Vec::new();
            }
            let chosen = |row: &&Arc<Row>| selected.binary_search(&row.key).is_ok();
            self.shown.with(|rows| rows.iter().filter(chosen).cloned().collect())
        })
    }

    /// Whether a row is selected; tracks.
    pub fn is_selected(self, key: &Arc<str>) -> bool {
        self.selected.with(|selected| selected.binary_search(key).is_ok())
    }

    /// Selects a row, or no longer.
    pub fn toggle_row(self, key: &Arc<str>) {
        self.selected.update(|selected| match selected.binary_search(key) {
            Ok(at) => drop(selected.remove(at)),
            Err(at) => selected.insert(at, Arc::clone(key)),
        });
    }

    /// Selects all that show, or none.
    pub fn select_all(self, select: bool) {
        let keys: Vec<_> = if select {
            self.shown.with_untracked(|rows| rows.iter().map(|row| Arc::clone(&row.key)).collect())
        } else {
            Vec::new()
        };
        self.selected.set(crate::sorting::in_order(&keys, Arc::<str>::cmp));
    }
}

/// What stays as it was while another page shows.
fn while_away<T: Clone>(on_screen: Memo<bool>, old: Option<&T>) -> Option<T> {
    old.filter(|_| !on_screen.get()).cloned()
}
