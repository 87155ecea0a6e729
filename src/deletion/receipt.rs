//! The receipt of an attempt, at its end and at `/activity/{attempt}`.
//!
//! It shows what the backend says, in the backend's words.

use backend_api::{ApiError, ApiErrorCode, Fact, Receipt};
use leptos::prelude::*;

use crate::{
    components::{
        Button, Crumb, Skeleton, copy_text, empty, error_view, lazy::in_chunk, page_header,
        set_title,
    },
    deletion::attempt::CheckFailed,
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
    let newest = RwSignal::new(None::<Receipt>);
    let failed = RwSignal::new(None::<ApiError>);
    let id = attempt.clone();
    spawn_scoped(async move {
        loop {
            let (is_settled, error) = match client.receipt(&id).await {
                Ok(receipt) => {
                    let is_settled = receipt.settled;
                    if newest.with_untracked(|old| is_news(old.as_ref(), &receipt)) {
                        newest.set(Some(receipt));
                    }
                    (is_settled, None)
                }
                Err(error) => {
                    connection.notice(&error);
                    let is_absent = error.code == ApiErrorCode::AttemptNotFound;
                    (is_absent && newest.with_untracked(Option::is_none), Some(error))
                }
            };
            if failed.with_untracked(|old| *old != error) {
                failed.set(error);
            }
            if is_settled {
                return;
            }
            pause_until_visible(SOON_MILLIS).await;
        }
    });
    let is_there = Memo::new(move |_| newest.with(Option::is_some));
    view! {
        {move || if is_there.get() {
            sheet(newest, &attempt)
        } else {
            failed.with(|error| absent(error.as_ref()))
        }}
        {move || failed.get().filter(|_| is_there.get()).map(|error| {
            view! { <CheckFailed why=error.to_string()/> }.into_any()
        })}
    }
    .into_any()
}

/// The text has everything that is shown.
fn is_news(old: Option<&Receipt>, new: &Receipt) -> bool {
    old.is_none_or(|old| old.text != new.text)
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

/// Only its texts change, so that a button keeps the focus.
fn sheet(newest: RwSignal<Option<Receipt>>, attempt: &str) -> AnyView {
    let text = move || newest.with_untracked(|it| it.as_ref().map(|it| it.text.clone()));
    let copy = Callback::new(move |()| copy_text(text().unwrap_or_default(), "receipt".to_owned()));
    let print = Callback::new(|()| {
        // A page that may not print stays as it is.
        let _ = window().print();
    });
    let title = move || newest.with(|it| it.as_ref().map(|it| it.title.clone()));
    let facts =
        move || newest.with(|it| it.iter().flat_map(|it| &it.facts).map(fact).collect::<Vec<_>>());
    view! {
        <section class="card receipt">
            <h2 class="break">{title}</h2>
            <dl class="facts">{facts}</dl>
            <div class="toolbar">
                <Button label="Copy for ticket" press=copy/>
                <Button label="Print" press=print/>
                <a href=Route::Receipt(attempt.to_owned()).href()>"Link to this receipt"</a>
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
