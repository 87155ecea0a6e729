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
    let json = cluster.to_json_without_secrets();
    let holds_private_key = holds_mask(&json);
    let json = pretty(json);
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
            {holds_private_key.then(|| view! { <p class="small soft">"A private key is left out here. Treat it as exposed."</p> })}
        </section>
        <section class="card">
            <h2>"Backups"</h2>
            <CodeBlock text=backups_command what="AWS CLI command for the backups" wrap=true/>
            {live(move || backups_json().map(|text| view! { <CodeBlock text what="backups as JSON"/> }))}
        </section>
    }
}

/// Whether a private key was left out.
fn holds_mask(json: &Value) -> bool {
    match json {
        Value::String(text) => text == private_key::MASK,
        Value::Array(values) => values.iter().any(holds_mask),
        Value::Object(members) => members.values().any(holds_mask),
        _ => false,
    }
}

fn pretty(json: Value) -> String {
    format!("{json:#}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use cloudhsm_api::{Certificates, Secret, Tag};

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
        assert!(!holds_mask(&cluster.to_json_without_secrets()));
    }

    #[test]
    fn a_private_key_is_left_out_wherever_it_is() {
        let key = "-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEAvN3xJ1Yz8xk8gKj0\n";
        let certificates = Certificates {
            hsm_certificate: Some(format!("-----BEGIN CERTIFICATE-----\nMII\n{key}")),
            ..Certificates::default()
        };
        let in_a_slot = Cluster { certificates: Some(certificates), ..Cluster::default() };
        let in_a_tag = Cluster { tag_list: vec![Tag::new("note", key)], ..Cluster::default() };
        for cluster in [in_a_slot, in_a_tag] {
            let json = cluster.to_json_without_secrets();
            assert!(holds_mask(&json));
            assert!(!pretty(json).contains("MIIEow"));
        }
    }
}
