//! Views of the list that were kept in this browser, and a way to keep the one that shows.

use leptos::{html, prelude::*};

use crate::{
    clusters::Columns,
    components::modal::{Closed, Modal},
    components::{Icon, Shape},
    keyboard_focus::focus,
    route::{Route, use_navigation},
    state::{View, forget_view, keep_view, kept_columns, views},
};

const NAME: &str = "view-name";

/// The dialog.
pub(super) fn kept_views(closed: Closed) -> AnyView {
    let (modal, navigation) = (Modal::new(), use_navigation());
    let changed = RwSignal::new(0_usize);
    let name = NodeRef::<html::Input>::new();
    let keep = move || {
        if let Some(name) = name.get_untracked() {
            keep_view(&name.value(), &with_columns(&navigation.whole_query()));
            name.set_value("");
            changed.update(|count| *count += 1);
        }
    };
    let list = move || {
        changed.track();
        let all = views();
        if all.is_empty() {
            let words = "No saved views yet.";
            return view! { <p class="soft small">{words}</p> }.into_any();
        }
        let lines: Vec<_> = all.into_iter().map(|view| line(view, modal, changed)).collect();
        view! { <ul class="choices">{lines}</ul> }.into_any()
    };
    let content = view! {
        <h2 id="dialog-title">"Views"</h2>
        {move || list()}
        <div class="field">
            <label for=NAME>"Save the current filter, sort and columns as"</label>
            <input id=NAME class="input" maxlength="60" autocomplete="off" node_ref=name
                on:keydown=move |event| if event.key() == "Enter" { keep() }/>
        </div>
        <div class="actions">
            <button type="button" class="button" on:click=move |_| keep()>"Save view"</button>
            <button type="button" class="button" on:click=move |_| modal.close()>"Close"</button>
        </div>
    };
    modal.view("dialog", content.into_any(), closed)
}

/// The query with its columns: those that are usual today need not be so when the view is opened.
fn with_columns(query: &str) -> String {
    if query.split('&').any(|part| part.starts_with("columns=")) {
        return query.to_owned();
    }
    let columns = kept_columns().unwrap_or_else(|| Columns::default().to_string());
    let columns = String::from(js_sys::encode_uri_component(&columns));
    [query, "&columns=", &columns].concat().trim_start_matches('&').to_owned()
}

fn line(view: View, modal: Modal, changed: RwSignal<usize>) -> AnyView {
    let href = [&Route::Clusters.href(), "?", &view.query].concat();
    let label = ["Delete view ", &view.name].concat();
    let name = view.name.clone();
    let forget = move |_| {
        forget_view(&name);
        // The button goes with its view.
        focus(NAME);
        changed.update(|count| *count += 1);
    };
    view! {
        <li>
            <a href=href on:click=move |_| modal.close()>{view.name}</a>
            <button type="button" class="copy" aria-label=label title="Delete view" on:click=forget><Icon shape=Shape::Cross/></button>
        </li>
    }
    .into_any()
}
