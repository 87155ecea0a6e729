//! The filter: a field with the complete terms as tokens and suggestions for the one that is being typed.

use gloo_timers::future::TimeoutFuture;
use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{Event, KeyboardEvent};

use crate::{
    clusters::{
        filter::{Field, Filter, Known, Suggestion, suggestions},
        model::Model,
    },
    components::{Icon, Shape},
    keyboard_focus::is_within,
    state::spawn_scoped,
};

/// The field's ID, which the shortcut for the filter knows.
const INPUT: &str = "filter";
const LIST: &str = "filter-suggestions";
const PROBLEM: &str = "filter-problem";
const UNFINISHED: &str = "filter-unfinished";

/// So many rows are prepared in about five milliseconds.
const PREPARED_AT_A_TIME: usize = 100;

fn option_id(index: usize) -> String {
    ["filter-suggestion-", &index.to_string()].concat()
}

/// What the parts of the field share.
#[derive(Clone, Copy)]
struct Search {
    model: Model,
    field: RwSignal<Field>,
    /// The list of suggestions is open.
    open: RwSignal<bool>,
    /// The suggestion that the arrow keys chose.
    active: RwSignal<Option<usize>>,
    found: Memo<Vec<Suggestion>>,
    input: NodeRef<html::Input>,
}

impl Search {
    fn new(model: Model) -> Self {
        let field = RwSignal::new(Field::of(&untrack(|| model.filter_text())));
        let open = RwSignal::new(false);
        let known = StoredValue::new(Known::default());
        let found = Memo::new(move |_| {
            if !open.get() {
                return Vec::new();
            }
            let found = field.with(|field| {
                model.all.with(|rows| {
                    known.try_update_value(|known| suggestions(&field.typed, rows, known))
                })
            });
            found.unwrap_or_default()
        });
        // A filter that came from elsewhere: the strip, a view, the address.
        Effect::new(move |_| {
            let text = model.filter_text();
            if field.with_untracked(Field::text) != text {
                field.set(Field::of(&text));
                model.type_filter_text(&text, false);
            }
        });
        let active = RwSignal::new(None);
        Self { model, field, open, active, found, input: NodeRef::new() }
    }

    fn set(self, field: Field) {
        self.model.type_filter_text(&field.text(), !field.typed.is_empty());
        // The browser keeps what was typed, where the signal had this text already.
        if let Some(input) = self.input.get_untracked()
            && input.value() != field.typed
        {
            input.set_value(&field.typed);
        }
        self.field.set(field);
    }

    fn close(self) {
        self.open.set(false);
        self.active.set(None);
    }

    fn focus(self) {
        if let Some(input) = self.input.get_untracked() {
            // It is in the page, and can take the focus.
            let _ = input.focus();
        }
    }

    fn typed(self, event: &Event) {
        let input = event.target().and_then(|target| target.dyn_into().ok());
        let Some(input): Option<web_sys::HtmlInputElement> = input else { return };
        self.active.set(None);
        self.open.set(true);
        self.set(self.field.with_untracked(|field| field.typing(&input.value())));
    }

    fn accept(self, suggestion: &Suggestion) {
        let field = self.field.get_untracked();
        let field = Field { typed: suggestion.filter.clone(), ..field };
        self.active.set(None);
        // After a property come its values.
        self.open.set(suggestion.count.is_none());
        self.set(if suggestion.count.is_some() { field.complete() } else { field });
    }

    fn move_by(self, forward: bool) {
        let count = self.found.with_untracked(Vec::len);
        if !self.open.get_untracked() || count == 0 {
            self.open.set(true);
            return;
        }
        self.active.set(Some(match (self.active.get_untracked(), forward) {
            (None, true) => 0,
            (None, false) => count - 1,
            (Some(at), true) => (at + 1) % count,
            (Some(at), false) => (at + count - 1) % count,
        }));
    }

    fn enter(self) {
        let found = self.found.get_untracked();
        let active = self.active.get_untracked();
        // The only value that is left needs no choosing.
        let only = found.first().filter(|only| found.len() == 1 && only.count.is_some());
        if let Some(suggestion) = active.and_then(|at| found.get(at)).or(only) {
            self.accept(suggestion);
        } else {
            self.close();
            self.set(self.field.with_untracked(Field::complete));
        }
    }

    /// Somebody is about to search: what is searched is made now, a few milliseconds at a time. With 1,000
    /// clusters it takes 40 ms, which the first key would have to wait for.
    fn prepare(self) {
        let rows = self.model.all.get_untracked();
        spawn_scoped(async move {
            for some in rows.chunks(PREPARED_AT_A_TIME) {
                for row in some {
                    row.haystack();
                }
                TimeoutFuture::new(0).await;
            }
        });
    }

