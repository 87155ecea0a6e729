//! `/regions/{region}/clusters/{id}/{tab}`: everything that AWS reports about one cluster.

mod backups;
mod board;
mod certificates;
mod dependents;
mod details;
mod finding_tabs;
mod hsm_ports;
mod hsms;
mod located;
mod network;
mod overview;
mod period;
mod raw;
mod tabs;
pub mod tag_editor;
mod tags;
mod usage;

use std::sync::Arc;

use backend_api::FleetRow;
use cloudhsm_api::{Backup, Cluster};
use leptos::prelude::*;

use self::{
    backups::Backups,
    certificates::certificates_tab,
    dependents::Asked,
    hsms::Hsms,
    network::network_tab,
    overview::{Overview, skeleton},
    raw::Raw,
    tabs::Tabs,
    tags::Tags,
    usage::usage_tab,
};
use crate::{
    api::Remembered,
    components::{
        Age, ClusterAction, Copyable, Deed, Icon, InRegion, MenuItem, Pager, Shape, Tone, Value,
        cluster_actions, cluster_state, clusters_crumb, empty, error_view_in, lazy, lazy::in_chunk,
        link_to_clusters, menu, page_header, refresh_button, set_title,
    },
    lookalikes::{looks_like_another, visible},
    route::{Place, Route, Tab, use_navigation},
    state::{
        CALM_MILLIS, Fleet, Loaded, Presence, SOON_MILLIS, SeenHsms, account_key, poll,
        remember_cluster, under_owner, use_connected,
    },
    time::server_in_millis,
};

