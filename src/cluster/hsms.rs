//! The cluster's HSMs by Availability Zone, with all their members, the zones that have none, and what can
//! be done with each.

use std::sync::Arc;

use backend_api::Session;
use cloudhsm_api::{Cluster, Hsm, HsmState, Operation, Timestamp, Zone, tag_value};
use leptos::prelude::*;

use super::located::located;
use crate::{
    aws_console::Resource,
    components::{
        Deed, Icon, Items, MenuItem, PARKED_TAG, Pager, Shape, Tone, Value, can_delete_hsm,
        copyable_or, data_table, empty, hsm_state, menu, text_or,
    },
    route::{Place, Route, Step, hsm_deletion},
    state::{SeenHsms, use_connected},
};

const COLUMNS: &[&str] = &[
    "Availability Zone",
    "HSM ID",
    "State",
    "IPv4 address",
    "IPv6 address",
    "ENI",
    "Subnet",
    "HSM type",
    "Actions",
];

/// The tab.
#[component]
pub fn Hsms(
    region: String,
    cluster: Memo<Arc<Cluster>>,
    /// Knows the page of the list, which stays when the cluster is read again.
    pager: Pager,
) -> impl IntoView {
    view! { {move || list(&region, &cluster.get(), pager)} }
}

fn list(region: &str, cluster: &Arc<Cluster>, pager: Pager) -> AnyView {
    if cluster.extra.contains_key("Hsms") {
        let words = "AWS sent the list of HSMs in an unexpected form. The JSON tab shows it as AWS sent it.";
        return empty("Couldn’t read the HSMs", words.to_owned(), ().into_any());
    }
    let (place, cluster) = (Place::new(region, &cluster.cluster_id), Arc::clone(cluster));
    let session = use_connected().session;
    let none = cluster.hsms.is_empty().then(|| {
        let words = "No HSMs. To use the keys in the cluster’s backups, add an HSM.";
        let add = session.allows(Operation::CreateHsm).then(|| {
            let is_parked = tag_value(&cluster.tag_list, PARKED_TAG).is_some();
            let (step, label) =
                if is_parked { (Step::Wake, "Wake…") } else { (Step::AddHsm, "Add an HSM…") };
            let href = Route::Change(place.clone(), step).href();
            view! { <p><a class="button" href=href>{label}</a></p> }.into_any()
        });
        view! { <p>{words}</p>{add} }.into_any()
    });
    let count = lines(&cluster).len();
    if count == 0 {
        return none.into_any();
    }
    let table = pager.view(count, "HSMs", move |range| {
        let lines = lines(&cluster);
        let shown = lines.get(range).unwrap_or_default().iter();
        let rows = shown.map(|line| match line {
            Line::Bare(zone) => bare(&place.region, zone),
            Line::Hsm(hsm, is_mapped) => row(&place, hsm, *is_mapped, &session),
        });
        data_table("HSMs of the cluster", COLUMNS, rows.collect())
    });
    view! { {none}{table} }.into_any()
}

/// A row of the table.
#[derive(Debug)]
enum Line<'a> {
    /// A zone of the subnet mapping that has no HSM.
    Bare(Zone<'a>),
    /// An HSM, and whether its subnet is the mapping's.
    Hsm(&'a Hsm, bool),
}

/// By zone; what is DELETED comes last.
fn lines(cluster: &Cluster) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    for zone in cluster.zones() {
        if zone.hsms.is_empty() {
            lines.push(Line::Bare(zone));
        } else {
            let is_mapped = zone.is_mapped || zone.name.is_empty();
            lines.extend(zone.hsms.into_iter().map(|hsm| Line::Hsm(hsm, is_mapped)));
        }
    }
    let gone = cluster.hsms.iter().filter(|hsm| hsm.state == Some(HsmState::Deleted));
    lines.extend(gone.map(|hsm| Line::Hsm(hsm, true)));
    lines
}

/// The row of a zone without HSM.
fn bare(region: &str, zone: &Zone<'_>) -> Vec<Value> {
    let nothing = || Value::Text(String::new());
    vec![
        text_or(Some(zone.name), "Not reported"),
        Value::Missing("No HSM in this zone"),
        nothing(),
        nothing(),
        nothing(),
        nothing(),
        located(region, Resource::Subnet, zone.subnet, "–"),
        nothing(),
        nothing(),
    ]
}

