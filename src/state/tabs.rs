//! The session that all tabs of this browser share: `boot.js` hands it from one to the other.

use leptos::prelude::*;
use wasm_bindgen::JsValue;

use crate::boot;

/// The function of `boot.js` that gives this tab's session to the others.
const SHARE: &str = "cloudhsmConsoleShare";
/// The event of `boot.js`: another tab has given its session to this one.
const CAME: &str = "cloudhsm-console-session";

/// Gives this tab's session, which is new, to the other tabs.
pub(super) fn share() {
    // Where it can't be shared, the other tabs keep theirs.
    let _ = boot::function(SHARE).map(|share| share.call0(&JsValue::NULL));
}

/// Calls this whenever another tab has given its session to this one, for as long as the page lives.
pub(super) fn on_session(call: impl Fn() + 'static) {
    let _ = window_event_listener_untyped(CAME, move |_| call());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boot_speaks_of_the_same() {
        let boot = include_str!("../../public/boot.js");
        assert!(boot.contains(&format!("globalThis.{SHARE} = ")), "{SHARE}");
        assert!(boot.contains(&format!("new Event('{CAME}')")), "{CAME}");
        for name in ["token", "backend"] {
            assert!(boot.contains(&format!("'{name}'")), "{name}");
        }
    }
}
