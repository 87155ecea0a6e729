//! Refreshing the page on screen: its button, and the same for the keyboard and the palette.

use std::cell::RefCell;

use leptos::prelude::*;

use super::{
    Icon, Shape,
    on_page::{OnPage, put_on_page},
};
use crate::state::under_owner;

thread_local! {
    /// What refreshes each page that is drawn. A page without a refresh button has none.
    static REFRESH: OnPage<Callback<()>> = const { RefCell::new(Vec::new()) };
}

/// What refreshes the page on screen: of two that are drawn, the newer one.
fn newest() -> Option<Callback<()>> {
    REFRESH.with_borrow(|pages| pages.last().map(|(_, refresh)| *refresh))
}

/// Refreshes the page on screen, unless it is refreshing already.
pub fn refresh_page() {
    if let Some(refresh) = newest() {
        refresh.run(());
    }
}

/// Whether the page on screen can be refreshed.
pub fn can_refresh_page() -> bool {
    newest().is_some()
}

/// The button that refreshes the page: its label when idle and while it refreshes. A page has one at
/// most.
pub fn refresh_button(
    loading: impl Fn() -> bool + Copy + Send + Sync + 'static,
    refresh: impl Fn() + Send + Sync + 'static,
    words: (&'static str, &'static str),
) -> AnyView {
    let press = under_owner(move |()| {
        if !untrack(loading) {
            refresh();
        }
    });
    view! { <RefreshButton loading=Signal::derive(loading) press words/> }.into_any()
}

#[component]
fn RefreshButton(
    loading: Signal<bool>,
    press: Callback<()>,
    words: (&'static str, &'static str),
) -> impl IntoView {
    put_on_page(&REFRESH, press);
    view! {
        <button type="button" id="refresh" class="button"
            aria-disabled=move || loading.get().then_some("true") on:click=move |_| press.run(())>
            <Icon shape=Shape::Refresh/>
            {move || if loading.get() { words.1 } else { words.0 }}
        </button>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_goes_late_leaves_the_next_one_its_refresh() {
        Owner::new().with(|| {
            let count = StoredValue::new(0);
            let (left, next) = (Owner::new(), Owner::new());
            left.with(|| put_on_page(&REFRESH, Callback::new(|()| panic!("it was left"))));
            next.with(|| {
                let refresh = Callback::new(move |()| count.update_value(|count| *count += 1));
                put_on_page(&REFRESH, refresh);
            });
            left.cleanup();
            refresh_page();
            assert_eq!(count.get_value(), 1);
        });
    }

    #[test]
    fn a_page_that_is_gone_is_not_refreshed() {
        Owner::new().with(|| {
            let (count, page) = (StoredValue::new(0), Owner::new());
            assert!(!can_refresh_page());
            page.with(|| {
                let refresh = Callback::new(move |()| count.update_value(|count| *count += 1));
                put_on_page(&REFRESH, refresh);
            });
            refresh_page();
            assert_eq!(count.get_value(), 1);
            assert!(can_refresh_page());
            page.cleanup();
            assert!(!can_refresh_page());
            refresh_page();
            assert_eq!(count.get_value(), 1);
        });
    }
}
