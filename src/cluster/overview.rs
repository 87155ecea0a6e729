//! A cluster's status board: what is wrong with it and where that is mended, four tiles, who depends on it,
//! and the rest of its fields.

use std::sync::Arc;

use backend_api::{FleetRow, NetworkFinding};
use cloudhsm_api::{Backup, Cluster, ClusterState};
use cluster_health::Severity;
use leptos::prelude::*;

use super::{
    board::board,
    dependents::{Asked, ROOM, dependents_card},
    details::{Unfolded, details},
    finding_tabs::tab,
};
use crate::{
    components::{
        Remedy, card, finding_list, lazy_part, remedy, severity_word, why_finding, why_network,
    },
    route::{Place, Route, Tab},
    state::{Fleet, Loaded, use_connected},
};

/// The tab.
#[component]
pub fn Overview(
    region: String,
    cluster: Memo<Arc<Cluster>>,
    backups: Loaded<Vec<Backup>>,
    row: Signal<Option<Arc<FleetRow>>>,
    asked: Asked,
    /// What leads it to its first use.
    next_steps: fn(Place, Memo<Arc<Cluster>>) -> AnyView,
) -> impl IntoView {
    // Here, because what is drawn anew with the cluster must not hide it.
    let unfolded = Unfolded::new();
    let fleet = expect_context::<Fleet>();
    let is_new = Memo::new(move |_| cluster.with(|it| is_new(it)));
    let waits = waits(fleet, region.clone(), row, backups);
    let place = Place::new(&region, cluster.with_untracked(|it| it.cluster_id.clone()));
    let all = move || {
        let (found_place, place) = (place.clone(), place.clone());
        let (own, of_steps, network_place) = (place.clone(), place.clone(), place.clone());
        view! {
            {move || found(&found_place, row.get().as_deref(), &cluster.get())}
            {move || is_new.get().then(|| next_steps(of_steps.clone(), cluster))}
            {board(&place, cluster, backups, row)}
            {lazy_part(ROOM, move || dependents_card(own.clone(), asked))}
            {move || asked.answer.value.with(|it| it.as_ref().map(|it| network(&network_place, &it.findings)))}
            {move || details(&cluster.get(), unfolded)}
        }
    };
    view! { {move || if waits.get() { skeleton() } else { all().into_any() }} }
}

/// Whether the cluster is on its way to its first use, or has no second HSM yet. One without any is
/// parked, or a finding.
fn is_new(cluster: &Cluster) -> bool {
    match &cluster.state {
        Some(ClusterState::Active) => cluster.present_hsms().count() == 1,
        Some(state) => state.is_before_initialization() || *state == ClusterState::Initialized,
        None => false,
    }
}

/// The tiles, before they say anything.
pub(super) fn skeleton() -> AnyView {
    view! {
        <div role="status">
            <span class="visually-hidden">"Loading the cluster"</span>
            <div class="tiles skeleton" aria-hidden="true"><i></i><i></i><i></i><i></i></div>
        </div>
    }
    .into_any()
}

/// How long the board waits for the findings, which stand above it and would move it, and for the backup.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(2);

/// The fleet may yet have findings, and a backup may yet come; not for long.
fn waits(
    fleet: Fleet,
    region: String,
    row: Signal<Option<Arc<FleetRow>>>,
    backups: Loaded<Vec<Backup>>,
) -> Memo<bool> {
    let late = RwSignal::new(false);
    // The page may be gone by then.
    let stop_waiting = move || {
        late.try_set(true);
    };
    set_timeout(stop_waiting, PATIENCE);
    Memo::new(move |waited: Option<&bool>| {
        let backups_come = || backups.loading.get() && backups.value.with(Option::is_none);
        let findings_come = || {
            row.with(Option::is_none)
                && fleet
                    .region(&region)
                    .is_some_and(|it| it.arrived.get().is_none() && it.error.with(Option::is_none))
        };
        // What shows once does not vanish again.
        waited != Some(&false) && !late.get() && (findings_come() || backups_come())
    })
}

/// What is wrong, most severe first: the findings that the list has of it too, each with the way to where
/// it is mended.
fn found(place: &Place, row: Option<&FleetRow>, cluster: &Cluster) -> AnyView {
    let found = row.map(|row| row.findings.clone()).unwrap_or_default();
    if found.is_empty() {
        return ().into_any();
    }
    let session = use_connected().session;
    // A heading that alarms is not for notes.
    let notes_only = found.iter().all(|finding| finding.severity == Severity::Info);
    let title = if notes_only { "Notes" } else { "Needs attention" };
    let items = found.iter().map(|finding| {
        let way = match remedy(place, finding, cluster, &session) {
            Some(remedy) => Some(way(remedy)),
            None => tab(finding.kind).map(|tab| way_to_tab(place, tab)),
        };
        let more = view! {
            <p class="soft break">{finding.advice.to_string()}" "{why_finding(finding.kind)}</p>{way}
        };
        (finding.severity, severity_word(finding.severity), finding.fact.clone(), more.into_any())
    });
    card(title, finding_list(items.collect()))
}

/// What is wrong with the network, once EC2 has said: below what asks it, so that nothing above moves.
fn network(place: &Place, found: &[NetworkFinding]) -> AnyView {
    if found.is_empty() {
        return ().into_any();
    }
    let items = found.iter().map(|it| {
        let more = view! {
            <p class="soft break">{it.advice.clone()}" "{why_network(it.kind)}</p>
            {way_to_tab(place, Tab::Network)}
        };
        (it.severity, severity_word(it.severity), it.fact.clone(), more.into_any())
    });
    card("Network findings", finding_list(items.collect()))
}

/// The link to where something is done about a finding.
fn way(remedy: Remedy) -> AnyView {
    // The cluster is the page's own.
    let label = remedy.hsm_id.is_some().then(|| remedy.label(""));
    let Remedy { href, words, .. } = remedy;
    view! { <p class="remedy"><a class="button" href=href aria-label=label>{words}</a></p> }
        .into_any()
}

/// The link to the tab that shows what a finding is about, where nothing can be done about it here.
fn way_to_tab(place: &Place, tab: Tab) -> AnyView {
    let href = Route::Cluster(place.clone(), tab).href();
    view! { <p class="remedy"><a href=href>{["Open ", tab.title()].concat()}</a></p> }.into_any()
}
