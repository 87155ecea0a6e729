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
