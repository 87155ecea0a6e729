//! The dialog of the roots that the person supplied: each with a way to take it back, and a form for one
//! more. It is in the chunk `shell`.

use attestation::{AnchorKind, SuppliedAnchor, SuppliedBy};
use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{DragEvent, File, HtmlInputElement};

use crate::{
    components::{
        lazy::in_chunk,
        modal::{Closed, Modal},
    },
    keyboard_focus::focus,
    state::{
        spawn_detached,
        supplied_roots::{self, Refusal},
    },
};

const FILE: &str = "root-file";

in_chunk! { shell,
    /// The roots that the person supplied; `changed` is told when they are others.
    pub(super) fn supplied_roots_dialog(changed: Callback<()>, closed: Closed) -> AnyView {
        let modal = Modal::new();
        // Counted, because what changed is kept elsewhere.
        let changes = RwSignal::new(0_u32);
        let changed = Callback::new(move |()| {
            changes.update(|changes| *changes += 1);
            // The page may be gone by now.
            changed.try_run(());
        });
        let content = view! {
            <h2 id="dialog-title">"Supplied roots"</h2>
            <p class="small soft">"For an HSM type whose root is not pinned, such as hsm2m.medium, or for your own CA. A root is used for all clusters until you close or reload the page, and never leaves the browser. Compare its fingerprint with its owner’s publication."</p>
            {move || own(changes, changed)}
            {form(modal, changed)}
        };
        modal.view("dialog", content.into_any(), closed)
    }
}

/// Each with a way to take it back; tracks them.
fn own(changes: RwSignal<u32>, changed: Callback<()>) -> Option<AnyView> {
    changes.track();
    let rows: Vec<_> = supplied_roots::all()
        .into_iter()
        .enumerate()
        .map(|(index, anchor)| {
            let remove = move |_| {
                supplied_roots::remove(index);
                // The button goes with its root.
                focus(FILE);
                changed.run(());
            };
            let label = format!("Remove the root {}", anchor.label);
            view! {
                <li>
                    <span class="break">"“"{anchor.label}"”, for "{chain(anchor.kind)}</span>
                    <button type="button" class="button" aria-label=label on:click=remove>"Remove"</button>
                </li>
            }
            .into_any()
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
fn form(modal: Modal, changed: Callback<()>) -> AnyView {
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
            // The dialog may be gone by now.
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
            supplied_roots::check(content.as_bytes())
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
        // The field names what was dropped, as it does what was chosen.
        if let Some(picker) = picker.get_untracked() {
            picker.set_files(files.as_ref());
        }
        if let Some(chosen) = files.and_then(|files| files.get(0)) {
            take(chosen);
        }
    };
    let use_it = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let added = supplied_roots::add(SuppliedAnchor {
            label: file.get_untracked().unwrap_or_else(|| "pasted root".to_owned()),
            supplied_by: SuppliedBy::User,
            kind: kind.get_untracked(),
            pem: text.get_untracked(),
        });
        match added {
            Ok(()) => {
                changed.run(());
                // Whether it is used is told by the page.
                modal.close();
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
        <form class="supply" on:submit=use_it on:dragover=|event| event.prevent_default() on:drop=dropped>
            <div class="field">
                <label for="root-chain">"For"</label>
                <select id="root-chain" class="input" on:change=choose>{options}</select>
            </div>
            <div class="field">
                <label for=FILE>"Choose a PEM or DER file, or drop one here"</label>
                <input id=FILE class="input" type="file" accept=".pem,.crt,.cer,.der,.txt" node_ref=picker on:change=picked/>
            </div>
            <div class="field">
                <label for="root-text">"Or paste the certificate"</label>
                <textarea id="root-text" class="input mono" rows="4" spellcheck="false" node_ref=area
                    prop:value=move || text.get() on:input=typed></textarea>
            </div>
            <span class="problem" role="alert">{move || problem.get().map(Refusal::in_words)}</span>
            <div class="toolbar">
                <button type="submit" class="button">"Use this root"</button>
                <button type="button" class="button" on:click=move |_| modal.close()>"Close"</button>
            </div>
        </form>
    }
    .into_any()
}

/// A file's content, as a text that the worker reads.
async fn read(file: &File) -> Result<String, Refusal> {
    // Sizes are whole numbers of bytes, far below where they would lose precision.
    if file.size() > supplied_roots::LARGEST_FILE {
        return Err(Refusal::TooLarge);
    }
    let buffer = JsFuture::from(file.array_buffer()).await.map_err(|_| Refusal::Unreadable)?;
    supplied_roots::as_text(&js_sys::Uint8Array::new(&buffer).to_vec())
}
