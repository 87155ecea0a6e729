//! `/clusters`: the clusters of all regions.

mod cell;
mod changes;
mod columns;
pub mod dialogs;
mod filter;
mod found;
mod key;
mod lower_case;
mod model;
mod news;
mod regions;
mod row;
mod search;
mod slots;
mod sort;
mod summary;
mod table;
mod tools;
mod window;

pub use self::columns::{Column, Columns};

use std::time::Duration;

use leptos::prelude::*;

use self::{
    model::Model,
    regions::{NoClusters, region_error},
};
use crate::{
    components::{
        Age, NoticeKind, Skeleton, element, live, notice, page_header, refresh_button, set_title,
    },
    state::{Fleet, RegionFleet, use_connected, use_connection, use_online},
};

/// The list.
#[component]
pub fn ClustersPage() -> impl IntoView {
    set_title("Clusters");
    let fleet = expect_context::<Fleet>();
    let (connected, connection) = (use_connected(), use_connection());
    let session = connected.session.clone();
    let refresh = move || fleet.refresh(&connected.client, connection);
    let online = use_online(refresh.clone());

    let model = Model::new(fleet.regions(), news::visit_before(&session));
    news::remember(&session, fleet.regions());
    let regions = StoredValue::new(fleet.regions());
    let loading = move || regions.with_value(|all| all.iter().any(|r| r.loading.get()));
    let refresh = StoredValue::new(refresh);
    let retry = Callback::new(move |()| refresh.with_value(|refresh| refresh()));
    let button = refresh_button(loading, move || retry.run(()), ("Refresh", "Refreshing…"));
    let count = move || match (model.shown.with(Vec::len), model.all.with(Vec::len)) {
        // Nothing is known yet.
        (_, 0) if oldest(regions).get().is_none() => String::new(),
        (shown, all) if shown == all => all.to_string(),
        (shown, all) => [&shown.to_string(), " of ", &all.to_string()].concat(),
    };
    let title = view! { <h1>"Clusters"</h1><span class="badge" role="status">{live(count)}</span> };
    let actions = view! { <Age arrived=oldest(regions)/>{button} }.into_any();
    let errors: Vec<_> = regions
        .get_value()
        .into_iter()
        .map(|region| region_error(region, regions, retry))
        .collect();
    // Rows of a region that answers a moment later would be inserted between the rows on screen and
    // move them. So the regions wait for each other, but only for a short time.
    let late = RwSignal::new(false);
    let waits = move || !late.get() && regions.with_value(|all| all.iter().any(has_nothing_yet));
    Effect::new(move |_| {
        if !model.all.with(Vec::is_empty) && untrack(waits) {
            // The page may be gone by then.
            let stop_waiting = move || {
                late.try_set(true);
            };
            set_timeout(stop_waiting, PATIENCE);
        }
    });
    let still_loading = move || regions.with_value(|all| all.iter().any(is_loading));
    // Changes seldom; the rows change within the table.
    let what = Memo::new(move |_| {
        let (none_shown, none) = (model.shown.with(Vec::is_empty), model.all.with(Vec::is_empty));
        // A region that is still loading may have a match.
        let what = match (waits() || none_shown && still_loading(), none) {
            (true, _) => LOADING,
            (false, true) => NO_CLUSTERS,
            (false, false) => TABLE,
        };
        what.to_owned()
    });
    view! {
        {page_header(Vec::new(), title.into_any(), ().into_any(), actions)}
        {live(move || (!online.get()).then(|| {
            let words = "You’re offline. Showing earlier data; it refreshes when you reconnect.";
            notice(NoticeKind::Warn, Some("status"), words.into_any())
        }))}
        {summary::summary(model, regions)}
        {news::news(model, &session, fleet.regions())}
        <div class="finder" role="search">
            <div class="toolbar">{search::search_box(model)}{tools::tools(model)}</div>
            {search::problem(model)}
            {search::chips(model)}
        </div>
        {errors}
        {live(move || match what.get().as_str() {
            LOADING => view! { <Skeleton what="clusters"/> }.into_any(),
            NO_CLUSTERS => view! { <NoClusters regions=regions.get_value()/> }.into_any(),
            _ => [table::cluster_table(model), no_match(model)].into_any(),
        })}
    }
}

/// How long the rows of one region wait for those of the others.
const PATIENCE: Duration = Duration::from_millis(400);

/// The region is loading, and has no clusters yet; tracks.
fn has_nothing_yet(region: &RegionFleet) -> bool {
    is_loading(region) && region.clusters.with(Vec::is_empty)
}

/// The first listing of the region is not complete yet; tracks.
fn is_loading(region: &RegionFleet) -> bool {
    region.loading.get() && region.arrived.get().is_none()
}

/// What is below the filter. As texts: a memo of a type of its own weighs kilobytes.
const LOADING: &str = "loading";
const NO_CLUSTERS: &str = "no clusters";
const TABLE: &str = "table";

/// The time of the oldest listing, which is the age of the page. A region without a listing shows its error.
fn oldest(regions: StoredValue<Vec<RegionFleet>>) -> Signal<Option<f64>> {
    Signal::derive(move || {
        regions
            .with_value(|all| all.iter().filter_map(|region| region.arrived.get()).reduce(f64::min))
    })
}

/// In place of rows: the table stays, for those of the next filter.
fn no_match(model: Model) -> AnyView {
    let all = move || match model.all.with(Vec::len) {
        1 => "1 cluster hidden by the filter.".to_owned(),
        all => [&all.to_string(), " clusters hidden by the filter."].concat(),
    };
    let clear = element("button")
        .attr("type", "button")
        .class("button")
        .on("click", move |_| model.set_filter_text(""))
        .text("Clear filter");
    element("div")
        .class("empty")
        .live_attr("hidden", move || !model.shown.with(Vec::is_empty))
        .element(element("h2").text("No clusters match"))
        .element(element("p").child(live(all)))
        .element(clear)
        .any()
}
