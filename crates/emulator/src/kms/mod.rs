//! The key stores of KMS: as much of KMS as tells who depends on a cluster.
//!
//! Must not know HTTP, or who calls.

mod describe;

use std::collections::BTreeMap;

use aws_services::CustomKeyStore;

pub(crate) use describe::describe;

/// All key stores.
#[derive(Debug, Default)]
pub(crate) struct Kms {
    /// By region, in the order of their IDs.
    regions: BTreeMap<String, BTreeMap<String, CustomKeyStore>>,
}

impl Kms {
    /// The key stores of a region, by their IDs.
    pub(crate) fn in_region(&self, region: &str) -> impl Iterator<Item = &CustomKeyStore> {
        self.regions.get(region).into_iter().flat_map(BTreeMap::values)
    }

    /// Adds a key store, or replaces the one of the same ID.
    pub(crate) fn put(&mut self, region: &str, id: &str, store: CustomKeyStore) {
        let store = CustomKeyStore { custom_key_store_id: Some(id.to_owned()), ..store };
        self.regions.entry(region.to_owned()).or_default().insert(id.to_owned(), store);
    }

    /// The key store of this ID, and its region.
    pub(crate) fn find(&self, id: &str) -> Option<(&str, &CustomKeyStore)> {
        self.regions.iter().find_map(|(region, stores)| Some((region.as_str(), stores.get(id)?)))
    }
}
