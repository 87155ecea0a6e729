//! Asking the attestation worker: a WebAssembly of its own, loaded with the first question.

use std::rc::Rc;

use wasm_bindgen::{JsCast, JsValue, prelude::Closure};
use web_sys::{Event, MessageEvent, Worker};

/// A question on its way; dropping it ends the worker.
#[derive(Debug)]
pub struct Question {
    worker: Worker,
    // The worker calls these for as long as it lives.
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(Event)>,
}

impl Drop for Question {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}

/// Asks; `answered` gets the worker's text, or why there is none.
pub fn ask(
    question: String,
    answered: impl Fn(Result<String, String>) + 'static,
) -> Option<Question> {
    let answered = Rc::new(answered);
    // Below the console's base, wherever it is hosted.
    let Ok(worker) = Worker::new("attestation_loader.js") else {
        answered(Err("The browser does not allow the worker that checks certificates.".to_owned()));
        return None;
    };
    let port = worker.clone();
    let answer = Rc::clone(&answered);
    let on_message = Closure::new(move |event: MessageEvent| {
        match event.data().as_string() {
            Some(text) if text == "ready" => {
                // A worker that just spoke listens.
                let _ = port.post_message(&JsValue::from_str(&question));
            }
            text => answer(text.ok_or_else(|| "The worker’s answer is not a text.".to_owned())),
        }
    });
    let on_error = Closure::new(move |_: Event| {
        answered(Err("The part of the console that checks certificates did not load.".to_owned()));
    });
    worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
    Some(Question { worker, _on_message: on_message, _on_error: on_error })
}
