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
#[cfg(test)]
mod tests;

use std::{mem, sync::Arc};

use leptos::prelude::*;
use web_sys::{KeyboardEvent, ScrollIntoViewOptions, ScrollLogicalPosition};

pub use self::known::Known;
use self::{
    entry::{Entry, Fixed, Section},
    fixed::{Page, fixed},
    listed::Listed,
    means::Means,
    results::{Results, results},
};
use crate::{
    api::Remembered,
    components::{
        Dialogs, can_refresh_page,
        modal::{Closed, Modal},
        page_actions,
    },
    sorting::each_once,
    state::{account_key, recent_clusters, spawn_scoped},
};

/// How far the page keys go.
const PAGE: usize = 8;

/// All that can be found, and what is typed.
struct Search {
    fixed: Vec<Fixed>,
    clusters: Vec<Listed>,
    /// So many of them were there when they were searched last, each once.
    searched: usize,
    text: String,
}

impl Search {
    fn results(&mut self) -> Results {
        if self.clusters.len() != self.searched {
            self.clusters = each_once(mem::take(&mut self.clusters), Listed::compare);
            self.searched = self.clusters.len();
        }
        results(&self.fixed, &self.clusters, &self.text)
    }

    /// Whether so many came since the last search that another one is worth it: with as many as there were,
    /// all searches together take only about twice as long as the last.
    fn is_worth_it(&self) -> bool {
        self.clusters.len() >= 2 * self.searched
    }
}

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
    let mut search = Search { fixed, clusters, searched: 0, text: String::new() };
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

/// The clusters that the console has listed.
fn listed(known: &Known) -> Vec<Listed> {
    let mut all = Vec::new();
    for region in known.fleet.regions() {
        region.clusters.with_untracked(|rows| {
            all.extend(
                rows.iter().map(|row| Listed::new(&region.region, &row.cluster.0, Some(row))),
            );
        });
    }
    all
}

/// The regions that the console has not listed to their end.
fn unlisted(known: &Known) -> Vec<String> {
    let regions = known.fleet.regions().into_iter();
    let unlisted = regions.filter(|it| it.arrived.with_untracked(Option::is_none));
    unlisted.map(|it| it.region.to_string()).collect()
}

fn find(search: StoredValue<Search>, shown: RwSignal<Results>) {
    if let Some(results) = search.try_update_value(Search::results) {
        shown.set(results);
    }
}

/// Asks for the clusters that the console has not listed; ends with the dialog.
fn list_the_rest(
    known: &Known,
    unlisted: Vec<String>,
    search: StoredValue<Search>,
    shown: RwSignal<Results>,
) {
    for region in unlisted {
        let client = known.connected.client.clone();
        spawn_scoped(async move {
            let place: Arc<str> = region.as_str().into();
            let add = |clusters: Vec<Arc<cloudhsm_api::Cluster>>| {
                let new = clusters.iter().map(|cluster| Listed::new(&place, cluster, None));
                search.update_value(|search| search.clusters.extend(new));
                if search.with_value(Search::is_worth_it) {
                    find(search, shown);
                }
            };
            // The list tells what went wrong with a region.
            let _ = client.clusters(&region, &Remembered::default(), add).await;
            find(search, shown);
        });
    }
}
