//! The cluster's HSMs, with all their members.

use std::sync::Arc;

use cloudhsm_api::{Cluster, Hsm, Timestamp};
use leptos::prelude::*;

use super::located::located;
use crate::{
    aws_console::Resource,
    components::{Pager, Value, copyable_or, data_table, empty, hsm_state, text_or},
    state::SeenHsms,
};

const COLUMNS: &[&str] = &[
    "HSM ID",
    "State",
    "Availability Zone",
    "Subnet",
    "ENI",
    "IPv4 address",
    "IPv6 address",
    "HSM type",
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
    if cluster.hsms.is_empty() {
        let words = "To use the keys in the cluster’s backups, create an HSM with aws cloudhsmv2 create-hsm.";
        return empty("No HSMs", words.to_owned(), ().into_any());
    }
    let (region, cluster) = (region.to_owned(), Arc::clone(cluster));
    pager.view(cluster.hsms.len(), "HSMs", move |range| {
        let shown = cluster.hsms.get(range).unwrap_or_default();
        let rows = shown.iter().map(|hsm| row(&region, hsm, &cluster.cluster_id)).collect();
        data_table("HSMs of the cluster", COLUMNS, rows)
    })
}

fn row(region: &str, hsm: &Hsm, cluster_id: &str) -> Vec<Value> {
    let mut id = vec![copyable_or(Some(&hsm.hsm_id), "HSM ID", "–")];
    // Said only when it is not what the page says already.
    if let Some(elsewhere) = hsm.cluster_id.as_deref().filter(|id| *id != cluster_id) {
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
    vec![
        Value::Row(id),
        Value::Row(state),
        text_or(hsm.availability_zone.as_deref(), "–"),
        located(region, Resource::Subnet, hsm.subnet_id.as_deref(), "–"),
        located(region, Resource::NetworkInterface, hsm.eni_id.as_deref(), "–"),
        copyable_or(hsm.eni_ip.as_deref(), "IPv4 address", "–"),
        copyable_or(hsm.eni_ip_v6.as_deref(), "IPv6 address", "–"),
        text_or(hsm.hsm_type.as_deref(), "–"),
    ]
}
