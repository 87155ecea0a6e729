//! The filter: its text with suggestions, its terms as chips, and what is wrong with it.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Event, KeyboardEvent};

use super::{
    filter::{Known, Suggestion, suggestions},
    model::Model,
};
use crate::{
    components::{Shape, element, icon, live, value_of},
    keyboard_focus::focus,
};

const INPUT: &str = "filter";
const LIST: &str = "filter-suggestions";
/// No suggestion is chosen.
const NONE: usize = usize::MAX;
const PROBLEM: &str = "filter-problem";

fn option_id(index: usize) -> String {
    ["filter-suggestion-", &index.to_string()].concat()
}

/// The field: a combobox whose list completes the last word.
pub fn search_box(model: Model) -> AnyView {
    let open = RwSignal::new(false);
    let active = RwSignal::new(NONE);
    let found = StoredValue::new(Vec::<Suggestion>::new());
    let mut known = Known::default();
    let close = move || {
        open.set(false);
        active.set(NONE);
    };
    let accept = move |suggestion: Suggestion| {
        model.set_filter_text(&suggestion.filter);
        active.set(NONE);
        // After a property come its values.
        open.set(suggestion.count.is_none());
    };
    let move_by = move |forward: bool| {
        let count = found.with_value(Vec::len);
        if !open.get_untracked() || count == 0 {
            open.set(true);
            return;
        }
        let next = match (active.get_untracked(), forward) {
            (NONE, true) => 0,
            (NONE, false) => count - 1,
            (at, true) => (at + 1) % count,
            (at, false) => (at + count - 1) % count,
        };
        active.set(next);
    };
    // Keys that choose among an input method's candidates are not meant for the list.
    let on_key = move |event: KeyboardEvent| match event.key().as_str() {
        _ if event.is_composing() => {}
        key @ ("ArrowDown" | "ArrowUp") => {
            event.prevent_default();
            move_by(key == "ArrowDown");
        }
        "Enter" => {
            let chosen = active.get_untracked();
            match found.with_value(|found| found.get(chosen).cloned()) {
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
    let typed = move |event: Event| {
        active.set(NONE);
        open.set(true);
        model.set_filter_text(&value_of(&event));
    };
    let input = element("input")
        .attr("id", INPUT)
        .class("input")
        .attr("type", "search")
        .attr("autocomplete", "off")
        .attr("spellcheck", "false")
        .attr("role", "combobox")
        .attr("aria-autocomplete", "list")
        .attr("aria-controls", LIST)
        .attr("aria-describedby", PROBLEM)
        .attr("placeholder", "Filter: payments, state:ACTIVE, tag:env=prod…")
        .live_attr("aria-expanded", expanded)
        .live_attr("aria-activedescendant", move || {
            Some(active.get()).filter(|at| *at != NONE).map(option_id)
        })
        .live_attr("aria-invalid", move || model.problem().map(|_| "true"))
        .live_attr(".value", move || model.filter_text())
        .on("input", typed)
        .on("keydown", move |event| on_key(event.unchecked_into()))
        .on("click", move |_| open.set(true))
        .on("blur", move |_| close());
    let options = live(move || {
        let all = if open.get() {
            let text = model.filter_text();
            model.all.with(|rows| suggestions(&text, rows, &mut known))
        } else {
            Vec::new()
        };
        found.set_value(all.clone());
        let options = all.into_iter().enumerate().map(|(at, one)| option(at, one, active, accept));
        element("ul")
            .attr("id", LIST)
            .class("suggestions")
            .attr("role", "listbox")
            .attr("aria-label", "Suggestions")
            .attr("hidden", !open.get())
            .children(options)
            .any()
    });
    let label = element("label").class("visually-hidden").attr("for", INPUT);
    element("div")
        .class("search")
        .element(label.text("Filter clusters"))
        .child(icon(Shape::Search))
        .element(input)
        .child(options)
        .any()
}

fn option(
    at: usize,
    suggestion: Suggestion,
    active: RwSignal<usize>,
    accept: impl Fn(Suggestion) + Send + 'static,
) -> AnyView {
    let count = suggestion.count.map(|count| count.to_string()).unwrap_or_default();
    let code = element("code").text(suggestion.label.as_str());
    let chosen = move || if active.get() == at { "true" } else { "false" };
    // The field keeps the focus.
    let choose = move |event: Event| {
        event.prevent_default();
        accept(suggestion.clone());
    };
    element("li")
        .attr("id", option_id(at))
        .attr("role", "option")
        .live_attr("aria-selected", chosen)
        .on("mousedown", choose)
        .element(code)
        .text(" ")
        .element(element("span").class("soft small").text(count))
        .any()
}

/// What is wrong with the filter; says so as it is typed.
pub fn problem(model: Model) -> AnyView {
    let words = move || {
        let problem = model.problem()?;
        Some([&problem, ". The filter isn’t applied."].concat())
    };
    element("p")
        .attr("id", PROBLEM)
        .class("problem filter-problem")
        .attr("role", "status")
        .child(live(move || words().unwrap_or_default()))
        .any()
}

/// The terms, each with a way to take it out.
pub fn chips(model: Model) -> AnyView {
    live(move || {
        let terms = model.filter().terms;
        if terms.is_empty() {
            return ().into_any();
        }
        let button = |class: &str, work: Box<dyn Fn() + Send>| {
            element("button").attr("type", "button").class(class).on("click", move |_| {
                work();
                focus(INPUT);
            })
        };
        let chips = terms.iter().enumerate().map(|(index, term)| {
            let text = term.to_string();
            let label = ["Remove filter ", &text].concat();
            let chip = button("filter-chip", Box::new(move || model.remove_term(index)))
                .attr("aria-label", label)
                .element(element("code").text(text))
                .child(icon(Shape::Cross));
            element("li").element(chip).any()
        });
        let clear = button("text-button", Box::new(move || model.set_filter_text("")));
        element("ul")
            .class("chips")
            .attr("aria-label", "Filters")
            .children(chips)
            .element(element("li").element(clear.text("Clear filter")))
            .any()
    })
}
