//! The browser's storage, where it may be used at all.

use web_sys::Storage;

/// Gone with the tab: the session token.
pub(super) fn of_tab() -> Option<Storage> {
    web_sys::window()?.session_storage().ok().flatten()
}

/// Stays: preferences, never a secret.
pub(super) fn of_browser() -> Option<Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}

/// What is kept under a key.
pub(super) fn get(place: Option<Storage>, key: &str) -> Option<String> {
    place?.get_item(key).ok().flatten()
}

/// Keeps a text. Where the storage is full or forbidden, it is then not kept.
pub(super) fn set(place: Option<Storage>, key: &str, text: &str) {
    let _ = place.map(|place| place.set_item(key, text));
}

/// Keeps it no longer.
pub(super) fn remove(place: Option<Storage>, key: &str) {
    let _ = place.map(|place| place.remove_item(key));
}
