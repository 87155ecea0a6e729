//! The attestation worker: a WebAssembly of its own, which answers questions one after the other.

use std::{cell::RefCell, collections::VecDeque, rc::Rc};

use attestation::{Question, Sheet};
use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue, prelude::Closure};
use web_sys::{Event, MessageEvent, Worker};

use super::initialization::{CheckedFiles, checked_files, is_of_files};
use crate::boot;

/// The function of `boot.js` that starts the worker: it knows the names and checksums of its files.
const START: &str = "cloudhsmConsoleAttestation";

/// What the worker says.
#[derive(Debug, Clone)]
pub enum Reply {
    /// The certificates in words.
    Sheet(Box<Sheet>),
    /// The two files of an initialization, checked.
    Files(Box<CheckedFiles>),
    /// A file: its name, and its bytes as the browser holds them.
    File(String, JsValue),
}

type Answered = Box<dyn FnOnce(Result<Reply, String>)>;

/// Who waits for what.
#[derive(Default)]
struct Waiting {
    /// The worker listens; before that, a message would be lost.
    ready: bool,
    /// It will never answer, and why.
    failed: Option<String>,
    unsent: Vec<String>,
    answered: VecDeque<Answered>,
}

/// The worker; dropping it ends it.
pub struct AttestationWorker {
    worker: Option<Worker>,
    waiting: Rc<RefCell<Waiting>>,
    // The worker calls these for as long as it lives.
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(Event)>,
}

impl std::fmt::Debug for AttestationWorker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AttestationWorker")
    }
}

impl Drop for AttestationWorker {
    fn drop(&mut self) {
        if let Some(worker) = &self.worker {
            // What it has said already may still be on its way.
            worker.set_onmessage(None);
            worker.set_onerror(None);
            worker.terminate();
        }
    }
}

impl AttestationWorker {
    /// Starts to load it.
    pub fn start() -> Self {
        let worker = started();
        let waiting = Rc::new(RefCell::new(Waiting::default()));
        let (port, waiting_) = (worker.clone(), Rc::clone(&waiting));
        let on_message = Closure::new(move |event: MessageEvent| {
            let data = event.data();
            if data == "ready" {
                let unsent = {
                    let mut waiting = waiting_.borrow_mut();
                    waiting.ready = true;
                    std::mem::take(&mut waiting.unsent)
                };
                for question in unsent {
                    send(port.as_ref(), &question);
                }
                return;
            }
            if !waiting_.borrow().ready {
                // Why it can't start is all that it says then.
                return fail(&waiting_, &read(&data).err().unwrap_or_default());
            }
            let answered = waiting_.borrow_mut().answered.pop_front();
            if let Some(answered) = answered {
                answered(read(&data));
            }
        });
        let waiting_ = Rc::clone(&waiting);
        let on_error = Closure::new(move |_: Event| {
            fail(&waiting_, "Couldn’t load the certificate verifier.");
        });
        match &worker {
            Some(worker) => {
                worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
                worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
            }
            None => {
                fail(&waiting, "The browser blocked the worker that verifies certificates.");
            }
        }
        Self { worker, waiting, _on_message: on_message, _on_error: on_error }
    }

    /// Asks; `answered` gets what the worker says, or why it says nothing.
    pub fn ask(&self, question: &Question, answered: impl FnOnce(Result<Reply, String>) + 'static) {
        let failed = self.waiting.borrow().failed.clone();
        let text = serde_json::to_string(question).map_err(|error| error.to_string());
        let text = match (failed, text) {
            (Some(problem), _) | (None, Err(problem)) => return answered(Err(problem)),
            (None, Ok(text)) => text,
        };
        let mut waiting = self.waiting.borrow_mut();
        waiting.answered.push_back(Box::new(answered));
        if waiting.ready {
            send(self.worker.as_ref(), &text);
        } else {
            waiting.unsent.push(text);
        }
    }
}

/// Speaks like a worker at once, also while its files are still compared.
fn started() -> Option<Worker> {
    Some(boot::function(START)?.call0(&JsValue::NULL).ok()?.unchecked_into())
}

fn send(worker: Option<&Worker>, question: &str) {
    // A text can always be sent.
    let _ = worker.map(|worker| worker.post_message(&JsValue::from_str(question)));
}

fn fail(waiting: &RefCell<Waiting>, problem: &str) {
    let answered = {
        let mut waiting = waiting.borrow_mut();
        waiting.failed = Some(problem.to_owned());
        std::mem::take(&mut waiting.answered)
    };
    for answered in answered {
        answered(Err(problem.to_owned()));
    }
}

/// A text is a sheet, checked files, or a problem; a pair is a file's name and its bytes.
fn read(data: &JsValue) -> Result<Reply, String> {
    if let Some(text) = data.as_string() {
        let json: serde_json::Value =
            serde_json::from_str(&text).map_err(|error| error.to_string())?;
        if let Some(problem) = json.get("problem").and_then(serde_json::Value::as_str) {
            return Err(problem.to_owned());
        }
        if is_of_files(&json) {
            let files = checked_files(json).map_err(|error| error.to_string())?;
            return Ok(Reply::Files(Box::new(files)));
        }
        let sheet = super::sheet::sheet(json).map_err(|error| error.to_string())?;
        return Ok(Reply::Sheet(Box::new(sheet)));
    }
    let unknown = || "The worker sent an unknown response.".to_owned();
    let pair = data.dyn_ref::<Array>().ok_or_else(unknown)?;
    Ok(Reply::File(pair.get(0).as_string().ok_or_else(unknown)?, pair.get(1)))
}
