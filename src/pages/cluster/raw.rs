//! AWS's answer as JSON, without secrets, and the same as commands of the AWS CLI.

use std::sync::Arc;

use cloudhsm_api::{Backup, Cluster};
use leptos::prelude::*;
use serde_json::Value;

use crate::{
    components::{CodeBlock, live},
    state::Loaded,
};

/// The tab.
#[component]
pub fn Raw(region: String, cluster: Arc<Cluster>, backups: Loaded<Vec<Backup>>) -> impl IntoView {
    let id = cluster.cluster_id.clone();
    let json = pretty(cluster.to_json_without_secrets());
    let backups_json =
        move || backups.value.get().map(|all| pretty(all.iter().map(Backup::to_json).collect()));
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

fn pretty(json: Value) -> String {
    format!("{json:#}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use cloudhsm_api::Secret;

    #[test]
    fn the_password_is_masked_and_the_rest_is_there() {
        let cluster = Cluster {
            cluster_id: "cluster-a".into(),
            pre_co_password: Some(Secret::new("hunter2")),
            ..Cluster::default()
        };
        let text = pretty(cluster.to_json_without_secrets());
        assert!(!text.contains("hunter2"));
        assert!(text.contains("***") && text.contains("cluster-a"));
    }
}
