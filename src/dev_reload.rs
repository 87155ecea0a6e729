//! Reloads the page when `trunk serve` has built anew. Only in debug builds.
//!
//! Trunk would inject an inline script for this, which the console's policy forbids.

use wasm_bindgen::{JsCast, prelude::Closure};

/// Listens to trunk's reload socket for as long as the page lives.
pub fn listen() {
    let Some(window) = web_sys::window() else { return };
    let Ok(host) = window.location().host() else { return };
    let scheme =
        if window.location().protocol().is_ok_and(|p| p == "https:") { "wss" } else { "ws" };
    let Ok(socket) = web_sys::WebSocket::new(&format!("{scheme}://{host}/.well-known/trunk/ws"))
    else {
        return;
    };
    let on_message =
        Closure::<dyn FnMut(web_sys::MessageEvent)>::new(move |event: web_sys::MessageEvent| {
            let text = event.data().as_string().unwrap_or_default();
            if text.contains("\"reload\"") {
                // Nothing to do about a reload that the browser refuses.
                let _ = window.location().reload();
            }
        });
    socket.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    // Lives as long as the page.
    on_message.forget();
}
