//! The subnet mapping: Availability Zone, its subnet, and the HSMs in it.

use std::sync::Arc;

use cloudhsm_api::{Cluster, Hsm};
use leptos::prelude::*;

use crate::{
    components::{Value, copyable_or, data_table, empty, facts_card, hsm_state, text_or, word_or},
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

/// The tab.
pub fn network(cluster: &Arc<Cluster>) -> AnyView {
    let rows: Vec<_> = zones(cluster).into_iter().map(row).collect();
    let mapping = if rows.is_empty() {
        let words = "AWS returned none for this cluster.".to_owned();
        empty("No subnet mapping", words, ().into_any())
    } else {
        data_table("Subnet mapping", &["Availability Zone", "Subnet", "HSMs in it"], rows)
    };
    let pairs = vec![
        ("VPC", copyable_or(cluster.vpc_id.as_deref(), "VPC id", "not told")),
        (
            "Security group",
            copyable_or(cluster.security_group.as_deref(), "security group id", "not told"),
        ),
        ("Network type", word_or(cluster.network_type.as_ref(), "not told")),
    ];
    view! {
        {facts_card("Network", pairs)}
        <h2>"Subnet mapping"</h2>
        {mapping}
    }
    .into_any()
}

fn row(zone: Zone<'_>) -> Vec<Value> {
    let inside: Vec<_> = zone
        .hsms
        .iter()
        .map(|hsm| {
            let addresses: Vec<_> =
                [&hsm.eni_ip, &hsm.eni_ip_v6].into_iter().flatten().cloned().collect();
            Value::Row(vec![
                Value::Code(hsm.hsm_id.clone()),
                hsm_state(hsm.state.as_ref()),
                Value::Note(addresses.join(", ")),
            ])
        })
        .collect();
    vec![
        text_or(Some(zone.name), "not told"),
        copyable_or(zone.subnet, "subnet id", "not in the mapping"),
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
