//! Whether the HSM is genuine: the verdict, the picture of the proof, and each link with its reason.

use attestation::{Sheet, SheetLink};
use leptos::prelude::*;

use super::{Attestation, picture::picture, verdict::badge};
use crate::components::{Icon, NoticeKind, Shape, Value, card, data_table, notice};

#[component]
pub(super) fn Identity(page: Attestation) -> impl IntoView {
    let content = view! {
        {move || verification(page)}
        {move || page.refused.get().map(|problem| {
            notice(NoticeKind::Danger, Some("alert"), view! { <p>{problem}</p> }.into_any())
        })}
    };
    card("Identity of the HSM", content.into_any())
}

/// Tracks the answer.
fn verification(page: Attestation) -> AnyView {
    match page.sheet.get() {
        // The page is drawn when there is one.
        None => ().into_any(),
        Some(Err(problem)) => {
            let words = view! { <p>{problem}</p> };
            notice(NoticeKind::Danger, Some("alert"), words.into_any())
        }
        Some(Ok(sheet)) => verified(page, &sheet),
    }
}

fn verified(page: Attestation, sheet: &Sheet) -> AnyView {
    let headline = view! {
        <p class="title-line" role="status">
            {badge(sheet.mark, sheet.verdict.clone())}<strong>{sheet.headline.clone()}</strong>
        </p>
    };
    if sheet.slots.is_empty() {
        return headline.into_any();
    }
    let notes: Vec<_> =
        sheet.notes.iter().map(|note| view! { <li>{note.clone()}</li> }.into_any()).collect();
    let links = sheet.links.iter().map(link).collect();
    view! {
        {headline}
        {picture(sheet)}
        {data_table("Links of the proof", &["Link", "Verdict", "Why"], links)}
        <ul class="small soft notes break">{notes}</ul>
        <div class="toolbar">
            <button type="button" class="button" on:click=move |_| page.save_evidence()>
                <Icon shape=Shape::Download/>"Download the evidence"
            </button>
            <span class="small soft">"An archive with the certificates, the CSR, the roots, the verdicts and a script that repeats each check with openssl."</span>
        </div>
    }
    .into_any()
}

fn link(link: &SheetLink) -> Vec<Value> {
    let mut why = vec![Value::Text(link.words.clone())];
    why.extend(link.dates.iter().cloned().map(Value::Note));
    vec![
        Value::Text(link.title.clone()),
        Value::View(badge(link.mark, link.verdict.clone())),
        Value::Row(why),
    ]
}
