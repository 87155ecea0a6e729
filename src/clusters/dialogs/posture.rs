//! The posture report as a file: the backend reads all regions when it is asked for.

use std::sync::Arc;

use backend_api::ApiError;
use leptos::prelude::*;

use crate::{
    api::Client,
    components::{Button, error_view, save_file, toast, toast_problem},
    state::{spawn_scoped, under_owner},
};

/// What is offered, by the names of the formats.
const FORMATS: [(&str, &str); 4] =
    [("HTML", "html"), ("CSV", "csv"), ("JSON", "json"), ("SARIF", "sarif")];

/// A button for each format.
pub(super) fn posture(client: Client) -> AnyView {
    let client = StoredValue::new_local(client);
    let reading = RwSignal::new(false);
    let failed = RwSignal::new(None::<Arc<ApiError>>);
    // Whoever closes the dialog does not want it any more.
    let save = under_owner(move |format: &'static str| {
        if reading.get_untracked() {
            return;
        }
        reading.set(true);
        failed.set(None);
        let client = client.get_value();
        spawn_scoped(async move {
            let read = client.posture(format).await;
            reading.set(false);
            let name = ["posture.", format].concat();
            match read.map(|text| save_file(&name, &text.into())) {
                Ok(Ok(())) => toast(&["Saved: ", &name].concat()),
                Ok(Err(_)) => toast_problem(&["The browser refused to save ", &name].concat()),
                Err(error) => failed.set(Some(Arc::new(error))),
            }
        });
    });
    let buttons = FORMATS.map(|(label, format)| {
        view! { <Button label press=Callback::new(move |()| save.run(format))/> }
    });
    view! {
        <h3>"Posture report"</h3>
        <p>"All findings of all regions, with the evidence of each. AWS is asked when you download it."</p>
        <div class="actions" role="group" aria-label="Posture report">{buttons.into_iter().collect_view()}</div>
        <p class="soft small" role="status">{move || reading.get().then_some("Reading all regions…")}</p>
        {move || failed.get().map(|error| {
            error_view(&error, "Couldn’t make the posture report".to_owned(), None)
        })}
    }
    .into_any()
}
