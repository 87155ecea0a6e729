//! The command palette: a field, and what fits what is typed into it by section (ARIA's combobox with a
//! list of groups).

mod deed;
mod entry;
mod fixed;
mod known;
mod listed;
mod means;
mod rank;
mod results;
mod search;
#[cfg(test)]
mod tests;

use leptos::prelude::*;
use web_sys::{KeyboardEvent, ScrollIntoViewOptions, ScrollLogicalPosition};

pub use self::known::Known;
use self::{
    entry::{Entry, Section},
    fixed::{Page, fixed},
    means::Means,
    results::Results,
    search::{Search, find, list_the_rest, listed, unlisted},
};
use crate::{
    components::{
        Dialogs, can_refresh_page,
        modal::{Closed, Modal},
        page_actions,
    },
    state::{account_key, recent_clusters},
};

/// How far the page keys go.
const PAGE: usize = 8;

/// The dialog.
pub(super) fn palette(known: Known, dialogs: Dialogs, closed: Closed) -> AnyView {
    let modal = Modal::new();
    let actions = page_actions();
    let unlisted = unlisted(&known);
    let clusters = listed(&known);
    let fixed = {
        let session = &known.connected.session;
        let actions: Vec<_> = actions.iter().map(|action| action.label).collect();
        let page = Page {
            route: &known.route,
            session,
            actions: &actions,
            can_refresh: can_refresh_page(),
            recent: &recent_clusters(&account_key(session)),
            unlisted: &unlisted,
        };
        fixed(&page, &clusters)
    };
    let mut search = Search::new(fixed, clusters);
    let shown = RwSignal::new(search.results());
    let search = StoredValue::new(search);
    let active = RwSignal::new(0_usize);
    list_the_rest(&known, unlisted, search, shown);
    let means = StoredValue::new(Means { known, actions, dialogs });
    let choose = move |at: usize| {
        let deed = shown.with_untracked(|shown| shown.entry(at).map(|entry| entry.deed.clone()));
        if let Some(deed) = deed {
            let means = means.get_value();
            // First, so that the focus goes where the deed puts it.
            modal.close();
            deed.perform(means);
        }
    };
    let key = move |event: KeyboardEvent| {
        let last = shown.with_untracked(Results::len).saturating_sub(1);
        let at = active.get_untracked().min(last);
        let next = match &*event.key() {
            "ArrowDown" => {
                if at == last {
                    0
                } else {
                    at + 1
                }
            }
            "ArrowUp" => at.checked_sub(1).unwrap_or(last),
            "PageDown" => (at + PAGE).min(last),
            "PageUp" => at.saturating_sub(PAGE),
            "Enter" if !event.is_composing() => {
                event.prevent_default();
                return choose(at);
            }
            _ => return,
        };
        event.prevent_default();
        active.set(next);
        show(next);
    };
    let typed = move |text: String| {
        active.set(0);
        search.update_value(|search| search.text = text);
        find(search, shown);
    };
    let groups = move || {
        let mut positions = 0_usize..;
        let group = |(section, entries): &(Section, Vec<Entry>)| {
            let options: Vec<_> = entries
                .iter()
                .zip(positions.by_ref())
                .map(|(entry, at)| option(at, entry.clone(), active, choose))
                .collect();
            let title = section.title();
            view! {
                <div role="group" aria-label=title>
                    <p class="small soft" aria-hidden="true">{title}</p>
                    {options}
                </div>
            }
            .into_any()
        };
        shown.with(|shown| shown.groups.iter().map(group).collect::<Vec<_>>())
    };
    let content = view! {
        <h2 id="dialog-title" class="visually-hidden">"Command palette"</h2>
        <input class="input" type="text" role="combobox" aria-expanded="true" aria-controls="palette-list"
            aria-autocomplete="list" aria-label="Go to a cluster, HSM, backup, page or action" autofocus
            autocomplete="off" spellcheck="false" placeholder="Name, ID, IP address, finding, page or action…"
            aria-activedescendant=move || {
                let some = shown.with(|shown| shown.all > 0);
                some.then(|| option_id(active.get()))
            }
            on:keydown=key
            on:input:target=move |event| typed(event.target().value())/>
        <div id="palette-list" role="listbox" aria-label="Results">
            // All of them are others with each letter: `<For>`, with 4.8 KiB, would keep none.
            {move || groups()}
        </div>
        <p class="small soft" role="status">
            {move || shown.with(|shown| count(shown.len(), shown.all))}
        </p>
    };
    modal.view("dialog palette", content.into_any(), closed)
}

fn count(shown: usize, all: usize) -> String {
    match all {
        0 => "No results".to_owned(),
        1 => "1 result".to_owned(),
        _ if shown < all => [&*shown.to_string(), " of ", &all.to_string(), " results"].concat(),
        _ => [&*all.to_string(), " results"].concat(),
    }
}

fn option_id(at: usize) -> String {
    ["palette-", &at.to_string()].concat()
}

fn option(
    at: usize,
    entry: Entry,
    active: RwSignal<usize>,
    choose: impl Fn(usize) + 'static,
) -> impl IntoView {
    // Side by side in the page, and two words when they are read.
    let name = [&*entry.title, " ", &entry.detail].concat();
    view! {
        // The focus stays in the field.
        <div id=option_id(at) role="option" aria-label=name aria-selected=move || if active.get() == at { "true" } else { "false" }
            on:mousedown=|event| event.prevent_default()
            on:click=move |_| choose(at)>
            <bdi>{entry.title}</bdi>" "<span class="small soft"><bdi>{entry.detail}</bdi></span>
        </div>
    }
}

/// Brings the option into view.
fn show(at: usize) {
    if let Some(option) = document().get_element_by_id(&option_id(at)) {
        let options = ScrollIntoViewOptions::new();
        options.set_block(ScrollLogicalPosition::Nearest);
        option.scroll_into_view_with_scroll_into_view_options(&options);
    }
}
