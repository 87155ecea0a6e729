//! Connecting to a signing backend: its address and the session token.

use std::sync::Arc;

use backend_api::{ApiError, ApiErrorCode};
use leptos::prelude::*;
use web_sys::SubmitEvent;

use crate::{
    api::SessionToken,
    components::{NoticeKind, error_view, lazy::in_chunk, notice, set_title},
    route::{Route, go_to, use_navigation},
    state::{Connection, ConnectionState, use_connection},
};

in_chunk! { shell,
    /// Asks for address and token, and says why the last connection ended.
    pub fn connect_page() -> AnyView {
        view! { <ConnectPage/> }.into_any()
    }
}

#[component]
fn ConnectPage() -> impl IntoView {
    set_title("Connect");
    let (connection, navigation) = (use_connection(), use_navigation());
    let backend = RwSignal::new(Connection::remembered_backend());
    let token = RwSignal::new(String::new());
    let missing = RwSignal::new(false);
    let submit = move |event: SubmitEvent| {
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
    view! {
        <div class="connect page">
            <div>
                <h1>"Connect to a signing backend"</h1>
                <p class="soft">"The signing backend has the AWS credentials. The console only has a session token, until its tabs are closed."</p>
            </div>
            {move || match connection.state() {
                ConnectionState::NotConnected(Some(error)) => explain(connection, &error),
                _ => ().into_any(),
            }}
            // The browser must not remember what is in the fields.
            <form class="card" on:submit=submit>
                <div class="field">
                    <label for="backend">"Backend address"</label>
                    <input id="backend" class="input mono" type="text" inputmode="url"
                        placeholder="same origin as this page" spellcheck="false" autocomplete="off"
                        value=backend.get_untracked()
                        on:input:target=move |event| backend.set(event.target().value())/>
                    <p class="hint">"Leave empty if the console is served by the backend."</p>
                </div>
                <div class="field">
                    <label for="token">"Session token"</label>
                    <input id="token" class="input mono" type="password" aria-describedby="token-hint"
                        aria-invalid=move || missing.get().then_some("true")
                        spellcheck="false" autocomplete="off"
                        on:input:target=move |event| {
                            token.set(event.target().value());
                            missing.set(false);
                        }/>
                    <p class="hint" id="token-hint">
                        {move || if missing.get() { "Enter a token. " } else { "" }}
                        "The backend prints a link when it starts. The token is the text after "
                        <code>"#token="</code>"."
                    </p>
                </div>
                <div><button type="submit" class="button primary">"Connect"</button></div>
            </form>
        </div>
    }
}

fn explain(connection: Connection, error: &Arc<ApiError>) -> AnyView {
    if error.code == ApiErrorCode::Unauthorized {
        let words = "The backend restarted, or this token isn’t valid. Open the link that it printed, or paste the token below.";
        let words = view! { <h2>"The session has ended"</h2><p>{words}</p> };
        return notice(NoticeKind::Warn, Some("alert"), words.into_any());
    }
    let retry = Callback::new(move |()| connection.reconnect());
    error_view(error, "Couldn’t reach the backend".to_owned(), Some(retry))
}
