//! The roots that the chains are checked against, and a way to supply one more.

use attestation::{AnchorKind, SheetRoot, SuppliedAnchor, SuppliedBy};
use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{DragEvent, File, HtmlInputElement};

use super::{
    Attestation,
    supplied::{self, Refusal},
    verdict::badge,
};
use crate::{
    components::{NoticeKind, Value, card, data_table, notice},
    state::spawn_detached,
};

#[component]
pub(super) fn Roots(page: Attestation) -> impl IntoView {
    let content = view! {
        <p class="soft">"A chain is only as trustworthy as its root. Pinned roots are part of the console."</p>
        {move || table(page)}
        {move || own(page)}
        <Supply page/>
    };
    card("Roots", content.into_any())
}

/// Tracks the answer.
fn table(page: Attestation) -> AnyView {
    let Some(Ok(sheet)) = page.sheet.get() else { return ().into_any() };
    let unused: Vec<_> = sheet
        .unused_roots
        .iter()
        .map(|root| {
            let words =
                view! { <p>"“"{root.label.clone()}"” is not used: "{root.words.clone()}"."</p> };
            notice(NoticeKind::Warn, Some("alert"), words.into_any())
        })
        .collect();
    let columns = &["Root", "Trusted by", "Valid"];
    let rows = sheet.roots.iter().map(row).collect();
    view! {
        <div class="roots">{data_table("Roots that the chains are checked against", columns, rows)}</div>
        {unused}
    }
    .into_any()
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
        Value::Note(root.valid.clone()),
    ]
}

/// The person's own, each with a way to take it back; tracks them.
fn own(page: Attestation) -> impl IntoView {
    page.supplied.track();
    let rows: Vec<_> = supplied::all()
        .into_iter()
        .enumerate()
        .map(|(index, anchor)| {
            let remove = move |_| {
                supplied::remove(index);
                page.supplied.update(|changes| *changes += 1);
                page.ask();
            };
            let label = format!("Remove the root {}", anchor.label);
            view! {
                <li>
                    <span class="break">"“"{anchor.label}"”, supplied by you for "{chain(anchor.kind)}</span>
                    <button type="button" class="button" aria-label=label on:click=remove>"Remove"</button>
                </li>
            }
        })
        .collect();
    (!rows.is_empty()).then(|| view! { <ul class="own-roots">{rows}</ul> }.into_any())
}

const CHAINS: [(AnchorKind, &str, &str); 3] = [
    (AnchorKind::Manufacturer, "manufacturer", "the manufacturer’s chain"),
    (AnchorKind::CustomerCa, "customer-ca", "the cluster certificate: your own CA"),
    (AnchorKind::Aws, "aws", "AWS’s chain"),
];

fn chain(kind: AnchorKind) -> &'static str {
    CHAINS.iter().find(|(other, ..)| *other == kind).map_or("", |(.., words)| words)
}

/// A form for one more.
#[component]
fn Supply(page: Attestation) -> impl IntoView {
    let kind = RwSignal::new(AnchorKind::Manufacturer);
    let text = RwSignal::new(String::new());
    let file = RwSignal::new(None::<String>);
    let problem = RwSignal::new(None::<Refusal>);
    let picker = NodeRef::<html::Input>::new();
    let area = NodeRef::<html::Textarea>::new();
    let clear = move || {
        text.set(String::new());
        file.set(None);
        // What was typed is in the field itself, where the signal may have been empty all along.
        if let Some(area) = area.get_untracked() {
            area.set_value("");
        }
        if let Some(picker) = picker.get_untracked() {
            picker.set_value("");
        }
    };
    let refuse = move |refusal: Refusal| {
        clear();
        problem.set(Some(refusal));
    };
    let take = move |chosen: File| {
        spawn_detached(async move {
            let content = read(&chosen).await;
            // The page may be gone by now.
            if problem.try_set(None).is_some() {
                return;
            }
            match content {
                Ok(content) => {
                    text.set(content);
                    file.set(Some(chosen.name()));
                }
                Err(refusal) => refuse(refusal),
            }
        });
    };
    let typed = move |event: ev::Event| {
        let content = event_target_value(&event);
        if let Err(refusal @ (Refusal::PrivateKey | Refusal::TooLarge)) =
            supplied::check(content.as_bytes())
        {
            refuse(refusal);
            return;
        }
        // What is typed may be anything for now.
        text.set(content);
        file.set(None);
        problem.set(None);
    };
    let picked = move |event: ev::Event| {
        let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        if let Some(chosen) = input.and_then(|input| input.files()?.get(0)) {
            take(chosen);
        }
    };
    let dropped = move |event: DragEvent| {
        event.prevent_default();
        let files = event.data_transfer().and_then(|transfer| transfer.files());
        if let Some(chosen) = files.and_then(|files| files.get(0)) {
            take(chosen);
        }
    };
    let use_it = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let added = supplied::add(SuppliedAnchor {
            label: file.get_untracked().unwrap_or_else(|| "pasted root".to_owned()),
            supplied_by: SuppliedBy::User,
            kind: kind.get_untracked(),
            pem: text.get_untracked(),
        });
        match added {
            Ok(()) => {
                page.supplied.update(|changes| *changes += 1);
                clear();
                problem.set(None);
                page.ask();
            }
            Err(Refusal::Empty) => problem.set(Some(Refusal::Empty)),
            Err(refusal) => refuse(refusal),
        }
    };
    let options: Vec<_> = CHAINS
        .into_iter()
        .map(|(_, value, words)| view! { <option value=value>{words}</option> }.into_any())
        .collect();
    let choose = move |event: ev::Event| {
        let chosen = event_target_value(&event);
        if let Some((found, ..)) = CHAINS.into_iter().find(|(_, value, _)| *value == chosen) {
            kind.set(found);
        }
    };
    view! {
        <details>
        <summary>"Supply a root"</summary>
        <form class="supply" on:submit=use_it on:dragover=|event| event.prevent_default() on:drop=dropped>
            <p class="small soft">"For an HSM type whose root is not pinned, such as hsm2m.medium, or for your own CA. The root is used for all clusters until you close or reload the page, and never leaves the browser. Compare its fingerprint with its owner’s publication."</p>
            <div class="field">
                <label for="root-chain">"For"</label>
                <select id="root-chain" class="input" on:change=choose>{options}</select>
            </div>
            <div class="field">
                <label for="root-file">"Choose a PEM or DER file, or drop one here"</label>
                <input id="root-file" class="input" type="file" accept=".pem,.crt,.cer,.der,.txt" node_ref=picker on:change=picked/>
            </div>
            <div class="field">
                <label for="root-text">"Or paste the certificate"</label>
                <textarea id="root-text" class="input mono" rows="4" spellcheck="false" node_ref=area
                    prop:value=move || text.get() on:input=typed></textarea>
            </div>
            <div class="toolbar">
                <button type="submit" class="button">"Use this root"</button>
                <span class="problem" role="alert">{move || problem.get().map(Refusal::in_words)}</span>
            </div>
        </form>
        </details>
    }
}

/// A file's content, as a text that the worker reads.
async fn read(file: &File) -> Result<String, Refusal> {
    // Sizes are whole numbers of bytes, far below where they would lose precision.
    if file.size() > supplied::LARGEST_FILE {
        return Err(Refusal::TooLarge);
    }
    let buffer = JsFuture::from(file.array_buffer()).await.map_err(|_| Refusal::Unreadable)?;
    supplied::as_text(&js_sys::Uint8Array::new(&buffer).to_vec())
}
