//! An error: what happened, what AWS said, what to do next, and the raw answer for who wants it.

use backend_api::{ApiError, ApiErrorCode, ErrorSource};
use leptos::prelude::*;

use super::{CodeBlock, InRegion, NoticeKind, advice::advice, element, notice};

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
    let mono = |text: &str| element("code").class("break").text(text);
    let small =
        |words: &str, text: &str| element("p").class("small").text(words).element(mono(text)).any();
    let happened = element("p")
        .class("break")
        .element(element("strong").text(source(error)))
        .text(": ")
        .element(mono(error.code.as_str()))
        .text([" – ", &error.message].concat())
        .any();
    let mut parts = vec![element("h2").text(title).any(), happened];
    parts.extend(error.field.as_deref().map(|field| small("Field: ", field)));
    if !error.allowed.is_empty() {
        parts.push(small("Allowed: ", &error.allowed.join(", ")));
    }
    parts.extend(advice(error, place).map(|advice| element("p").text(advice).any()));
    // A page of its own beside the console: the router must not take it for one of its own.
    let link = element("a").attr("href", help(error.code.as_str())).attr("target", "_blank");
    parts.push(element("p").element(link.text("Troubleshooting")).any());
    parts.extend(error.request_id.as_deref().map(|id| small("Request ID ", id)));
    parts.extend(error.raw.as_ref().map(|raw| {
        let raw = match raw {
            serde_json::Value::String(text) => text.clone(),
            other => format!("{other:#}"),
        };
        let block = view! { <CodeBlock text=raw what="raw answer" wrap=true/> }.into_any();
        let summary = element("summary").text("Raw response");
        element("details").element(summary).child(block).any()
    }));
    let mut buttons: Vec<_> =
        retry.map(|retry| button("Try again", move || retry.run(()))).into_iter().collect();
    // A proxy's sign-in shows up only when the page itself is asked for; the session token stays.
    if error.code == ApiErrorCode::NotTheBackend {
        buttons.push(button("Sign in again", || {
            // A page that may not reload stays as it is.
            let _ = window().location().reload();
        }));
    }
    if !buttons.is_empty() {
        parts.push(element("div").class("toolbar").children(buttons).any());
    }
    notice(NoticeKind::Danger, Some("alert"), parts.into_any())
}

fn button(words: &'static str, press: impl Fn() + Send + 'static) -> AnyView {
    let button = element("button").attr("type", "button").class("button");
    button.on("click", move |_| press()).text(words).any()
}
