//! The cluster's HSMs, with all their members.

use std::sync::Arc;

use cloudhsm_api::{Cluster, Hsm};
use leptos::prelude::*;

use crate::components::{Copyable, HsmStateBadge, copyable_or, text_or};

/// The tab.
#[component]
pub fn Hsms(cluster: Arc<Cluster>) -> impl IntoView {
    if cluster.hsms.is_empty() {
        return view! {
            <div class="empty">
                <h2>"No HSM"</h2>
                <p>"The cluster has no HSM. Create one with "<code>"aws cloudhsmv2 create-hsm"</code>" to use the keys in its backups."</p>
            </div>
        }
        .into_any();
    }
    let rows: Vec<_> = cluster
        .hsms
        .iter()
        .map(|hsm| view! { <HsmRow hsm=hsm.clone() cluster_id=cluster.cluster_id.clone()/> })
        .collect();
    view! {
        <div class="table-frame">
            <table class="table stacks">
                <caption class="visually-hidden">"HSMs of the cluster"</caption>
                <thead><tr>
                    <th scope="col">"HSM ID"</th><th scope="col">"State"</th>
                    <th scope="col">"Availability Zone"</th><th scope="col">"Subnet"</th>
                    <th scope="col">"ENI"</th><th scope="col">"IPv4 address"</th>
                    <th scope="col">"IPv6 address"</th><th scope="col">"HSM type"</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

#[component]
fn HsmRow(hsm: Hsm, cluster_id: String) -> impl IntoView {
    let message = hsm.state_message.clone().filter(|text| !text.is_empty());
    // Said only when it is not what the page says already.
    let elsewhere = hsm.cluster_id.clone().filter(|id| *id != cluster_id);
    let extra =
        (!hsm.extra.is_empty()).then(|| serde_json::to_string(&hsm.extra).unwrap_or_default());
    view! {
        <tr>
            <th scope="row">
                <Copyable text=hsm.hsm_id.clone() what="HSM id"/>
                {elsewhere.map(|id| view! { <p class="small soft">"in cluster "<code>{id}</code></p> })}
                {extra.map(|text| view! { <p class="small soft break">"other members: "<code>{text}</code></p> })}
            </th>
            <td data-label="State">
                <div><HsmStateBadge state=hsm.state.clone()/>{message.map(|text| view! { <p class="small">{text}</p> })}</div>
            </td>
            <td data-label="Availability Zone" class="nowrap">{text_or(hsm.availability_zone.as_deref(), "not told")}</td>
            <td data-label="Subnet">{copyable_or(hsm.subnet_id.as_deref(), "subnet id", "not told")}</td>
            <td data-label="ENI">{copyable_or(hsm.eni_id.as_deref(), "ENI id", "not told")}</td>
            <td data-label="IPv4 address">{copyable_or(hsm.eni_ip.as_deref(), "IPv4 address", "not told")}</td>
            <td data-label="IPv6 address">{copyable_or(hsm.eni_ip_v6.as_deref(), "IPv6 address", "none")}</td>
            <td data-label="HSM type" class="nowrap">{text_or(hsm.hsm_type.as_deref(), "not told")}</td>
        </tr>
    }
}
