//! The receipt of an attempt, at its end and at `/activity/{attempt}`: what was done, by whom, what is
//! left, and the records of the audit log.
//!
//! It shows what the backend answers, and concludes nothing of its own.

mod lines;

use std::sync::Arc;

use backend_api::{ApiError, ApiErrorCode, Evidence, Left, Receipt};
use cloudhsm_api::Operation;
use leptos::prelude::*;

use self::lines::{Item, facts_of, has_left, left_words, logged, text};
use super::plan::survivors::survivor;
use crate::{
    api::Client,
    components::{
        Button, CodeBlock, Crumb, Skeleton, Value, copy_text, data_table, empty, error_view, facts,
        lazy::in_chunk, page_header, set_title,
    },
    route::Route,
    state::{CALM_MILLIS, Loaded, SOON_MILLIS, poll, under_owner, use_connected},
};

in_chunk! { rest,
    /// The page of one receipt.
    pub fn receipt_page(attempt: String) -> AnyView {
        set_title("Receipt");
        let crumbs = vec![Crumb { text: "Activity".into(), href: Route::Activity.href() }];
        let heading = view! { <h1>"Receipt"</h1> };
        let subtitle = view! { <code>{attempt.clone()}</code> };
        view! {
            {page_header(crumbs, heading.into_any(), subtitle.into_any(), ().into_any())}
            {receipt(attempt)}
        }
        .into_any()
    }
}

/// The receipt of an attempt, as a part of a page.
pub(super) fn receipt(attempt: String) -> AnyView {
    let receipt = Loaded::<Receipt>::default();
    let client = StoredValue::new(use_connected().client);
    let load = under_owner(move |()| {
        receipt.load_if_changed(asked(client.get_value(), attempt.clone()));
    });
    load.run(());
    let is_settled = move || {
        receipt.value.with_untracked(|it| {
            let it = it.as_ref();
            it.is_some_and(|it| {
                let last = it.records.last();
                !it.attempt.is_open() && last.is_some_and(|it| !it.record.state().is_open())
            })
        })
    };
    poll(move || if is_settled() { CALM_MILLIS } else { SOON_MILLIS }, move || load.run(()));
    view! {
        {move || match (receipt.value.get(), receipt.error.get()) {
            (Some(receipt), _) => sheet(&receipt),
            (None, Some(error)) if error.code == ApiErrorCode::AttemptNotFound => {
                let words = "Neither this backend nor its audit log has it. The log may have been replaced, or the record is too old.";
                empty("No such receipt", words.to_owned(), ().into_any())
            }
            (None, Some(error)) => error_view(&error, "Couldn’t read the receipt".to_owned(), Some(load)),
            (None, None) => view! { <Skeleton what="the receipt"/> }.into_any(),
        }}
    }
    .into_any()
}

async fn asked(client: Client, attempt: String) -> Result<Receipt, ApiError> {
    let mut receipt = client.receipt(&attempt).await?;
    // How often it was checked changes all the time, and is not shown here.
    receipt.attempt.looks = 0;
    receipt.attempt.last_seen = None;
    Ok(receipt)
}

fn sheet(receipt: &Arc<Receipt>) -> AnyView {
    let of = Arc::clone(receipt);
    let copy = Callback::new(move |()| copy_text(text(&of), "receipt".to_owned()));
    let print = Callback::new(|()| {
        // A page that may not print stays as it is.
        let _ = window().print();
    });
    let pairs = facts_of(receipt).into_iter();
    let pairs =
        pairs.map(|(name, items)| (name, Value::Row(items.into_iter().map(shown).collect())));
    let attempt = &receipt.attempt;
    let id = attempt.id.clone();
    view! {
        <section class="card receipt">
            <h2 class="break">{lines::title(attempt)}</h2>
            {facts(pairs.collect())}
            {has_left(attempt).then(|| left(attempt.operation, receipt.left.as_ref()))}
            <h3>"Records of the audit log"</h3>
            {records(&receipt.records)}
            <div class="toolbar">
                <Button label="Copy for ticket" press=copy/>
                <Button label="Print" press=print/>
                <a class="button" href=Route::Receipt(id).href()>"Link to this receipt"</a>
            </div>
        </section>
    }
    .into_any()
}

fn shown(item: Item) -> Value {
    match item {
        Item::Text(text) => Value::Text(text),
        Item::Code(text) => Value::Code(text),
        Item::When(time) => Value::When(time),
    }
}

fn left(operation: Operation, left: Option<&Left>) -> AnyView {
    let words: Vec<_> = left_words(operation, left)
        .into_iter()
        .map(|words| view! { <p class="small">{words}</p> }.into_any())
        .collect();
    let rows: Vec<_> = left.iter().flat_map(|it| &it.backups).map(survivor).collect();
    let table = (!rows.is_empty()).then(|| {
        let columns = &["Backup", "State", "Created", "Kept until"];
        data_table("Backups that are left, newest first", columns, rows)
    });
    let restore = left.and_then(|it| it.restore.clone()).map(|text| {
        view! { <h3>"Restore command"</h3><CodeBlock text what="command that restores" wrap=true/> }
            .into_any()
    });
    view! { <h3>"What is left"</h3>{words}{table}{restore} }.into_any()
}

fn records(records: &[Evidence]) -> AnyView {
    let rows = records.iter().map(|it| {
        let (number, what) = logged(&it.record);
        vec![
            Value::Text(number),
            Value::Text(what),
            Value::When(it.record.timestamp()),
            Value::Code(it.hash.clone()),
        ]
    });
    let columns = &["Record", "What", "Time", "SHA-256"];
    data_table("Records of the audit log, oldest first", columns, rows.collect())
}