    fn key(self, event: &KeyboardEvent) {
        // Keys that choose among an input method's candidates are not meant for the list.
        if event.is_composing() {
            return;
        }
        match event.key().as_str() {
            key @ ("ArrowDown" | "ArrowUp") => {
                event.prevent_default();
                self.move_by(key == "ArrowDown");
            }
            "Enter" => self.enter(),
            "Escape" if self.open.get_untracked() => {
                event.prevent_default();
                self.close();
            }
            "Escape" => self.set(Field::default()),
            "Backspace" if self.field.with_untracked(|field| field.typed.is_empty()) => {
                let field = self.field.get_untracked();
                self.set(field.without(field.terms.len().saturating_sub(1)));
            }
            _ => {}
        }
    }

    /// The field is left: what is in it counts as it stands. What would empty the list stays to be finished,
    /// because a click on a row is what leaves the field, and must find the row.
    fn leave(self) {
        self.close();
        if untrack(|| self.model.is_unfinished()) {
            return;
        }
        let field = self.field.get_untracked();
        let complete = field.complete();
        if complete != field {
            self.set(complete);
        }
    }

    /// Closes the list before a click beside it does what it is for.
    fn close_when_left(self) {
        let listener = window_event_listener(ev::pointerdown, move |event| {
            if !is_within(&event, ".search") && self.open.try_get_untracked() == Some(true) {
                self.close();
            }
        });
        on_cleanup(move || listener.remove());
    }
}

/// The field: a combobox whose list completes the last word.
#[component]
pub fn SearchBox() -> impl IntoView {
    let search = Search::new(expect_context());
    search.close_when_left();
    let Search { field, open, active, input, .. } = search;
    let is_empty = Memo::new(move |_| field.with(|field| *field == Field::default()));
    let problem = move || field.with(|field| Filter::parse(&field.typed).err());
    let model = search.model;
    let unfinished = Memo::new(move |_| model.is_unfinished());
    view! {
        <div class="search-box"><div class="search">
            <label class="visually-hidden" for=INPUT>"Filter clusters"</label>
            <Icon shape=Shape::Search/>
            <Tokens search/>
            <input id=INPUT type="search" autocomplete="off" spellcheck="false" role="combobox"
                aria-autocomplete="list" aria-controls=LIST aria-describedby=[PROBLEM, " ", UNFINISHED].concat() node_ref=input
                placeholder=move || if is_empty.get() { "Filter: payments, state:ACTIVE, tag:env=prod…" } else { "" }
                aria-expanded=move || if open.get() { "true" } else { "false" }
                aria-activedescendant=move || active.get().map(option_id)
                aria-invalid=move || problem().map(|_| "true")
                prop:value=move || field.with(|field| field.typed.clone())
                on:focus=move |_| search.prepare()
                on:input=move |event| search.typed(&event)
                on:keydown=move |event| search.key(&event)
                on:blur=move |_| search.leave()/>
            <span id=UNFINISHED class="unfinished soft small">
                {move || unfinished.get().then_some("Press Enter to apply")}
            </span>
            <button type="button" class="copy" aria-label="Clear filter" title="Clear filter"
                hidden=move || is_empty.get()
                on:click=move |_| { search.set(Field::default()); search.focus(); }>
                <Icon shape=Shape::Cross/>
            </button>
            <Options search/>
            </div>
            <p id=PROBLEM class="problem filter-problem" role="status">
                {move || problem().map(|problem| [&problem.to_string(), ". The filter isn’t applied."].concat())}
            </p>
        </div>
    }
}

/// The complete terms, each with a way to take it out.
#[component]
fn Tokens(search: Search) -> impl IntoView {
    let terms = Memo::new(move |_| {
        let text = |field: &Field| field.terms.iter().map(ToString::to_string).collect::<Vec<_>>();
        search.field.with(text)
    });
    let token = move |(index, text): (usize, String)| {
        let remove = move |_| {
            search.set(search.field.with_untracked(|field| field.without(index)));
            search.focus();
        };
        view! {
            <li class="token">
                <code title=text.clone()>{text.clone()}</code>
                <button type="button" aria-label=["Remove filter ", &text].concat() on:click=remove>
                    <Icon shape=Shape::Cross/>
                </button>
            </li>
        }
        .into_any()
    };
    view! {
        <ul class="tokens" aria-label="Filters" hidden=move || terms.with(Vec::is_empty)>
            {move || terms.get().into_iter().enumerate().map(token).collect::<Vec<_>>()}
        </ul>
    }
}

/// The suggestions.
#[component]
fn Options(search: Search) -> impl IntoView {
    let option = move |(at, suggestion): (usize, Suggestion)| {
        let count = suggestion.count.map(|count| count.to_string()).unwrap_or_default();
        let label = suggestion.label.clone();
        // The field keeps the focus.
        let choose = move |event: ev::MouseEvent| {
            event.prevent_default();
            search.accept(&suggestion);
        };
        view! {
            <li id=option_id(at) role="option" on:mousedown=choose
                aria-selected=move || if search.active.get() == Some(at) { "true" } else { "false" }>
                <code>{label}</code>" "<span class="soft small">{count}</span>
            </li>
        }
        .into_any()
    };
    view! {
        <ul id=LIST class="suggestions" role="listbox" aria-label="Suggestions"
            hidden=move || !search.open.get()>
            {move || search.found.get().into_iter().enumerate().map(option).collect::<Vec<_>>()}
        </ul>
    }
}
