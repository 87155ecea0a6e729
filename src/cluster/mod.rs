//! `/regions/{region}/clusters/{id}/{tab}`: everything that AWS reports about one cluster.

mod backups;
mod certificates;
mod hsms;
mod later;
mod located;
mod network;
mod overview;
mod raw;
mod tabs;
pub mod tag_editor;
mod tags;

use std::sync::Arc;

use cloudhsm_api::{Backup, Cluster, Operation};
use leptos::prelude::*;

pub use self::later::later_tab;
use self::tabs::Tabs;
use crate::{
    api::Remembered,
    components::{
        Age, Copyable, Crumb, Icon, InRegion, Pager, Shape, Skeleton, Tone, Value, cluster_state,
        empty, error_view_in, link_to_clusters, live, page_header, refresh_button, set_title,
    },
    lookalikes::{looks_like_another, visible},
    on_demand::loader::OnDemand,
    route::{Place, Route, Tab, use_navigation},
    state::{
        CALM_MILLIS, Fleet, Loaded, SOON_MILLIS, SeenHsms, is_in_transition, poll, under_owner,
        use_connected,
    },
    time::server_in_millis,
};

/// What the page shows: one cluster and its backups, each with its own age and error.
#[derive(Debug, Clone, Copy)]
pub struct ClusterData {
    /// `None` inside: the region has no such cluster.
    cluster: Loaded<Option<Arc<Cluster>>>,
    backups: Loaded<Vec<Backup>>,
    /// Which of the HSMs are shown, when there are many.
    hsm_pages: Pager,
    /// The newest answer, if it was large.
    remembered: StoredValue<Remembered>,
}

impl ClusterData {
    fn load(self, region: &str, id: &str) {
        let client = use_connected().client;
        let (region_, id_, client_) = (region.to_owned(), id.to_owned(), client.clone());
        let remembered = self.remembered.get_value();
        self.cluster.load_if_changed(async move {
            client_.shared_cluster(&region_, &id_, &remembered).await
        });
        let (region, id) = (region.to_owned(), id.to_owned());
        self.backups.load_if_changed(async move { client.backups(&region, Some(&id)).await });
    }
}

/// The page of one cluster; another cluster gets a page of its own, so that nothing of this one can
/// show there.
#[component]
pub fn ClusterPage(place: Place) -> impl IntoView {
    let navigation = use_navigation();
    // While the page goes, the address is another's already.
    let tab = Memo::new(move |old: Option<&Tab>| match navigation.route() {
        Route::Cluster(_, tab) => tab,
        _ => old.copied().unwrap_or(Tab::Overview),
    });
    let Place { region, id } = place;
    view! { <ClusterView region id tab/> }
}

