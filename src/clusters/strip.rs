//! The strip above the list: how many clusters are in which group. Each of them filters the list.

use cluster_health::Triage;
use leptos::prelude::*;

use super::{
    filter::{Property, Wanted},
    model::Model,
};
use crate::components::{Icon, Shape};

/// The groups that are counted.
const COUNTED: [Triage; 5] =
    [Triage::Problem, Triage::Warning, Triage::ToDo, Triage::InProgress, Triage::Healthy];

/// What the strip calls so many clusters of a group.
fn title(group: Triage, count: usize) -> &'static str {
    match group {
        Triage::Problem if count == 1 => "Problem",
        Triage::Problem => "Problems",
        Triage::Warning if count == 1 => "Warning",
        Triage::Warning => "Warnings",
        Triage::ToDo => "To do",
        Triage::InProgress => "In progress",
        Triage::Healthy => "Healthy",
        Triage::Gone => "Deleted",
    }
}

/// The strip.
#[component]
pub fn Strip() -> impl IntoView {
    let groups = COUNTED.map(|group| view! { <li><Group group/></li> }.into_any());
    view! {
        <section class="strip" aria-label="Fleet summary">
            <ul class="groups" aria-label="Groups">
                {Vec::from(groups)}
            </ul>
        </section>
    }
}

/// A group with its count; filters by it.
#[component]
fn Group(group: Triage) -> impl IntoView {
    let model = expect_context::<Model>();
    let wanted = StoredValue::new(Wanted::exactly(group.as_str()));
    let asked = move || wanted.with_value(|wanted| model.asks(Property::Triage, wanted));
    let count = move || model.count(group);
    let (class, shape) = match group {
        Triage::Problem => ("group bad", Shape::Stop),
        Triage::Warning => ("group warn", Shape::Alert),
        Triage::ToDo => ("group todo", Shape::Ring),
        Triage::InProgress => ("group busy", Shape::Arc),
        Triage::Healthy | Triage::Gone => ("group good", Shape::Check),
    };
    view! {
        <button type="button" class=class aria-pressed=move || if asked() { "true" } else { "false" }
            data-none=move || (count() == Some(0)).then_some("")
            on:click=move |_| wanted.with_value(|wanted| model.toggle(Property::Triage, wanted))>
            <Icon shape/>
            <b>{move || count().map_or("–".to_owned(), |count| count.to_string())}</b>" "
            {move || title(group, count().unwrap_or(2))}
        </button>
    }
}
