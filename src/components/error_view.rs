//! An error: what happened, what AWS said, what to do next, and the raw answer for who wants it.

use backend_api::{ApiError, ApiErrorCode, ErrorSource};
use leptos::prelude::*;

use super::{CodeBlock, InRegion, NoticeKind, advice::advice, notice};

/// The paragraph of a code, on the page that is made from docs/troubleshooting.md.
fn help(code: &str) -> String {
    ["errors.html#", code].concat()
}

fn source(error: &ApiError) -> &'static str {
    match error.source {
        ErrorSource::Aws => "AWS answered",
        ErrorSource::Backend => "The signing backend refused",
        ErrorSource::Network => "Network",
    }
}

/// An error, with an optional way to try again. `title` says what could not be done.
pub fn error_view(error: &ApiError, title: String, retry: Option<Callback<()>>) -> AnyView {
    error_view_in(error, title, None, retry)
}

/// The same for an error of one region, which can mean something else there.
pub fn error_view_in(
    error: &ApiError,
    title: String,
    place: Option<InRegion<'_>>,
    retry: Option<Callback<()>>,
) -> AnyView {
    let more = |words: &'static str, text: String| {
        view! { <p class="small">{words}<code class="break">{text}</code></p> }
    };
    let allowed = (!error.allowed.is_empty()).then(|| error.allowed.join(", "));
    let raw = error.raw.as_ref().map(|raw| match raw {
        serde_json::Value::String(text) => text.clone(),
        other => format!("{other:#}"),
    });
    let retry = retry.map(|retry| {
        view! { <button type="button" class="button" on:click=move |_| retry.run(())>"Try again"</button> }
    });
    // A proxy's sign-in shows up only when the page itself is asked for; the session token stays.
    let sign_in = (error.code == ApiErrorCode::NotTheBackend).then(|| {
        let reload = |_| {
            // A page that may not reload stays as it is.
            let _ = window().location().reload();
        };
        view! { <button type="button" class="button" on:click=reload>"Sign in again"</button> }
    });
    let has_buttons = retry.is_some() || sign_in.is_some();
    let content = view! {
        <h2>{title}</h2>
        <p class="break">
            <strong>{source(error)}</strong>": "
            <code class="break">{error.code.as_str().to_owned()}</code>
            {[" – ", &error.message].concat()}
        </p>
        {error.field.clone().map(|field| more("Field: ", field))}
        {allowed.map(|allowed| more("Allowed: ", allowed))}
        {advice(error, place).map(|advice| view! { <p>{advice}</p> })}
        // A page of its own beside the console: the router must not take it for one of its own.
        <p><a href=help(error.code.as_str()) target="_blank">"Troubleshooting"</a></p>
        {error.request_id.clone().map(|id| more("Request ID ", id))}
        {raw.map(|raw| view! {
            <details>
                <summary>"Raw response"</summary>
                <CodeBlock text=raw what="raw answer" wrap=true/>
            </details>
        })}
        {has_buttons.then(|| view! { <div class="toolbar">{retry}{sign_in}</div> })}
    };
    notice(NoticeKind::Danger, Some("alert"), content.into_any())
}
