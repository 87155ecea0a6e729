//! The address bar: where the page is, links that don't load the page anew, and the query.
//!
//! The page follows a query that changes at once; the address is written a moment later. Writing it
//! takes the browser longer than all that a key in a filter asks of the page, and browsers refuse it
//! when it comes too often: Safari after a hundred times in half a minute.

use std::{
    cell::{Cell, OnceCell},
    time::Duration,
};

use leptos::{ev, prelude::*};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{HtmlElement, MouseEvent, UrlSearchParams};

use super::{Route, unsaved::Unsaved};
use crate::keyboard_focus::focus;

/// Where the page is; a context.
#[derive(Debug, Clone, Copy)]
pub struct Navigation {
    route: RwSignal<Route>,
    query: RwSignal<String>,
    /// The address does not have the query yet.
    unwritten: StoredValue<bool>,
    unsaved: Unsaved,
}

/// How long an address may be behind.
const WRITTEN_AFTER: Duration = Duration::from_millis(200);

/// The navigation.
pub fn use_navigation() -> Navigation {
    expect_context()
}

/// Where the console is hosted, from `<base href>`: `""` at the root, `"/console"` below a path.
pub(super) fn base_path() -> String {
    thread_local!(static BASE: OnceCell<String> = const { OnceCell::new() });
    BASE.with(|base| {
        base.get_or_init(|| {
            let base = document().base_uri().ok().flatten().unwrap_or_default();
            let path = web_sys::Url::new(&base).map(|url| url.pathname()).unwrap_or_default();
            path.trim_end_matches('/').to_owned()
        })
        .clone()
    })
}

impl Navigation {
    /// Reads the address and follows it for as long as the page lives.
    pub fn start() -> Self {
        let (route, query) = read_address();
        let this = Self {
            route: RwSignal::new(route.clone()),
            query: RwSignal::new(query.clone()),
            unwritten: StoredValue::new(false),
            unsaved: Unsaved::default(),
        };
        CONSOLES.set(Some(this));
        // The list has one address, also when somebody comes in at the root.
        let at_root = window().location().pathname().is_ok_and(|path| path.ends_with('/'));
        if route == Route::Clusters && at_root {
            replace_address(&route.href(), &query);
        }
        // Both listeners live as long as the console.
        let _ = window_event_listener(ev::popstate, move |_| this.come_back());
        let _ = window_event_listener(ev::click, move |event| this.follow(&event));
        this
    }

    /// What the address shows; tracks.
    pub fn route(self) -> Route {
        self.route.get()
    }

    /// What the address shows now.
    pub fn route_untracked(self) -> Route {
        self.route.get_untracked()
    }

    /// A value of the query; tracks.
    pub fn query(self, name: &str) -> Option<String> {
        self.query.with(|query| UrlSearchParams::new_with_str(query).ok()?.get(name))
    }

    /// The whole query.
    pub fn whole_query(self) -> String {
        self.query.get_untracked()
    }

    /// Sets a value of the query, or takes it out, without an entry in the history.
    pub fn set_query(self, name: &str, value: Option<&str>) {
        if let Some(query) = changed(&self.query.get_untracked(), name, value) {
            self.query.set(query);
            if !self.unwritten.get_value() {
                self.unwritten.set_value(true);
                set_timeout(move || self.write(), WRITTEN_AFTER);
            }
        }
    }

    /// Writes the query into the address, if it is not there yet.
    fn write(self) {
        if self.unwritten.try_update_value(std::mem::take) == Some(true) {
            replace_query(&self.query.get_untracked());
        }
    }

    /// As long as the caller's owner lives, asks before the page is left while this is true: by a link,
    /// by Back, by closing the tab.
    pub fn ask_before_leaving(self, unsaved: Signal<bool>) {
        self.unsaved.follow(unsaved);
    }

    /// After Back or Forward: goes there, or stays with what is unsaved. The browser has changed the
    /// address already, and gets it back.
    fn come_back(self) {
        let left = self.route.get_untracked();
        if read_address().0.page() == left.page() || self.unsaved.may_leave() {
            self.arrive();
        } else if let Ok(history) = window().history() {
            let _ = history.push_state_with_url(&JsValue::NULL, "", Some(&left.href()));
        }
    }

