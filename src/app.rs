//! The application: contexts, the shell, and which page an address shows.

use std::sync::Arc;

use backend_api::Session;
use cloudhsm_api::Operation;
use leptos::prelude::*;

use crate::{
    cluster::ClusterPage,
    clusters::ClustersPage,
    components::{Skeleton, live, toast},
    connect::ConnectPage,
    on_demand::{dialog::open_dialog, loader::OnDemand},
    route::{Navigation, Route, use_navigation},
    shell::dialogs::{Dialog, Known, KnownCluster},
    shell::{
        not_found::NotFoundPage,
        shortcuts,
        top_bar::{bare_top_bar, top_bar},
    },
    state::{Clock, Connected, Connection, ConnectionState, Fleet, SOON_MILLIS, SeenHsms, poll},
};

/// The whole console.
#[component]
pub fn App() -> impl IntoView {
    provide_context(Clock::start());
    // First, because it takes the token out of the address.
    let connection = Connection::open();
    provide_context(connection);
    provide_context(Navigation::start());
    // A backend that did not answer may answer again.
    poll(|| SOON_MILLIS, move || connection.retry_unreachable());
    // Whoever waited for the backend is told that the wait is over.
    let lost = StoredValue::new(false);
    // Another reason why there is no connection is no other page: somebody may be typing there.
    let stage = Memo::new(move |_| connection.state().name().to_owned());
    view! {
        <a class="skip" href="#main">"Skip to the content"</a>
        {live(move || {
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
                        <main class="page" id="main" tabindex="-1"><ConnectPage/></main>
                    }.into_any()
                }
            }
        })}
    }
}

/// Everything that needs a backend.
#[component]
fn ConnectedApp(connected: Connected) -> impl IntoView {
    let fleet = Fleet::new(&connected);
    provide_context(fleet);
    provide_context(SeenHsms::new());
    provide_context(connected.clone());
    let navigation = use_navigation();
    let session = connected.session;
    let for_palette = Arc::clone(&session);
    let palette =
        Arc::new(move || known(&for_palette, fleet, navigation.route_untracked()).write());
    let palette_ = Arc::clone(&palette);
    shortcuts::listen(navigation, move || palette_());
    // Another tab of a page is not another page.
    let page = Memo::new(move |_| navigation.route().page());
    view! {
        {top_bar(&session, move || open_dialog(Dialog::Palette, palette()))}
        <main class="page" id="main" tabindex="-1">
            {live(move || match page.get() {
                Route::Clusters => view! { <ClustersPage/> }.into_any(),
                Route::Cluster(place, _) => view! { <ClusterPage place/> }.into_any(),
                route @ (Route::DeleteCluster(_) | Route::DeleteBackup(_) | Route::Protection(_) | Route::EditTags(_) | Route::Activity) => {
                    view! { <OnDemand route/> }.into_any()
                }
                #[cfg(debug_assertions)]
                Route::Gallery => view! { <OnDemand route=Route::Gallery/> }.into_any(),
                Route::Connect => view! { <ConnectPage/> }.into_any(),
                Route::Unknown => view! { <NotFoundPage/> }.into_any(),
            })}
        </main>
    }
}

/// What the palette need not ask for.
fn known(session: &Session, fleet: Fleet, route: Route) -> Known {
    let mut known = Known {
        route,
        clusters: Vec::new(),
        unlisted: Vec::new(),
        can_tag: session.allows(Operation::TagResource),
        can_delete: session.allows(Operation::DeleteCluster),
    };
    for region in fleet.regions() {
        let name = region.region.to_string();
        region.clusters.with_untracked(|clusters| {
            known.clusters.extend(clusters.iter().map(|cluster| KnownCluster {
                region: name.clone(),
                id: cluster.cluster_id.clone(),
                name: cluster.name().unwrap_or_default().to_owned(),
            }));
        });
        if region.arrived.with_untracked(Option::is_none) {
            known.unlisted.push(name);
        }
    }
    known
}
