//! The console's side of dialogs: they find their own place, and go by themselves.

use std::sync::atomic::{AtomicBool, Ordering};

use wasm_bindgen::JsValue;

use super::{OPEN, loader::load};
use crate::{components::toast_problem, shell::dialogs::Dialog, state::spawn_detached};

/// A dialog is on its way.
static OPENING: AtomicBool = AtomicBool::new(false);

/// Opens a dialog. `data` is what it is about, where the console has it already.
///
/// While one is on its way no other opens: the first time the program comes over the network.
pub fn open_dialog(dialog: Dialog, data: String) {
    if OPENING.swap(true, Ordering::Relaxed) {
        return;
    }
    spawn_detached(async move {
        let loaded = load(OPEN).await;
        OPENING.store(false, Ordering::Relaxed);
        let opened =
            loaded.and_then(|open| open.call2(&JsValue::NULL, &dialog.name().into(), &data.into()));
        if let Err(error) = opened {
            // boot.js says it in words.
            let words = error.as_string().unwrap_or_default();
            toast_problem(&["This part of the console did not load. ", &words].concat());
        }
    });
}
