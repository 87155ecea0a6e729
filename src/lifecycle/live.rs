//! The frame of a page about one cluster that AWS changes while the page is open: its head, the newest
//! reading, and what is there before and instead of it.
//!
//! Must not know what the page is about.

use std::sync::Arc;

use backend_api::OperationSet;
use cloudhsm_api::{Cluster, Operation};
use leptos::prelude::*;

use super::followed::ATTEMPT;
use crate::{
    api::Remembered,
    components::{
        Age, Copyable, Crumb, NoticeKind, Skeleton, cluster_state, clusters_crumb, empty,
        error_view, link_to_clusters, notice, page_header, refresh_button, set_title_of,
    },
    lookalikes::visible,
    route::{Place, Route, Tab, use_navigation},
    state::{
        CALM_MILLIS, Loaded, Presence, SOON_MILLIS, SeenHsms, poll, under_owner, use_connected,
    },
    time::server_in_millis,
};

/// A cluster that is read again and again while the page is open.
#[derive(Debug, Clone, Copy)]
pub(super) struct Live {
    /// As it was last read.
    pub(super) cluster: Memo<Arc<Cluster>>,
    /// Region and ID.
    pub(super) place: StoredValue<Place>,
    /// Reads it now.
    pub(super) reload: Callback<()>,
}

/// The page: `title` names what it does, `content` is drawn once, when the cluster was read first.
pub(super) fn live_page(
    place: Place,
    title: &'static str,
    content: fn(Live) -> AnyView,
) -> AnyView {
    view! { <LivePage place title content/> }.into_any()
}

#[component]
fn LivePage(place: Place, title: &'static str, content: fn(Live) -> AnyView) -> impl IntoView {
    let data = Loaded::<Option<Arc<Cluster>>>::default();
    let client = StoredValue::new(use_connected().client);
    let place_ = StoredValue::new(place.clone());
    let remembered = StoredValue::new(Remembered::default());
    let reload = under_owner(move |()| {
        let (client, place) = (client.get_value(), place_.get_value());
        let remembered = remembered.get_value();
        data.load_if_changed(async move {
            client.shared_cluster(&place.region, &place.id, &remembered).await
        });
    });
    reload.run(());
    let loading = data.loading;
    let navigation = use_navigation();
    // What this page asked for is read soon, also where AWS reports no state that says so.
    let is_followed = move || untrack(|| navigation.query(ATTEMPT)).is_some();
    poll(
        move || if is_restless(data) || is_followed() { SOON_MILLIS } else { CALM_MILLIS },
        move || {
            if !loading.get_untracked() {
                reload.run(());
            }
        },
    );
    let cluster = data.last_listed();
    let presence = data.presence();
    let seen = expect_context::<SeenHsms>();
    Effect::new(move |_| {
        if presence.get() == Presence::Present {
            cluster.with(|cluster| seen.see(cluster, server_in_millis()));
        }
    });
    let id = place.id.clone();
    let name = move || {
        let name = cluster.with(|it| it.name().map(visible));
        set_title_of(title, name.as_deref().unwrap_or(&id));
        name.unwrap_or_default()
    };
    let overview = Route::Cluster(place.clone(), Tab::Overview).href();
    let crumbs = vec![clusters_crumb(), Crumb { text: place.id.clone(), href: overview }];
    let is_present = move || presence.get() == Presence::Present;
    let state =
        move || is_present().then(|| cluster.with(|it| cluster_state(it.state.as_ref()).view()));
    let heading = view! {
        <h1>{title}" "<bdi>{move || name()}</bdi></h1>
        <span class="marks">{move || state()}</span>
    };
    let subtitle = view! { <Copyable text=place.id.clone() what="cluster ID"/><span>{place.region.clone()}</span> };
    let actions = view! {
        <Age arrived=data.arrived/>
        {refresh_button(move || loading.get(), move || reload.run(()), ("Refresh", "Refreshing…"))}
    };
    let live = Live { cluster, place: place_, reload };
    view! {
        {page_header(crumbs, heading.into_any(), subtitle.into_any(), actions.into_any())}
        <div class="guarded page-part">
            {move || data.error.get().map(|error| {
                error_view(&error, "Couldn’t read the cluster".to_owned(), Some(reload))
            })}
            {move || match presence.get() {
                Presence::Loading => view! { <Skeleton what="the cluster"/> }.into_any(),
                Presence::Unknown => ().into_any(),
                Presence::Missing => missing(),
                Presence::Present => content(live),
            }}
        </div>
    }
}

fn is_restless(data: Loaded<Option<Arc<Cluster>>>) -> bool {
    let is_in_work = |cluster: &Option<Arc<Cluster>>| {
        cluster.as_ref().is_some_and(|cluster| cluster.is_in_work())
    };
    data.error.with_untracked(Option::is_some)
        || data.value.with_untracked(|value| value.as_deref().is_some_and(is_in_work))
}

fn missing() -> AnyView {
    let words = "AWS doesn’t list it in this region. It may have been deleted.";
    empty("Cluster not found", words.to_owned(), link_to_clusters())
}

/// Why an operation isn't offered, where this backend doesn't sign it.
pub(super) fn not_signed(operation: Operation) -> Option<AnyView> {
    let session = use_connected().session;
    (!session.allows(operation)).then(|| {
        let words = if session.read_only {
            "The backend runs in read-only mode. Nothing can be changed from here.".to_owned()
        } else {
            let set = OperationSet::of(operation).as_str();
            ["Start the backend with ", set, " in --allow."].concat()
        };
        let content = view! {
            <p><strong>{["This backend doesn’t allow ", operation.name()].concat()}</strong></p>
            <p>{words}</p>
        };
        notice(NoticeKind::Info, None, content.into_any())
    })
}

/// A link to a page of AWS's.
pub(super) fn source(words: &'static str, href: &'static str) -> AnyView {
    view! { <a href=href target="_blank" rel="noopener noreferrer">{words}</a> }.into_any()
}
