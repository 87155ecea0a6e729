//! The bar on top: where to go, and who and what the console is connected to.

use std::sync::Arc;

use backend_api::{Mode, Session};
use leptos::prelude::*;

use crate::{
    components::{Icon, Shape, attr},
    route::{Route, use_navigation},
    state::use_theme,
};

/// The bar; without a session it only names the console.
#[component]
pub fn TopBar(session: Option<Arc<Session>>) -> impl IntoView {
    let address = use_navigation();
    let current = move |route: &Route| (address.route() == *route).then_some("page");
    let navigation = session.is_some().then(|| {
        view! {
            <nav aria-label="Main"><ul>
                <li><a href=Route::Clusters.href() aria-current={attr(move || current(&Route::Clusters))}>"Clusters"</a></li>
                <li><a href=Route::Activity.href() aria-current={attr(move || current(&Route::Activity))}>"Activity"</a></li>
            </ul></nav>
        }
    });
    view! {
        <header class="topbar">
            <a href=Route::Clusters.href() class="brand">
                <Icon shape=Shape::Shield/>"CloudHSM "<span>"Console"</span>
            </a>
            {navigation}
            <div class="who">
                {session.map(|session| view! { <Identity session/> })}
                <ThemeButton/>
            </div>
        </header>
    }
}

#[component]
fn Identity(session: Arc<Session>) -> impl IntoView {
    let emulator = (session.mode == Mode::Emulator).then(|| {
        let title = "The embedded emulator: nothing here is real";
        view! { <span class="mode" title=title>"Emulator"</span> }
    });
    let read_only = session.read_only.then(|| {
        view! { <span class="mode read-only" title="The backend signs only reading operations">"Read-only"</span> }
    });
    let account = session.account.clone().unwrap_or_else(|| "account unknown".to_owned());
    // The last part of an ARN names the user or role; the whole is in the title.
    let arn = session.arn.clone().unwrap_or_else(|| "identity unknown".to_owned());
    let short = arn.rsplit(':').next().unwrap_or_default().to_owned();
    view! {
        {emulator}
        {read_only}
        <span class="identity" title=arn>
            <span>{account}</span>
            <span class="soft">{short}</span>
        </span>
    }
}

#[component]
fn ThemeButton() -> impl IntoView {
    let (theme, choose) = use_theme();
    view! {
        <button type="button" class="icon-button"
            title={attr(move || theme.get().label())}
            aria-label={attr(move || format!("{}; change", theme.get().label()))}
            on:click=move |_| choose(theme.get_untracked().next())>
            <Icon shape=Shape::Theme/>
        </button>
    }
}
