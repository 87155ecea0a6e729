//! The receipt of an attempt, at its end and at `/activity/{attempt}`.
//!
//! It shows what the backend says, in the backend's words.

use std::sync::Arc;

use backend_api::{ApiErrorCode, Fact, Receipt};
use leptos::prelude::*;

use crate::{
    components::{
        Button, Crumb, Skeleton, copy_text, empty, error_view, lazy::in_chunk, page_header,
        set_title,
    },
    route::Route,
    state::{Loaded, SOON_MILLIS, poll, under_owner, use_connected},
};

in_chunk! { rest,
    /// The page of one receipt.
    pub fn receipt_page(attempt: String) -> AnyView {
        set_title("Receipt");
        let crumbs = vec![Crumb { text: "Activity".into(), href: Route::Activity.href() }];
        let heading = view! { <h1>"Receipt"</h1> }.into_any();
        view! { {page_header(crumbs, heading, ().into_any(), ().into_any())}{receipt(attempt)} }
            .into_any()
    }
}

/// The receipt of an attempt, as a part of a page.
pub(super) fn receipt(attempt: String) -> AnyView {
    let receipt = Loaded::<Receipt>::default();
    let client = StoredValue::new(use_connected().client);
    let href = Route::Receipt(attempt.clone()).href();
    let load = under_owner(move |()| {
        let (client, attempt) = (client.get_value(), attempt.clone());
        receipt.load(async move { client.receipt(&attempt).await });
    });
    load.run(());
    poll(
        || SOON_MILLIS,
        move || {
            let settled = |it: &Option<Arc<Receipt>>| it.as_ref().is_some_and(|it| it.settled);
            if !receipt.value.with_untracked(settled) {
                load.run(());
            }
        },
    );
    let shown = move || match (receipt.value.get(), receipt.error.get()) {
        (Some(receipt), _) => sheet(&receipt, href.clone()),
        (None, Some(error)) if error.code == ApiErrorCode::AttemptNotFound => {
            let words = "Neither this backend nor the newest part of its audit log has it.";
            empty("No such receipt", words.to_owned(), ().into_any())
        }
        (None, Some(error)) => {
            error_view(&error, "Couldn’t read the receipt".to_owned(), Some(load))
        }
        (None, None) => view! { <Skeleton what="the receipt"/> }.into_any(),
    };
    view! { {move || shown()} }.into_any()
}

fn sheet(receipt: &Receipt, href: String) -> AnyView {
    let text = receipt.text.clone();
    let copy = Callback::new(move |()| copy_text(text.clone(), "receipt".to_owned()));
    let print = Callback::new(|()| {
        // A page that may not print stays as it is.
        let _ = window().print();
    });
    view! {
        <section class="card receipt">
            <h2 class="break">{receipt.title.clone()}</h2>
            <dl class="facts">{receipt.facts.iter().map(fact).collect::<Vec<_>>()}</dl>
            <div class="toolbar">
                <Button label="Copy for ticket" press=copy/>
                <Button label="Print" press=print/>
                <a href=href>"Link to this receipt"</a>
            </div>
        </section>
    }
    .into_any()
}

fn fact(fact: &Fact) -> AnyView {
    let lines =
        fact.lines.iter().map(|line| view! { <div class="break">{line.clone()}</div> }.into_any());
    view! { <div><dt>{fact.name.clone()}</dt><dd>{lines.collect::<Vec<_>>()}</dd></div> }.into_any()
}
