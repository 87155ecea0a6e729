//! What works on the list and isn't the list: filter, menus, dialogs, the bar of a selection, panels. It is a
//! chunk, so that the first rows don't wait for it.

mod errors_panel;
mod findings_panel;
mod hints;
mod menu;
mod menus;
mod search;
mod selection;
mod tools;
mod use_status;

use leptos::prelude::*;

use self::{
    errors_panel::ErrorsPanel, findings_panel::FindingsPanel, menus::Menus, search::SearchBox,
    selection::SelectionBar, tools::Tools, use_status::use_status,
};
use super::model::Model;
use crate::components::{Icon, Shape, lazy::in_chunk};

in_chunk! { dialogs,
    /// The menus of the strip; the filter and the tools, or what can be done with the selected clusters; and the
    /// panels. `refresh` fetches the list again.
    pub fn toolbar(refresh: Callback<()>) -> AnyView {
        let model = expect_context::<Model>();
        let selecting = Memo::new(move |_| !model.selected_rows().is_empty());
        // On a phone, where the list would begin too low with all of it.
        let unfolded = RwSignal::new(false);
        view! {
            <Menus/>
            <div class="finder" class:unfolded=move || unfolded.get()>
                <div class="toolbar" role="search" hidden=selecting>
                    <SearchBox/>
                    <button type="button" class="button fold"
                        aria-expanded=move || if unfolded.get() { "true" } else { "false" }
                        on:click=move |_| unfolded.update(|unfolded| *unfolded = !*unfolded)>
                        <Icon shape=Shape::Sliders/>"Filters"
                    </button>
                    <Tools/>
                </div>
                {move || selecting.get().then(|| view! { <SelectionBar refresh/> }.into_any())}
            </div>
            {use_status()}
            <ErrorsPanel/>
            <FindingsPanel/>
        }
        .into_any()
    }
}

in_chunk! { dialogs,
    /// Hints for newcomers, below the list.
    pub fn newcomer_hints() -> AnyView {
        hints::line()
    }
}
