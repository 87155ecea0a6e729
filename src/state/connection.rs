//! The connection to the signing backend: where it is, with which token, and who answers.
//!
//! The token comes in the link's fragment, which browsers don't send to servers; it is taken out of
//! the address at once, and kept until the tabs of the console are closed: they share one session.

use std::sync::Arc;

use backend_api::{ApiError, ApiErrorCode, ErrorSource, Session};
use leptos::prelude::*;
use wasm_bindgen::JsValue;

use super::task::spawn_detached;
use super::{hosting, storage, tabs};
use crate::api::{Client, SessionToken};

const TOKEN: &str = "cloudhsm-console.token";
const BACKEND: &str = "cloudhsm-console.backend";

/// How the console stands to its backend.
#[derive(Debug, Clone)]
pub enum State {
    /// Asking the backend who it is.
    Connecting,
    /// No token, or the backend did not accept it, or it did not answer.
    NotConnected(Option<Arc<ApiError>>),
    /// The backend answered.
    Connected(Connected),
}

/// A backend that answered, and the client to call it with.
#[derive(Debug, Clone)]
pub struct Connected {
    /// Calls the backend.
    pub client: Client,
    /// Who and what it is.
    pub session: Arc<Session>,
}

/// The connection, as a context.
#[derive(Debug, Clone, Copy)]
pub struct Connection {
    state: RwSignal<State>,
    /// Which try this is; what an older one brings comes too late.
    tries: StoredValue<u32>,
    /// The try that ended last.
    ended: StoredValue<u32>,
    /// The token of the newest try.
    tried: StoredValue<Option<String>>,
}

impl Connection {
    /// Takes the token from the link or the tab's storage and asks the backend.
    pub fn open() -> Self {
        let connection = Self {
            state: RwSignal::new(State::NotConnected(None)),
            tries: StoredValue::new(0),
            ended: StoredValue::new(0),
            tried: StoredValue::new(None),
        };
        if let Some(token) = token_of_link() {
            remember(TOKEN, token.expose());
            tabs::share();
        }
        tabs::on_session(move || connection.try_what_came());
        connection.reconnect();
        connection
    }

    /// The state; tracks.
    pub fn state(self) -> State {
        self.state.get()
    }

    /// The backend's address: as remembered, or as the host of the console says; empty for the
    /// page's own origin.
    pub fn remembered_backend() -> String {
        recall(BACKEND).or_else(|| hosting("data-backend")).unwrap_or_default()
    }

    /// Connects to a backend with a token, and remembers both for the tabs of this browser.
    pub fn connect(self, backend: &str, token: &SessionToken) {
        remember(TOKEN, token.expose());
        remember(BACKEND, backend);
        tabs::share();
        self.reconnect();
    }

    /// Another tab has brought a token: it is tried where there is no connection.
    fn try_what_came(self) {
        let waits = self.state.with_untracked(|state| matches!(state, State::NotConnected(_)));
        if waits && recall(TOKEN) != self.tried.get_value() {
            self.reconnect();
        }
    }

    /// Asks again, if the last try found nobody, and none is on its way.
    pub fn retry_unreachable(self) {
        if self.tries.get_value() != self.ended.get_value() {
            return;
        }
        let unreachable = self.state.with_untracked(|state| {
            matches!(state, State::NotConnected(Some(error)) if error.source == ErrorSource::Network)
        });
        if unreachable {
            self.ask();
        }
    }

    /// Asks the backend again, with what is remembered.
    pub fn reconnect(self) {
        if recall(TOKEN).is_none() {
            let blocked = storage::of_tab().is_none().then(|| {
                let words = "This browser blocks site data for this page, so the session token was lost. Allow site data for this address, then open the backend’s link again.";
                Arc::new(ApiError::network(ApiErrorCode::SiteDataBlocked, words))
            });
            self.state.set(State::NotConnected(blocked));
            return;
        }
        self.state.set(State::Connecting);
        self.ask();
    }

    /// Asks the backend; what shows stays until it answers.
    fn ask(self) {
        let text = recall(TOKEN);
        let Some(token) = text.as_deref().and_then(SessionToken::new) else { return };
        self.tried.set_value(text);
        let client = Client::new(&Self::remembered_backend(), token);
        let this_try = self.tries.get_value() + 1;
        self.tries.set_value(this_try);
        spawn_detached(async move {
            let state = match client.session().await {
                Ok(session) => State::Connected(Connected { client, session: Arc::new(session) }),
                Err(error) => State::NotConnected(Some(Arc::new(error))),
            };
            // Somebody has asked anew since, or whoever asked is gone with the page.
            if self.tries.try_get_value() != Some(this_try) {
                return;
            }
            self.ended.set_value(this_try);
            // The same failure is not reported twice.
            let same = self.state.try_with_untracked(|old| match (old, &state) {
                (State::NotConnected(Some(old)), State::NotConnected(Some(new))) => {
                    old.code == new.code
                }
                _ => false,
            });
            if same == Some(false) {
                self.state.set(state);
            }
        });
    }

    /// Ends the connection when an error says that the token is not accepted any more.
    pub fn notice(self, error: &ApiError) {
        if error.code == ApiErrorCode::Unauthorized {
            self.state.set(State::NotConnected(Some(Arc::new(error.clone()))));
            // Another tab may have a newer one.
            self.try_what_came();
        }
    }
}

/// The connection.
pub fn use_connection() -> Connection {
    expect_context()
}

/// The connected backend. Only pages below the shell's connected part may ask.
pub fn use_connected() -> Connected {
    expect_context()
}

fn recall(key: &str) -> Option<String> {
    storage::get(storage::of_tab(), key)
}

fn remember(key: &str, value: &str) {
    storage::set(storage::of_tab(), key, value);
}

/// Takes `#token=…` out of the address.
fn token_of_link() -> Option<SessionToken> {
    let window = web_sys::window()?;
    let location = window.location();
    let hash = location.hash().ok()?;
    let token = SessionToken::new(hash.strip_prefix("#token=")?)?;
    let clean = format!("{}{}", location.pathname().ok()?, location.search().ok()?);
    // The token leaves the address bar and the history; if the browser refuses, it stays usable.
    let _ = window
        .history()
        .and_then(|history| history.replace_state_with_url(&JsValue::NULL, "", Some(&clean)));
    Some(token)
}

pub use State as ConnectionState;
