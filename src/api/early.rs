//! What `boot.js` asked while the program was loaded: the session, and the beginning of the fleet. Each
//! is taken once, by who asks the same of the same backend with the same token.

use js_sys::{Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::AbortSignal;

use crate::boot;

/// The function of `boot.js` that gives it.
const TAKE: &str = "cloudhsmConsoleEarly";

/// An answer that was asked for.
pub(super) struct Early {
    /// When, by the browser's clock.
    pub sent_millis: f64,
    /// The answer, as `fetch` promises it.
    pub answer: Promise,
}

/// The answer, if it was asked for; `signal` ends it then.
pub(super) fn taken(url: &str, authorization: &str, signal: Option<&AbortSignal>) -> Option<Early> {
    let take = boot::function(TAKE)?;
    let signal = JsValue::from(signal.cloned());
    let answer = take.call3(&JsValue::NULL, &url.into(), &authorization.into(), &signal).ok()?;
    let sent_millis = Reflect::get(&answer, &"sent".into()).ok()?.as_f64()?;
    Some(Early { sent_millis, answer: answer.unchecked_into() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use backend_api::routes;

    #[test]
    fn boot_asks_what_the_program_asks() {
        let boot = include_str!("../../public/boot.js");
        assert!(boot.contains(&format!("globalThis.{TAKE} = ")), "{TAKE}");
        for route in [routes::SESSION, routes::FLEET_BEGINNING] {
            let path = route.strip_prefix("/api/").unwrap();
            assert!(boot.contains(&format!("ask('{path}')")), "{path}");
        }
    }
}
