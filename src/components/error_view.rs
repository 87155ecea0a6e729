//! An error: what happened, what AWS said, what to do next, and the raw answer for who wants it.

use backend_api::{ApiError, ErrorSource, code};
use leptos::prelude::*;

use super::{CodeBlock, NoticeKind, element, notice};

/// What to do about an error, if we know more than its own message.
fn advice(error: &ApiError) -> Option<&'static str> {
    Some(match error.code.as_str() {
        "AccessDeniedException" | "CloudHsmAccessDeniedException" => {
            "The AWS identity of the signing backend lacks this permission. Ask for it in IAM, or start the backend with another profile."
        }
        "UnrecognizedClientException" | "ExpiredTokenException" | "ExpiredToken" => {
            "AWS does not accept the backend's credentials. Renew them (aws sso login, or new keys); the backend takes them up by itself."
        }
        "InvalidSignatureException" => {
            "AWS refused the signature. The usual cause is a clock that is wrong: compare the backend's clock with the time."
        }
        "ThrottlingException" | "Throttling" | "TooManyRequestsException" => {
            "AWS asks for fewer calls. Wait a moment and try again."
        }
        code::CREDENTIALS_UNAVAILABLE => {
            "The signing backend finds no AWS credentials. Set a profile or environment as for the AWS CLI; no restart is needed."
        }
        code::BACKEND_UNREACHABLE => {
            "Look whether the backend still runs in its terminal. The console goes on by itself when it answers again."
        }
        code::UPSTREAM_UNREACHABLE | code::UPSTREAM_TIMEOUT => {
            "The signing backend can’t reach AWS. Check the network, a proxy or VPN, and the endpoint that it was started with."
        }
        code::UPSTREAM_GARBLED => {
            "Something answers in AWS’s place, such as a proxy’s login page. Check the endpoint and the proxy."
        }
        code::OUTCOME_UNKNOWN => {
            "It may have happened. Don’t repeat it: the backend looks, and the activity tells."
        }
        "CloudHsmInternalFailureException" | "ServiceUnavailable" => {
            "AWS failed, not you. Try again in a moment."
        }
        code::OVERLOADED | code::TOO_MANY_ATTEMPTS => {
            "Is another program calling the signing backend? Wait a moment."
        }
        code::UNAUTHORIZED => {
            "The session ended. Open the link that the backend printed when it started."
        }
        code::ORIGIN_NOT_ALLOWED => {
            "Start the backend with --allow-origin and this page's address."
        }
        code::AUDIT_UNAVAILABLE => {
            "Nothing is deleted without a record. Make the audit file writable, then try again."
        }
        _ => return None,
    })
}

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
    let code = |text: &str| element("code").class("break").text(text);
    let small =
        |words: &str, text: &str| element("p").class("small").text(words).element(code(text)).any();
    let happened = element("p")
        .class("break")
        .element(element("strong").text(source(error)))
        .text(": ")
        .element(code(&error.code))
        .text([" – ", &error.message].concat())
        .any();
    let mut parts = vec![element("h2").text(title).any(), happened];
    parts.extend(error.field.as_deref().map(|field| small("Where: ", field)));
    if !error.allowed.is_empty() {
        parts.push(small("Allowed: ", &error.allowed.join(", ")));
    }
    parts.extend(advice(error).map(|advice| element("p").text(advice).any()));
    // A page of its own beside the console: the router must not take it for one of its own.
    let link = element("a").attr("href", help(&error.code)).attr("target", "_blank");
    parts.push(element("p").element(link.text("What this means")).any());
    parts.extend(error.request_id.as_deref().map(|id| small("Request id ", id)));
    parts.extend(error.raw.as_ref().map(|raw| {
        let raw = match raw {
            serde_json::Value::String(text) => text.clone(),
            other => format!("{other:#}"),
        };
        let block = view! { <CodeBlock text=raw what="raw answer" wrap=true/> }.into_any();
        let summary = element("summary").text("The answer as it came");
        element("details").element(summary).child(block).any()
    }));
    parts.extend(retry.map(|retry| {
        let button = element("button").attr("type", "button").class("button");
        button.on("click", move |_| retry.run(())).text("Try again").any()
    }));
    notice(NoticeKind::Danger, Some("alert"), parts.into_any())
}
