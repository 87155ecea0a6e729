//! The receipt of an attempt, at its end and at `/activity/{attempt}`.
//!
//! It shows what the backend says, in the backend's words.

use backend_api::{ApiErrorCode, Fact, Receipt};
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;

use crate::{
    components::{
        Button, Crumb, Skeleton, copy_text, empty, error_view, lazy::in_chunk, page_header,
        set_title,
    },
    route::Route,
    state::{SOON_MILLIS, spawn_scoped, use_connected, use_connection},
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
/// A loop and no resource: what it brings is drawn at once and not kept.
pub(super) fn receipt(attempt: String) -> AnyView {
    let client = use_connected().client;
    let connection = use_connection();
    let drawn = StoredValue::new_local(None::<AnyView>);
    let count = RwSignal::new(0.0);
    spawn_scoped(async move {
        for number in 0_u32.. {
            let (view, is_settled) = match client.receipt(&attempt).await {
                Ok(receipt) => (sheet(&receipt, &attempt), receipt.settled),
                Err(error) if error.code == ApiErrorCode::AttemptNotFound => {
                    let words = "Neither this backend nor the newest part of its audit log has it.";
                    (empty("No such receipt", words.to_owned(), ().into_any()), true)
                }
                Err(error) => {
                    connection.notice(&error);
                    (error_view(&error, "Couldn’t read the receipt".to_owned(), None), false)
                }
            };
            drawn.set_value(Some(view));
            count.set(f64::from(number) + 1.0);
            if is_settled {
                return;
            }
            TimeoutFuture::new(SOON_MILLIS).await;
        }
    });
    let shown = move || {
        if count.get() == 0.0 {
            return view! { <Skeleton what="the receipt"/> }.into_any();
        }
        drawn.try_update_value(Option::take).flatten().into_any()
    };
    view! { {move || shown()} }.into_any()
}

fn sheet(receipt: &Receipt, attempt: &str) -> AnyView {
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
