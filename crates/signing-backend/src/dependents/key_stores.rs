//! KMS's custom key stores: all of a region, because KMS has no filter by cluster.

use aws_services::{
    ConnectionState, CustomKeyStore, DescribeCustomKeyStoresInput, DescribeCustomKeyStoresOutput,
    Lookup, Service,
};

use super::reading::{Asking, Outcome, Reading, RequestIds, Unknown};

/// More pages than any account has.
const MOST_PAGES: usize = 20;
/// The largest page that KMS makes.
const PAGE: u32 = 1000;

/// What KMS says of its key stores.
pub(crate) type KeyStores = Reading<Vec<CustomKeyStore>>;

impl KeyStores {
    /// Of one cluster alone.
    pub(crate) fn of_cluster(mut self, cluster_id: &str) -> Self {
        if let Outcome::Known(stores) = &mut self.outcome {
            stores.retain(|store| store.cloud_hsm_cluster_id.as_deref() == Some(cluster_id));
        }
        self
    }
}

/// KMS uses the cluster, or is about to: everything but what is certainly not connected.
pub(crate) fn is_in_use(store: &CustomKeyStore) -> bool {
    !store.connection_state.as_ref().is_some_and(ConnectionState::is_idle)
}

/// The key stores of the region.
pub(crate) async fn key_stores(asking: &Asking<'_>) -> KeyStores {
    let ids = RequestIds::default();
    asking.read(Service::Kms, &ids, pages(asking, &ids)).await
}

async fn pages(asking: &Asking<'_>, ids: &RequestIds) -> Result<Vec<CustomKeyStore>, Unknown> {
    let mut found = Vec::new();
    let mut markers: Vec<String> = Vec::new();
    for _ in 0..MOST_PAGES {
        let input = DescribeCustomKeyStoresInput {
            limit: Some(PAGE),
            marker: markers.last().cloned(),
            ..DescribeCustomKeyStoresInput::default()
        };
        let lookup = Lookup::DescribeCustomKeyStores;
        let page: DescribeCustomKeyStoresOutput = asking.ask(lookup, &input, ids).await?;
        found.extend(page.custom_key_stores);
        match page.next_marker.filter(|marker| !marker.is_empty()) {
            Some(marker) if markers.contains(&marker) => break,
            Some(marker) => markers.push(marker),
            None if page.truncated => {
                return Err(Unknown::failed("KMS has more key stores, and doesn’t say where."));
            }
            None => return of_clusters(found),
        }
    }
    Err(Unknown::failed("KMS kept returning more pages; stopped."))
}

/// Those whose keys are in a cluster. One that doesn't say in which could be in any.
fn of_clusters(mut stores: Vec<CustomKeyStore>) -> Result<Vec<CustomKeyStore>, Unknown> {
    stores.retain(|store| !store.is_external());
    let is_incomplete =
        |store: &&CustomKeyStore| store.cloud_hsm_cluster_id.as_deref().is_none_or(str::is_empty);
    match stores.iter().find(is_incomplete) {
        None => Ok(stores),
        Some(store) => {
            let id = store.custom_key_store_id.as_deref().unwrap_or("a key store");
            Err(Unknown::failed(format!("KMS lists {id} without its cluster.")))
        }
    }
}
