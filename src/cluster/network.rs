//! The subnet mapping: Availability Zone, its subnet, and the HSMs in it, as a picture or as a table.

use std::sync::Arc;

use cloudhsm_api::{Cluster, Hsm, Zone};
use leptos::prelude::*;

use super::located::located;
use crate::{
    aws_console::Resource,
    components::{
        Icon, Shape, Tone, Value, copyable_or, data_table, empty, facts, facts_card, hsm_state,
        text_or, word_or,
    },
    route::use_navigation,
};

/// In the address: `?view=table`.
const VIEW: &str = "view";
const TABLE: &str = "table";

/// The tab: a picture, or the same as a table.
#[component]
pub fn Network(region: String, cluster: Memo<Arc<Cluster>>) -> impl IntoView {
    view! { {move || subnets(&region, &cluster.get())} }
}

/// Tracks the address.
fn subnets(region: &str, cluster: &Cluster) -> AnyView {
    let zones = cluster.zones();
    if zones.is_empty() {
        let words = "AWS reports no subnets for this cluster.".to_owned();
        return view! {
            {facts_card("Network", surroundings(region, cluster))}
            {empty("No subnet mapping", words, ().into_any())}
        }
        .into_any();
    }
    let navigation = use_navigation();
    let is_table = navigation.query(VIEW).as_deref() == Some(TABLE);
    let content = if is_table {
        let rows = zones.iter().flat_map(|zone| rows(region, zone)).collect();
        data_table("Subnet mapping", &COLUMNS, rows)
    } else {
        let columns: Vec<_> = zones.iter().map(|zone| column(region, zone)).collect();
        view! { <ul class="zones">{columns}</ul> }.into_any()
    };
    let turn = move |_| navigation.set_query(VIEW, (!is_table).then_some(TABLE));
    view! {
        <section class="vpc">
            <div class="title-line">
                <h2>"Subnet mapping"</h2>
                <button type="button" class="button" aria-pressed=is_table.to_string() on:click=turn>
                    "View as table"
                </button>
            </div>
            {facts(surroundings(region, cluster))}
            {content}
        </section>
    }
    .into_any()
}

fn surroundings(region: &str, cluster: &Cluster) -> Vec<(&'static str, Value)> {
    let security_group = cluster.security_group.as_deref();
    vec![
        ("VPC", located(region, Resource::Vpc, cluster.vpc_id.as_deref(), "Not reported")),
        (
            "Security group",
            located(region, Resource::SecurityGroup, security_group, "Not reported"),
        ),
        ("Network type", word_or(cluster.network_type.as_ref(), "Not reported")),
    ]
}

/// A zone as a column of the picture.
fn column(region: &str, zone: &Zone<'_>) -> impl IntoView + use<> {
    let hsms: Vec<_> = zone.hsms.iter().map(|hsm| chip(region, hsm)).collect();
    let (class, inside) = if hsms.is_empty() {
        let words = view! { <Icon shape=Shape::Alert/>"No HSM in this zone" };
        ("zone bare", view! { <p class="soft">{words}</p> }.into_any())
    } else {
        ("zone", view! { <ul>{hsms}</ul> }.into_any())
    };
    let name = if zone.name.is_empty() { "Unknown zone" } else { zone.name };
    view! {
        <li class=class>
            <h3>{name.to_owned()}</h3>
            <div class="subnet">
                <p>{subnet(region, zone).view()}</p>
                {inside}
            </div>
        </li>
    }
}

/// The subnet, marked where the mapping has another one for the zone, or none.
fn subnet(region: &str, zone: &Zone<'_>) -> Value {
    let id = located(region, Resource::Subnet, zone.subnet, "Unknown subnet");
    if zone.is_mapped {
        return id;
    }
    Value::Row(vec![id, Value::Badge(Tone::Warn, "Not in the subnet mapping".to_owned())])
}

fn chip(region: &str, hsm: &Hsm) -> impl IntoView + use<> {
    view! {
        <li class="chip">
            {hsm_state(hsm.state.as_ref()).view()}
            {copyable_or(Some(&hsm.hsm_id), "HSM ID", "Unknown ID").view()}
            {located(region, Resource::NetworkInterface, hsm.eni_id.as_deref(), "No ENI").view()}
            <span class="small soft break">{addresses(hsm)}</span>
        </li>
    }
}

fn addresses(hsm: &Hsm) -> String {
    let addresses: Vec<&str> =
        [&hsm.eni_ip, &hsm.eni_ip_v6].into_iter().flatten().map(String::as_str).collect();
    addresses.join(", ")
}

const COLUMNS: [&str; 6] = ["Availability Zone", "Subnet", "HSM", "State", "ENI", "IP addresses"];

/// A zone in the table: a row for each HSM, or one that says that there is none.
fn rows(region: &str, zone: &Zone<'_>) -> Vec<Vec<Value>> {
    let row = |hsm: Option<&Hsm>| {
        let mut row = vec![text_or(Some(zone.name), "Not reported"), subnet(region, zone)];
        let Some(hsm) = hsm else {
            row.push(Value::Missing("No HSM in this zone"));
            return row;
        };
        row.push(copyable_or(Some(&hsm.hsm_id), "HSM ID", "Unknown ID"));
        row.push(hsm_state(hsm.state.as_ref()));
        row.push(located(region, Resource::NetworkInterface, hsm.eni_id.as_deref(), "No ENI"));
        row.push(text_or(Some(&addresses(hsm)), "–"));
        row
    };
    match zone.hsms.as_slice() {
        [] => vec![row(None)],
        hsms => hsms.iter().map(|hsm| row(Some(*hsm))).collect(),
    }
}
