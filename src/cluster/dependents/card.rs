//! The overview's card: key stores, use, possible clients and quotas, each with how far it is known. It has its
//! final height from the start.

use std::sync::Arc;

use backend_api::{ClientInterface, Dependents, KeyStore, RecentUse, SourceName, UsageRange};
use leptos::prelude::*;

use super::{
    AsOf, Asked, Others, Unknown, client_name, family, key_stores, known, last_use, quotas,
    recent_use::counted, unknown_view, use_words,
};
use crate::{
    components::{Tone, Value, error_view, lazy::in_chunk},
    route::{Place, Route, Tab},
    state::under_owner,
};

/// How many key stores or clients are named; the rest is counted.
const MOST: usize = 3;

/// The class of what has the card's room while its chunk is on its way.
pub(in crate::cluster) const ROOM: &str = "dependents-room";

in_chunk! { usage,
    /// The card. Asks once, when it is first shown.
    pub(in crate::cluster) fn dependents_card(place: Place, asked: Asked) -> AnyView {
        asked.once();
        view! { <DependentsCard place asked/> }.into_any()
    }
}

#[component]
fn DependentsCard(place: Place, asked: Asked) -> impl IntoView {
    let answer = asked.answer;
    let age = Signal::derive(move || answer.value.with(|it| it.as_deref().and_then(oldest)));
    let again = under_owner(move |()| asked.again());
    let is_complete = move || answer.value.with(|it| it.as_deref().is_some_and(is_known));
    view! {
        <section class="card dependents">
            <div class="title-line">
                <h2>"Who depends on it"</h2>
                <AsOf arrived=answer.arrived age/>
                <button type="button" class="button"
                    aria-disabled=move || answer.loading.get().then_some("true")
                    on:click=move |_| again.run(())>
                    {move || match answer.loading.get() {
                        true => "Checking…",
                        false if is_complete() => "Check again",
                        false => "Try again",
                    }}
                </button>
            </div>
            {move || match (answer.value.get(), answer.error.get()) {
                (Some(dependents), None) => parts(&place, &dependents),
                (_, Some(error)) => {
                    error_view(&error, "Couldn’t ask who depends on the cluster".to_owned(), None)
                }
                (None, None) => skeleton(),
            }}
        </section>
    }
}

fn skeleton() -> AnyView {
    view! {
        <div role="status">
            <span class="visually-hidden">"Loading who depends on the cluster"</span>
            <div class="zones parts skeleton" aria-hidden="true"><i></i><i></i><i></i><i></i></div>
            <p class="family">"\u{a0}"</p>
        </div>
    }
    .into_any()
}

/// The age of what was asked first.
fn oldest(dependents: &Dependents) -> Option<u32> {
    let regions = dependents.families.iter().flat_map(|it| &it.regions);
    let sources = dependents.sources.iter().map(|it| it.age_seconds);
    sources.chain(regions.map(|it| it.age_seconds)).flatten().max()
}

/// Whether everything is known that the card shows.
fn is_known(dependents: &Dependents) -> bool {
    known(dependents, SourceName::Kms, dependents.key_stores.as_ref()).is_ok()
        && known(dependents, SourceName::CloudWatch, dependents.usage.as_ref()).is_ok()
        && known(dependents, SourceName::Ec2Interfaces, dependents.clients.as_ref()).is_ok()
        && known(dependents, SourceName::Quotas, dependents.quotas.as_ref()).is_ok()
        && dependents.families.as_ref().is_some_and(family::is_known)
}

fn parts(place: &Place, dependents: &Arc<Dependents>) -> AnyView {
    let link = |tab: Tab| {
        let href = Route::Cluster(place.clone(), tab).href();
        Some(view! { <a href=href>{["Open ", tab.title()].concat()}</a> }.into_any())
    };
    let stores = known(dependents, SourceName::Kms, dependents.key_stores.as_ref());
    let usage = known(dependents, SourceName::CloudWatch, dependents.usage.as_ref());
    let clients = known(dependents, SourceName::Ec2Interfaces, dependents.clients.as_ref());
    let limits = known(dependents, SourceName::Quotas, dependents.quotas.as_ref());
    let others = Others::of(dependents.security_group.as_ref());
    view! {
        <ul class="zones parts">
            {part("KMS key stores", stores.map(|it| key_stores_part(it)), None)}
            {part("Use", usage.map(use_part), link(Tab::Usage))}
            {part("Possible clients", clients.map(|it| clients_part(it, others)), link(Tab::Network))}
            {part("Quotas", limits.map(|it| quotas::lines(it)), None)}
        </ul>
        {dependents.families.as_ref().map(family::family)}
    }
    .into_any()
}

/// One part: what is known, or why it isn't.
fn part(title: &'static str, known: Result<Vec<Value>, Unknown>, link: Option<AnyView>) -> AnyView {
    let content = match known {
        Ok(lines) => {
            let lines = lines.into_iter().map(|line| view! { <p>{line.view()}</p> }.into_any());
            lines.collect::<Vec<_>>().into_any()
        }
        Err(unknown) => unknown_view(&unknown),
    };
    view! { <li class="zone"><h3>{title}</h3>{content}{link}</li> }.into_any()
}

fn key_stores_part(stores: &[KeyStore]) -> Vec<Value> {
    if stores.is_empty() {
        let words = "KMS has no key store of this account and region with this cluster.";
        return vec![none(), Value::Note(words.to_owned())];
    }
    let mut lines: Vec<_> = stores.iter().take(MOST).flat_map(key_stores::lines).collect();
    lines.extend(more(stores.len()));
    lines
}

fn use_part(usage: &RecentUse) -> Vec<Value> {
    let span = counted(usage.days, "day");
    let (tone, state, words) = use_words(usage, &span);
    let mut lines = vec![Value::Badge(tone, state.to_owned()), Value::Note(words)];
    if let Some(last) = &usage.last_used {
        lines.push(Value::Note(last_use(last, UsageRange::Fortnight.period())));
    }
    lines
}

fn clients_part(clients: &[ClientInterface], others: Others) -> Vec<Value> {
    if clients.is_empty() {
        let words = "Only the HSMs’ own network interfaces are in the security group.";
        return match others {
            Others::None => vec![none(), Value::Note(words.to_owned())],
            Others::Some | Others::Unknown => {
                let state = Value::Badge(Tone::Odd, "Not all known".to_owned());
                vec![state, Value::Note([words, " ", others.words()].concat())]
            }
        };
    }
    let count = counted(u32::try_from(clients.len()).unwrap_or(u32::MAX), "network interface");
    let mut lines = vec![Value::Badge(Tone::Strong, count)];
    let names: Vec<_> = clients.iter().take(MOST).map(client_name).collect();
    lines.push(Value::Text(names.join(", ")));
    lines.extend(more(clients.len()));
    lines
}

/// The answer that there is none, which is known.
fn none() -> Value {
    Value::Badge(Tone::Calm, "None".to_owned())
}

fn more(count: usize) -> Option<Value> {
    let more = count.checked_sub(MOST).filter(|it| *it > 0)?;
    Some(Value::Note(["and ", &more.to_string(), " more"].concat()))
}
