//! `/clusters/create`: a new cluster, from nothing or from a backup.
//!
//! The form is filled in first; then the plan shows what it comes to, and is confirmed. What follows, the
//! cluster's own page says.

mod draft;
mod fields;
mod form;
mod source;
mod subnets;
mod view;

use std::sync::Arc;

use backend_api::ChangeRequest;
use leptos::prelude::*;

pub(super) use self::fields::{choice_field, tag_rows};
use self::form::Form;
use super::change::{ChangeWords, change_view, resumable};
use crate::{
    components::{Shape, clusters_crumb, page_header, set_title},
    keyboard_focus::focus_soon,
};

/// The id of the form in the page.
const FORM: &str = "new-cluster";

/// The page.
pub(super) fn create_page() -> AnyView {
    set_title("Create cluster");
    let heading = view! { <h1>"Create cluster"</h1> };
    let header =
        page_header(vec![clusters_crumb()], heading.into_any(), ().into_any(), ().into_any());
    let form = Form::new();
    let reviewed = RwSignal::new(None::<Arc<ChangeRequest>>);
    let content = resumable(move || match reviewed.get() {
        None => form.view(reviewed),
        Some(request) => {
            let words = ChangeWords {
                action: "Create this cluster",
                shape: Shape::Check,
                doing: "Creating",
                nothing: "No cluster was created",
                is_grave: false,
            };
            let back = Callback::new(move |()| {
                reviewed.set(None);
                focus_soon(FORM.to_owned());
            });
            change_view(&form.region.get_untracked(), (*request).clone(), words, Some(back))
        }
    });
    view! { {header}{content} }.into_any()
}
