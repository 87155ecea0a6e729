//! The console's side of dialogs: they find their own place, and go by themselves.

use wasm_bindgen::JsValue;

use super::{OPEN, loader::load};
use crate::{components::toast_problem, dialogs::Dialog, state::spawn_detached};

/// Opens a dialog. `data` is what it is about, where the console has it already.
pub fn open_dialog(dialog: Dialog, data: String) {
    spawn_detached(async move {
        let opened = load(OPEN)
            .await
            .and_then(|open| open.call2(&JsValue::NULL, &dialog.name().into(), &data.into()));
        if let Err(error) = opened {
            // boot.js says it in words.
            let words = error.as_string().unwrap_or_default();
            toast_problem(&["This part of the console did not load. ", &words].concat());
        }
    });
}
