//! What the parts of the list share: the rows, and the choices that the address keeps.
//!
//! The address can be sent to a colleague, and Back finds it again: filter, order and columns are
//! read from it and written to it. Columns that somebody chose for good are written there when it has
//! none.

use std::sync::Arc;

use leptos::prelude::*;

use super::{
    changes::Visit,
    columns::{Column, Columns},
    filter::{Filter, FilterError, Property},
    found::Found,
    row::{Listing, Row, rows},
    sort::Order,
};
use crate::{
    route::{Navigation, Route, use_navigation},
    state::{RegionFleet, kept_columns},
};

const FILTER: &str = "q";
const SORT: &str = "sort";
const COLUMNS: &str = "columns";

/// The list's state.
#[derive(Debug, Clone, Copy)]
pub struct Model {
    navigation: Navigation,
    filter_text: Memo<String>,
    sort_text: Memo<String>,
    columns_text: Memo<String>,
    parsed: Memo<Parsed>,
    /// All rows, in the order of arrival.
    pub all: Memo<Vec<Arc<Row>>>,
    /// Those that meet the filter, in their order.
    pub shown: Memo<Vec<Arc<Row>>>,
    /// The keys of the rows that are selected, in order.
    pub selected: RwSignal<Vec<Arc<str>>>,
    /// The listing that changes are compared with.
    pub visit: RwSignal<Visit>,
}

/// The filter that counts, and what is wrong with the text that is there now.
#[derive(Debug, Clone, PartialEq, Default)]
struct Parsed {
    filter: Filter,
    problem: Option<FilterError>,
}

impl Model {
    /// The state over these regions.
    pub fn new(regions: Vec<RegionFleet>, visit: Visit) -> Self {
        let navigation = use_navigation();
        let text = move |name: &'static str| {
            Memo::new(move |_| navigation.query(name).unwrap_or_default())
        };
        let (filter_text, sort_text) = (text(FILTER), text(SORT));
        let columns_text = Memo::new(move |_| {
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
        let parsed =
            Memo::new(move |old: Option<&Parsed>| match Filter::parse(&filter_text.get()) {
                Ok(filter) => Parsed { filter, problem: None },
                Err(problem) => {
                    let filter = old.map(|old| old.filter.clone()).unwrap_or_default();
                    Parsed { filter, problem: Some(problem) }
                }
            });
        let visit = RwSignal::new(visit);
        let all = Memo::new(move |old: Option<&Vec<Arc<Row>>>| {
            let listings = regions.iter().map(|region| Listing {
                region: region.region.clone(),
                clusters: region.clusters.get(),
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
        let shown = Memo::new(move |_| {
            let filter = parsed.with(|parsed| parsed.filter.prepared());
            sorted
                .with(|rows| found.try_update_value(|found| found.find(filter, rows)))
                .unwrap_or_default()
        });
        let selected = RwSignal::new(Vec::new());
        Self {
            navigation,
            filter_text,
            sort_text,
            columns_text,
            parsed,
            all,
            shown,
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

    /// The filter that counts; tracks.
    pub fn filter(self) -> Filter {
        self.parsed.with(|parsed| parsed.filter.clone())
    }

    /// What is wrong with the text; tracks.
    pub fn problem(self) -> Option<String> {
        self.parsed.with(|parsed| parsed.problem.as_ref().map(ToString::to_string))
    }

    /// Whether the filter asks for exactly this; tracks.
    pub fn asks(self, property: Property, value: &str) -> bool {
        self.parsed.with(|parsed| parsed.filter.asks(property, value))
    }

    /// Asks for this too, or no longer.
    pub fn toggle(self, property: Property, value: &str) {
        let filter = untrack(|| self.filter()).toggled(property, value);
        self.set_filter_text(&filter.to_string());
    }

    /// Takes a term out of the filter.
    pub fn remove_term(self, index: usize) {
        let mut filter = untrack(|| self.filter());
        if index < filter.terms.len() {
            filter.terms.remove(index);
        }
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
