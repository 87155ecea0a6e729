//! `/clusters`: the clusters of all regions.

mod row;
mod sort;
mod table;

use leptos::prelude::*;

use self::{
    row::Row,
    sort::{Order, SortColumn},
    table::ClusterTable,
};
use crate::{
    components::{
        Age, Icon, Shape, Skeleton, attr, error_view, live, page_header, refresh_button, set_title,
    },
    route::use_navigation,
    state::{
        CALM_MILLIS, Clock, Fleet, RegionFleet, SOON_MILLIS, poll, use_connected, use_connection,
    },
};

/// The list.
#[component]
pub fn ClustersPage() -> impl IntoView {
    set_title("Clusters");
    let fleet = expect_context::<Fleet>();
    let (connected, connection) = (use_connected(), use_connection());
    let clock = expect_context::<Clock>();
    let refresh = move || fleet.refresh(&connected, connection, clock);
    refresh();
    let again = refresh.clone();
    poll(move || if fleet.is_restless() { SOON_MILLIS } else { CALM_MILLIS }, again);

    // The address keeps what is shown: it can be sent to a colleague, and Back finds it again.
    let navigation = use_navigation();
    let filter = move || navigation.query("q").unwrap_or_default();
    let set_filter =
        move |text: &str| navigation.set_query("q", (!text.is_empty()).then_some(text));
    let order = Memo::new(move |_| {
        navigation.query("sort").as_deref().and_then(Order::parse).unwrap_or_default()
    });
    let choose = move |column: SortColumn| {
        let next = order.get_untracked().toggled(column);
        let text = (next != Order::default()).then(|| next.to_string());
        navigation.set_query("sort", text.as_deref());
    };

    let regions = StoredValue::new(fleet.regions());
    let all_rows = Memo::new(move |old: Option<&Vec<Row>>| {
        let listings: Vec<_> = regions.with_value(|regions| {
            regions.iter().map(|r| (r.region.clone(), r.clusters.get())).collect()
        });
        row::rows(&listings, old.map_or(&[], Vec::as_slice))
    });
    let shown = Memo::new(move |_| {
        let terms = row::terms(&filter());
        let rows: Vec<Row> =
            all_rows.with(|rows| rows.iter().filter(|row| row.matches(&terms)).cloned().collect());
        order.get().sort(&rows)
    });

    let loading = move || regions.with_value(|all| all.iter().any(|r| r.loading.get()));
    // The oldest listing tells how old the page is; while a region never arrived, none does.
    let arrived = Signal::derive(move || {
        regions
            .with_value(|all| all.iter().filter_map(|region| region.arrived.get()).reduce(f64::min))
    });
    let count = move || match (shown.with(Vec::len), all_rows.with(Vec::len)) {
        (shown, all) if shown == all => format!("{all}"),
        (shown, all) => format!("{shown} of {all}"),
    };
    let refresh = StoredValue::new(refresh);
    let title = view! { <h1>"Clusters"</h1><span class="badge" role="status">{live(count)}</span> };
    let button = refresh_button(
        loading,
        move || refresh.with_value(|refresh| refresh()),
        ("Refresh", "Refreshing…"),
    );
    let (title, actions) = (title.into_any(), view! { <Age arrived/>{button} }.into_any());
    view! {
        {page_header(Vec::new(), title, ().into_any(), actions)}
        <div class="toolbar" role="search">
            <div class="search">
                <label class="visually-hidden" for="filter">"Filter clusters"</label>
                <Icon shape=Shape::Search/>
                <input id="filter" class="input" type="search" autocomplete="off" spellcheck="false"
                    placeholder="Filter by name, id, state, VPC, tag…"
                    prop:value={attr(filter)}
                    on:input:target=move |event| set_filter(&event.target().value())/>
            </div>
        </div>
        {regions.get_value().into_iter().map(|region| view! {
            <RegionError region retry=Callback::new(move |()| refresh.with_value(|refresh| refresh()))/>
        }).collect_view()}
        {live(move || {
            let all = all_rows.with(Vec::len);
            if all == 0 && loading() {
                view! { <Skeleton what="clusters"/> }.into_any()
            } else if all == 0 {
                view! { <NoClusters regions=regions.get_value()/> }.into_any()
            } else if shown.with(Vec::is_empty) {
                view! {
                    <div class="empty">
                        <h2>"No cluster matches the filter"</h2>
                        <p>{format!("{all} clusters are there.")}</p>
                        <button type="button" class="button" on:click=move |_| set_filter("")>"Clear the filter"</button>
                    </div>
                }.into_any()
            } else {
                view! { <ClusterTable rows=shown order choose=Callback::new(choose)/> }.into_any()
            }
        })}
    }
}

/// A region's failure, in its place; the other regions show all the same.
#[component]
fn RegionError(region: RegionFleet, retry: Callback<()>) -> impl IntoView {
    move || {
        region.error.get().map(|error| {
            let stale = region.arrived.get().is_some();
            let title = if stale {
                format!("{} could not be refreshed; its rows are from before", region.region)
            } else {
                format!("{} could not be listed", region.region)
            };
            error_view(&error, title, Some(retry))
        })
    }
}

/// No cluster anywhere, and where was looked.
#[component]
fn NoClusters(regions: Vec<RegionFleet>) -> impl IntoView {
    let failed = regions.iter().any(|region| region.error.get().is_some());
    let names: Vec<_> = regions.iter().map(|region| region.region.to_string()).collect();
    (!failed).then(|| {
        view! {
            <div class="empty">
                <h2>"There are no clusters"</h2>
                <p>{format!("AWS lists none in {}.", names.join(", "))}</p>
                <p>"Another region? Start the backend with "<code>"--region"</code>" for each that you use."</p>
            </div>
        }
    })
}
