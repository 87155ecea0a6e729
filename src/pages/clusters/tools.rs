//! What can be done with the list: choose its columns, keep views of it, save it as a file.

use leptos::{html, prelude::*};

use super::{
    columns::{Column, Columns},
    export,
    model::Model,
};
use crate::{
    components::{CopyButton, Icon, Shape, attr, live, menu, save_file},
    order::in_order,
    route::{Route, use_navigation},
    state::{forget_view, keep_view, views},
};

/// The menus.
pub fn tools(model: Model) -> AnyView {
    view! {
        <div class="tools">
            {menu(Shape::Columns, "Columns", move || columns(model))}
            {menu(Shape::Bookmark, "Views", saved_views)}
            {menu(Shape::Download, "Export", move || exports(model))}
        </div>
    }
    .into_any()
}

/// Which columns show, in their order; those that don't come after.
fn columns(model: Model) -> AnyView {
    live(move || {
        let shown = model.columns();
        let mut all = shown.0.clone();
        all.extend(Column::CHOICE.into_iter().filter(|column| !shown.0.contains(column)));
        for key in tag_keys(model) {
            let column = Column::Tag(key.as_str().into());
            if !all.contains(&column) {
                all.push(column);
            }
        }
        let count = shown.0.len();
        let lines: Vec<_> = all
            .into_iter()
            .enumerate()
            .map(|(at, column)| {
                let (title, label) = (column.title(), ["Show earlier: ", &column.title()].concat());
                let (toggled, moved) = (shown.toggled(&column), shown.earlier(&column));
                let earlier = (at > 0 && at < count).then(|| {
                    view! {
                        <button type="button" class="copy" aria-label=label title="Show earlier"
                            on:click=move |_| model.set_columns(&moved)><Icon shape=Shape::Up/></button>
                    }
                });
                view! {
                    <li>
                        <label><input type="checkbox" prop:checked=at < count
                            on:change=move |_| model.set_columns(&toggled)/>{title}</label>
                        {earlier}
                    </li>
                }
                .into_any()
            })
            .collect();
        view! {
            <ul class="choices">{lines}</ul>
            <button type="button" class="link" on:click=move |_| model.set_columns(&Columns::default())>"The usual columns"</button>
        }
        .into_any()
    })
}

/// The keys of tags that clusters have; `Name` has its column already.
fn tag_keys(model: Model) -> Vec<String> {
    let keys = model.all.with(|rows| {
        let tags = rows.iter().flat_map(|row| row.cluster.tag_list.iter());
        tags.filter(|tag| tag.key != "Name").map(|tag| tag.key.clone()).collect::<Vec<_>>()
    });
    let mut keys = in_order(&keys, String::cmp);
    keys.dedup();
    keys
}

/// Views that were kept, and a way to keep this one.
fn saved_views() -> AnyView {
    let navigation = use_navigation();
    let changed = RwSignal::new(0);
    let name = NodeRef::<html::Input>::new();
    let keep = move || {
        if let Some(name) = name.get_untracked() {
            keep_view(&name.value(), &navigation.whole_query());
            name.set_value("");
            changed.update(|count| *count += 1);
        }
    };
    let list = live(move || {
        changed.track();
        let all = views();
        if all.is_empty() {
            return view! { <p class="soft small">"No view is kept in this browser yet."</p> }
                .into_any();
        }
        let lines: Vec<_> = all
            .into_iter()
            .map(|view| {
                let href = [&Route::Clusters.href(), "?", &view.query].concat();
                let label = ["Forget the view ", &view.name].concat();
                let name = view.name.clone();
                let forget = move |_| {
                    forget_view(&name);
                    changed.update(|count| *count += 1);
                };
                view! {
                    <li><a href=href>{view.name}</a>
                        <button type="button" class="copy" aria-label=label title="Forget" on:click=forget><Icon shape=Shape::Cross/></button>
                    </li>
                }
                .into_any()
            })
            .collect();
        view! { <ul class="choices">{lines}</ul> }.into_any()
    });
    view! {
        {list}
        <div class="keep">
            <label for="view-name">"Keep what shows now as"</label>
            <input id="view-name" class="input" maxlength="60" autocomplete="off" node_ref=name
                on:keydown=move |event| if event.key() == "Enter" { keep() }/>
            <button type="button" class="button" on:click=move |_| keep()>"Keep"</button>
        </div>
    }
    .into_any()
}

/// Files and ids of what is selected, or of all that shows.
fn exports(model: Model) -> AnyView {
    let failed = RwSignal::new(false);
    let rows = move || match model.selected_rows() {
        selected if selected.is_empty() => model.shown.get(),
        selected => selected,
    };
    let save = move |name: &str, text: String| failed.set(save_file(name, &text.into()).is_err());
    let csv = move |_| {
        let columns = untrack(|| model.columns());
        save("clusters.csv", export::csv(&untrack(rows), &columns.0));
    };
    let json = move |_| save("clusters.json", export::json(&untrack(rows)));
    let what = move || {
        let (selected, count) = (model.selected_rows().len(), rows().len());
        let words = if selected > 0 { " selected" } else { " that show" };
        [count.to_string().as_str(), if count == 1 { " cluster" } else { " clusters" }, words]
            .concat()
    };
    let ids = live(move || {
        let ids: Vec<_> = rows().iter().map(|row| row.cluster.cluster_id.clone()).collect();
        view! { <span class="copyable">"Copy the ids"<CopyButton text=ids.join("\n") what="cluster ids"/></span> }
    });
    view! {
        <p class="small soft">{live(what)}</p>
        <button type="button" class="button" on:click=csv>"CSV, the columns that show"</button>
        <button type="button" class="button" on:click=json>"JSON, every member but secrets"</button>
        {ids}
        <p class="problem" role="alert" hidden={attr(move || !failed.get())}>"The browser refused to save the file."</p>
    }
    .into_any()
}
