//! The functions that `boot.js` leaves for the program: it has the time before, and knows the names and
//! checksums of the files. Knows none of the page.

use js_sys::{Function, Reflect};
use wasm_bindgen::JsCast;

/// A function of `boot.js`; `None` in a page of another version, which has none of this name.
pub fn function(name: &str) -> Option<Function> {
    Reflect::get(&js_sys::global(), &name.into()).ok()?.dyn_into().ok()
}
