//! How many clusters have a problem, beside the entry of the list in the bar on top.

use leptos::prelude::*;

use crate::{route::Route, state::Problems};

/// The number, which leads to those clusters; nothing when there is none.
pub fn problem_count() -> AnyView {
    let problems = expect_context::<Problems>();
    let link = move || {
        let count = problems.count();
        (count > 0).then(|| {
            let noun = if count == 1 { " problem" } else { " problems" };
            let words = [count.to_string().as_str(), noun].concat();
            view! {
                <li class="problem-count">
                    <a href=Route::filtered_list("triage:problem") title=words.clone() aria-label=words>{count.to_string()}</a>
                </li>
            }
            .into_any()
        })
    };
    view! { {move || link()} }.into_any()
}
