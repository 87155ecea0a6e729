//! Lists of what the page on screen brings with it: an entry is there for as long as its owner lives.
//!
//! Must not know what the entries are.

use std::{cell::RefCell, thread::LocalKey};

use leptos::prelude::*;

/// A list, each entry with a number of its own; the newest is last.
pub(super) type OnPage<T> = RefCell<Vec<(usize, T)>>;

/// Adds an entry for as long as the current owner lives. The next page may be drawn before this one goes.
pub(super) fn put_on_page<T: 'static>(list: &'static LocalKey<OnPage<T>>, entry: T) {
    let number = list.with_borrow_mut(|list| {
        let number = list.last().map_or(0, |(last, _)| last + 1);
        list.push((number, entry));
        number
    });
    on_cleanup(move || list.with_borrow_mut(|list| list.retain(|it| it.0 != number)));
}
