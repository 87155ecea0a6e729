//! KMS's key stores: which clusters of the fleet have some, and in which state.

use aws_services::{ConnectionErrorCode, ConnectionState, CustomKeyStore, CustomKeyStoreType};
use cloudhsm_api::{Timestamp, tag_value};

use crate::{
    estate::{Ids, Region},
    kms::Kms,
    pki::Pki,
};

const MILLIS_A_DAY: i64 = 86_400_000;

/// The key stores by the names of their clusters: the age in days, the state.
const OF_CLUSTERS: [(&str, &str, i64, ConnectionState); 2] = [
    ("zahlungsverkehr-prod", "zahlungsverkehr-kms", 470, ConnectionState::Connected),
    ("tls-offload-prod", "tls-offload-kms", 600, ConnectionState::Failed),
];

/// Those of all regions.
pub(crate) fn key_stores(regions: &[Region], seed: u64, now_millis: i64, pki: &Pki) -> Kms {
    let mut kms = Kms::default();
    let days_ago = |days: i64| Some(Timestamp::EpochMillis(now_millis - days * MILLIS_A_DAY));
    for (cluster, name, age, state) in OF_CLUSTERS {
        let found = regions.iter().find_map(|region| {
            let clusters = region.clusters.values().map(|record| &record.cluster);
            let mut named = clusters.filter(|it| tag_value(&it.tag_list, "Name") == Some(cluster));
            Some((region, named.next()?))
        });
        let Some((region, cluster)) = found else { continue };
        let id = Ids::new(seed, &format!("key store {name}")).key_store();
        let has_failed = state == ConnectionState::Failed;
        let store = CustomKeyStore {
            custom_key_store_name: Some(name.to_owned()),
            custom_key_store_type: Some(CustomKeyStoreType::CloudHsm),
            cloud_hsm_cluster_id: Some(cluster.cluster_id.clone()),
            trust_anchor_certificate: Some(pki.customer_ca().to_owned()),
            connection_state: Some(state),
            connection_error_code: has_failed.then_some(ConnectionErrorCode::UserLockedOut),
            creation_date: days_ago(age),
            ..CustomKeyStore::default()
        };
        kms.put(&region.name, &id, store);
    }
    // Its keys are outside of AWS: it has no cluster.
    if let Some(region) = regions.first() {
        let id = Ids::new(seed, "key store outside").key_store();
        let store = CustomKeyStore {
            custom_key_store_name: Some("data-center-keys".to_owned()),
            custom_key_store_type: Some(CustomKeyStoreType::External),
            connection_state: Some(ConnectionState::Connected),
            creation_date: days_ago(120),
            ..CustomKeyStore::default()
        };
        kms.put(&region.name, &id, store);
    }
    kms
}
