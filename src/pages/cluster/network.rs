//! The subnet mapping: Availability Zone, its subnet, and the HSMs in it.

use std::sync::Arc;

use cloudhsm_api::{Cluster, Hsm};
use leptos::prelude::*;

use crate::components::{Copyable, HsmStateBadge, copyable_or, fact, missing, word_or};
use crate::order::in_order;

/// One zone of the mapping, or one that only an HSM names.
#[derive(Debug, Clone, PartialEq)]
struct Zone<'a> {
    name: &'a str,
    /// `None`: an HSM is in a zone that the mapping does not have.
    subnet: Option<&'a str>,
    hsms: Vec<&'a Hsm>,
}

/// The zones of a cluster, by name; the HSMs that name no zone come under an empty one.
fn zones(cluster: &Cluster) -> Vec<Zone<'_>> {
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
#[component]
pub fn Network(cluster: Arc<Cluster>) -> impl IntoView {
    let rows: Vec<_> = zones(&cluster).into_iter().map(zone_row).collect();
    let table = if rows.is_empty() {
        view! { <div class="empty"><h2>"No subnet mapping"</h2><p>"AWS returned none for this cluster."</p></div> }.into_any()
    } else {
        view! {
            <div class="table-frame">
                <table class="table stacks">
                    <caption>"Subnet mapping"</caption>
                    <thead><tr>
                        <th scope="col">"Availability Zone"</th><th scope="col">"Subnet"</th><th scope="col">"HSMs in it"</th>
                    </tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
        .into_any()
    };
    view! {
        <section class="card">
            <dl class="facts">
                {fact("VPC", copyable_or(cluster.vpc_id.as_deref(), "VPC id", "not told"))}
                {fact("Security group", copyable_or(cluster.security_group.as_deref(), "security group id", "not told"))}
                {fact("Network type", word_or(cluster.network_type.as_ref(), "not told"))}
            </dl>
        </section>
        {table}
    }
}

fn zone_row(zone: Zone<'_>) -> AnyView {
    let hsms: Vec<_> = zone
        .hsms
        .iter()
        .map(|hsm| {
            let addresses: Vec<_> =
                [&hsm.eni_ip, &hsm.eni_ip_v6].into_iter().flatten().cloned().collect();
            view! {
                <li>
                    <code>{hsm.hsm_id.clone()}</code>
                    <HsmStateBadge state=hsm.state.clone()/>
                    <code class="soft break">{addresses.join(", ")}</code>
                </li>
            }
        })
        .collect();
    let inside = if hsms.is_empty() {
        missing("no HSM in this zone")
    } else {
        view! { <ul class="zone-hsms">{hsms}</ul> }.into_any()
    };
    let name = if zone.name.is_empty() { "not told".to_owned() } else { zone.name.to_owned() };
    view! {
        <tr>
            <th scope="row" class="nowrap">{name}</th>
            <td data-label="Subnet">
                {match zone.subnet {
                    Some(subnet) => view! { <Copyable text=subnet.to_owned() what="subnet id"/> }.into_any(),
                    None => missing("not in the mapping"),
                }}
            </td>
            <td data-label="HSMs in it">{inside}</td>
        </tr>
    }
    .into_any()
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
