//! The KMS key stores of a cluster, for the card.

use backend_api::KeyStore;

use crate::components::{Tone, Value, text_or};

/// A key store in one line: its name, its state, and in AWS's words why it doesn't work.
pub(super) fn line(store: &KeyStore) -> Value {
    let name = store.name.as_deref().filter(|it| !it.is_empty()).or(store.id.as_deref());
    let state = store.state.clone().unwrap_or_else(|| "Unknown state".to_owned());
    let mut line = vec![text_or(name, "Unnamed"), Value::Badge(tone(store), state)];
    line.extend(store.error.clone().map(Value::Code));
    Value::Row(line)
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
