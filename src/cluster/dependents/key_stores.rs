//! The KMS key stores of a cluster, for the card.

use backend_api::KeyStore;

use crate::components::{Tone, Value, text_or};

/// A key store: its name, its state, in AWS's words why it doesn't work, and what to do about that.
pub(super) fn lines(store: &KeyStore) -> Vec<Value> {
    let name = store.name.as_deref().filter(|it| !it.is_empty()).or(store.id.as_deref());
    let state = store.state.clone().unwrap_or_else(|| "Unknown state".to_owned());
    let mut line = vec![text_or(name, "Unnamed"), Value::Badge(tone(store), state)];
    line.extend(store.error.clone().map(Value::Code));
    let remedy = store.error.as_deref().and_then(remedy);
    let remedy = remedy.map(|words| Value::Note(words.to_owned()));
    std::iter::once(Value::Row(line)).chain(remedy).collect()
}

/// What to do about a connection that failed, as AWS's guide has it:
/// <https://docs.aws.amazon.com/kms/latest/developerguide/fix-keystore.html#fix-keystore-failed>,
/// <https://docs.aws.amazon.com/kms/latest/APIReference/API_CustomKeyStoresListEntry.html>. `None` for what
/// isn't of a key store in CloudHSM.
fn remedy(error: &str) -> Option<&'static str> {
    Some(match error {
        "CLUSTER_NOT_FOUND" => {
            "Disconnect the key store, set the ID of an active cluster with the same backup history, and reconnect."
        }
        "INSUFFICIENT_CLOUDHSM_HSMS" => {
            "Disconnect the key store, add an HSM to the cluster, and reconnect once the HSM is active."
        }
        "INSUFFICIENT_FREE_ADDRESSES_IN_SUBNET" => {
            "Free an IP address in each private subnet of the cluster, better two, then disconnect and reconnect the key store."
        }
        "INTERNAL_ERROR" => "Disconnect the key store and reconnect it.",
        "INVALID_CREDENTIALS" => {
            "Disconnect the key store, change the password of kmsuser in the cluster, set the same password in the key store, and reconnect."
        }
        "NETWORK_ERRORS" => {
            "Check the network of the cluster, wait a few minutes, then disconnect and reconnect the key store."
        }
        "SUBNET_NOT_FOUND" => {
            "Create a cluster from a recent backup with subnets that exist, set its ID in the key store, and reconnect."
        }
        "USER_LOCKED_OUT" => {
            "Disconnect the key store, change the password of kmsuser in the cluster to unlock it, set the same password in the key store, and reconnect."
        }
        "USER_LOGGED_IN" => {
            "Disconnect the key store, log kmsuser out of the cluster, change its password, set the same password in the key store, and reconnect."
        }
        "USER_NOT_FOUND" => {
            "Disconnect the key store, create the crypto user kmsuser in the cluster, set its password in the key store, and reconnect."
        }
        _ => return None,
    })
}

/// The tone of a key store's state: one that works now stops a deletion.
fn tone(store: &KeyStore) -> Tone {
    match store.state.as_deref() {
        _ if store.error.is_some() => Tone::Bad,
        Some("FAILED") => Tone::Bad,
        Some("CONNECTED") => Tone::Good,
        Some("CONNECTING" | "DISCONNECTING") => Tone::Busy,
        Some("DISCONNECTED") => Tone::Calm,
        _ => Tone::Odd,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_error_of_a_key_store_in_cloudhsm_has_its_remedy() {
        let names = [
            "CLUSTER_NOT_FOUND",
            "INSUFFICIENT_CLOUDHSM_HSMS",
            "INSUFFICIENT_FREE_ADDRESSES_IN_SUBNET",
            "INTERNAL_ERROR",
            "INVALID_CREDENTIALS",
            "NETWORK_ERRORS",
            "SUBNET_NOT_FOUND",
            "USER_LOCKED_OUT",
            "USER_LOGGED_IN",
            "USER_NOT_FOUND",
        ];
        for name in names {
            let words = remedy(name).unwrap_or_else(|| panic!("{name}"));
            assert!(words.ends_with('.') && words.matches('.').count() == 1, "{words}");
        }
        for other in ["", "XKS_PROXY_TIMED_OUT", "user_locked_out", "FUTURE_ERROR"] {
            assert_eq!(remedy(other), None, "{other}");
        }
    }

    #[test]
    fn a_store_that_failed_is_not_one_that_is_disconnected() {
        let of = |state: Option<&str>, error: Option<&str>| {
            tone(&KeyStore {
                id: None,
                name: None,
                state: state.map(str::to_owned),
                error: error.map(str::to_owned),
                in_use: false,
                created: None,
            })
        };
        assert_eq!(of(Some("CONNECTED"), None), Tone::Good);
        assert_eq!(of(Some("FAILED"), Some("USER_LOCKED_OUT")), Tone::Bad);
        assert_eq!(of(Some("FAILED"), None), Tone::Bad);
        assert_eq!(of(Some("DISCONNECTED"), None), Tone::Calm);
        assert_eq!(of(Some("HIBERNATED"), None), Tone::Odd);
        assert_eq!(of(None, None), Tone::Odd);
    }
}