    /// Goes where the address bar is now.
    fn arrive(self) {
        // What is not written yet belongs to the page that was left.
        self.unwritten.set_value(false);
        let (route, query) = read_address();
        let new_page = route.page() != self.route.with_untracked(Route::page);
        self.query.set(query);
        self.route.set(route);
        if new_page {
            window().scroll_to_with_x_and_y(0.0, 0.0);
            focus("main");
        }
    }

    /// Follows a plain click on a link within the console.
    fn follow(self, event: &MouseEvent) {
        // Whatever it leads to finds the address as it should be.
        self.write();
        if let Some(address) = inner_address(event) {
            event.prevent_default();
            close_menu();
            if let Some(id) = address.strip_prefix('#') {
                focus(id);
            } else if self.unsaved.may_leave()
                && let Ok(history) = window().history()
                && history.push_state_with_url(&JsValue::NULL, "", Some(&address)).is_ok()
            {
                self.arrive();
            }
        }
    }
}

thread_local! {
    /// The console's own, for what is called where there is no context.
    static CONSOLES: Cell<Option<Navigation>> = const { Cell::new(None) };
}

/// Goes to a page, from wherever this is called.
pub fn go_to(route: &Route) {
    go_to_address(&route.href());
}

/// Goes to one of the console's addresses, from wherever this is called.
pub fn go_to_address(address: &str) {
    if let Some(navigation) = CONSOLES.get()
        && navigation.unsaved.may_leave()
        && let Ok(history) = window().history()
        && history.push_state_with_url(&JsValue::NULL, "", Some(address)).is_ok()
    {
        navigation.arrive();
    }
}

/// The query with another value, or without it.
fn changed(query: &str, name: &str, value: Option<&str>) -> Option<String> {
    let params = UrlSearchParams::new_with_str(query).ok()?;
    match value {
        Some(value) => params.set(name, value),
        None => params.delete(name),
    }
    Some(String::from(params.to_string()))
}

/// Puts a query in the address of the page, without an entry in the history.
fn replace_query(query: &str) {
    replace_address(&window().location().pathname().unwrap_or_default(), query);
}

/// Closes the menu that a link was chosen from.
fn close_menu() {
    // A browser without popovers has none that is open.
    if let Ok(Some(menu)) = document().query_selector(":popover-open")
        && let Some(menu) = menu.dyn_ref::<HtmlElement>()
    {
        let _ = menu.hide_popover();
    }
}

/// The address of the link under a click, if it is the console's own: a path, or `#id`.
fn inner_address(event: &MouseEvent) -> Option<String> {
    let with_key = event.meta_key() || event.ctrl_key() || event.shift_key() || event.alt_key();
    if event.default_prevented() || event.button() != 0 || with_key {
        return None;
    }
    let target: web_sys::Element = event.target()?.dyn_into().ok()?;
    let link = target.closest("a[href]").ok().flatten()?;
    if link.has_attribute("target") || link.has_attribute("download") {
        return None;
    }
    let href = link.get_attribute("href")?;
    if href.starts_with('#') {
        return Some(href);
    }
    let base = base_path();
    let inside = href.strip_prefix(base.as_str())?.starts_with('/') && !href.starts_with("//");
    inside.then_some(href)
}

fn read_address() -> (Route, String) {
    let location = window().location();
    let path = location.pathname().unwrap_or_default();
    let base = base_path();
    let route = Route::parse(path.strip_prefix(base.as_str()).unwrap_or(&path));
    let query = location.search().unwrap_or_default();
    (route, query.trim_start_matches('?').to_owned())
}

fn replace_address(path: &str, query: &str) {
    let separator = if query.is_empty() { "" } else { "?" };
    let address = [path, separator, query].concat();
    if let Ok(history) = window().history() {
        // A browser that refuses keeps the old address; the page follows all the same.
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&address));
    }
}
