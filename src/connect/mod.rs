//! Connecting to a signing backend: its address and the session token.

use std::sync::Arc;

use backend_api::{ApiError, ApiErrorCode};
use leptos::prelude::*;
use web_sys::Event;

use crate::{
    api::SessionToken,
    components::{Element, NoticeKind, element, error_view, live, notice, set_title, value_of},
    route::{Route, go_to, use_navigation},
    state::{Connection, ConnectionState, use_connection},
};

/// Asks for address and token, and says why the last connection ended.
#[component]
pub fn ConnectPage() -> impl IntoView {
    set_title("Connect");
    let (connection, navigation) = (use_connection(), use_navigation());
    let backend = RwSignal::new(Connection::remembered_backend());
    let token = RwSignal::new(String::new());
    let missing = RwSignal::new(false);
    let submit = move |event: Event| {
        event.prevent_default();
        match SessionToken::new(&token.read_untracked()) {
            Some(token) => {
                connection.connect(backend.read_untracked().trim(), &token);
                if navigation.route_untracked() == Route::Connect {
                    go_to(&Route::Clusters);
                }
            }
            None => missing.set(true),
        }
    };
    let words = "The signing backend has the AWS credentials. The console only has a session token, and only in this tab.";
    let heading = element("div")
        .element(element("h1").text("Connect to a signing backend"))
        .element(element("p").class("soft").text(words));
    let hint = "Leave empty if the console is served by the backend.";
    let backend_field = element("div")
        .class("field")
        .element(element("label").attr("for", "backend").text("Backend address"))
        .element(
            field("backend", "text", backend)
                .attr("inputmode", "url")
                .attr("placeholder", "same origin as this page")
                .on("input", move |event| backend.set(value_of(&event))),
        )
        .element(element("p").class("hint").text(hint));
    let token_input = field("token", "password", token)
        .attr("aria-describedby", "token-hint")
        .live_attr("aria-invalid", move || missing.get().then_some("true"))
        .on("input", move |event| {
            token.set(value_of(&event));
            missing.set(false);
        });
    let token_hint = element("p")
        .class("hint")
        .attr("id", "token-hint")
        .child(live(move || if missing.get() { "Enter a token. " } else { "" }))
        .text("The backend prints a link when it starts. The token is the text after ")
        .element(element("code").text("#token="))
        .text(".");
    let token_field = element("div")
        .class("field")
        .element(element("label").attr("for", "token").text("Session token"))
        .element(token_input)
        .element(token_hint);
    let button = element("button").attr("type", "submit").class("button primary").text("Connect");
    let form = element("form")
        .class("card")
        .on("submit", submit)
        .element(backend_field)
        .element(token_field)
        .element(element("div").element(button));
    let error = live(move || match connection.state() {
        ConnectionState::NotConnected(Some(error)) => explain(connection, &error),
        _ => ().into_any(),
    });
    element("div").class("connect page").element(heading).child(error).element(form).any()
}

/// A field whose value the browser must not remember.
fn field(id: &'static str, kind: &'static str, value: RwSignal<String>) -> Element {
    element("input")
        .attr("id", id)
        .class("input mono")
        .attr("type", kind)
        .attr("spellcheck", "false")
        .attr("autocomplete", "off")
        .live_attr(".value", move || value.get())
}

fn explain(connection: Connection, error: &Arc<ApiError>) -> AnyView {
    if error.code == ApiErrorCode::Unauthorized {
        let words = "The backend restarted, or this token isn’t valid. Open the link that it printed, or paste the token below.";
        let words =
            vec![element("h2").text("The session has ended").any(), element("p").text(words).any()];
        return notice(NoticeKind::Warn, Some("alert"), words.into_any());
    }
    let retry = Callback::new(move |()| connection.reconnect());
    error_view(error, "Couldn’t reach the backend".to_owned(), Some(retry))
}
