//! The command palette: a field, and what fits what is typed into it (ARIA's combobox with a list).

mod deed;
mod entry;
mod known;
mod rank;

use std::sync::Arc;

use leptos::{html, prelude::*};
use web_sys::{KeyboardEvent, ScrollIntoViewOptions, ScrollLogicalPosition};

use self::entry::{Entry, MOST, entries, found};
pub use self::known::{Known, KnownCluster};
use crate::{
    api::Remembered,
    components::{
        Dialogs,
        modal::{Closed, Modal},
        use_refresh,
    },
    state::spawn_scoped,
};

/// How far the page keys go.
const PAGE: usize = 8;

/// The dialog.
pub(super) fn palette(known: Known, dialogs: Dialogs, closed: Closed) -> AnyView {
    let all = RwSignal::new(entries(&known));
    list_the_rest(known, all);
    let query = RwSignal::new(String::new());
    let active = RwSignal::new(0_usize);
    let shown = Memo::new(move |_| all.with(|all| found(all, &query.read())));
    let (modal, refresh) = (Modal::new(), use_refresh());
    let list = NodeRef::<html::Ul>::new();
    let choose = move |at: usize| {
        let deed = shown.with_untracked(|(shown, _)| shown.get(at).map(|entry| entry.deed.clone()));
        if let Some(deed) = deed {
            // First, so that the focus goes where the deed puts it.
            modal.close();
            deed.perform(dialogs, refresh);
        }
    };
    let key = move |event: KeyboardEvent| {
        let last = shown.with_untracked(|(shown, _)| shown.len().saturating_sub(1));
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
        show(list, next);
    };
    let content = view! {
        <h2 id="dialog-title" class="visually-hidden">"Command palette"</h2>
        <input class="input" type="text" role="combobox" aria-expanded="true" aria-controls="palette-list"
            aria-autocomplete="list" aria-label="Go to a cluster, a page or an action" autofocus
            autocomplete="off" spellcheck="false" placeholder="Go to a cluster, a page or an action…"
            aria-activedescendant=move || {
                let some = shown.with(|(shown, _)| !shown.is_empty());
                some.then(|| option_id(active.get()))
            }
            on:keydown=key
            on:input:target=move |event| { query.set(event.target().value()); active.set(0); }/>
        <ul id="palette-list" role="listbox" aria-label="Results" node_ref=list>
            // All of them are others with each letter: `<For>`, with 4.8 KiB, would keep none.
            {move || {
                let offered = shown.with(|(shown, _)| shown.clone());
                let options = offered.into_iter().enumerate();
                options.map(|(at, entry)| option(at, entry, active, choose)).collect::<Vec<_>>()
            }}
        </ul>
        <p class="small soft" role="status">
            {move || shown.with(|(shown, all)| count(shown.len(), *all))}
        </p>
    };
    modal.view("dialog palette", content.into_any(), closed)
}

fn count(shown: usize, all: usize) -> String {
    match (shown, all) {
        (_, 0) => "No results".to_owned(),
        (_, 1) => "1 result".to_owned(),
        (MOST, all) if all > MOST => format!("{MOST} of {all} results"),
        (_, all) => format!("{all} results"),
    }
}

fn option_id(at: usize) -> String {
    format!("palette-{at}")
}

fn option(
    at: usize,
    entry: Entry,
    active: RwSignal<usize>,
    choose: impl Fn(usize) + 'static,
) -> impl IntoView {
    view! {
        // The focus stays in the field.
        <li id=option_id(at) role="option" aria-selected=move || if active.get() == at { "true" } else { "false" }
            on:mousedown=|event| event.prevent_default()
            on:click=move |_| choose(at)>
            <bdi>{entry.title}</bdi>" "<span class="small soft"><bdi>{entry.detail}</bdi></span>
        </li>
    }
}

/// Brings the option into view.
fn show(list: NodeRef<html::Ul>, at: usize) {
    let options = list.get_untracked().map(|list| list.children());
    let at = u32::try_from(at).unwrap_or(u32::MAX);
    if let Some(option) = options.and_then(|options| options.item(at)) {
        let options = ScrollIntoViewOptions::new();
        options.set_block(ScrollLogicalPosition::Nearest);
        option.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

/// Asks for the clusters that the console has not listed; ends with the dialog.
fn list_the_rest(known: Known, all: RwSignal<Vec<Entry>>) {
    for region in known.unlisted {
        let (client, listed) = (known.client.clone(), known.clusters.clone());
        spawn_scoped(async move {
            let add = |clusters: Vec<Arc<cloudhsm_api::Cluster>>| {
                let new = clusters.iter().map(|cluster| KnownCluster {
                    region: region.clone(),
                    id: cluster.cluster_id.clone(),
                    name: cluster.name().unwrap_or_default().to_owned(),
                });
                let new = new.filter(|cluster| !listed.contains(cluster));
                let new: Vec<_> = new.map(|cluster| Entry::cluster(&cluster)).collect();
                all.update(|all| all.extend(new));
            };
            // The list tells what went wrong with a region.
            let _ = client.clusters(&region, &Remembered::default(), add).await;
        });
    }
}
