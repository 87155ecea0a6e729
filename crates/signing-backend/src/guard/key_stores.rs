//! What a deletion means for the KMS custom key stores whose keys are in the cluster.
//!
//! A key store that KMS uses, or is about to, blocks. One that is not connected is a loss. Where KMS
//! did not say, that is said: for production, it has to be acknowledged.

use aws_services::{ConnectionState, CustomKeyStore, Lookup, Service};
use backend_api::{Blocker, BlockerCode, Difference, WarningCode};
use serde_json::Value;

use super::{
    GuardRules, Target, key_store_state::KEY_STORES, snapshot::Snapshot, warning_list::Warnings,
};
use crate::dependents::{Outcome, is_in_use};

/// Whether a deletion takes from the key stores what they need.
fn matter(snapshot: &Snapshot, target: &Target) -> bool {
    snapshot.cluster.as_ref().is_some_and(|cluster| target.ends_service(cluster))
}

/// The changes that count. That there is no key store, where it was not known, is no news to stop for;
/// the other way round, what was ruled out no longer is.
pub(super) fn that_count(
    mut changes: Vec<Difference>,
    found: &Snapshot,
    target: &Target,
) -> Vec<Difference> {
    let they_matter = matter(found, target);
    changes.retain(|change| {
        let is_about_them = change.path.split('[').next() == Some(KEY_STORES);
        let none = change.found.as_ref().and_then(Value::as_array).is_some_and(Vec::is_empty);
        !is_about_them || they_matter && !(change.planned.is_none() && none)
    });
    changes
}

/// A key store is connected, or in a state that isn't certain.
pub(super) fn connected(snapshot: &Snapshot, target: &Target) -> Option<Blocker> {
    let stores = snapshot.key_stores.as_ref()?.known()?;
    let in_use: Vec<_> = stores.iter().filter(|store| is_in_use(store)).map(named).collect();
    if in_use.is_empty() || !matter(snapshot, target) {
        return None;
    }
    let message = match in_use.len() {
        1 => {
            "A KMS custom key store uses this cluster. Its KMS keys would stop working. Disconnect \
              it in KMS first."
                .to_owned()
        }
        many => format!(
            "{many} KMS custom key stores use this cluster. Their KMS keys would stop working. \
             Disconnect them in KMS first."
        ),
    };
    Some(Blocker { code: BlockerCode::KeyStoreConnected, message, subjects: in_use })
}

/// What is lost with those that are not connected, or that it is not known. A cluster that can have no
/// keys needs no word about what is not known.
pub(super) fn warn(
    warnings: &mut Warnings,
    snapshot: &Snapshot,
    target: &Target,
    rules: &GuardRules,
    can_have_keys: bool,
) {
    let (Some(reading), Some(cluster)) = (&snapshot.key_stores, &snapshot.cluster) else { return };
    if !matter(snapshot, target) {
        return;
    }
    let why = match &reading.outcome {
        Outcome::Known(stores) => return idle(warnings, stores, target),
        unknown => unknown.why(Service::Kms, Lookup::DescribeCustomKeyStores),
    };
    if !can_have_keys {
        return;
    }
    let message = format!("It isn’t known whether a KMS custom key store uses this cluster. {why}");
    let (code, subjects) = (WarningCode::KeyStoresUnknown, vec![cluster.cluster_id.clone()]);
    warnings.unknown(code, message, subjects, rules.is_production(&cluster.tag_list));
}

fn idle(warnings: &mut Warnings, stores: &[CustomKeyStore], target: &Target) {
    let idle: Vec<_> = stores.iter().filter(|store| !is_in_use(store)).map(named).collect();
    if idle.is_empty() {
        return;
    }
    let code = WarningCode::KmsKeyStore;
    if matches!(target, Target::Cluster { .. }) {
        let message = "A KMS custom key store has its keys in this cluster. Without the cluster, its \
                       KMS keys and all that they encrypt can’t be used. Only a cluster from one of \
                       its backups can take its place.";
        warnings.require_acknowledgement(code, message, idle);
    } else {
        let message = "A KMS custom key store has its keys in this cluster. KMS can’t connect it \
                       until the cluster has an ACTIVE HSM again.";
        warnings.info(code, message, idle);
    }
}

/// Its name and ID, and AWS's words for its state.
fn named(store: &CustomKeyStore) -> String {
    let id = store.custom_key_store_id.as_deref().unwrap_or("without an ID");
    let name = store.custom_key_store_name.as_deref().unwrap_or("without a name");
    let state = store.connection_state.as_ref().map_or("unknown state", ConnectionState::as_str);
    match &store.connection_error_code {
        None => format!("{name} ({id}): {state}"),
        Some(error) => format!("{name} ({id}): {state}, {error}"),
    }
}
