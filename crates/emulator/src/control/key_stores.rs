//! KMS's key stores from outside.

use aws_services::CustomKeyStore;
use serde_json::Value;

use super::patch::merge;
use crate::kms::Kms;

/// Why a change was not made.
#[derive(Debug, thiserror::Error)]
pub(super) enum KeyStoreChangeError {
    #[error("there is no such key store")]
    NoSuchKeyStore,
    #[error("this is not a key store: {0}")]
    NotAKeyStore(#[from] serde_json::Error),
}

/// Merges JSON into a key store, as `{"ConnectionState": "DISCONNECTED"}`.
pub(super) fn patch(kms: &mut Kms, id: &str, patch: &Value) -> Result<Value, KeyStoreChangeError> {
    let (region, store) = kms.find(id).ok_or(KeyStoreChangeError::NoSuchKeyStore)?;
    let region = region.to_owned();
    let mut whole = serde_json::to_value(store)?;
    merge(&mut whole, patch);
    kms.put(&region, id, serde_json::from_value(whole.clone())?);
    Ok(whole)
}

/// Adds a key store to a region.
pub(super) fn add(kms: &mut Kms, region: &str, store: Value) -> Result<(), KeyStoreChangeError> {
    let store: CustomKeyStore = serde_json::from_value(store)?;
    let id = store.custom_key_store_id.clone().ok_or(KeyStoreChangeError::NoSuchKeyStore)?;
    kms.put(region, &id, store);
    Ok(())
}
