//! The bar on top: where to go, and who and what the console is connected to.

use backend_api::{Mode, Session};
use leptos::prelude::*;

use crate::{
    components::{Shape, element, icon, use_dialogs},
    route::{Route, use_navigation},
    shell::{dialogs::open_preferences, problem_count::problem_count},
    state::{AccountMark, hosting},
};

/// The bar of a session: `open_palette` is for its button.
pub fn top_bar(session: &Session, open_palette: impl Fn() + Send + 'static) -> AnyView {
    let find = button(Shape::Search, "Command palette (Ctrl k)", open_palette);
    bar(vec![navigation(&session.regions), identity(session)].into_any(), find)
}

/// The bar without a session: it names the console.
pub fn bare_top_bar() -> AnyView {
    bar(().into_any(), ().into_any())
}

fn bar(middle: AnyView, find: AnyView) -> AnyView {
    let dialogs = use_dialogs();
    let preferences = move || open_preferences(dialogs);
    let brand = element("a")
        .attr("href", Route::Clusters.href())
        .class("brand")
        .child(icon(Shape::Shield))
        .text("CloudHSM ")
        .element(element("span").text("Console"));
    let preferences = button(Shape::Sliders, "Preferences", preferences);
    element("header")
        .class("topbar")
        .element(brand)
        .child(middle)
        .element(element("div").class("tools").child(find).child(preferences))
        .any()
}

fn button(shape: Shape, label: &'static str, press: impl Fn() + Send + 'static) -> AnyView {
    element("button")
        .attr("type", "button")
        .class("icon-button")
        .attr("title", label)
        .attr("aria-label", label)
        .on("click", move |_| press())
        .child(icon(shape))
        .any()
}

/// Where to go; the regions lead to the list of one of them.
fn navigation(regions: &[String]) -> AnyView {
    let address = use_navigation();
    let link = move |route: Route, text: &'static str| {
        let href = route.href();
        let current = move || (address.route() == route).then_some("page");
        let link = element("a").attr("href", href).live_attr("aria-current", current).text(text);
        element("li").element(link).any()
    };
    let list = Route::Clusters.href();
    let region = |href: String, text: &str| {
        element("li").element(element("a").attr("href", href).text(text)).any()
    };
    let each =
        regions.iter().map(|name| region(Route::filtered_list(&["region:", name].concat()), name));
    let count = match regions {
        [only] => only.clone(),
        all => [&*all.len().to_string(), " regions"].concat(),
    };
    let open = element("button")
        .attr("type", "button")
        .attr("popovertarget", "regions")
        .text(count)
        .child(icon(Shape::Down));
    let pages = element("ul")
        .child(link(Route::Clusters, "Clusters"))
        .child(problem_count())
        .child(link(Route::Activity, "Activity"))
        .element(element("li").element(open));
    let choice = element("ul")
        .attr("id", "regions")
        .class("menu")
        .attr("popover", "auto")
        .child(region(list.clone(), "All regions"))
        .children(each);
    element("nav").attr("aria-label", "Main").element(pages).element(choice).any()
}

/// The account, who the backend is there, and what is special about both.
fn identity(session: &Session) -> AnyView {
    let emulator = (session.mode == Mode::Emulator).then(|| {
        let title = "Connected to the embedded emulator. Nothing here is real.";
        element("span").class("mode").attr("title", title).text("Emulator").any()
    });
    let read_only = session.read_only.then(|| {
        let title = "Read-only mode. The backend refuses all changes.";
        element("span").class("mode read-only").attr("title", title).text("Read-only").any()
    });
    let account = session.account.clone().unwrap_or_else(|| "unknown account".to_owned());
    // The last part of an ARN names the user or role; the whole is in the title.
    let arn = session.arn.clone().unwrap_or_else(|| "unknown identity".to_owned());
    let short = arn.rsplit(':').next().unwrap_or_default().to_owned();
    let mark = AccountMark::of(session, hosting("data-accounts").as_deref());
    let class = if mark.ground.is_some() { "account marked" } else { "account" };
    let name =
        mark.name.map(|name| vec![element("strong").text(name).any(), " ".into_any()].into_any());
    let account = element("span")
        .class(class)
        .attr(":background", mark.ground)
        .attr(":color", mark.text)
        .children(name)
        .text(account);
    let identity = element("span")
        .class("identity")
        .attr("title", arn)
        .element(account)
        .element(element("span").class("soft").text(short));
    element("div").class("who").children(emulator).children(read_only).element(identity).any()
}
