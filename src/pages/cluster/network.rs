//! The subnet mapping: Availability Zone, its subnet, and the HSMs in it.

use std::sync::Arc;

use cloudhsm_api::{Cluster, Hsm};
use leptos::prelude::*;

use super::located::located;
use crate::{
    aws_console::Resource,
    components::{
        Icon, Shape, Value, copyable_or, data_table, empty, facts, facts_card, hsm_state, text_or,
        word_or,
    },
    order::in_order,
};

/// One zone of the mapping, or one that only an HSM names.
#[derive(Debug, Clone, PartialEq)]
pub struct Zone<'a> {
    /// Its name; empty for HSMs that name none.
    pub name: &'a str,
    /// `None`: an HSM is in a zone that the mapping does not have.
    pub subnet: Option<&'a str>,
    /// The HSMs in it.
    pub hsms: Vec<&'a Hsm>,
}

/// The zones of a cluster, by name; the HSMs that name no zone come under an empty one.
pub fn zones(cluster: &Cluster) -> Vec<Zone<'_>> {
    let mut zones: Vec<Zone<'_>> = cluster
        .subnet_mapping
        .iter()
        .map(|(name, subnet)| Zone { name, subnet: Some(subnet), hsms: Vec::new() })
        .collect();
    for hsm in &cluster.hsms {
        let name = hsm.availability_zone.as_deref().unwrap_or_default();
        match zones.iter_mut().find(|zone| zone.name == name) {
            Some(zone) => zone.hsms.push(hsm),
            None => zones.push(Zone { name, subnet: None, hsms: vec![hsm] }),
        }
    }
    in_order(&zones, |a, b| a.name.cmp(b.name))
}

/// The tab: a picture, and the same as a table.
pub fn network(region: &str, cluster: &Arc<Cluster>) -> AnyView {
    let zones = zones(cluster);
    if zones.is_empty() {
        let words = "AWS returned none for this cluster.".to_owned();
        return view! {
            {facts_card("Network", surroundings(region, cluster))}
            {empty("No subnet mapping", words, ().into_any())}
        }
        .into_any();
    }
    let columns: Vec<_> = zones.iter().map(|zone| column(region, zone)).collect();
    let rows = zones.into_iter().map(|zone| row(region, zone)).collect();
    view! {
        <section class="vpc">
            <h2>"Subnet mapping"</h2>
            {facts(surroundings(region, cluster))}
            <ul class="zones">{columns}</ul>
        </section>
        <h2>"The same as a table"</h2>
        {data_table("Subnet mapping", &["Availability Zone", "Subnet", "HSMs in it"], rows)}
    }
    .into_any()
}

fn surroundings(region: &str, cluster: &Cluster) -> Vec<(&'static str, Value)> {
    let security_group = cluster.security_group.as_deref();
    vec![
        ("VPC", located(region, Resource::Vpc, cluster.vpc_id.as_deref(), "not told")),
        ("Security group", located(region, Resource::SecurityGroup, security_group, "not told")),
        ("Network type", word_or(cluster.network_type.as_ref(), "not told")),
    ]
}

/// A zone as a column of the picture.
fn column(region: &str, zone: &Zone<'_>) -> AnyView {
    let hsms: Vec<_> = zone.hsms.iter().map(|hsm| chip(region, hsm)).collect();
    let (class, inside) = if hsms.is_empty() {
        let words = view! { <Icon shape=Shape::Alert/>"No HSM in this zone" };
        ("zone bare", view! { <p class="soft">{words}</p> }.into_any())
    } else {
        ("zone", view! { <ul>{hsms}</ul> }.into_any())
    };
    let name = if zone.name.is_empty() { "Zone not told" } else { zone.name };
    view! {
        <li class=class>
            <h3>{name.to_owned()}</h3>
            <div class="subnet">
                <p>{located(region, Resource::Subnet, zone.subnet, "not in the mapping").view()}</p>
                {inside}
            </div>
        </li>
    }
    .into_any()
}

fn chip(region: &str, hsm: &Hsm) -> AnyView {
    view! {
        <li class="chip">
            {hsm_state(hsm.state.as_ref()).view()}
            {copyable_or(Some(&hsm.hsm_id), "HSM id", "not told").view()}
            {located(region, Resource::NetworkInterface, hsm.eni_id.as_deref(), "no ENI told").view()}
            <span class="small soft break">{addresses(hsm)}</span>
        </li>
    }
    .into_any()
}

fn addresses(hsm: &Hsm) -> String {
    let addresses: Vec<&str> =
        [&hsm.eni_ip, &hsm.eni_ip_v6].into_iter().flatten().map(String::as_str).collect();
    addresses.join(", ")
}

fn row(region: &str, zone: Zone<'_>) -> Vec<Value> {
    let inside: Vec<_> = zone
        .hsms
        .iter()
        .map(|hsm| {
            Value::Row(vec![
                Value::Code(hsm.hsm_id.clone()),
                hsm_state(hsm.state.as_ref()),
                Value::Note(addresses(hsm)),
            ])
        })
        .collect();
    vec![
        text_or(Some(zone.name), "not told"),
        located(region, Resource::Subnet, zone.subnet, "not in the mapping"),
        if inside.is_empty() { Value::Missing("no HSM in this zone") } else { Value::Row(inside) },
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_hsm_shows_even_in_a_zone_that_the_mapping_lacks() {
        let hsm = |id: &str, zone: Option<&str>| Hsm {
            hsm_id: id.into(),
            availability_zone: zone.map(str::to_owned),
            ..Hsm::default()
        };
        let cluster = Cluster {
            subnet_mapping: [
                ("us-east-1a".to_owned(), "subnet-a".to_owned()),
                ("us-east-1b".to_owned(), "subnet-b".to_owned()),
            ]
            .into(),
            hsms: vec![hsm("1", Some("us-east-1a")), hsm("2", Some("us-east-1c")), hsm("3", None)],
            ..Cluster::default()
        };
        let found: Vec<_> = zones(&cluster)
            .into_iter()
            .map(|zone| (zone.name, zone.subnet, zone.hsms.len()))
            .collect();
        assert_eq!(
            found,
            [
                ("", None, 1),
                ("us-east-1a", Some("subnet-a"), 1),
                ("us-east-1b", Some("subnet-b"), 0),
                ("us-east-1c", None, 1),
            ]
        );
    }
}
