//! The application: contexts, the shell, and which page an address shows.

use leptos::prelude::*;

use crate::{
    components::{Skeleton, live},
    on_demand::loader::OnDemand,
    pages::{
        cluster::ClusterPage, clusters::ClustersPage, connect::ConnectPage,
        not_found::NotFoundPage, top_bar::TopBar,
    },
    route::{Navigation, Route, use_navigation},
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
    view! {
        <a class="skip" href="#main">"Skip to the content"</a>
        {live(move || match connection.state() {
            ConnectionState::Connected(connected) => view! { <ConnectedApp connected/> }.into_any(),
            ConnectionState::Connecting => view! {
                <TopBar session=None/>
                <main class="page" id="main" tabindex="-1"><Skeleton what="the session"/></main>
            }.into_any(),
            ConnectionState::NotConnected(error) => view! {
                <TopBar session=None/>
                <main class="page" id="main" tabindex="-1"><ConnectPage error/></main>
            }.into_any(),
        })}
    }
}

/// Everything that needs a backend.
#[component]
fn ConnectedApp(connected: Connected) -> impl IntoView {
    provide_context(Fleet::new(&connected));
    provide_context(SeenHsms::new());
    provide_context(connected.clone());
    let navigation = use_navigation();
    // Another tab of a page is not another page.
    let page = Memo::new(move |_| navigation.route().page());
    view! {
        <TopBar session=Some(connected.session)/>
        <main class="page" id="main" tabindex="-1">
            {live(move || match page.get() {
                Route::Clusters => view! { <ClustersPage/> }.into_any(),
                Route::Cluster(place, _) => view! { <ClusterPage place/> }.into_any(),
                route @ (Route::DeleteCluster(_) | Route::DeleteBackup(_) | Route::Protection(_) | Route::EditTags(_) | Route::Activity) => {
                    view! { <OnDemand route/> }.into_any()
                }
                Route::Connect => view! { <ConnectPage error=None/> }.into_any(),
                Route::Unknown => view! { <NotFoundPage/> }.into_any(),
            })}
        </main>
    }
}