/// What the page shows: one cluster and its backups, each with its own age and error.
#[derive(Debug, Clone, Copy)]
pub struct ClusterData {
    /// `None` inside: the region has no such cluster.
    cluster: Loaded<Option<Arc<Cluster>>>,
    backups: Loaded<Vec<Backup>>,
    /// Who depends on it, once a tab has asked.
    asked: Asked,
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

/// Other features' views of a cluster, which the application hands down.
#[derive(Debug, Clone, Copy)]
pub struct OtherViews {
    /// What was done to it.
    pub record: fn(Place) -> AnyView,
    /// What leads it to its first use.
    pub next_steps: fn(Place, Memo<Arc<Cluster>>) -> AnyView,
    /// How a client connects to it.
    pub connect: fn(Memo<Arc<Cluster>>) -> AnyView,
}

in_chunk! { cluster, preload = preload_cluster_page,
    /// The page of one cluster.
    pub fn cluster_page(place: Place, others: OtherViews) -> AnyView {
        view! { <ClusterPage place others/> }.into_any()
    }
}

in_chunk! { rest,
    /// The page that changes a cluster's tags.
    pub fn tag_editor_page(place: Place) -> AnyView {
        view! { <tag_editor::TagEditorPage place/> }.into_any()
    }
}

/// The page of one cluster; another cluster gets a page of its own, so that nothing of this one can
/// show there.
#[component]
fn ClusterPage(place: Place, others: OtherViews) -> impl IntoView {
    let navigation = use_navigation();
    // While the page goes, the address is another's already.
    let tab = Memo::new(move |old: Option<&Tab>| match navigation.route() {
        Route::Cluster(_, tab) => tab,
        _ => old.copied().unwrap_or(Tab::Overview),
    });
    let Place { region, id } = place;
    view! { <ClusterView region id tab others/> }
}

#[component]
fn ClusterView(region: String, id: String, tab: Memo<Tab>, others: OtherViews) -> impl IntoView {
    let data = ClusterData {
        cluster: Loaded::default(),
        backups: Loaded::default(),
        asked: Asked::new(Place::new(&region, &id)),
        hsm_pages: Pager::new(),
        remembered: StoredValue::new(Remembered::default()),
    };
    data.load(&region, &id);
    let session = use_connected().session;

    let place = Place::new(&region, &id);
    let reload = under_owner(move |()| data.load(&place.region, &place.id));
    let restless = move || {
        data.cluster.error.with_untracked(Option::is_some)
            || data.cluster.value.with_untracked(|value| {
                value
                    .as_ref()
                    .and_then(|value| value.as_ref().as_ref())
                    .is_some_and(|cluster| cluster.is_in_work())
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
        // The tab of the browser is named with the heading, and so is the entry in its history.
        match tab.get() {
            Tab::Overview => set_title(&title),
            tab => set_title(&[tab.title(), " · ", &title].concat()),
        }
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
    let presence = data.cluster.presence();
    let cluster = data.cluster.last_listed();
    let seen = expect_context::<SeenHsms>();
    let (account, opened) = (account_key(&session), Place::new(&region, &id));
    Effect::new(move |_| {
        if presence.get() == Presence::Present {
            remember_cluster(&account, &opened);
            cluster.with(|cluster| seen.see(cluster, server_in_millis()));
        }
    });
    let crumbs = vec![clusters_crumb()];
    let subtitle =
        view! { <Copyable text=id.clone() what="cluster ID"/><span>{region.clone()}</span> };
    let button =
        refresh_button(move || loading.get(), move || reload.run(()), ("Refresh", "Refreshing…"));
    let row = {
        let place = Place::new(&region, &id);
        Signal::derive(move || fleet.row(&place.region, &place.id))
    };
    let is_production = move || row.with(|row| row.as_ref().is_some_and(|row| row.production));
    // What forbids a deletion, also where nothing can be changed.
    let protection = Arc::clone(&session);
    let is_protected = move || {
        let shown = data.cluster.value.get();
        let cluster = shown.as_deref().and_then(Option::as_deref);
        cluster.is_some_and(|cluster| protection.is_protected(&cluster.tag_list))
    };
    let heading = view! {
        <h1>{move || title()}</h1>
        <span class="marks">
            {move || state()}
            {move || is_protected().then(protected)}
            {move || is_production().then(|| Value::Badge(Tone::Strong, "Production".to_owned()).view())}
        </span>
    };
    let menu = {
        let place = Place::new(&region, &id);
        let items = move || {
            let shown = data.cluster.value.get_untracked();
            let cluster = shown.as_deref().and_then(Option::as_deref);
            let item = |it: ClusterAction| MenuItem {
                label: it.label,
                deed: Deed::Go(it.route.href()),
                is_grave: it.is_grave,
            };
            cluster_actions(&place, cluster, &session).into_iter().map(item).collect::<Vec<_>>()
        };
        let words = view! { "Actions"<Icon shape=Shape::Down/> };
        let name = "Actions".to_owned();
        menu("cluster-actions".to_owned(), name, words.into_any(), Box::new(items))
    };
    let actions = view! { <Age arrived=data.cluster.arrived/>{button}{menu} };
    view! {
        {page_header(crumbs, heading.into_any(), subtitle.into_any(), actions.into_any())}
        {move || data.cluster.error.with(|error| error.as_ref().map(|error| {
            let regions = fleet.regions();
            let others_answer = regions.iter().any(|it| it.arrived.with_untracked(Option::is_some));
            let place = InRegion { region: &region_, others_answer };
            error_view_in(error, "Couldn’t read the cluster".to_owned(), Some(place), Some(reload))
        }))}
        {move || match presence.get() {
            Presence::Loading => skeleton(),
            Presence::Unknown => ().into_any(),
            Presence::Missing => no_such_cluster(&region, &id),
            Presence::Present => view! { <ClusterTabs region=region.clone() cluster data row tab others/> }.into_any(),
        }}
    }
}

/// The mark of a cluster that can't be deleted here.
fn protected() -> AnyView {
    view! {
        <span class="badge" title="Deletion protection is on"><Icon shape=Shape::Shield/>"Protected"</span>
    }
    .into_any()
}

#[component]
fn ClusterTabs(
    region: String,
    cluster: Memo<Arc<Cluster>>,
    data: ClusterData,
    row: Signal<Option<Arc<FleetRow>>>,
    tab: Memo<Tab>,
    others: OtherViews,
) -> impl IntoView {
    let place = Place::new(&region, cluster.with_untracked(|it| it.cluster_id.clone()));
    // Passwords and private keys are only for the tabs that need them.
    let masked = Memo::new(move |_| {
        let json = cluster.with(|cluster| cluster.to_json_without_secrets().to_string());
        Arc::new(Cluster::salvaged(&json))
    });
    let ClusterData { backups, asked, .. } = data;
    view! {
        <Tabs place=place.clone() cluster backups row asked current=tab/>
        // Drawn once a tab. What of it changes when the cluster does follows the cluster itself.
        {move || {
            let (region, place) = (region.clone(), place.clone());
            match tab.get() {
                Tab::Overview => view! { <Overview region cluster backups row asked next_steps=others.next_steps/> }.into_any(),
                Tab::Hsms => view! { <Hsms region cluster pager=data.hsm_pages/>{(others.connect)(cluster)} }.into_any(),
                Tab::Tags => view! { <Tags region cluster/> }.into_any(),
                Tab::Usage => lazy("the usage", move || usage_tab(place.clone(), masked)),
                Tab::Network => {
                    lazy("the network", move || network_tab(region.clone(), masked, asked))
                }
                Tab::Certificates => {
                    lazy("the verification", move || certificates_tab(masked))
                }
                Tab::Backups => view! { <Backups region cluster=masked backups/> }.into_any(),
                Tab::History => (others.record)(place),
                Tab::Json => view! { <Raw region cluster backups/> }.into_any(),
            }
        }}
    }
}

fn no_such_cluster(region: &str, id: &str) -> AnyView {
    let words = format!(
        "AWS doesn’t list {id} in {region}. It may have been deleted: AWS stops listing deleted clusters after a while."
    );
    empty("Cluster not found", words, link_to_clusters())
}
