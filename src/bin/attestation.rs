//! The worker that verifies and describes certificates, so that neither the first load nor the page
//! waits for it.
//!
//! It gets one message a question (JSON, `attestation::Question`) and answers each with one, in
//! order: JSON (`attestation::Sheet`, `attestation::Initialization`, or `{"problem": …}`), or a file
//! as the pair of its name and its bytes. It says `"ready"` first, because a message that comes
//! before the WebAssembly is there would be lost. It must not know the console.

use attestation::{Answer, Question};
use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue, prelude::Closure};
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

fn main() {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let port = scope.clone();
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let question = event.data().as_string().unwrap_or_default();
        // A page that is gone needs no answer.
        let _ = port.post_message(&answer(&question).unwrap_or_else(|problem| {
            serde_json::json!({ "problem": problem }).to_string().into()
        }));
    });
    scope.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    // Lives as long as the worker.
    on_message.forget();
    let _ = scope.post_message(&JsValue::from_str("ready"));
}

fn answer(question: &str) -> Result<JsValue, String> {
    let question: Question = serde_json::from_str(question).map_err(|error| error.to_string())?;
    match question.answer().map_err(|error| error.to_string())? {
        Answer::Sheet(sheet) => {
            let text = serde_json::to_string(&sheet).map_err(|error| error.to_string())?;
            Ok(text.into())
        }
        Answer::Initialization(checked) => {
            let text = serde_json::to_string(&checked).map_err(|error| error.to_string())?;
            Ok(text.into())
        }
        Answer::Archive(archive) => {
            let bytes = Uint8Array::from(archive.bytes.as_slice());
            Ok(Array::of2(&archive.name.into(), &bytes).into())
        }
    }
}
