//! An element put together at run time: one type for all of them.
//!
//! `view!` makes a type of its own of each element with its attributes and children, and all the code
//! that builds, updates and removes it is compiled again for it: a kilobyte or more of the first load
//! each. What the first load has many of is made of this instead. Owns the element in the page and
//! what hangs on it; must not know what any of it means.

use std::{cell::RefCell, rc::Rc};

use leptos::{
    prelude::*,
    tachys::{
        html::attribute::{Attribute, any_attribute::AnyAttribute},
        hydration::Cursor,
        renderer::{
            Rndr,
            types::{Element as Node, Node as AnyNode},
        },
        view::{
            Mountable, Position, PositionState, Render, RenderHtml, add_attr::AddAnyAttr,
            any_view::AnyViewState,
        },
    },
};
use wasm_bindgen::{JsCast, JsValue, prelude::Closure};
use web_sys::{Event, HtmlElement, HtmlInputElement};

/// The value of an attribute or property.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Setting {
    /// A text; `None` takes the attribute away.
    Text(Option<String>),
    /// There or not.
    Flag(bool),
}

impl From<&str> for Setting {
    fn from(text: &str) -> Self {
        Self::Text(Some(text.to_owned()))
    }
}

impl From<String> for Setting {
    fn from(text: String) -> Self {
        Self::Text(Some(text))
    }
}

impl From<Option<String>> for Setting {
    fn from(text: Option<String>) -> Self {
        Self::Text(text)
    }
}

impl From<Option<&str>> for Setting {
    fn from(text: Option<&str>) -> Self {
        Self::Text(text.map(str::to_owned))
    }
}

impl From<bool> for Setting {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

enum Source {
    Fixed(Setting),
    Live(Box<dyn FnMut() -> Setting + Send>),
}

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

/// An element in the page.
pub struct InPage {
    tag: &'static str,
    node: Node,
    names: Vec<&'static str>,
    effects: Vec<RenderEffect<()>>,
    handlers: Vec<Listening>,
    children: Vec<AnyViewState>,
}

impl std::fmt::Debug for InPage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.tag)
    }
}

/// A handler that can be replaced, and what the browser calls.
struct Listening {
    event: &'static str,
    handler: Rc<RefCell<Handler>>,
    _called: Closure<dyn FnMut(Event)>,
}

impl Listening {
    fn start(node: &Node, event: &'static str, handler: Handler) -> Self {
        let handler = Rc::new(RefCell::new(handler));
        let (owner, for_call) = (Owner::current(), Rc::clone(&handler));
        let called = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
            // A handler that causes its own event is not called again from within.
            if let Ok(mut handler) = for_call.try_borrow_mut() {
                match &owner {
                    Some(owner) => owner.with(|| handler(event)),
                    None => handler(event),
                }
            }
        });
        // Fails only for a listener that is no function.
        let _ = node.add_event_listener_with_callback(event, called.as_ref().unchecked_ref());
        Self { event, handler, _called: called }
    }
}

fn apply(node: &Node, name: &'static str, value: &Setting) {
    let text = match value {
        Setting::Text(text) => text.as_deref(),
        Setting::Flag(flag) => flag.then_some(""),
    };
    // The names are this program's own, and are ones that the DOM takes.
    if let Some(property) = name.strip_prefix('.') {
        let value = match value {
            Setting::Text(text) => JsValue::from_str(text.as_deref().unwrap_or_default()),
            Setting::Flag(flag) => JsValue::from_bool(*flag),
        };
        let _ = js_sys::Reflect::set(node, &property.into(), &value);
    } else if let Some(length) = name.strip_prefix(':') {
        // An attribute `style` is what the page's policy forbids; this is not.
        let node: &HtmlElement = node.unchecked_ref();
        let _ = node.style().set_property(length, text.unwrap_or_default());
    } else if let Some(text) = text {
        let _ = node.set_attribute(name, text);
    } else {
        let _ = node.remove_attribute(name);
    }
}

/// Sets what is fixed, and follows what is not.
fn settle(node: &Node, settings: Vec<(&'static str, Source)>) -> Vec<RenderEffect<()>> {
    let mut effects = Vec::new();
    for (name, source) in settings {
        match source {
            Source::Fixed(value) => apply(node, name, &value),
            Source::Live(mut value) => {
                let node = node.clone();
                let follow: Box<dyn FnMut(Option<()>)> =
                    Box::new(move |_| apply(&node, name, &value()));
                effects.push(RenderEffect::new(follow));
            }
        }
    }
    effects
}

impl Render for Element {
    type State = InPage;

    fn build(self) -> InPage {
        let node = Rndr::create_element(self.tag, None);
        let names = self.settings.iter().map(|(name, _)| *name).collect();
        let mut children: Vec<_> = self.children.into_iter().map(Render::build).collect();
        for child in &mut children {
            child.mount(&node, None);
        }
        // After the children: a choice shows only what is there to be chosen.
        let effects = settle(&node, self.settings);
        let handlers = self
            .handlers
            .into_iter()
            .map(|(event, handler)| Listening::start(&node, event, handler));
        let handlers = handlers.collect();
        InPage { tag: self.tag, node, names, effects, handlers, children }
    }

    fn rebuild(self, state: &mut InPage) {
        let same = self.tag == state.tag
            && self.settings.iter().map(|(name, _)| *name).eq(state.names.iter().copied())
            && self
                .handlers
                .iter()
                .map(|(event, _)| *event)
                .eq(state.handlers.iter().map(|listening| listening.event));
        if !same {
            let mut new = self.build();
            state.insert_before_this(&mut new);
            state.unmount();
            *state = new;
            return;
        }
        for (listening, (_, handler)) in state.handlers.iter().zip(self.handlers) {
            // Nobody calls it now: what is on screen is never drawn from within an event.
            if let Ok(mut old) = listening.handler.try_borrow_mut() {
                *old = handler;
            }
        }
        let count = self.children.len();
        for (index, child) in self.children.into_iter().enumerate() {
            if let Some(old) = state.children.get_mut(index) {
                child.rebuild(old);
            } else {
                let mut new = child.build();
                new.mount(&state.node, None);
                state.children.push(new);
            }
        }
        for mut gone in state.children.drain(count..) {
            gone.unmount();
        }
        state.effects = settle(&state.node, self.settings);
    }
}

impl Mountable for InPage {
    fn unmount(&mut self) {
        self.node.unmount();
    }

    fn mount(&mut self, parent: &Node, marker: Option<&AnyNode>) {
        self.node.mount(parent, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        self.node.insert_before_this(child)
    }

    fn elements(&self) -> Vec<Node> {
        vec![self.node.clone()]
    }
}

impl AddAnyAttr for Element {
    type Output<A: Attribute> = Self;

    /// Attributes are given by name; nothing in this console spreads others over a view.
    fn add_any_attr<A: Attribute>(self, _: A) -> Self {
        self
    }
}

/// The console is never drawn on a server: there is no HTML to be written, and none to start from.
impl RenderHtml for Element {
    type AsyncOutput = Self;
    type Owned = Self;
    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    fn to_html_with_buf(
        self,
        _: &mut String,
        _: &mut Position,
        _: bool,
        _: bool,
        _: Vec<AnyAttribute>,
    ) {
    }

    fn hydrate<const FROM_SERVER: bool>(self, _: &Cursor, _: &PositionState) -> InPage {
        self.build()
    }

    fn into_owned(self) -> Self {
        self
    }
}
