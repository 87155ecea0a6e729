//! The parts of a cluster's page that are looked at less often, in the program that is loaded on
//! demand: about the cluster that the console has, as AWS's JSON.

use std::sync::Arc;

use cloudhsm_api::Cluster;
use leptos::prelude::*;

use super::{backups::Backups, network::network, raw::Raw};
use crate::{
    cluster::certificates::CertificatesPage,
    route::Tab,
    state::{CALM_MILLIS, Loaded, poll, under_owner, use_connected},
};

/// The part that the tab names.
pub fn later_tab(tab: Tab, region: String, cluster: &str) -> AnyView {
    // As the console read it: what is malformed must not hide the rest here either.
    let cluster = Arc::new(Cluster::salvaged(cluster));
    match tab {
        Tab::Certificates => {
            view! { <CertificatesPage cluster=Arc::unwrap_or_clone(cluster)/> }.into_any()
        }
        Tab::Network => network(&region, &cluster),
        Tab::Backups => {
            let backups = backups_of(&region, &cluster);
            view! { <Backups region cluster backups/> }.into_any()
        }
        _ => {
            let backups = backups_of(&region, &cluster);
            view! { <Raw region cluster backups/> }.into_any()
        }
    }
}

fn backups_of(region: &str, cluster: &Cluster) -> Loaded<Vec<cloudhsm_api::Backup>> {
    let backups = Loaded::default();
    let (client, region) = (use_connected().client, region.to_owned());
    let id = cluster.cluster_id.clone();
    let load = under_owner(move |()| {
        let (client, region, id) = (client.clone(), region.clone(), id.clone());
        backups.load_if_changed(async move { client.backups(&region, Some(&id)).await });
    });
    load.run(());
    poll(|| CALM_MILLIS, move || load.run(()));
    backups
}
