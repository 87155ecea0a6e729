//! AWS's answer as JSON, without secrets, and the same as commands of the AWS CLI.
//!
//! The cluster is read once more for it: what the other tabs are made of has one form for what AWS and
//! its imitators write in several (`90` and `"90"`), and this shows what was sent.

use std::sync::Arc;

use cloudhsm_api::{Backup, Cluster, Secret, mask_private_keys};
use leptos::prelude::*;
use serde_json::Value;

use crate::{
    components::{CodeBlock, Skeleton, error_view},
    state::{Loaded, under_owner, use_connected},
};

/// The tab.
#[component]
pub fn Raw(
    region: String,
    cluster: Memo<Arc<Cluster>>,
    backups: Loaded<Vec<Backup>>,
) -> impl IntoView {
    let id = cluster.with_untracked(|cluster| cluster.cluster_id.clone());
    let holds_password = move || cluster.with(|cluster| cluster.pre_co_password.is_some());
    let holds_private_key =
        move || cluster.with(|cluster| holds_mask(&cluster.to_json_without_secrets()));
    let sent = Loaded::<Option<String>>::default();
    let (client, place) = (use_connected().client, (region.clone(), id.clone()));
    let load = under_owner(move |()| {
        let (client, (region, id)) = (client.clone(), place.clone());
        sent.load_if_changed(async move { client.cluster_as_sent(&region, &id).await });
    });
    Effect::new(move |_| {
        cluster.track();
        load.run(());
    });
    let backups_json =
        move || backups.value.get().map(|all| pretty(all.iter().map(Backup::to_json).collect()));
    let clusters_command =
        format!("aws cloudhsmv2 describe-clusters --region {region} --filters clusterIds={id}");
    let backups_command =
        format!("aws cloudhsmv2 describe-backups --region {region} --filters clusterIds={id}");
    let json = move || match (sent.value.get(), sent.error.get()) {
        (Some(text), _) => {
            let text = text.as_ref().as_deref().map(shown).unwrap_or_default();
            view! { <CodeBlock text what="cluster as JSON"/> }.into_any()
        }
        (None, Some(error)) => error_view(&error, "Couldn’t read the cluster".to_owned(), None),
        (None, None) => view! { <Skeleton what="the cluster as JSON"/> }.into_any(),
    };
    view! {
        <section class="card">
            <h2>"Cluster"</h2>
            <CodeBlock text=clusters_command what="AWS CLI command for the cluster" wrap=true/>
            {move || json()}
            <Show when=holds_password>
                <p class="small soft">"PreCoPassword is masked here. You can show it on the Overview tab."</p>
            </Show>
            <Show when=holds_private_key>
                <p class="small soft">"A private key was removed from this view. Treat it as exposed."</p>
            </Show>
        </section>
        <section class="card">
            <h2>"Backups"</h2>
            <CodeBlock text=backups_command what="AWS CLI command for the backups" wrap=true/>
            {move || backups_json().map(|text| view! { <CodeBlock text what="backups as JSON"/> }.into_any())}
        </section>
    }
}

/// Whether a private key is left out.
fn holds_mask(json: &Value) -> bool {
    match json {
        Value::String(text) => text == private_key::MASK,
        Value::Array(values) => values.iter().any(holds_mask),
        Value::Object(members) => members.values().any(holds_mask),
        _ => false,
    }
}

/// What AWS sent, indented, with its secret masked; as it is when it is nested too deeply to be read.
fn shown(text: &str) -> String {
    let Ok(mut json) = serde_json::from_str::<Value>(text) else {
        // Nothing is shown of it that could be a secret.
        return pretty(Cluster::salvaged(text).to_json_without_secrets());
    };
    if let Some(secret) = json.get_mut(SECRET).filter(|secret| !secret.is_null()) {
        *secret = Secret::new("").to_string().into();
    }
    mask_private_keys(&mut json);
    pretty(json)
}

/// The one member that is a secret.
const SECRET: &str = "PreCoPassword";

fn pretty(json: Value) -> String {
    format!("{json:#}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_password_is_masked_and_the_rest_is_as_it_was_sent() {
        let sent = r#"{"ClusterId": "cluster-a", "PreCoPassword": "hunter2", "State": null,
            "BackupRetentionPolicy": {"Value": 90}, "CreateTimestamp": "2026-01-01T00:00:00Z"}"#;
        let text = shown(sent);
        assert!(!text.contains("hunter2") && text.contains("***"), "{text}");
        for part in ["\"Value\": 90", "\"State\": null", "\"2026-01-01T00:00:00Z\"", "cluster-a"] {
            assert!(text.contains(part), "{text}");
        }
    }

    #[test]
    fn the_password_is_masked_whatever_it_is_beside_and_whatever_it_is() {
        let deep = ["[".repeat(500), "]".repeat(500)].concat();
        for password in ["\"hunter2\"", "[\"hunter2\"]"] {
            for sent in [
                format!(r#"{{"PreCoPassword": {password}}}"#),
                format!(r#"{{"PreCoPassword": {password}, "Extra": {deep}}}"#),
            ] {
                assert!(!shown(&sent).contains("hunter2"), "{}", shown(&sent));
            }
        }
    }

    #[test]
    fn a_private_key_is_left_out_wherever_it_is() {
        let key = "-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEAvN3xJ1Yz8xk8gKj0\n";
        let key = Value::from(key);
        for sent in [
            format!(r#"{{"Certificates": {{"HsmCertificate": {key}}}}}"#),
            format!(r#"{{"TagList": [{{"Key": "note", "Value": {key}}}]}}"#),
            format!(r#"{{"FutureMember": [{key}]}}"#),
        ] {
            let text = shown(&sent);
            assert!(!text.contains("MIIEow") && text.contains("left out by the console"), "{text}");
        }
    }
}
