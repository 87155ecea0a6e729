//! The application: contexts, the shell, and which page an address shows.

use std::{mem, sync::Arc};

use cloudhsm_api::Cluster;
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;

use crate::{
    activity::{activity_page, history_of_cluster},
    cluster::{OtherViews, cluster_page, preload_cluster_page, tag_editor_page},
    clusters::ClustersPage,
    components::{Dialogs, Skeleton, lazy, lazy_part, toast, use_dialogs},
    connect::connect_page,
    deletion::{backup_page, deletion_page, protection_page},
    guarded::receipt_page,
    lifecycle::{change_page, connect_client, create_page, next_steps},
    route::{Navigation, Place, Route, use_navigation},
    shell::{
        credentials_end::credentials_end,
        dialogs::{open_palette, preload_shell},
        not_found::NotFoundPage,
        palette::Known,
        shortcuts,
        top_bar::{bare_top_bar, top_bar},
    },
    state::{
        Clock, Connected, Connection, ConnectionState, Fleet, Problems, SOON_MILLIS, SeenHsms,
        poll, spawn_scoped, times_in_utc, use_connection,
    },
    time::write_in_utc,
};

/// The whole console.
#[component]
pub fn App() -> impl IntoView {
    write_in_utc(times_in_utc());
    provide_context(Clock::start());
    // First, because it takes the token out of the address.
    let connection = Connection::open();
    provide_context(connection);
    provide_context(Navigation::start());
    let dialogs = Dialogs::start();
    provide_context(dialogs);
    // A backend that did not answer may answer again.
    poll(|| SOON_MILLIS, move || connection.retry_unreachable());
    // Whoever waited for the backend is told that the wait is over.
    let lost = StoredValue::new(false);
    // Another reason why there is no connection is no other page: somebody may be typing there.
    let stage = Memo::new(move |_| mem::discriminant(&connection.state()));
    view! {
        <a class="skip" href="#main">"Skip to the content"</a>
        {move || {
            // A memo that nobody reads follows nothing.
            stage.with(|_| ());
            match untrack(|| connection.state()) {
                ConnectionState::Connected(connected) => {
                    if lost.try_update_value(std::mem::take) == Some(true) {
                        toast("Connected again");
                    }
                    view! { <ConnectedApp connected/> }.into_any()
                }
                ConnectionState::Connecting => view! {
                    {bare_top_bar()}
                    <main class="page" id="main" tabindex="-1"><Skeleton what="the session"/></main>
                }.into_any(),
                ConnectionState::NotConnected(error) => {
                    lost.set_value(error.is_some());
                    view! {
                        {bare_top_bar()}
                        <main class="page" id="main" tabindex="-1">{lazy("the page", connect_page)}</main>
                    }.into_any()
                }
            }
        }}
        {dialogs.place()}
    }
}

/// Everything that needs a backend.
#[component]
fn ConnectedApp(connected: Connected) -> impl IntoView {
    let fleet = Fleet::new(&connected);
    fleet.follow(&connected.client, use_connection(), expect_context::<Clock>());
    provide_context(fleet);
    provide_context(SeenHsms::new());
    provide_context(Problems::of(fleet));
    provide_context(connected.clone());
    let navigation = use_navigation();
    let dialogs = use_dialogs();
    let session = Arc::clone(&connected.session);
    let known = Callback::new(move |()| Known {
        route: navigation.route_untracked(),
        fleet,
        connected: connected.clone(),
    });
    shortcuts::listen(navigation, dialogs, known);
    // Another tab of a page is not another page.
    let page = Memo::new(move |_| navigation.route().page());
    preload(fleet, navigation);
    let on_list = Memo::new(move |_| page.get() == Route::Clusters);
    // Made when it is first shown, and kept: whoever comes back to 5,000 clusters would wait for them.
    let list = Memo::new(move |made: Option<&bool>| made == Some(&true) || on_list.get());
    view! {
        {top_bar(&session, Callback::new(move |()| open_palette(dialogs, known.run(()))))}
        {credentials_end()}
        <main class="page" id="main" tabindex="-1">
            {move || match page.get() {
                Route::Clusters => ().into_any(),
                Route::Cluster(place, _) => lazy("the cluster", move || cluster_page(place.clone(), OTHERS)),
                Route::EditTags(place) => lazy("the tags", move || tag_editor_page(place.clone())),
                Route::DeleteCluster(place) => lazy("the page", move || deletion_page(place.clone())),
                Route::Protection(place) => lazy("the page", move || protection_page(place.clone())),
                Route::DeleteBackup(place) => lazy("the page", move || backup_page(place.clone())),
                Route::CreateCluster => lazy("the page", create_page),
                Route::Change(place, step) => lazy("the page", move || change_page(place.clone(), step)),
                Route::Activity => lazy("the activity", activity_page),
                Route::Receipt(attempt) => lazy("the page", move || receipt_page(attempt.clone())),
                #[cfg(debug_assertions)]
                Route::Gallery => crate::gallery::gallery_page(),
                Route::Connect => lazy("the page", connect_page),
                Route::Unknown => view! { <NotFoundPage/> }.into_any(),
            }}
            {move || list.get().then(|| view! { <ClustersPage on_screen=on_list/> }.into_any())}
        </main>
    }
}

/// What other features show of a cluster, for its page.
const OTHERS: OtherViews = OtherViews { record, next_steps: to_first_use, connect };

/// What leads a cluster to its first use, for its page.
fn to_first_use(place: Place, cluster: Memo<Arc<Cluster>>) -> AnyView {
    lazy_part("card next-steps", move || next_steps(place.clone(), cluster))
}

/// How a client connects to a cluster, for its page.
fn connect(cluster: Memo<Arc<Cluster>>) -> AnyView {
    lazy_part("", move || connect_client(cluster))
}

/// What was done to a cluster, for its page.
fn record(cluster: Place) -> AnyView {
    lazy("the history", move || history_of_cluster(cluster.clone()))
}

/// How long after the list something is loaded in advance.
const IDLE_MILLIS: u32 = 1_000;

/// Loads the page of a cluster in advance, once the list is there: whoever looks at the list most likely
/// opens a cluster next.
fn preload(fleet: Fleet, navigation: Navigation) {
    let begun = StoredValue::new(false);
    Effect::new(move |_| {
        if navigation.route() == Route::Clusters
            && fleet.is_listed()
            && begun.try_update_value(|it| std::mem::replace(it, true)) == Some(false)
        {
            spawn_scoped(async move {
                TimeoutFuture::new(IDLE_MILLIS).await;
                // If it doesn't load now, it loads when it is needed, and the reason shows then.
                let _ = preload_cluster_page().await;
                let _ = preload_shell().await;
            });
        }
    });
}
