//! The filter: its text with suggestions, its terms as chips, and what is wrong with it.

use leptos::{ev, prelude::*};

use super::{
    filter::{Suggestion, suggestions},
    model::Model,
};
use crate::{
    components::{Icon, Shape, attr, live},
    focus::focus,
};

const INPUT: &str = "filter";
const LIST: &str = "filter-suggestions";
const PROBLEM: &str = "filter-problem";

fn option_id(index: usize) -> String {
    ["filter-suggestion-", &index.to_string()].concat()
}

/// The field: a combobox whose list completes the last word.
#[component]
pub fn SearchBox(model: Model) -> impl IntoView {
    let open = RwSignal::new(false);
    let active = RwSignal::new(None::<usize>);
    let found = StoredValue::new(Vec::<Suggestion>::new());
    let close = move || {
        open.set(false);
        active.set(None);
    };
    let accept = move |suggestion: Suggestion| {
        model.set_filter_text(&suggestion.filter);
        active.set(None);
        // After a property come its values.
        open.set(suggestion.count.is_none());
    };
    let move_by = move |forward: bool| {
        let count = found.with_value(Vec::len);
        if !open.get_untracked() || count == 0 {
            open.set(true);
            return;
        }
        active.update(|active| {
            *active = Some(match (*active, forward) {
                (None, true) => 0,
                (None, false) => count - 1,
                (Some(at), true) => (at + 1) % count,
                (Some(at), false) => (at + count - 1) % count,
            });
        });
    };
    let on_key = move |event: ev::KeyboardEvent| match event.key().as_str() {
        key @ ("ArrowDown" | "ArrowUp") => {
            event.prevent_default();
            move_by(key == "ArrowDown");
        }
        "Enter" => {
            let chosen = active.get_untracked();
            match chosen.and_then(|at| found.with_value(|found| found.get(at).cloned())) {
                Some(suggestion) => accept(suggestion),
                None => close(),
            }
        }
        "Escape" if open.get_untracked() => {
            event.prevent_default();
            close();
        }
        "Escape" => model.set_filter_text(""),
        _ => {}
    };
    let expanded = move || if open.get() { "true" } else { "false" };
    view! {
        <div class="search">
            <label class="visually-hidden" for=INPUT>"Filter clusters"</label>
            <Icon shape=Shape::Search/>
            <input id=INPUT class="input" type="search" autocomplete="off" spellcheck="false"
                role="combobox" aria-autocomplete="list" aria-controls=LIST aria-describedby=PROBLEM
                aria-expanded={attr(expanded)}
                aria-activedescendant={attr(move || active.get().map(option_id))}
                aria-invalid={attr(move || model.problem().map(|_| "true"))}
                placeholder="Filter: payments, state:ACTIVE, tag:env=prod…"
                prop:value={attr(move || model.filter_text())}
                on:input:target=move |event| {
                    active.set(None);
                    open.set(true);
                    model.set_filter_text(&event.target().value());
                }
                on:keydown=on_key on:click=move |_| open.set(true) on:blur=move |_| close()/>
            <ul id=LIST class="suggestions" role="listbox" aria-label="Suggestions" hidden={attr(move || !open.get())}>
                {live(move || {
                    let all = if open.get() {
                        model.all.with(|rows| suggestions(&model.filter_text(), rows))
                    } else {
                        Vec::new()
                    };
                    found.set_value(all.clone());
                    all.into_iter().enumerate().map(|(at, one)| option(at, one, active, accept)).collect::<Vec<_>>()
                })}
            </ul>
        </div>
    }
}

fn option(
    at: usize,
    suggestion: Suggestion,
    active: RwSignal<Option<usize>>,
    accept: impl Fn(Suggestion) + 'static,
) -> AnyView {
    let count = suggestion.count.map(|count| count.to_string());
    let label = suggestion.label.clone();
    let chosen = move || if active.get() == Some(at) { "true" } else { "false" };
    // The field keeps the focus.
    let choose = move |event: ev::MouseEvent| {
        event.prevent_default();
        accept(suggestion.clone());
    };
    view! {
        <li id=option_id(at) role="option" aria-selected={attr(chosen)} on:mousedown=choose>
            <code>{label}</code><span class="soft small">{count}</span>
        </li>
    }
    .into_any()
}

/// What is wrong with the filter; says so as it is typed.
pub fn problem(model: Model) -> AnyView {
    view! {
        <p id=PROBLEM class="problem filter-problem" role="status">
            {live(move || model.problem().map(|problem| [&problem, ". The rows are those of the filter before."].concat()))}
        </p>
    }
    .into_any()
}

/// The terms, each with a way to take it out.
pub fn chips(model: Model) -> AnyView {
    live(move || {
        let terms = model.filter().terms;
        if terms.is_empty() {
            return ().into_any();
        }
        let chips: Vec<_> = terms
            .iter()
            .enumerate()
            .map(|(index, term)| {
                let text = term.to_string();
                let label = ["Remove filter ", &text].concat();
                let remove = move |_| {
                    model.remove_term(index);
                    focus(INPUT);
                };
                view! {
                    <li><button type="button" class="filter-chip" aria-label=label on:click=remove>
                        <code>{text}</code><Icon shape=Shape::Cross/>
                    </button></li>
                }
                .into_any()
            })
            .collect();
        let clear = move |_| {
            model.set_filter_text("");
            focus(INPUT);
        };
        view! {
            <ul class="chips" aria-label="Filters">{chips}
                <li><button type="button" class="link" on:click=clear>"Clear the filter"</button></li>
            </ul>
        }
        .into_any()
    })
}
