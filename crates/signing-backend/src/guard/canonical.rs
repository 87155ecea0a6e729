//! One form of a state, whatever order AWS sends it in, so that equal states have equal digests.

use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use crate::hex::hex;

/// Members whose value identifies an element of a list.
const IDENTITIES: [&str; 5] = ["BackupId", "HsmId", "ClusterId", "CustomKeyStoreId", "Key"];

/// The same state without what means nothing (`null`, the order of lists and members) and without
/// its secret.
pub(crate) fn canonical(value: Value) -> Value {
    match value {
        Value::Object(members) => Value::Object(object(members)),
        Value::Array(elements) => {
            let mut elements: Vec<_> = elements.into_iter().map(canonical).collect();
            if elements.iter().all(|element| identity(element).is_some()) {
                elements.sort_by(|one, other| identity(one).cmp(&identity(other)));
            }
            Value::Array(elements)
        }
        other => other,
    }
}

fn object(members: Map<String, Value>) -> Map<String, Value> {
    let mut members: Vec<_> = members
        .into_iter()
        .filter(|(_, value)| !value.is_null())
        .map(|(name, value)| match name.as_str() {
            // The digest travels: it must not be something to try passwords against.
            "PreCoPassword" => (name, Value::from("***")),
            _ => (name, canonical(value)),
        })
        .collect();
    // Sorted here, not by the map's type: another crate's feature could change that.
    members.sort_by(|(one, _), (other, _)| one.cmp(other));
    members.into_iter().collect()
}

/// What identifies this element of a list: its ID, or its key.
pub(crate) fn identity(element: &Value) -> Option<&str> {
    IDENTITIES.iter().find_map(|name| element.get(*name)?.as_str())
}

/// SHA-256 of the canonical form, in hex.
pub(crate) fn digest(canonical: &Value) -> String {
    // A JSON value has no way not to be written.
    let text = serde_json::to_vec(canonical).unwrap_or_default();
    hex(Sha256::digest(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn order_and_null_mean_nothing_and_everything_else_does() {
        let one = json!({"ClusterId": "c", "TagList": [{"Key": "b", "Value": "1"}, {"Key": "a", "Value": "2"}],
            "Hsms": [{"HsmId": "hsm-2"}, {"HsmId": "hsm-1"}], "StateMessage": null});
        let other = json!({"Hsms": [{"HsmId": "hsm-1"}, {"HsmId": "hsm-2", "EniIp": null}], "ClusterId": "c",
            "TagList": [{"Value": "2", "Key": "a"}, {"Key": "b", "Value": "1"}]});
        assert_eq!(digest(&canonical(one.clone())), digest(&canonical(other)));
        let mut changed = one.clone();
        changed["FutureMember"] = json!(1);
        assert_ne!(digest(&canonical(one)), digest(&canonical(changed)));
    }

    #[test]
    fn the_secret_is_in_neither() {
        let with = |password: &str| canonical(json!({"PreCoPassword": password}));
        assert_eq!(with("one"), with("other"));
        assert!(!with("one").to_string().contains("one"));
    }
}
