//! Connecting to a signing backend: its address and the session token.

use std::sync::Arc;

use backend_api::{ApiError, code};
use leptos::{ev::SubmitEvent, prelude::*};

use crate::{
    api::SessionToken,
    components::{NoticeKind, attr, error_view, live, notice, set_title},
    state::{Connection, use_connection},
};

/// Asks for address and token, and says why the last connection ended.
#[component]
pub fn ConnectPage(error: Option<Arc<ApiError>>) -> impl IntoView {
    set_title("Connect");
    let connection = use_connection();
    let backend = RwSignal::new(Connection::remembered_backend());
    let token = RwSignal::new(String::new());
    let missing = RwSignal::new(false);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        match SessionToken::new(&token.read_untracked()) {
            Some(token) => connection.connect(backend.read_untracked().trim(), &token),
            None => missing.set(true),
        }
    };
    view! {
        <div class="connect page">
            <div>
                <h1>"Connect to a signing backend"</h1>
                <p class="soft">"The backend holds the AWS credentials and signs; the console only ever holds a session token, and only for this tab."</p>
            </div>
            {error.map(explain)}
            <form class="card" on:submit=submit>
                <div class="field">
                    <label for="backend">"Backend address"</label>
                    <input id="backend" class="input mono" type="text" inputmode="url" spellcheck="false" autocomplete="off"
                        placeholder="same origin as this page" prop:value=backend
                        on:input:target=move |event| backend.set(event.target().value())/>
                    <p class="hint">"Leave empty when the console and the backend share an address, as with trunk serve."</p>
                </div>
                <div class="field">
                    <label for="token">"Session token"</label>
                    <input id="token" class="input mono" type="password" spellcheck="false" autocomplete="off" prop:value=token
                        aria-invalid={attr(move || missing.get().then_some("true"))} aria-describedby="token-hint"
                        on:input:target=move |event| { token.set(event.target().value()); missing.set(false); }/>
                    <p class="hint" id="token-hint">
                        {live(move || if missing.get() { "A token is needed. " } else { "" })}
                        "The backend prints it once, as part of its link: the text after "<code>"#token="</code>"."
                    </p>
                </div>
                <div><button type="submit" class="button primary">"Connect"</button></div>
            </form>
        </div>
    }
}

fn explain(error: Arc<ApiError>) -> AnyView {
    let connection = use_connection();
    if error.code == code::UNAUTHORIZED {
        return view! {
            {notice(NoticeKind::Warn, Some("alert"), view! {
                <h2>"The session has ended"</h2>
                <p>"The backend was restarted, or the token is not its own. Open the link that it printed, or paste the token below."</p>
            }.into_any())}
        }
        .into_any();
    }
    let retry = Callback::new(move |()| connection.reconnect());
    error_view(&error, "The backend could not be asked".to_owned(), Some(retry))
}
