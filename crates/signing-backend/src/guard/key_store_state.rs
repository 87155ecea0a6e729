//! What of KMS's key stores belongs to the state that a permit is bound to.

use serde_json::{Value, json};

use crate::dependents::KeyStores;

/// The key stores' member of the state. Absent where they are not known.
pub(super) const KEY_STORES: &str = "keyStores";

/// What counts of the key stores between two readings.
pub(super) fn state(reading: &KeyStores) -> Option<Value> {
    let stores = reading.known()?.iter().map(|store| {
        json!({
            "CustomKeyStoreId": store.custom_key_store_id,
            "CustomKeyStoreName": store.custom_key_store_name,
            "ConnectionState": store.connection_state,
        })
    });
    Some(stores.collect())
}
