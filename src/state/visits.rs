//! The listing of the last visit, as a text: ids and states of clusters, by account.
//!
//! "Last visit" is the newest listing before this tab was opened: a reload is the same visit.

use super::storage;

const PREFIX: &str = "cloudhsm-console.seen.";

fn name(account: &str) -> String {
    [PREFIX, account].concat()
}

/// The listing of the last visit; empty if there was none.
pub fn last_visit(account: &str) -> String {
    let name = name(account);
    storage::get(storage::of_tab(), &name).unwrap_or_else(|| {
        let text = storage::get(storage::of_browser(), &name).unwrap_or_default();
        storage::set(storage::of_tab(), &name, &text);
        text
    })
}

/// Remembers a listing, for the next visit.
pub fn remember_visit(account: &str, text: &str) {
    storage::set(storage::of_browser(), &name(account), text);
}

/// Saves a listing as the last visit's, so that nothing in it is new.
pub fn all_seen(account: &str, text: &str) {
    storage::set(storage::of_tab(), &name(account), text);
}
