//! Custom key stores, as KMS describes them.

use cloudhsm_api::{Extra, Timestamp, open_enum};
use serde::{Deserialize, Serialize};

use crate::lenient::null_as_default;

/// The input of `DescribeCustomKeyStores`. There is no filter by cluster.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DescribeCustomKeyStoresInput {
    /// Only the key store of this ID.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom_key_store_id: Option<String>,
    /// Only the key store of this name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom_key_store_name: Option<String>,
    /// 1 to 1000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// Where the last page ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub marker: Option<String>,
}

/// The output of `DescribeCustomKeyStores`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DescribeCustomKeyStoresOutput {
    /// This page's key stores. An answer without this list is none.
    pub custom_key_stores: Vec<CustomKeyStore>,
    /// Where the next page begins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_marker: Option<String>,
    /// Whether there is a next page.
    #[serde(default, deserialize_with = "null_as_default")]
    pub truncated: bool,
    /// Members that this crate does not know, as they came.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A key store of KMS whose keys are kept elsewhere, such as in a CloudHSM cluster.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CustomKeyStore {
    /// `cks-…`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom_key_store_id: Option<String>,
    /// Its name, unique in the account and region.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom_key_store_name: Option<String>,
    /// What keeps its keys.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom_key_store_type: Option<CustomKeyStoreType>,
    /// The cluster that keeps its keys. An external key store has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cloud_hsm_cluster_id: Option<String>,
    /// The certificate that the cluster's own was signed with (`customerCA.crt`), PEM.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trust_anchor_certificate: Option<String>,
    /// Whether KMS is connected to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connection_state: Option<ConnectionState>,
    /// Why it is not, after a failure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connection_error_code: Option<ConnectionErrorCode>,
    /// When it was created.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub creation_date: Option<Timestamp>,
    /// Members that this crate does not know, as they came.
    #[serde(flatten)]
    pub extra: Extra,
}

impl CustomKeyStore {
    /// Whether its keys are kept outside of AWS, so that no cluster has them.
    pub fn is_external(&self) -> bool {
        self.custom_key_store_type == Some(CustomKeyStoreType::External)
    }
}

open_enum! {
    /// What keeps the keys of a key store.
    CustomKeyStoreType {
        CloudHsm = "AWS_CLOUDHSM",
        External = "EXTERNAL_KEY_STORE",
    }
}

open_enum! {
    /// Whether KMS is connected to what keeps the keys.
    ConnectionState {
        Connected = "CONNECTED",
        Connecting = "CONNECTING",
        Failed = "FAILED",
        Disconnected = "DISCONNECTED",
        Disconnecting = "DISCONNECTING",
    }
}

impl ConnectionState {
    /// KMS does not use the cluster, and won't unless somebody connects the key store.
    pub fn is_idle(&self) -> bool {
        matches!(self, Self::Disconnected | Self::Failed)
    }
}

open_enum! {
    /// Why a connection failed: those about clusters. The rest keep their text.
    ConnectionErrorCode {
        InvalidCredentials = "INVALID_CREDENTIALS",
        ClusterNotFound = "CLUSTER_NOT_FOUND",
        NetworkErrors = "NETWORK_ERRORS",
        InternalError = "INTERNAL_ERROR",
        InsufficientCloudHsmHsms = "INSUFFICIENT_CLOUDHSM_HSMS",
        UserLockedOut = "USER_LOCKED_OUT",
        UserNotFound = "USER_NOT_FOUND",
        UserLoggedIn = "USER_LOGGED_IN",
        SubnetNotFound = "SUBNET_NOT_FOUND",
        InsufficientFreeAddressesInSubnet = "INSUFFICIENT_FREE_ADDRESSES_IN_SUBNET",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn read(output: Value) -> Result<DescribeCustomKeyStoresOutput, serde_json::Error> {
        serde_json::from_value(output)
    }

    /// The forms of the examples in KMS's API reference.
    fn of_a_cluster() -> Value {
        json!({
            "CustomKeyStoreId": "cks-1234567890abcdef0",
            "CustomKeyStoreName": "ExampleKeyStore",
            "CloudHsmClusterId": "cluster-1a23b4cdefg",
            "TrustAnchorCertificate": "<certificate appears here>",
            "CreationDate": 1_499_288_695.918,
            "ConnectionState": "CONNECTED"
        })
    }

    fn external() -> Value {
        json!({
            "CustomKeyStoreId": "cks-9876543210fedcba9",
            "CustomKeyStoreName": "ExampleExternalKeyStore",
            "ConnectionState": "CONNECTED",
            "CreationDate": 1_643_057_863.842,
            "CustomKeyStoreType": "EXTERNAL_KEY_STORE",
            "XksProxyConfiguration": { "UriEndpoint": "https://myproxy.example.com" }
        })
    }

    #[test]
    fn what_kms_documents_is_read_and_written_again() {
        let output = json!({
            "CustomKeyStores": [of_a_cluster(), external()], "Truncated": true, "NextMarker": "m",
        });
        let read = read(output.clone()).unwrap();
        let [own, other] = read.custom_key_stores.as_slice() else { panic!("{read:?}") };
        assert_eq!(own.cloud_hsm_cluster_id.as_deref(), Some("cluster-1a23b4cdefg"));
        assert_eq!(own.connection_state, Some(ConnectionState::Connected));
        assert!(other.is_external() && other.extra.contains_key("XksProxyConfiguration"));
        assert_eq!((read.truncated, read.next_marker.as_deref()), (true, Some("m")));
        assert_eq!(serde_json::to_value(&read).unwrap(), output);
    }

    #[test]
    fn null_is_absent_and_what_aws_adds_is_kept() {
        let element = json!({
            "CustomKeyStoreId": "cks-1", "CustomKeyStoreName": null, "ConnectionState": "SLEEPING",
            "ConnectionErrorCode": "XKS_PROXY_TIMED_OUT", "CustomKeyStoreType": "QUANTUM", "New": [1],
        });
        let read = read(json!({"CustomKeyStores": [element], "Truncated": null})).unwrap();
        let store = &read.custom_key_stores[0];
        assert_eq!((&store.custom_key_store_name, read.truncated), (&None, false));
        let state = store.connection_state.as_ref().unwrap();
        assert_eq!((state.as_str(), state.is_idle()), ("SLEEPING", false));
        assert_eq!(store.custom_key_store_type.as_ref().unwrap().as_str(), "QUANTUM");
        assert_eq!(store.extra["New"], json!([1]));
    }

    #[test]
    fn an_answer_without_its_list_is_not_an_empty_list() {
        for odd in [
            json!({}),
            json!({"CustomKeyStores": null}),
            json!({"CustomKeyStores": {}}),
            json!({"CustomKeyStores": [1]}),
            json!({"CustomKeyStores": [{"CloudHsmClusterId": 1}]}),
            json!([]),
        ] {
            assert!(read(odd.clone()).is_err(), "{odd}");
        }
        assert!(read(json!({"CustomKeyStores": []})).unwrap().custom_key_stores.is_empty());
    }

    #[test]
    fn only_what_is_certainly_not_connected_is_idle() {
        let idle: Vec<_> = ConnectionState::KNOWN.iter().filter(|state| state.is_idle()).collect();
        assert_eq!(idle, [&ConnectionState::Failed, &ConnectionState::Disconnected]);
    }
}
