//! The subnet mapping: Availability Zone, its subnet, and the HSMs in it.

use std::sync::Arc;

use cloudhsm_api::{Cluster, Hsm};
use leptos::prelude::*;

use super::located::located;
use crate::{
    aws_console::Resource,
    components::{
        Icon, Shape, Tone, Value, copyable_or, data_table, empty, facts, facts_card, hsm_state,
        text_or, word_or,
    },
    order::in_order,
};

/// A zone with a subnet: of the mapping, or where an HSM is though the mapping doesn't say so.
#[derive(Debug, Clone, PartialEq)]
pub struct Zone<'a> {
    /// Its name; empty for HSMs that name none.
    pub name: &'a str,
    /// `None`: the mapping has no such zone, and its HSMs name no subnet.
    pub subnet: Option<&'a str>,
    /// The subnet mapping has this zone with this subnet.
    pub is_mapped: bool,
    /// The HSMs in it; not those that are DELETED.
    pub hsms: Vec<&'a Hsm>,
}

/// The zones of a cluster, by name; the HSMs that name no zone come under an empty one. An HSM in
/// another subnet than the mapping's stands under its own.
pub fn zones(cluster: &Cluster) -> Vec<Zone<'_>> {
    let mapped =
        |(name, subnet)| Zone { name, subnet: Some(subnet), is_mapped: true, hsms: vec![] };
    let mapping = cluster.subnet_mapping.iter();
    let mut zones: Vec<Zone<'_>> =
        mapping.map(|(name, subnet)| mapped((name.as_str(), subnet.as_str()))).collect();
    for hsm in cluster.present_hsms() {
        let name = hsm.availability_zone.as_deref().unwrap_or_default();
        let own = hsm.subnet_id.as_deref().filter(|id| !id.is_empty());
        let fits = |zone: &&mut Zone<'_>| {
            // An HSM that names no subnet belongs to its zone's.
            zone.name == name && (own.is_none() || zone.subnet == own)
        };
        match zones.iter_mut().find(fits) {
            Some(zone) => zone.hsms.push(hsm),
            None => zones.push(Zone { name, subnet: own, is_mapped: false, hsms: vec![hsm] }),
        }
    }
    in_order(&zones, |a, b| a.name.cmp(b.name).then_with(|| b.is_mapped.cmp(&a.is_mapped)))
}

/// The tab: a picture, and the same as a table.
pub fn network(region: &str, cluster: &Arc<Cluster>) -> AnyView {
    let zones = zones(cluster);
    if zones.is_empty() {
        let words = "AWS reports no subnets for this cluster.".to_owned();
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
        <h2>"As a table"</h2>
        {data_table("Subnet mapping", &["Availability Zone", "Subnet", "HSMs in it"], rows)}
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
fn column(region: &str, zone: &Zone<'_>) -> AnyView {
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
    .into_any()
}

/// The subnet, marked where the mapping has another one for the zone, or none.
fn subnet(region: &str, zone: &Zone<'_>) -> Value {
    let id = located(region, Resource::Subnet, zone.subnet, "Unknown subnet");
    if zone.is_mapped {
        return id;
    }
    Value::Row(vec![id, Value::Badge(Tone::Warn, "Not in the subnet mapping".to_owned())])
}

fn chip(region: &str, hsm: &Hsm) -> AnyView {
    view! {
        <li class="chip">
            {hsm_state(hsm.state.as_ref()).view()}
            {copyable_or(Some(&hsm.hsm_id), "HSM ID", "Unknown ID").view()}
            {located(region, Resource::NetworkInterface, hsm.eni_id.as_deref(), "No ENI").view()}
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
        text_or(Some(zone.name), "Not reported"),
        subnet(region, &zone),
        if inside.is_empty() { Value::Missing("No HSM in this zone") } else { Value::Row(inside) },
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use cloudhsm_api::HsmState;

    fn hsm(id: &str, zone: Option<&str>, subnet: Option<&str>) -> Hsm {
        Hsm {
            hsm_id: id.into(),
            availability_zone: zone.map(str::to_owned),
            subnet_id: subnet.map(str::to_owned),
            ..Hsm::default()
        }
    }

    fn cluster(hsms: Vec<Hsm>) -> Cluster {
        let subnet_mapping = [
            ("us-east-1a".to_owned(), "subnet-a".to_owned()),
            ("us-east-1b".to_owned(), "subnet-b".to_owned()),
        ]
        .into();
        Cluster { subnet_mapping, hsms, ..Cluster::default() }
    }

    fn found(cluster: &Cluster) -> Vec<(&str, Option<&str>, bool, usize)> {
        let zones = zones(cluster).into_iter();
        zones.map(|zone| (zone.name, zone.subnet, zone.is_mapped, zone.hsms.len())).collect()
    }

    #[test]
    fn every_hsm_shows_even_in_a_zone_that_the_mapping_lacks() {
        let cluster = cluster(vec![
            hsm("1", Some("us-east-1a"), Some("subnet-a")),
            hsm("2", Some("us-east-1c"), None),
            hsm("3", None, None),
        ]);
        assert_eq!(
            found(&cluster),
            [
                ("", None, false, 1),
                ("us-east-1a", Some("subnet-a"), true, 1),
                ("us-east-1b", Some("subnet-b"), true, 0),
                ("us-east-1c", None, false, 1),
            ]
        );
    }

    #[test]
    fn an_hsm_outside_of_the_mapped_subnet_is_listed_under_its_own() {
        let cluster = cluster(vec![
            hsm("1", Some("us-east-1b"), Some("subnet-a")),
            hsm("2", Some("us-east-1b"), Some("subnet-a")),
            hsm("3", Some("us-east-1b"), Some("")),
        ]);
        assert_eq!(
            found(&cluster),
            [
                ("us-east-1a", Some("subnet-a"), true, 0),
                ("us-east-1b", Some("subnet-b"), true, 1),
                ("us-east-1b", Some("subnet-a"), false, 2),
            ]
        );
    }

    #[test]
    fn a_deleted_hsm_is_in_no_zone() {
        let deleted = Hsm {
            state: Some(HsmState::Deleted),
            ..hsm("1", Some("us-east-1c"), Some("subnet-c"))
        };
        let cluster = cluster(vec![deleted]);
        assert_eq!(found(&cluster).len(), 2);
    }
}
