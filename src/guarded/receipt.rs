//! The receipt of an attempt, at its end and at `/activity/{attempt}`.
//!
//! It shows what the backend says, in the backend's words; times are written as on all pages.

use std::sync::Arc;

use backend_api::{ApiError, ApiErrorCode, Fact, Receipt};
use leptos::prelude::*;

use crate::{
    components::{
        Button, Crumb, Skeleton, copy_text, empty, error_view, lazy::in_chunk, page_header,
        sentence, set_title, why_error,
    },
    route::Route,
    state::{SOON_MILLIS, pause_until_visible, spawn_scoped, use_connected, use_connection},
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

/// The receipt of an attempt, as a part of a page; asked for until nothing is expected to be added to it.
///
/// A loop and no resource: what is shown stays while nothing is new, and when a question fails. With it
/// stay the focus and what somebody has selected.
pub(super) fn receipt(attempt: String) -> AnyView {
    let client = use_connected().client;
    let connection = use_connection();
    // The text has everything that is shown.
    let text = RwSignal::new(String::new());
    let drawn = StoredValue::new_local(None::<AnyView>);
    let failed = RwSignal::new(None::<Arc<ApiError>>);
    let id = attempt.clone();
    spawn_scoped(async move {
        loop {
            let is_settled = match client.receipt(&id).await {
                Ok(receipt) => {
                    failed.set(None);
                    if text.with_untracked(|old| *old != receipt.text) {
                        drawn.set_value(Some(contents(&receipt)));
                        text.set(receipt.text);
                    }
                    receipt.settled
                }
                Err(error) => {
                    connection.notice(&error);
                    let is_absent = error.code == ApiErrorCode::AttemptNotFound;
                    failed.set(Some(Arc::new(error)));
                    is_absent && text.with_untracked(String::is_empty)
                }
            };
            if is_settled {
                return;
            }
            pause_until_visible(SOON_MILLIS).await;
        }
    });
    let is_there = Memo::new(move |_| text.with(|text| !text.is_empty()));
    view! {
        {move || if is_there.get() {
            sheet(text, drawn, &attempt)
        } else {
            failed.with(|error| absent(error.as_deref()))
        }}
        {move || failed.get().filter(|_| is_there.get()).map(|error| {
            let words = ["Last check failed, retrying: ", &error.to_string(), " "].concat();
            let why = why_error(error.code.as_str());
            view! { <p class="soft" role="status">{words}{why}</p> }.into_any()
        })}
    }
    .into_any()
}

/// There is no receipt: not yet, or for this reason.
fn absent(error: Option<&ApiError>) -> AnyView {
    match error {
        None => view! { <Skeleton what="the receipt"/> }.into_any(),
        Some(error) if error.code == ApiErrorCode::AttemptNotFound => {
            let words = "Neither this backend nor the newest part of its audit log has it.";
            empty("No such receipt", words.to_owned(), ().into_any())
        }
        Some(error) => error_view(error, "Couldn’t read the receipt".to_owned(), None),
    }
}

/// Only what is said changes, so that a button keeps the focus.
fn sheet(
    text: RwSignal<String>,
    drawn: StoredValue<Option<AnyView>, LocalStorage>,
    attempt: &str,
) -> AnyView {
    let copy = Callback::new(move |()| copy_text(text.get_untracked(), "receipt".to_owned()));
    let print = Callback::new(|()| {
        // A page that may not print stays as it is.
        let _ = window().print();
    });
    let said = move || {
        text.track();
        drawn.try_update_value(Option::take).flatten().into_any()
    };
    view! {
        <section class="card receipt">
            {move || said()}
            <div class="toolbar">
                <Button label="Copy for ticket" press=copy/>
                <Button label="Print" press=print/>
                <a href=Route::Receipt(attempt.to_owned()).href()>"Link to this receipt"</a>
            </div>
        </section>
    }
    .into_any()
}

fn contents(receipt: &Receipt) -> AnyView {
    let facts: Vec<_> = receipt.facts.iter().map(fact).collect();
    view! {
        <h2 class="break">{receipt.title.clone()}</h2>
        <dl class="facts">{facts}</dl>
    }
    .into_any()
}

fn fact(fact: &Fact) -> AnyView {
    let lines = fact
        .lines
        .iter()
        .cloned()
        .map(|line| view! { <div class="break">{sentence(line)}</div> }.into_any());
    view! { <div><dt>{fact.name.clone()}</dt><dd>{lines.collect::<Vec<_>>()}</dd></div> }.into_any()
}
