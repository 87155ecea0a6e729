//! KMS from outside: its key stores, and how it behaves.

use aws_services::CustomKeyStore;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::patch::merge;
use crate::kms::{Behaviour, Kms};

/// How KMS behaves, as a test orders it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Order {
    behaviour: Behaviour,
}

/// What KMS has seen.
#[derive(Debug, Serialize)]
pub(super) struct Shown {
    behaviour: Behaviour,
    calls: u64,
}

/// Why a change was not made.
#[derive(Debug, thiserror::Error)]
pub(super) enum KmsChangeError {
    #[error("there is no such key store")]
    NoSuchKeyStore,
    #[error("this is not a key store: {0}")]
    NotAKeyStore(#[from] serde_json::Error),
}

pub(super) fn show(kms: &Kms) -> Shown {
    Shown { behaviour: kms.behaviour, calls: kms.calls }
}

pub(super) fn order(kms: &mut Kms, order: &Order) {
    kms.behaviour = order.behaviour;
}

/// Merges JSON into a key store, as `{"ConnectionState": "DISCONNECTED"}`.
pub(super) fn patch(kms: &mut Kms, id: &str, patch: &Value) -> Result<Value, KmsChangeError> {
    let (region, store) = kms.find(id).ok_or(KmsChangeError::NoSuchKeyStore)?;
    let region = region.to_owned();
    let mut whole = serde_json::to_value(store)?;
    merge(&mut whole, patch);
    kms.put(&region, id, serde_json::from_value(whole.clone())?);
    Ok(whole)
}

/// Adds a key store to a region.
pub(super) fn add(kms: &mut Kms, region: &str, store: Value) -> Result<(), KmsChangeError> {
    let store: CustomKeyStore = serde_json::from_value(store)?;
    let id = store.custom_key_store_id.clone().ok_or(KmsChangeError::NoSuchKeyStore)?;
    kms.put(region, &id, store);
    Ok(())
}
