//! An error: what happened, what AWS said, what to do next, and the raw answer for who wants it.

use backend_api::{ApiError, ApiErrorCode, ErrorSource};
use leptos::prelude::*;

use super::{Button, CodeBlock, InRegion, NoticeKind, advice::advice, notice, why_error};

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
    let allowed = (!error.allowed.is_empty()).then(|| error.allowed.join(", "));
    let advice = advice(error, place).map(|advice| view! { <p>{advice}</p> }.into_any());
    let raw = error.raw.as_ref().map(|raw| {
        let text = match raw {
            serde_json::Value::String(text) => text.clone(),
            other => format!("{other:#}"),
        };
        view! {
            <details>
                <summary>"Raw response"</summary>
                <CodeBlock text what="raw answer" wrap=true/>
            </details>
        }
        .into_any()
    });
    let retry = retry.map(|press| view! { <Button label="Try again" press/> }.into_any());
    // A proxy's sign-in shows up only when the page itself is asked for; the session token stays.
    let sign_in = (error.code == ApiErrorCode::NotTheBackend).then(|| {
        let press = Callback::new(|()| {
            // A page that may not reload stays as it is.
            let _ = window().location().reload();
        });
        view! { <Button label="Sign in again" press/> }
    });
    let buttons = (retry.is_some() || sign_in.is_some())
        .then(|| view! { <div class="toolbar">{retry}{sign_in}</div> }.into_any());
    let content = view! {
        <h2>{title}</h2>
        <p class="break">
            <strong>{source(error)}</strong>": "
            <code class="break">{error.code.as_str().to_owned()}</code>
            {[" – ", &error.message].concat()}
        </p>
        {detail("Field: ", error.field.clone())}
        {detail("Allowed: ", allowed)}
        {advice}
        <p>{why_error(error.code.as_str())}</p>
        {detail("Request ID ", error.request_id.clone())}
        {raw}
        {buttons}
    };
    notice(NoticeKind::Danger, Some("alert"), content.into_any())
}

/// One of the error's members, if it has it.
fn detail(label: &'static str, text: Option<String>) -> Option<AnyView> {
    let text = text?;
    Some(view! { <p class="small">{label}<code class="break">{text}</code></p> }.into_any())
}
