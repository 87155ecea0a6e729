//! Refreshing the page on screen: its button, and the same for the keyboard and the palette.

use leptos::prelude::*;

use super::{Icon, Shape};
use crate::state::under_owner;

/// How to refresh the page on screen; a context. A page without a refresh button has none.
#[derive(Debug, Clone, Copy)]
pub struct Refresh(StoredValue<Registered>);

/// How to refresh the page on screen, and the number of that page: each that comes counts on.
#[derive(Debug, Clone, Copy, Default)]
struct Registered {
    number: usize,
    refresh: Option<Callback<()>>,
}

/// What refreshes the page on screen.
pub fn use_refresh() -> Refresh {
    expect_context()
}

impl Refresh {
    /// No page yet; under the current owner.
    pub fn start() -> Self {
        Self(StoredValue::new(Registered::default()))
    }

    /// Refreshes the page on screen, unless it is refreshing already.
    pub fn run(self) {
        if let Some(refresh) = self.0.get_value().refresh {
            refresh.run(());
        }
    }

    /// Whether the page on screen can be refreshed.
    pub fn is_there(self) -> bool {
        self.0.get_value().refresh.is_some()
    }

    /// This refreshes the page, for as long as the current owner lives.
    fn register(self, refresh: Callback<()>) {
        let number = self.0.get_value().number + 1;
        self.0.set_value(Registered { number, refresh: Some(refresh) });
        // The next page may be drawn already, and has registered its own.
        on_cleanup(move || {
            self.0.try_update_value(|it| {
                if it.number == number {
                    it.refresh = None;
                }
            });
        });
    }
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
    use_refresh().register(press);
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
            let (refresh, count) = (Refresh::start(), StoredValue::new(0));
            let (left, next) = (Owner::new(), Owner::new());
            left.with(|| refresh.register(Callback::new(|()| panic!("it was left"))));
            next.with(|| {
                refresh.register(Callback::new(move |()| count.update_value(|count| *count += 1)));
            });
            left.cleanup();
            refresh.run();
            assert_eq!(count.get_value(), 1);
        });
    }

    #[test]
    fn a_page_that_is_gone_is_not_refreshed() {
        Owner::new().with(|| {
            let (refresh, count) = (Refresh::start(), StoredValue::new(0));
            let page = Owner::new();
            assert!(!refresh.is_there());
            page.with(|| {
                refresh.register(Callback::new(move |()| count.update_value(|count| *count += 1)));
            });
            assert_eq!(count.get_value(), 0);
            refresh.run();
            assert_eq!(count.get_value(), 1);
            assert!(refresh.is_there());
            page.cleanup();
            assert!(!refresh.is_there());
            refresh.run();
            assert_eq!(count.get_value(), 1);
        });
    }
}
