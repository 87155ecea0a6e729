//! What can be done with the list: choose its columns, keep views of it, save it as a file.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;

use super::{
    columns::{Column, Columns},
    export,
    model::Model,
};
use crate::{
    components::{CopyButton, Shape, element, icon, live, menu, save_file, value_of},
    order::in_order,
    route::{Route, use_navigation},
    state::{forget_view, keep_view, views},
};

const VIEW_NAME: &str = "view-name";

/// The menus.
pub fn tools(model: Model) -> AnyView {
    let menus = [
        menu(Shape::Columns, "Columns", move || columns(model)),
        menu(Shape::Bookmark, "Views", saved_views),
        menu(Shape::Download, "Export", move || exports(model)),
    ];
    element("div").class("tools").children(menus).any()
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
                let (toggled, moved) = (shown.toggled(&column), shown.earlier(&column));
                let check = element("input")
                    .attr("type", "checkbox")
                    .attr(".checked", at < count)
                    .on("change", move |_| model.set_columns(&toggled));
                let label = element("label").element(check).text(column.title());
                let earlier = (at > 0 && at < count).then(|| {
                    let label = ["Show earlier: ", &column.title()].concat();
                    small_button(Shape::Up, label, move || model.set_columns(&moved))
                });
                element("li").element(label).children(earlier).any()
            })
            .collect();
        let usual = button("link", "The usual columns", move || {
            model.set_columns(&Columns::default());
        });
        vec![element("ul").class("choices").children(lines).any(), usual]
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
    let changed = RwSignal::new(0_usize);
    let name = RwSignal::new(String::new());
    let keep = move || {
        keep_view(&name.get_untracked(), &navigation.whole_query());
        name.set(String::new());
        changed.update(|count| *count += 1);
    };
    let list = live(move || {
        changed.track();
        let all = views();
        if all.is_empty() {
            let words = "No view is kept in this browser yet.";
            return element("p").class("soft small").text(words).any();
        }
        let lines = all.into_iter().map(|view| {
            let href = [&Route::Clusters.href(), "?", &view.query].concat();
            let label = ["Forget the view ", &view.name].concat();
            let link = element("a").attr("href", href).text(view.name.as_str());
            let forget = small_button(Shape::Cross, label, move || {
                forget_view(&view.name);
                changed.update(|count| *count += 1);
            });
            element("li").element(link).child(forget).any()
        });
        element("ul").class("choices").children(lines).any()
    });
    let label = element("label").attr("for", VIEW_NAME).text("Keep what shows now as");
    let field = element("input")
        .attr("id", VIEW_NAME)
        .class("input")
        .attr("maxlength", "60")
        .attr("autocomplete", "off")
        .live_attr(".value", move || name.get())
        .on("input", move |event| name.set(value_of(&event)))
        .on("keydown", move |event| {
            if event.unchecked_ref::<KeyboardEvent>().key() == "Enter" {
                keep();
            }
        });
    let form = element("div").class("keep").element(label).element(field);
    vec![list, form.child(button("button", "Keep", keep)).any()].into_any()
}

fn button(class: &str, words: &str, work: impl Fn() + Send + 'static) -> AnyView {
    let button = element("button").attr("type", "button").class(class);
    button.on("click", move |_| work()).text(words).any()
}

fn small_button(shape: Shape, label: String, work: impl Fn() + Send + 'static) -> AnyView {
    element("button")
        .attr("type", "button")
        .class("copy")
        .attr("title", label.as_str())
        .attr("aria-label", label)
        .on("click", move |_| work())
        .child(icon(shape))
        .any()
}

/// Files and ids of what is selected, or of all that shows.
fn exports(model: Model) -> AnyView {
    let failed = RwSignal::new(false);
    let rows = move || match model.selected_rows() {
        selected if selected.is_empty() => model.shown.get(),
        selected => selected,
    };
    let save = move |name: &str, text: String| failed.set(save_file(name, &text.into()).is_err());
    let csv = move || {
        let columns = untrack(|| model.columns());
        save("clusters.csv", export::csv(&untrack(rows), &columns.0));
    };
    let json = move || save("clusters.json", export::json(&untrack(rows)));
    let what = move || {
        let (selected, count) = (model.selected_rows().len(), rows().len());
        let words = if selected > 0 { " selected" } else { " that show" };
        [count.to_string().as_str(), if count == 1 { " cluster" } else { " clusters" }, words]
            .concat()
    };
    let ids = live(move || {
        let ids: Vec<_> = rows().iter().map(|row| row.cluster.cluster_id.clone()).collect();
        let copy = view! { <CopyButton text=ids.join("\n") what="cluster ids"/> }.into_any();
        element("span").class("copyable").text("Copy the ids").child(copy).any()
    });
    let refused = element("p")
        .class("problem")
        .attr("role", "alert")
        .live_attr("hidden", move || !failed.get())
        .text("The browser refused to save the file.");
    vec![
        element("p").class("small soft").child(live(what)).any(),
        button("button", "CSV, the columns that show", csv),
        button("button", "JSON, every member but secrets", json),
        ids,
        refused.any(),
    ]
    .into_any()
}
