//! What each slot contains, or why it is empty: folded, but for what can't be used. A private key is never
//! shown.

use attestation::{SheetItem, SheetSlot};
use cloudhsm_api::{CertificateSlot, Cluster};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::{Attestation, slot, verdict::badge};
use crate::{
    components::{CodeBlock, Copyable, DownloadButton, NoticeKind, notice, sentence},
    state::supplied_roots::der_of,
};

#[component]
pub(super) fn Slots(page: Attestation) -> impl IntoView {
    // What a slot holds does not depend on the roots: it stays as it is when those change.
    let described =
        Memo::new(move |_| page.sheet.get().and_then(Result::ok).map(|sheet| sheet.slots.clone()));
    let cards =
        CertificateSlot::ALL.map(|member| view! { <SlotCard page member described/> }.into_any());
    cards.into_iter().collect_view()
}

/// The card stays; what is in the slot follows the cluster and the worker, and is not drawn anew either
/// where it stays alike.
#[component]
fn SlotCard(
    page: Attestation,
    member: CertificateSlot,
    described: Memo<Option<Vec<SheetSlot>>>,
) -> impl IntoView {
    let body = move || {
        page.cluster.with(|cluster| match cluster.certificate(member) {
            Some(text) => held(page, member, text, described),
            None => empty(cluster, member),
        })
    };
    let is_sound = move |slot: &SheetSlot| slot.slot != member.name() || slot.problem.is_none();
    let unusable = Memo::new(move |_| described.with(|it| !it.iter().flatten().all(is_sound)));
    view! {
        <details class="card" open=move || unusable.get()>
            <summary>
                <h2>{slot::title(member)}</h2>
                <span class="soft break">{move || brief(page, member)}</span>
            </summary>
            <p class="soft">{slot::meaning(member)}</p>
            {body}
        </details>
    }
}

/// What is in the slot, in a few words; tracks the answer.
fn brief(page: Attestation, member: CertificateSlot) -> String {
    let Some(Ok(sheet)) = page.sheet.get() else { return String::new() };
    let node = sheet.nodes.iter().find(|node| node.part == slot::part(member));
    let words = node.into_iter().flat_map(|node| [&node.name, &node.note]).flatten();
    words.map(String::as_str).collect::<Vec<_>>().join(" · ")
}

fn empty(cluster: &Cluster, member: CertificateSlot) -> AnyView {
    view! { <p><strong>"Empty. "</strong>{slot::why_empty(cluster, member)}</p> }.into_any()
}

/// Tracks what the worker says that the slot holds.
fn held(
    page: Attestation,
    member: CertificateSlot,
    text: &str,
    described: Memo<Option<Vec<SheetSlot>>>,
) -> AnyView {
    let Some(slots) = described.get() else {
        // The worker failed; the text itself can still be saved.
        return as_it_came(page, member, text.to_owned());
    };
    let Some(slot) = slots.into_iter().find(|slot| slot.slot == member.name()) else {
        return as_it_came(page, member, text.to_owned());
    };
    if slot.private_key {
        return private_key_left_out();
    }
    let problem = slot.problem.map(|problem| {
        let words = view! { <p>{format!("This slot can’t be used: {problem}.")}</p> };
        notice(NoticeKind::Danger, None, words.into_any())
    });
    let several = slot.items.len() > 1;
    let raw = (slot.items.is_empty() || several).then(|| as_it_came(page, member, text.to_owned()));
    let items: Vec<_> = slot
        .items
        .into_iter()
        .enumerate()
        .map(|(index, item)| self::item(page, member, several.then_some(index + 1), item))
        .collect();
    view! { {problem}{items}{raw} }.into_any()
}

fn private_key_left_out() -> AnyView {
    let words = view! {
        <p><strong>"This slot contains a private key. "</strong>"The console removes it here, in JSON, in exports and in the evidence. Treat the key as exposed."</p>
    };
    notice(NoticeKind::Danger, None, words.into_any())
}

/// The slot's text as AWS sent it.
fn as_it_came(page: Attestation, member: CertificateSlot, text: String) -> AnyView {
    if private_key::is_in(text.as_bytes()) {
        return private_key_left_out();
    }
    let name = file_name(page, member, None, "txt");
    let what = format!("the text of the slot {}", slot::title(member));
    view! {
        <div class="toolbar">
            <DownloadButton label="Whole slot" what=what.clone() name content=text.clone().into()/>
        </div>
        <details><summary>"Whole slot, as AWS sent it"</summary><CodeBlock text what/></details>
    }
    .into_any()
}

fn item(
    page: Attestation,
    member: CertificateSlot,
    number: Option<usize>,
    item: SheetItem,
) -> impl IntoView {
    let facts: Vec<_> = item
        .facts
        .into_iter()
        .map(|(name, value)| {
            // Fingerprints: long, and to be compared.
            if name.contains("SHA-") {
                let what = name.clone();
                view! { <div class="whole-line"><dt>{name}</dt><dd><Copyable text=value what/></dd></div> }
                    .into_any()
            } else {
                view! { <div><dt>{name}</dt><dd class="break">{sentence(value)}</dd></div> }.into_any()
            }
        })
        .collect();
    let title = slot::title(member);
    let what = number.map_or_else(|| title.to_owned(), |number| format!("{title} {number}"));
    let saved = (member == CertificateSlot::ClusterCsr)
        .then(|| Callback::new(move |()| page.remember_csr()));
    let mark = item.outside_dates.map(|how| badge(attestation::Mark::OutsideDates, how));
    let heading = number
        .map(|number| view! { <h3>{format!("Certificate {number} in this slot")}</h3> }.into_any());
    let (ending, der) = (slot::ending(member), der_of(&item.pem));
    let der = der.map(|der| {
        let content = js_sys::Uint8Array::from(der.as_slice()).into();
        let name = file_name(page, member, number, "der");
        download("DER", format!("{what} as DER"), name, content, saved)
    });
    let name = file_name(page, member, number, ending);
    let pem = download("PEM", format!("{what} as PEM"), name, item.pem.clone().into(), saved);
    // Copying takes it away too.
    let on_copy = move |event: leptos::ev::MouseEvent| {
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let copies = target.and_then(|target| target.closest(".copy").ok().flatten()).is_some();
        if let (true, Some(saved)) = (copies, saved) {
            saved.run(());
        }
    };
    view! {
        <div class="certificate" on:click=on_copy>
            {heading}{mark}
            <dl class="facts">{facts}</dl>
            <div class="toolbar">{pem}{der}</div>
            <details><summary>"PEM"</summary><CodeBlock text=item.pem what=format!("{what} as PEM")/></details>
            <details><summary>"openssl text"</summary><CodeBlock text=item.text what=format!("{what} as text")/></details>
        </div>
    }
}

fn download(
    label: &'static str,
    what: String,
    name: String,
    content: wasm_bindgen::JsValue,
    saved: Option<Callback<()>>,
) -> AnyView {
    match saved {
        Some(saved) => view! { <DownloadButton label what name content saved/> }.into_any(),
        None => view! { <DownloadButton label what name content/> }.into_any(),
    }
}

fn file_name(
    page: Attestation,
    member: CertificateSlot,
    number: Option<usize>,
    ending: &str,
) -> String {
    page.cluster
        .with_untracked(|cluster| slot::file_name(&cluster.cluster_id, member, number, ending))
}
