//! Whether the HSM is genuine: the verdict and what it rests on. The picture of the proof and each link with
//! its reason are folded below, unless a check failed.

use attestation::{Mark, Sheet, SheetFact, SheetLink};
use leptos::prelude::*;

use super::{Attestation, picture::picture, verdict::badge};
use crate::{
    components::{Icon, NoticeKind, Shape, Value, card, data_table, identity_verdict, notice},
    time::with_times,
};

#[component]
pub(super) fn Identity(page: Attestation) -> impl IntoView {
    let of_sheet = move |what: fn(&Sheet) -> bool| {
        Memo::new(move |_| page.sheet.with(|it| matches!(it, Some(Ok(sheet)) if what(sheet))))
    };
    let has_proof = of_sheet(|sheet| !sheet.slots.is_empty());
    // What failed is shown where it failed.
    let failed = of_sheet(|sheet| sheet.mark == Mark::Failed);
    let content = view! {
        {move || verification(page)}
        {move || page.refused.get().map(|problem| {
            notice(NoticeKind::Danger, Some("alert"), view! { <p>{problem}</p> }.into_any())
        })}
        {move || has_proof.get().then(|| evidence(page, failed))}
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
        Some(Ok(sheet)) => verdict(&sheet),
    }
}

fn verdict(sheet: &Sheet) -> AnyView {
    let facts = (!sheet.slots.is_empty()).then(|| {
        let facts: Vec<_> = sheet.facts.iter().map(fact).collect();
        view! { <dl class="facts">{facts}</dl> }.into_any()
    });
    view! { {identity_verdict(sheet)}{facts} }.into_any()
}

fn fact(fact: &SheetFact) -> AnyView {
    let words = with_times(&fact.verdict);
    let verdict = match fact.mark {
        Some(mark) => badge(mark, words),
        None => Value::Text(words).view(),
    };
    view! {
        <div>
            <dt>{fact.name.clone()}</dt>
            <dd>{verdict}{Value::Note(fact.words.clone()).view()}</dd>
        </div>
    }
    .into_any()
}

/// Stays as the person folds it; what is in it follows the answer.
fn evidence(page: Attestation, failed: Memo<bool>) -> AnyView {
    view! {
        <div class="toolbar">
            <button type="button" class="button" on:click=move |_| page.save_evidence()>
                <Icon shape=Shape::Download/>"Download the evidence"
            </button>
            <span class="small soft">"An archive with the certificates, the CSR, the roots, the verdicts and a script that repeats each check with openssl."</span>
        </div>
        <details class="evidence" open=move || failed.get()>
            <summary>"Each check, and why"</summary>
            {move || proof(page)}
        </details>
    }
    .into_any()
}

/// Tracks the answer.
fn proof(page: Attestation) -> AnyView {
    let Some(Ok(sheet)) = page.sheet.get() else { return ().into_any() };
    let notes: Vec<_> =
        sheet.notes.iter().map(|note| view! { <li>{with_times(note)}</li> }.into_any()).collect();
    let links = sheet.links.iter().map(link).collect();
    view! {
        {picture(&sheet)}
        {data_table("Links of the proof", &["Link", "Verdict", "Why"], links)}
        <ul class="small soft notes break">{notes}</ul>
    }
    .into_any()
}

fn link(link: &SheetLink) -> Vec<Value> {
    let mut why = vec![Value::Text(link.words.clone())];
    why.extend(link.dates.iter().map(|dates| Value::Note(with_times(dates))));
    vec![
        Value::Text(link.title.clone()),
        Value::View(badge(link.mark, link.verdict.clone())),
        Value::Row(why),
    ]
}