fn row(place: &Place, hsm: &Hsm, is_mapped: bool, session: &Session) -> Vec<Value> {
    let region = &*place.region;
    let mut id = vec![copyable_or(Some(&hsm.hsm_id), "HSM ID", "–")];
    // Said only when it is not what the page says already.
    if let Some(elsewhere) = hsm.cluster_id.as_deref().filter(|id| *id != place.id) {
        id.push(Value::Note(format!("in cluster {elsewhere}")));
    }
    let seen = expect_context::<SeenHsms>();
    if let Some(old) = seen.replaced(&hsm.hsm_id) {
        id.push(Value::Note(["replaced ", &old.hsm_id, ", last seen"].concat()));
        id.push(Value::When(Timestamp::EpochMillis(old.last_seen_millis)));
    }
    if !hsm.extra.is_empty() {
        let others = serde_json::Value::Object(hsm.extra.clone()).to_string();
        id.push(Value::Note(format!("other members: {others}")));
    }
    let mut state = vec![hsm_state(hsm.state.as_ref())];
    if let Some(message) = hsm.state_message.clone().filter(|text| !text.is_empty()) {
        state.push(Value::Note(message));
    }
    let mut subnet = vec![located(region, Resource::Subnet, hsm.subnet_id.as_deref(), "–")];
    if !is_mapped {
        subnet.push(Value::Badge(Tone::Warn, "Not in the subnet mapping".to_owned()));
    }
    let label = ["Actions for ", &hsm.hsm_id].concat();
    let dots = view! { <Icon shape=Shape::Down/> }.into_any();
    let id_of_menu = ["menu-", &hsm.hsm_id].concat();
    let (place_, hsm_) = (place.clone(), hsm.clone());
    let can_delete = can_delete_hsm(hsm, session);
    let items: Items = Box::new(move || items(&place_, &hsm_, can_delete));
    let actions = menu(id_of_menu, label, dots, items);
    vec![
        text_or(hsm.availability_zone.as_deref(), "Not reported"),
        Value::Row(id),
        Value::Row(state),
        copyable_or(hsm.eni_ip.as_deref(), "IPv4 address", "–"),
        copyable_or(hsm.eni_ip_v6.as_deref(), "IPv6 address", "–"),
        located(region, Resource::NetworkInterface, hsm.eni_id.as_deref(), "–"),
        Value::Row(subnet),
        text_or(hsm.hsm_type.as_deref(), "–"),
        Value::View(actions),
    ]
}

/// What can be done with an HSM.
fn items(place: &Place, hsm: &Hsm, can_delete: bool) -> Vec<MenuItem> {
    let copied = [
        ("Copy HSM ID", "HSM ID", Some(&hsm.hsm_id)),
        ("Copy ENI ID", "ENI ID", hsm.eni_id.as_ref()),
        ("Copy IPv4 address", "IPv4 address", hsm.eni_ip.as_ref()),
        ("Copy IPv6 address", "IPv6 address", hsm.eni_ip_v6.as_ref()),
    ];
    let copied = copied.into_iter().filter_map(|(label, what, text)| {
        let text = text.filter(|text| !text.is_empty())?.clone();
        Some(MenuItem { label, deed: Deed::Copy(text, what), is_grave: false })
    });
    let delete = can_delete.then(|| MenuItem {
        label: "Delete this HSM…",
        deed: Deed::Go(hsm_deletion(place.clone(), &hsm.hsm_id)),
        is_grave: true,
    });
    copied.chain(delete).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_without_hsm_have_a_row_and_what_is_deleted_comes_last() {
        let hsm = |id: &str, zone: &str, state| Hsm {
            hsm_id: id.into(),
            availability_zone: Some(zone.into()),
            state: Some(state),
            ..Hsm::default()
        };
        let cluster = Cluster {
            hsms: vec![
                hsm("hsm-gone", "a", HsmState::Deleted),
                hsm("hsm-c", "c", HsmState::Active),
                hsm("hsm-a", "a", HsmState::Degraded),
            ],
            subnet_mapping: [("a".into(), "s-a".into()), ("b".into(), "s-b".into())]
                .into_iter()
                .collect(),
            ..Cluster::default()
        };
        let told: Vec<_> = lines(&cluster)
            .into_iter()
            .map(|line| match line {
                Line::Bare(zone) => format!("none in {}", zone.name),
                Line::Hsm(hsm, is_mapped) => format!("{} {is_mapped}", hsm.hsm_id),
            })
            .collect();
        assert_eq!(told, ["hsm-a true", "none in b", "hsm-c false", "hsm-gone true"]);
    }
}
