//! AWS's answer as JSON, without secrets, and the same as commands of the AWS CLI.

use std::sync::Arc;

use cloudhsm_api::{Backup, Cluster};
use leptos::prelude::*;

use crate::{
    components::{CodeBlock, live},
    state::Loaded,
};

/// The tab.
#[component]
pub fn Raw(region: String, cluster: Arc<Cluster>, backups: Loaded<Vec<Backup>>) -> impl IntoView {
    let id = cluster.cluster_id.clone();
    let json = serde_json::to_string_pretty(&cluster.without_secrets()).unwrap_or_default();
    let backups_json = move || {
        backups.value.get().map(|all| serde_json::to_string_pretty(&*all).unwrap_or_default())
    };
    let clusters_command =
        format!("aws cloudhsmv2 describe-clusters --region {region} --filters clusterIds={id}");
    let backups_command =
        format!("aws cloudhsmv2 describe-backups --region {region} --filters clusterIds={id}");
    view! {
        <section class="card">
            <h2>"Cluster"</h2>
            <CodeBlock text=clusters_command what="AWS CLI command for the cluster" wrap=true/>
            <CodeBlock text=json what="cluster as JSON"/>
            {cluster.pre_co_password.as_ref().map(|_| view! { <p class="small soft">"PreCoPassword is masked here; the overview can show it."</p> })}
        </section>
        <section class="card">
            <h2>"Backups"</h2>
            <CodeBlock text=backups_command what="AWS CLI command for the backups" wrap=true/>
            {live(move || backups_json().map(|text| view! { <CodeBlock text what="backups as JSON"/> }))}
        </section>
    }
}
