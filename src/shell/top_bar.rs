//! The bar on top: where to go, and who and what the console is connected to.

use backend_api::{Mode, Session};
use leptos::prelude::*;

use crate::{
    components::{Icon, IconButton, Shape, use_dialogs},
    route::{Route, use_navigation},
    shell::{dialogs::open_preferences, problem_count::problem_count, running::running},
    state::{AccountMark, hosting},
};

/// The bar of a session: `open_palette` is for its button.
pub fn top_bar(session: &Session, open_palette: Callback<()>) -> AnyView {
    let middle = view! { {navigation(&session.regions)}{running()}{identity(session)} };
    let label = "Command palette (Ctrl k)".to_owned();
    let find =
        view! { <IconButton class="icon-button" shape=Shape::Search label press=open_palette/> };
    bar(middle.into_any(), find.into_any())
}

/// The bar without a session: it names the console.
pub fn bare_top_bar() -> AnyView {
    bar(().into_any(), ().into_any())
}

fn bar(middle: AnyView, find: AnyView) -> AnyView {
    let dialogs = use_dialogs();
    let preferences = Callback::new(move |()| open_preferences(dialogs));
    view! {
        <header class="topbar">
            <a href=Route::Clusters.href() class="brand">
                <Icon shape=Shape::Shield/>"CloudHSM "<span>"Console"</span>
            </a>
            {middle}
            <div class="tools">
                {find}
                <IconButton class="icon-button" shape=Shape::Sliders label="Preferences".to_owned()
                    press=preferences/>
            </div>
        </header>
    }
    .into_any()
}

/// Where to go; the regions lead to the list of one of them.
fn navigation(regions: &[String]) -> impl IntoView {
    let address = use_navigation();
    let page = move |route: Route, text: &'static str| {
        let href = route.href();
        view! {
            <li><a href=href aria-current=move || (address.route() == route).then_some("page")>{text}</a></li>
        }
    };
    let region = |name: &String| {
        let href = Route::filtered_list(&["region:", name].concat());
        view! { <li><a href=href>{name.clone()}</a></li> }
    };
    let count = match regions {
        [only] => only.clone(),
        all => [&*all.len().to_string(), " regions"].concat(),
    };
    view! {
        <nav aria-label="Main">
            <ul>
                {page(Route::Clusters, "Clusters")}
                {problem_count()}
                {page(Route::Activity, "Activity")}
                <li>
                    <button type="button" popovertarget="regions">{count}<Icon shape=Shape::Down/></button>
                </li>
            </ul>
            <ul id="regions" class="menu" popover="auto">
                <li><a href=Route::Clusters.href()>"All regions"</a></li>
                {regions.iter().map(region).collect::<Vec<_>>()}
            </ul>
        </nav>
    }
}

/// The account, who the backend is there, and what is special about both.
fn identity(session: &Session) -> impl IntoView {
    let emulator = (session.mode == Mode::Emulator).then(|| {
        view! {
            <span class="mode" title="Connected to the embedded emulator. Nothing here is real.">"Emulator"</span>
        }
        .into_any()
    });
    let read_only = session.read_only.then(|| {
        view! {
            <span class="mode read-only" title="Read-only mode. The backend refuses all changes.">"Read-only"</span>
        }
        .into_any()
    });
    let account = session.account.clone().unwrap_or_else(|| "unknown account".to_owned());
    // The last part of an ARN names the user or role; the whole is in the title.
    let arn = session.arn.clone().unwrap_or_else(|| "unknown identity".to_owned());
    let short = arn.rsplit(':').next().unwrap_or_default().to_owned();
    let mark = AccountMark::of(session, hosting("data-accounts").as_deref());
    let class = if mark.ground.is_some() { "account marked" } else { "account" };
    view! {
        <div class="who">
            {emulator}
            {read_only}
            <span class="identity" title=arn>
                <span class=class style:background=mark.ground style:color=mark.text>
                    {mark.name.map(|name| view! { <strong>{name}</strong>" " }.into_any())}
                    {account}
                </span>
                <span class="soft">{short}</span>
            </span>
        </div>
    }
}
