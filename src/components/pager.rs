//! A long list, one page at a time: only the rows of the current page are in the document.
//!
//! A list of thousands takes seconds to draw as a whole. This draws a page of it, and buttons to turn
//! the pages. A short list is drawn as it is.

use std::ops::Range;

use leptos::prelude::*;

/// How many rows a page has. A list that is no longer than that has no pages.
const PER_PAGE: usize = 50;

/// Which page of a list is shown.
///
/// Make it where the list's data is kept, outside of what is drawn anew when the data changes: the
/// page then stays the same after a refresh.
#[derive(Debug, Clone, Copy)]
pub struct Pager(RwSignal<usize>);

impl Default for Pager {
    fn default() -> Self {
        Self::new()
    }
}

impl Pager {
    /// The first page; lives as long as the current owner.
    pub fn new() -> Self {
        Self(RwSignal::new(0))
    }

    /// Turns to the first page.
    pub fn rewind(self) {
        self.0.set(0);
    }

    /// The list: `total` rows, called `what` in the plural ("HSMs"). `draw` gets the positions of the
    /// rows to draw.
    pub fn view(
        self,
        total: usize,
        what: &'static str,
        draw: impl Fn(Range<usize>) -> AnyView + Send + 'static,
    ) -> AnyView {
        if total <= PER_PAGE {
            return draw(0..total);
        }
        let page = self.0;
        let shown = move || rows(page.get(), total);
        let last = last_page(total);
        view! {
            <nav class="toolbar pager" aria-label=["Pages of ", what].concat()>
                <span role="status">{move || range_text(&shown(), total, what)}</span>
                {turn(page, "First", last, |_, _| 0)}
                {turn(page, "Previous", last, |page, _| page.saturating_sub(1))}
                {turn(page, "Next", last, |page, last| (page + 1).min(last))}
                {turn(page, "Last", last, |_, last| last)}
            </nav>
            {move || draw(shown())}
        }
        .into_any()
    }
}

/// A button that turns to another page. One that leads nowhere keeps the focus.
fn turn(
    page: RwSignal<usize>,
    words: &'static str,
    last: usize,
    to: fn(usize, usize) -> usize,
) -> impl IntoView {
    let there = move || {
        let now = page.get().min(last);
        Some(to(now, last)).filter(|next| *next != now)
    };
    let press = move |_| {
        if let Some(next) = untrack(there) {
            page.set(next);
        }
    };
    view! {
        <button type="button" class="button"
            aria-disabled=move || there().is_none().then_some("true") on:click=press>
            {words}
        </button>
    }
}

fn last_page(total: usize) -> usize {
    total.saturating_sub(1) / PER_PAGE
}

/// The rows of a page; of the last one when the list has become shorter.
fn rows(page: usize, total: usize) -> Range<usize> {
    let start = page.min(last_page(total)) * PER_PAGE;
    start..(start + PER_PAGE).min(total)
}

fn range_text(shown: &Range<usize>, total: usize, what: &str) -> String {
    let (first, last) = ((shown.start + 1).to_string(), shown.end.to_string());
    [&first, "–", &last, " of ", &total.to_string(), " ", what].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_range_counts_from_one() {
        assert_eq!(range_text(&rows(0, 10_000), 10_000, "HSMs"), "1–50 of 10000 HSMs");
        assert_eq!(range_text(&rows(1, 51), 51, "HSMs"), "51–51 of 51 HSMs");
    }

    #[test]
    fn a_list_that_became_shorter_shows_its_last_page() {
        assert_eq!(rows(9, 60), 50..60);
        assert_eq!(rows(9, 0), 0..0);
    }

    proptest! {
        #[test]
        fn each_row_is_on_one_page(total in 0_usize..1000) {
            let pages = (0..=last_page(total)).flat_map(|page| rows(page, total));
            prop_assert_eq!(pages.collect::<Vec<_>>(), (0..total).collect::<Vec<_>>());
        }
    }
}
