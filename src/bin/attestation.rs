//! The worker that verifies and describes certificates, so that neither the first load nor the page
//! waits for it.
//!
//! It gets one message a question (JSON, `attestation::Evidence`) and answers each with one (JSON,
//! `attestation::Sheet`, or `{"problem": …}`). It says `"ready"` first, because a message that comes
//! before the WebAssembly is there would be lost. It must not know the console.

use attestation::{Evidence, sheet};
use wasm_bindgen::{JsCast, JsValue, prelude::Closure};
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

fn main() {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let port = scope.clone();
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let question = event.data().as_string().unwrap_or_default();
        // A page that is gone needs no answer.
        let _ = port.post_message(&JsValue::from_str(&answer(&question)));
    });
    scope.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    // Lives as long as the worker.
    on_message.forget();
    let _ = scope.post_message(&JsValue::from_str("ready"));
}

fn answer(question: &str) -> String {
    let answer = serde_json::from_str::<Evidence>(question)
        .and_then(|evidence| serde_json::to_string(&sheet(&evidence)));
    answer.unwrap_or_else(|error| serde_json::json!({ "problem": error.to_string() }).to_string())
}
