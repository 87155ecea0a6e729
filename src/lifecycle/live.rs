//! The frame of a page about one cluster that AWS changes while the page is open: its head, the newest
//! reading, and what is there before and instead of it.
//!
//! Must not know what the page is about.

use std::sync::Arc;

use backend_api::OperationSet;
use cloudhsm_api::{Cluster, Operation};
use leptos::prelude::*;

use super::{
    followed::ATTEMPT,
    frame::{Head, Readings},
};
use crate::{
    api::Remembered,
    components::{
        Crumb, NoticeKind, Skeleton, cluster_state, clusters_crumb, empty, link_to_clusters,
        notice, set_title_of,
    },
    lookalikes::visible,
    route::{Place, Route, Tab, use_navigation},
    state::{CALM_MILLIS, Loaded, Presence, SOON_MILLIS, SeenHsms, under_owner, use_connected},
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
    let navigation = use_navigation();
    // What this page asked for is read soon, also where AWS reports no state that says so.
    let is_followed = move || untrack(|| navigation.query(ATTEMPT)).is_some();
    let pause = move || if is_restless(data) || is_followed() { SOON_MILLIS } else { CALM_MILLIS };
    let readings = Readings::begin(data, reload, pause);
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
    let head = Head {
        crumbs,
        heading: heading.into_any(),
        place,
        id: "cluster ID",
        unreadable: "Couldn’t read the cluster",
    };
    let live = Live { cluster, place: place_, reload };
    let body = move || match presence.get() {
        Presence::Loading => view! { <Skeleton what="the cluster"/> }.into_any(),
        Presence::Unknown => ().into_any(),
        Presence::Missing => missing(),
        Presence::Present => content(live),
    };
    readings.frame(head, view! { {move || body()} }.into_any())
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

/// What isn't offered of a page's operations: those that this backend doesn't sign, and why.
pub(super) fn not_signed(operations: &[Operation]) -> Option<AnyView> {
    let session = use_connected().session;
    let missing: Vec<_> = operations.iter().filter(|it| !session.allows(**it)).collect();
    let mut sets: Vec<_> = missing.iter().map(|it| OperationSet::of(**it).as_str()).collect();
    sets.dedup();
    (!missing.is_empty()).then(|| {
        let words = if session.read_only {
            "The backend runs in read-only mode. Nothing can be changed from here.".to_owned()
        } else {
            ["Start the backend with ", &sets.join(" and "), " in --allow."].concat()
        };
        let names: Vec<_> = missing.iter().map(|it| it.name()).collect();
        let content = view! {
            <p><strong>{["This backend doesn’t allow ", &names.join(" and ")].concat()}</strong></p>
            <p>{words}</p>
        };
        notice(NoticeKind::Info, None, content.into_any())
    })
}

/// A link to a page of AWS's.
pub(super) fn source(words: &'static str, href: &'static str) -> AnyView {
    view! { <a href=href target="_blank" rel="noopener noreferrer">{words}</a> }.into_any()
}
