//! The roots that the chains are checked against. Those of the person are managed in a dialog (`supply.rs`).

use attestation::SheetRoot;
use leptos::prelude::*;

use super::{Attestation, supply::supplied_roots_dialog, verdict::badge};
use crate::{
    components::{Button, NoticeKind, Value, card, data_table, notice, use_dialogs},
    time::with_times,
};

#[component]
pub(super) fn Roots(page: Attestation) -> impl IntoView {
    let dialogs = use_dialogs();
    let changed = Callback::new(move |()| page.ask());
    let open = Callback::new(move |()| {
        dialogs.open(move |closed| supplied_roots_dialog(changed, closed));
    });
    let content = view! {
        <p class="soft">"A chain is only as trustworthy as its root. Pinned roots are part of the console."</p>
        {move || unused(page)}
        <details class="roots">
            <summary>"Roots that the chains are checked against"</summary>
            {move || table(page)}
        </details>
        <div class="toolbar"><Button label="Supplied roots" press=open/></div>
    };
    card("Roots", content.into_any())
}

/// The supplied ones that can't be used, and why; tracks the answer.
fn unused(page: Attestation) -> Vec<AnyView> {
    let Some(Ok(sheet)) = page.sheet.get() else { return Vec::new() };
    let unused = sheet.unused_roots.iter().map(|root| {
        let words =
            view! { <p>"“"{root.label.clone()}"” is not used: "{root.words.clone()}"."</p> };
        notice(NoticeKind::Warn, Some("alert"), words.into_any())
    });
    unused.collect()
}

/// Tracks the answer.
fn table(page: Attestation) -> AnyView {
    let Some(Ok(sheet)) = page.sheet.get() else { return ().into_any() };
    let rows = sheet.roots.iter().map(row).collect();
    data_table("Roots that the chains are checked against", &["Root", "Trusted by", "Valid"], rows)
}

fn row(root: &SheetRoot) -> Vec<Value> {
    let used = if root.used { "; used by this proof" } else { "" };
    let below = |value| Value::Row(vec![value]);
    vec![
        Value::Row(vec![
            Value::Text(root.label.clone()),
            below(Value::Note(format!("For {}{used}", root.chain))),
            below(Value::Note(root.subject.clone())),
            below(Value::Copyable {
                text: root.sha256.clone(),
                what: "SHA-256 fingerprint of the root",
            }),
        ]),
        Value::View(badge(root.mark, root.trusted_by.clone())),
        Value::Note(with_times(&root.valid)),
    ]
}
