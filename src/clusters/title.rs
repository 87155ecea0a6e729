//! How many clusters and problems there are: beside the heading, and in the title of the browser's tab.

use leptos::prelude::*;

use super::model::Model;
use crate::{
    components::set_title,
    state::{Fleet, Problems},
};

/// The title follows the number of problems while the list shows: it can be read from another tab.
pub fn problems_in_title(on_screen: Memo<bool>) {
    let problems = expect_context::<Problems>();
    Effect::new(move |_| match (on_screen.get(), problems.count()) {
        (false, _) => {}
        (true, 0) => set_title("Clusters"),
        (true, count) => set_title(&["(", &count.to_string(), ") Clusters"].concat()),
    });
}

/// How many clusters show and how many HSMs there are.
#[component]
pub fn Totals() -> impl IntoView {
    let model = expect_context::<Model>();
    let regions = StoredValue::new(expect_context::<Fleet>().regions());
    let listed = move || {
        regions.with_value(|all| {
            (all.iter().filter(|region| region.arrived.get().is_some()).count(), all.len())
        })
    };
    let count = move || match (model.shown.with(Vec::len), model.all.with(Vec::len)) {
        // Nothing is known yet.
        (_, 0) if listed().0 == 0 => String::new(),
        (shown, all) if shown == all => all.to_string(),
        (shown, all) => [&shown.to_string(), " of ", &all.to_string()].concat(),
    };
    let totals = move || {
        // Of the same clusters as the number beside it.
        model.shown.with(|rows| {
            // Nothing has arrived, or there is nothing: the page says which.
            if rows.is_empty() {
                return String::new();
            }
            let hsms: usize = rows.iter().map(|row| row.cluster.present_hsms().count()).sum();
            let place = match listed() {
                (listed, all) if listed == all => String::new(),
                (listed, all) => {
                    [" in ", &listed.to_string(), " of ", &counted(all, "region")].concat()
                }
            };
            [counted(hsms, "HSM"), place].concat()
        })
    };
    view! {
        <span class="badge" role="status">{move || count()}</span>
        <span class="soft small totals">{move || totals()}</span>
    }
}

fn counted(count: usize, what: &str) -> String {
    [count.to_string().as_str(), " ", what, if count == 1 { "" } else { "s" }].concat()
}
