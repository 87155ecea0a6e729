//! `/clusters`: the clusters of all regions, those that need attention first.

mod as_of;
mod cell;
mod changes;
mod columns;
pub mod dialogs;
mod filter;
mod findings;
mod found;
mod groups;
mod key;
mod left_at;
mod model;
mod news;
mod row;
mod row_keys;
mod rows;
mod slots;
mod sort;
mod status;
mod strip;
mod table;
mod title;
mod toolbar;
mod used;
mod waiting;
mod window;

pub use self::columns::{Column, Columns};

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;

use self::{
    as_of::{AsOf, Pause},
    findings::ShownFindings,
    model::Model,
    news::News,
    status::{StatusLine, failed},
    strip::Strip,
    table::ClusterTable,
    title::{Totals, problems_in_title},
    toolbar::{newcomer_hints, toolbar},
    waiting::{oldest, waits_for_regions},
};
use crate::{
    components::{ChunkError, lazy_part, lazy_part_or, page_header, refresh_button},
    frame::next_frame,
    state::{Fleet, Uses, use_connected, use_connection, use_online},
};

/// The list. It stays in the page while another one is shown: with 5,000 clusters, to make it anew took
/// 150 ms, and to show it again takes a frame.
#[component]
pub fn ClustersPage(
    /// It is the page that shows.
    on_screen: Memo<bool>,
) -> impl IntoView {
    let fleet = expect_context::<Fleet>();
    let (connected, connection) = (use_connected(), use_connection());
    let session = connected.session.clone();
    let paused = fleet.paused;
    let refresh = Callback::new(move |()| fleet.refresh(&connected.client, connection));
    let online = use_online(move || {
        if on_screen.get_untracked() {
            refresh.run(());
        }
    });

    let uses = Uses::default();
    let model = Model::new(fleet.regions(), uses, news::visit_before(&session), on_screen);
    provide_context(model);
    provide_context(uses);
    provide_context(ShownFindings::new());
    news::remember(&session, fleet.regions(), on_screen);
    problems_in_title(on_screen);
    let regions = StoredValue::new(fleet.regions());
    let loading = waits_for_regions(model, regions);
    let refreshing = move || regions.with_value(|all| all.iter().any(|it| it.loading.get()));
    // Its key refreshes the page on screen.
    let button = move || {
        let words = ("Refresh", "Refreshing…");
        on_screen.get().then(|| refresh_button(refreshing, move || refresh.run(()), words))
    };
    let arrived = oldest(regions);
    let actions = view! { <AsOf arrived paused/><Pause paused/>{move || button()} };
    let title = view! { <h1>"Clusters"</h1><Totals/> };
    let header = page_header(Vec::new(), title.into_any(), ().into_any(), actions.into_any());
    view! {
        <div class="list-page" hidden=move || !on_screen.get()>
            <a class="skip" href="#clusters">"Skip to the clusters"</a>
            {header}
            <StatusLine online=Signal::derive(move || online.get()) retry=refresh/>
            <News session=session regions=fleet.regions()/>
            <div class="list-controls">
                <Strip/>
                {lazy_part("finder", move || finder(fleet, refresh))}
            </div>
            <ClusterTable loading/>
            <NoRows loading/>
            {lazy_part_or(|| ().into_any(), newcomer_hints)}
        </div>
    }
}

/// How often it is looked whether rows have come, and how long they are waited for.
const LOOK_MILLIS: u32 = 16;
const LOOKS: u32 = 20;

/// What works on the list. The first rows come before it is loaded, if they come soon.
async fn finder(fleet: Fleet, refresh: Callback<()>) -> Result<AnyView, ChunkError> {
    let mut waited = false;
    for _ in 0..LOOKS {
        if fleet.has_news() {
            break;
        }
        waited = true;
        TimeoutFuture::new(LOOK_MILLIS).await;
    }
    if waited {
        next_frame().await;
    }
    toolbar(refresh).await
}

/// What stands in place of rows: that none matches, or that there is none.
#[component]
fn NoRows(loading: Signal<bool>) -> impl IntoView {
    let model = expect_context::<Model>();
    let fleet = expect_context::<Fleet>();
    let hidden = move || match model.all.with(Vec::len) {
        1 => "1 cluster hidden by the filter.".to_owned(),
        all => [&all.to_string(), " clusters hidden by the filter."].concat(),
    };
    let regions = fleet.regions();
    let names = regions.iter().map(|region| region.region.as_ref()).collect::<Vec<_>>().join(", ");
    let what = Memo::new(move |_| {
        (loading.get(), model.all.with(Vec::is_empty), model.shown.with(Vec::is_empty))
    });
    let words = move || {
        match what.get() {
        (true, ..) => view! {
            <p class="visually-hidden" role="status">"Loading clusters"</p>
        }
        .into_any(),
        (false, true, _) => view! {
            <div class="empty" hidden=move || !failed(fleet).is_empty()>
                <h2>"No clusters"</h2>
                <p>"AWS lists no clusters in "{names.clone()}"."</p>
                <p>"To see another region, restart the backend with "<code>"--region"</code>" for each region you use."</p>
            </div>
        }
        .into_any(),
        (false, false, true) => view! {
            <div class="empty">
                <h2>"No clusters match"</h2>
                <p>{move || hidden()}</p>
                <button type="button" class="button" on:click=move |_| model.set_filter_text("")>"Clear filter"</button>
            </div>
        }
        .into_any(),
        (false, false, false) => ().into_any(),
    }
    };
    view! { {move || words()} }
}
