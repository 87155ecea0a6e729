//! The order in which a cluster is retired: KMS keys, key stores, HSMs, cluster. What is known of each
//! step, and the commands that do it.
//!
//! <https://docs.aws.amazon.com/kms/latest/developerguide/delete-keystore.html>,
//! <https://docs.aws.amazon.com/cloudhsm/latest/userguide/manage-clusters.html>

use aws_services::CustomKeyStore;
use backend_api::{
    RetirementState::{self, Done, ToDo, Unknown},
    RetirementStep, RetirementStepName, SourceName, shell_word,
};

use super::{Target, snapshot::Snapshot};
use crate::{
    dependents::{Outcome, is_in_use},
    forward::Upstream,
};

const KEYS_GUIDE: &str =
    "https://docs.aws.amazon.com/kms/latest/developerguide/delete-cmk-keystore.html";
const DISCONNECT_GUIDE: &str =
    "https://docs.aws.amazon.com/kms/latest/developerguide/connect-keystore.html";
const STORE_GUIDE: &str =
    "https://docs.aws.amazon.com/kms/latest/developerguide/delete-keystore.html";
const HSM_GUIDE: &str = "https://docs.aws.amazon.com/cloudhsm/latest/userguide/add-remove-hsm.html";
const CLUSTER_GUIDE: &str =
    "https://docs.aws.amazon.com/cloudhsm/latest/userguide/delete-cluster.html";

/// What the checklist says where it isn’t known whether there is a key store.
const STORES_UNKNOWN: &str =
    "Not known: KMS didn’t say whether it has a key store with this cluster.";
const STORES_ASKED: &str = "Not known yet: KMS is being asked.";
const NO_STORE: &str = "KMS has no key store of this account and region with this cluster.";

/// The steps of a cluster's retirement; none for anything else.
pub(super) fn retirement(
    snapshot: &Snapshot,
    target: &Target,
    region: &str,
    upstream: &dyn Upstream,
) -> Vec<RetirementStep> {
    let (Target::Cluster { cluster_id }, Some(cluster)) = (target, &snapshot.cluster) else {
        return Vec::new();
    };
    let stores = match snapshot.key_stores.as_ref().map(|it| &it.outcome) {
        Some(Outcome::Known(stores)) => Some(stores.as_slice()),
        _ => None,
    };
    let kms = Kms { region, profile: profile(&upstream.cli_options()) };
    let why =
        if snapshot.asking.contains(&SourceName::Kms) { STORES_ASKED } else { STORES_UNKNOWN };
    let mut steps = kms.steps(stores, why);
    let hsms: Vec<_> = cluster.present_hsms().map(|it| it.hsm_id.clone()).collect();
    let commands: Vec<_> = hsms
        .iter()
        .map(|hsm_id| {
            let (cluster_id, hsm_id) = (cluster_id.clone(), hsm_id.clone());
            Target::Hsm { cluster_id, hsm_id }.request(region, upstream).cli
        })
        .collect();
    let (state, message) = match hsms.len() {
        0 => (Done, "The cluster has no HSM.".to_owned()),
        1 => (ToDo, "The cluster has one HSM. This console can delete it.".to_owned()),
        many => (ToDo, format!("The cluster has {many} HSMs. This console can delete them.")),
    };
    steps.push(step(RetirementStepName::Hsms, state, &message, commands, HSM_GUIDE));
    let message = "Last, the cluster. Its backups are kept.";
    let commands = vec![target.request(region, upstream).cli];
    steps.push(step(RetirementStepName::Cluster, ToDo, message, commands, CLUSTER_GUIDE));
    steps
}

fn step(
    name: RetirementStepName,
    state: RetirementState,
    message: &str,
    commands: Vec<String>,
    guide: &str,
) -> RetirementStep {
    RetirementStep { name, state, message: message.to_owned(), commands, guide: guide.to_owned() }
}

