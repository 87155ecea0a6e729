//! The bar on top: where to go, and who and what the console is connected to.

use backend_api::{Mode, Session};
use leptos::prelude::*;

use crate::{
    components::{Icon, Shape, attr},
    dialogs::Dialog,
    on_demand::dialog::open_dialog,
    route::{Route, use_navigation},
    state::{AccountMark, hosting},
};

/// The bar of a session: `open_palette` is for its button.
pub fn top_bar(session: &Session, open_palette: impl Fn() + 'static) -> AnyView {
    let find = button(Shape::Search, "Command palette (Ctrl k)", open_palette);
    bar(view! { {navigation(&session.regions)}{identity(session)} }.into_any(), find)
}

/// The bar without a session: it names the console.
pub fn bare_top_bar() -> AnyView {
    bar(().into_any(), ().into_any())
}

fn bar(middle: AnyView, find: AnyView) -> AnyView {
    let preferences = || open_dialog(Dialog::Preferences, String::new());
    view! {
        <header class="topbar">
            <a href=Route::Clusters.href() class="brand">
                <Icon shape=Shape::Shield/>"CloudHSM "<span>"Console"</span>
            </a>
            {middle}
            <div class="tools">{find}{button(Shape::Sliders, "Preferences", preferences)}</div>
        </header>
    }
    .into_any()
}

fn button(shape: Shape, label: &'static str, press: impl Fn() + 'static) -> AnyView {
    view! {
        <button type="button" class="icon-button" title=label aria-label=label on:click=move |_| press()>
            <Icon shape/>
        </button>
    }
    .into_any()
}

/// Where to go; the regions lead to the list of one of them.
fn navigation(regions: &[String]) -> AnyView {
    let address = use_navigation();
    let link = move |route: Route, text: &'static str| {
        let href = route.href();
        let current = move || (address.route() == route).then_some("page");
        view! { <li><a href=href aria-current={attr(current)}>{text}</a></li> }.into_any()
    };
    let list = Route::Clusters.href();
    let items: Vec<_> = regions
        .iter()
        .map(|region| {
            let href = [&*list, "?q=region:", region].concat();
            view! { <li><a href=href>{region.clone()}</a></li> }.into_any()
        })
        .collect();
    let count = match regions {
        [only] => only.clone(),
        all => [&*all.len().to_string(), " regions"].concat(),
    };
    view! {
        <nav aria-label="Main">
            <ul>
                {link(Route::Clusters, "Clusters")}
                {link(Route::Activity, "Activity")}
                <li><button type="button" popovertarget="regions">{count}<Icon shape=Shape::Down/></button></li>
            </ul>
            <ul id="regions" class="menu" popover="auto">
                <li><a href=list>"All regions"</a></li>
                {items}
            </ul>
        </nav>
    }
    .into_any()
}

/// The account, who the backend is there, and what is special about both.
fn identity(session: &Session) -> AnyView {
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
    let mark = AccountMark::of(session, hosting("data-accounts").as_deref());
    let class = if mark.ground.is_some() { "account marked" } else { "account" };
    view! {
        <div class="who">
            {emulator}
            {read_only}
            <span class="identity" title=arn>
                <span class=class style:background=mark.ground style:color=mark.text>
                    {mark.name.map(|name| view! { <strong>{name}</strong>" " })}{account}
                </span>
                <span class="soft">{short}</span>
            </span>
        </div>
    }
    .into_any()
}
