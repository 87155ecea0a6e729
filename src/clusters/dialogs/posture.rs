//! The posture report as a file: the backend reads all regions when it is asked for.

use cloudhsm_api::Timestamp;
use leptos::prelude::*;

use crate::{
    api::Client,
    components::{Icon, Shape, save_file, toast, toast_problem},
    state::{spawn_scoped, under_owner},
    time::server_in_millis,
};

/// What is offered, by the names of the formats.
const FORMATS: [(&str, &str); 4] =
    [("HTML", "html"), ("CSV", "csv"), ("JSON", "json"), ("SARIF", "sarif")];

/// A button for each format.
pub(super) fn posture(client: Client) -> AnyView {
    let client = StoredValue::new_local(client);
    let reading = RwSignal::new(false);
    // Whoever closes the dialog does not want it any more.
    let save = under_owner(move |format: &'static str| {
        if reading.get_untracked() {
            return;
        }
        reading.set(true);
        let client = client.get_value();
        spawn_scoped(async move {
            let read = client.posture(format).await;
            reading.set(false);
            let name = file_name(format, server_in_millis());
            match read.map(|text| save_file(&name, &text.into())) {
                Ok(Ok(())) => toast(&["Saved: ", &name].concat()),
                Ok(Err(_)) => toast_problem(&["The browser refused to save ", &name].concat()),
                Err(error) => toast_problem(&error.message),
            }
        });
    });
    let buttons = FORMATS.map(|(label, format)| {
        view! {
            <button type="button" class="button" on:click=move |_| save.run(format)
                aria-label=["Download the posture report as ", label].concat()>
                <Icon shape=Shape::Download/>{label}
            </button>
        }
    });
    view! {
        <h3>"Posture report"</h3>
        <p>"All findings of all regions, with the evidence of each. AWS is asked when you download it."</p>
        <div class="actions">{buttons.into_iter().collect_view()}</div>
        <p class="soft small" role="status">{move || reading.get().then_some("Reading all regions…")}</p>
    }
    .into_any()
}

fn file_name(format: &str, now_millis: i64) -> String {
    let day = Timestamp::from_epoch_seconds(now_millis / 1000).date();
    ["posture-", &day, ".", format].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_called_as_the_backend_calls_it() {
        assert_eq!(file_name("sarif", 1_800_000_000_000), "posture-2027-01-15.sarif");
    }
}