/// The options that KMS takes too: an endpoint that replaces CloudHSM’s is not KMS.
fn profile(options: &[String]) -> Vec<String> {
    options
        .chunks(2)
        .filter(|it| it.first().is_some_and(|it| it == "--profile"))
        .flatten()
        .cloned()
        .collect()
}

/// Makes the steps at KMS.
struct Kms<'a> {
    region: &'a str,
    profile: Vec<String>,
}

impl Kms<'_> {
    /// Of these key stores; `None` if they are not known, and why.
    fn steps(&self, stores: Option<&[CustomKeyStore]>, why: &str) -> Vec<RetirementStep> {
        use RetirementStepName::{DeleteKeyStores, DisconnectKeyStores, KmsKeys};
        let all = [
            (KmsKeys, KEYS_GUIDE),
            (DisconnectKeyStores, DISCONNECT_GUIDE),
            (DeleteKeyStores, STORE_GUIDE),
        ];
        let stores = match stores {
            None => {
                let find = vec![self.command("describe-custom-key-stores", &[])];
                let unknown = |(name, guide)| step(name, Unknown, why, find.clone(), guide);
                return all.map(unknown).into();
            }
            Some([]) => {
                return all
                    .map(|(name, guide)| step(name, Done, NO_STORE, Vec::new(), guide))
                    .into();
            }
            Some(stores) => stores,
        };
        let in_use: Vec<_> = stores.iter().filter(|it| is_in_use(it)).collect();
        let each = |verb: &str, stores: &[&CustomKeyStore]| -> Vec<String> {
            let ids = stores.iter().filter_map(|it| it.custom_key_store_id.as_deref());
            ids.map(|id| self.command(verb, &["--custom-key-store-id", id])).collect()
        };
        let (state, message) = match in_use.as_slice() {
            [] => (Done, "No key store of the cluster is connected."),
            _ => (
                ToDo,
                "A key store is connected. Its KMS keys stop working once it is disconnected.",
            ),
        };
        let keys = "Not known: KMS doesn’t list keys by key store. Move what they encrypt, then schedule \
                    their deletion, which takes 7 to 30 days. A key store with KMS keys can’t be deleted.";
        vec![
            step(KmsKeys, Unknown, keys, self.keys(stores), KEYS_GUIDE),
            step(
                DisconnectKeyStores,
                state,
                message,
                each("disconnect-custom-key-store", &in_use),
                DISCONNECT_GUIDE,
            ),
            step(
                DeleteKeyStores,
                ToDo,
                "A key store still has this cluster. It can be deleted once it is disconnected and has no \
                 KMS keys.",
                each("delete-custom-key-store", &stores.iter().collect::<Vec<_>>()),
                STORE_GUIDE,
            ),
        ]
    }

    /// What finds the keys of a key store, and what deletes one.
    fn keys(&self, stores: &[CustomKeyStore]) -> Vec<String> {
        let ids: Vec<_> = stores.iter().filter_map(|it| it.custom_key_store_id.clone()).collect();
        let list = self.command("list-keys", &["--query", "Keys[].KeyId", "--output", "text"]);
        let query = "KeyMetadata.[CustomKeyStoreId,KeyId,KeyState]";
        let describe = self.command("describe-key", &["--query", query, "--output", "text"]);
        let find = format!("for key in $({list}); do {describe} --key-id \"$key\"; done | grep");
        let find = ids.iter().map(|id| format!("{find} {}", shell_word(id)));
        let delete = self.command(
            "schedule-key-deletion",
            &["--key-id", "KEY_ID", "--pending-window-in-days", "30"],
        );
        find.chain([delete]).collect()
    }

    fn command(&self, verb: &str, options: &[&str]) -> String {
        let words = ["aws", "kms", verb].into_iter().chain(options.iter().copied());
        let words = words.chain(["--region", self.region]);
        let words = words.chain(self.profile.iter().map(String::as_str));
        words.map(shell_word).collect::<Vec<_>>().join(" ")
    }
}
