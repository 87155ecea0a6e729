//! What can be done on the page that is open, beside where its links lead: the page offers it where it
//! draws the buttons, and the palette shows it.

use std::cell::RefCell;

use leptos::prelude::*;

use super::on_page::{OnPage, put_on_page};

/// An action of the page that is open.
#[derive(Debug, Clone, Copy)]
pub struct PageAction {
    /// The words of its button.
    pub label: &'static str,
    /// What its button does.
    pub run: Callback<()>,
}

type Offer = Box<dyn Fn() -> Vec<PageAction>>;

thread_local! {
    /// What is offered now.
    static OFFERS: OnPage<Offer> = const { RefCell::new(Vec::new()) };
}

/// Offers actions for as long as the current owner lives. Which, is asked when the palette opens.
pub fn offer_actions(actions: impl Fn() -> Vec<PageAction> + 'static) {
    put_on_page(&OFFERS, Box::new(actions));
}

/// The actions of the page that is open, in the order in which they were offered.
pub fn page_actions() -> Vec<PageAction> {
    OFFERS.with_borrow(|offers| offers.iter().flat_map(|(_, actions)| untrack(actions)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_page_offers_goes_with_it() {
        let labels = || page_actions().into_iter().map(|it| it.label).collect::<Vec<_>>();
        let offer = |label| {
            let page = Owner::new();
            page.with(|| {
                let run = Callback::new(|()| ());
                offer_actions(move || vec![PageAction { label, run }]);
            });
            page
        };
        let (first, second) = (offer("Columns…"), offer("Copy IDs"));
        assert_eq!(labels(), ["Columns…", "Copy IDs"]);
        second.cleanup();
        assert_eq!(labels(), ["Columns…"]);
        let third = offer("Clear selection");
        first.cleanup();
        assert_eq!(labels(), ["Clear selection"]);
        third.cleanup();
        assert_eq!(labels(), [""; 0]);
    }
}
