//! The application: contexts, the shell, and which page a path shows.

use leptos::prelude::*;
use leptos_router::{
    components::{Redirect, Route, Router, Routes},
    path,
};

use crate::{
    components::Skeleton,
    pages::{
        activity::ActivityPage, cluster::ClusterPage, clusters::ClustersPage, connect::ConnectPage,
        deletion::DeletionPage, not_found::NotFoundPage, top_bar::TopBar,
    },
    state::{Clock, Connected, Connection, ConnectionState, Fleet, SOON_MILLIS, poll},
};

/// The whole console.
#[component]
pub fn App() -> impl IntoView {
    provide_context(Clock::start());
    let connection = Connection::open();
    provide_context(connection);
    // A backend that did not answer may answer again.
    poll(|| SOON_MILLIS, move || connection.retry_unreachable());
    view! {
        <Router base=base_path()>
            <a class="skip" href="#main">"Skip to the content"</a>
            {move || match connection.state() {
                ConnectionState::Connected(connected) => view! { <ConnectedApp connected/> }.into_any(),
                ConnectionState::Connecting => view! {
                    <TopBar session=None/>
                    <main class="page" id="main"><Skeleton what="the session"/></main>
                }.into_any(),
                ConnectionState::NotConnected(error) => view! {
                    <TopBar session=None/>
                    <main class="page" id="main" tabindex="-1"><ConnectPage error/></main>
                }.into_any(),
            }}
        </Router>
    }
}

/// Everything that needs a backend.
#[component]
fn ConnectedApp(connected: Connected) -> impl IntoView {
    provide_context(Fleet::new(&connected));
    provide_context(connected.clone());
    view! {
        <TopBar session=Some(connected.session)/>
        <main class="page" id="main" tabindex="-1">
            <Routes fallback=NotFoundPage>
                <Route path=path!("/") view=|| view! { <Redirect path="/clusters"/> }/>
                <Route path=path!("/clusters") view=ClustersPage/>
                <Route path=path!("/regions/:region/clusters/:id/delete") view=DeletionPage/>
                <Route path=path!("/regions/:region/clusters/:id/:tab?") view=ClusterPage/>
                <Route path=path!("/activity") view=ActivityPage/>
                <Route path=path!("/connect") view=|| view! { <ConnectPage error=None/> }/>
            </Routes>
        </main>
    }
}

/// Where the console is hosted, from `<base href>`: `""` at the root, `"/console"` below a path.
fn base_path() -> String {
    let base = document().base_uri().ok().flatten().unwrap_or_default();
    let path = web_sys::Url::new(&base).map(|url| url.pathname()).unwrap_or_default();
    path.trim_end_matches('/').to_owned()
}