#[component]
fn ClusterView(region: String, id: String, tab: Memo<Tab>) -> impl IntoView {
    let data = ClusterData {
        cluster: Loaded::default(),
        backups: Loaded::default(),
        hsm_pages: Pager::new(),
        remembered: StoredValue::new(Remembered::default()),
    };
    data.load(&region, &id);
    let session = use_connected().session;
    let can_delete = session.allows(Operation::DeleteCluster);
    let can_protect = session.allows(Operation::TagResource);

    let place = Place::new(&region, &id);
    let reload = under_owner(move |()| data.load(&place.region, &place.id));
    let restless = move || {
        data.cluster.error.with_untracked(Option::is_some)
            || data.cluster.value.with_untracked(|value| {
                value
                    .as_ref()
                    .and_then(|value| value.as_ref().as_ref())
                    .is_some_and(|cluster| is_in_transition(cluster))
            })
    };
    poll(
        move || if restless() { SOON_MILLIS } else { CALM_MILLIS },
        move || {
            if !data.cluster.loading.get_untracked() {
                reload.run(());
            }
        },
    );
    let (id_, region_) = (id.clone(), region.clone());
    let fleet = expect_context::<Fleet>();
    let title = move || {
        let value = data.cluster.value.get();
        let cluster = value.as_deref().and_then(Option::as_deref);
        let title = visible(cluster.and_then(Cluster::name).unwrap_or(&id_));
        // The tab of the browser is named with the heading.
        set_title(&title);
        title
    };
    let state = move || {
        let value = data.cluster.value.get();
        let cluster = value.as_deref().and_then(Option::as_deref);
        cluster.map(|cluster| {
            let odd = cluster.name().and_then(looks_like_another);
            let odd = odd.map(|words| Value::Badge(Tone::Odd, words.to_owned()).view());
            (cluster_state(cluster.state.as_ref()).view(), odd)
        })
    };
    let loading = data.cluster.loading;
    let seen = expect_context::<SeenHsms>();
    let delete_href = Route::DeleteCluster(Place::new(&region, &id)).href();
    let crumbs = vec![Crumb { text: "Clusters".into(), href: Route::Clusters.href() }];
    let heading = view! {
        <h1>{live(title)}</h1>
        {live(state)}
    };
    let subtitle =
        view! { <Copyable text=id.clone() what="cluster ID"/><span>{region.clone()}</span> };
    let button =
        refresh_button(move || loading.get(), move || reload.run(()), ("Refresh", "Refreshing…"));
    // What forbids a deletion, and where that is changed.
    let is_protected = move || {
        let shown = data.cluster.value.get();
        let cluster = shown.as_deref().and_then(Option::as_deref);
        cluster.is_some_and(|cluster| session.is_protected(&cluster.tag_list))
    };
    let protection = can_protect.then(|| {
        let href = Route::Protection(Place::new(&region, &id)).href();
        let words = move || if is_protected() { "Protected" } else { "Protect…" };
        view! { <a href=href class="button"><Icon shape=Shape::Shield/>{live(words)}</a> }
    });
    let delete = can_delete.then(|| {
        view! {
            <a href=delete_href class="button danger"><Icon shape=Shape::Bin/>"Delete cluster…"</a>
        }
    });
    let actions = view! { <Age arrived=data.cluster.arrived/>{button}{protection}{delete} };
    view! {
        {page_header(crumbs, heading.into_any(), subtitle.into_any(), actions.into_any())}
        {live(move || data.cluster.error.with(|error| error.as_ref().map(|error| {
            let regions = fleet.regions();
            let others_answer = regions.iter().any(|it| it.arrived.with_untracked(Option::is_some));
            let place = InRegion { region: &region_, others_answer };
            error_view_in(error, "Couldn’t read the cluster".to_owned(), Some(place), Some(reload))
        })))}
        {live(move || match data.cluster.value.get() {
            None if loading.get() => view! { <Skeleton what="the cluster"/> }.into_any(),
            None => ().into_any(),
            Some(value) => match value.as_ref() {
                Some(cluster) => {
                    seen.see(cluster, server_in_millis());
                    view! {
                    <ClusterTabs region=region.clone() cluster=Arc::clone(cluster) data tab/>
                }.into_any()
                }
                None => no_such_cluster(&region, &id),
            },
        })}
    }
}

#[component]
fn ClusterTabs(
    region: String,
    cluster: Arc<Cluster>,
    data: ClusterData,
    tab: Memo<Tab>,
) -> impl IntoView {
    let place = Place::new(&region, &cluster.cluster_id);
    let counts =
        tabs::Counts { hsms: cluster.present_hsms().count(), tags: cluster.tag_list.len() };
    view! {
        <Tabs place counts backups=data.backups current=tab/>
        {live(move || {
            let (region, cluster) = (region.clone(), Arc::clone(&cluster));
            match tab.get() {
                Tab::Overview => view! { <overview::Overview region cluster backups=data.backups/> }.into_any(),
                Tab::Hsms => hsms::hsms(&region, &cluster, data.hsm_pages),
                Tab::Tags => tags::tags(&region, &cluster),
                // Looked at less often than the others.
                tab @ (Tab::Network | Tab::Certificates | Tab::Backups | Tab::Json) => {
                    let route = Route::Cluster(Place::new(region, &cluster.cluster_id), tab);
                    view! { <OnDemand route data=cluster.to_json_without_secrets().to_string()/> }.into_any()
                }
            }
        })}
    }
}

fn no_such_cluster(region: &str, id: &str) -> AnyView {
    let words = format!(
        "AWS doesn’t list {id} in {region}. It may have been deleted: AWS stops listing deleted clusters after a while."
    );
    empty("Cluster not found", words, link_to_clusters())
}
