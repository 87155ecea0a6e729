//! An element put together at run time: one type for all of them.
//!
//! `view!` makes a type of its own of each element with its attributes and children, and all the code
//! that builds, updates and removes it is compiled again for it: a kilobyte or more of the first load
//! each. What the first load has many of is made of this instead. Owns the element in the page and
//! what hangs on it; must not know what any of it means.

mod in_page;
mod never_on_server;
mod setting;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlInputElement};

use self::setting::Source;
pub use self::{in_page::InPage, setting::Setting};

type Handler = Box<dyn FnMut(Event) + Send>;

/// An element that is not in the page yet.
#[must_use]
pub struct Element {
    tag: &'static str,
    settings: Vec<(&'static str, Source)>,
    handlers: Vec<(&'static str, Handler)>,
    children: Vec<AnyView>,
}

impl std::fmt::Debug for Element {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.tag)
    }
}

/// An element of HTML.
pub fn element(tag: &'static str) -> Element {
    Element { tag, settings: Vec::new(), handlers: Vec::new(), children: Vec::new() }
}

impl Element {
    /// With an attribute; a name that begins with a dot is a property (`.checked`), one with a colon
    /// a length of the element's own style (`:height`).
    pub fn attr(self, name: &'static str, value: impl Into<Setting>) -> Self {
        self.set(name, Source::Fixed(value.into()))
    }

    /// With classes.
    pub fn class(self, class: &str) -> Self {
        self.attr("class", class)
    }

    /// With an attribute that follows what it reads.
    pub fn live_attr<S: Into<Setting>>(
        self,
        name: &'static str,
        mut value: impl FnMut() -> S + Send + 'static,
    ) -> Self {
        self.set(name, Source::Live(Box::new(move || value().into())))
    }

    fn set(mut self, name: &'static str, source: Source) -> Self {
        self.settings.push((name, source));
        self
    }

    /// That does something on an event.
    pub fn on(mut self, event: &'static str, handler: impl FnMut(Event) + Send + 'static) -> Self {
        self.handlers.push((event, Box::new(handler)));
        self
    }

    /// With a text in it.
    pub fn text(self, text: impl Into<String>) -> Self {
        let text: String = text.into();
        self.child(text.into_any())
    }

    /// With something in it.
    pub fn child(mut self, child: AnyView) -> Self {
        self.children.push(child);
        self
    }

    /// With an element in it.
    pub fn element(self, element: Element) -> Self {
        self.child(element.any())
    }

    /// With all of these in it.
    pub fn children(mut self, children: impl IntoIterator<Item = AnyView>) -> Self {
        self.children.extend(children);
        self
    }

    /// As a view.
    pub fn any(self) -> AnyView {
        self.into_any()
    }
}

/// What stands in the field that an event comes from.
pub fn value_of(event: &Event) -> String {
    let field = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
    field.map(|field| field.value()).unwrap_or_default()
}
