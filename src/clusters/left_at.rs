//! Where the list was scrolled to when it was left: whoever comes back goes on there.

use std::cell::RefCell;

/// How far the table and the page were scrolled, with the list's query.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LeftAt {
    /// The query: another filter or order is another list.
    pub query: String,
    /// How far the table was scrolled, in pixels.
    pub table: i32,
    /// How far the page was scrolled, in pixels.
    pub page: i32,
}

thread_local! {
    static LEFT_AT: RefCell<LeftAt> = RefCell::default();
}

/// Remembers where the list is.
pub fn remember(left_at: LeftAt) {
    LEFT_AT.set(left_at);
}

/// Where the list with this query was left; `None` for one that was not scrolled.
pub fn left_at(query: &str) -> Option<LeftAt> {
    let left_at = LEFT_AT.with_borrow(Clone::clone);
    (left_at.query == query && (left_at.table, left_at.page) != (0, 0)).then_some(left_at)
}
