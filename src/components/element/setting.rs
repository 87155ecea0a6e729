//! Attributes, properties and lengths of an element: what they are set to, and what they follow.

use leptos::{prelude::*, tachys::renderer::types::Element as Node};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::HtmlElement;

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

pub(super) enum Source {
    Fixed(Setting),
    Live(Box<dyn FnMut() -> Setting + Send>),
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

/// A name, and what it is set to; `None` for what follows something.
pub(super) type Known = (&'static str, Option<Setting>);

/// Sets what is fixed, unless it is so already, and follows what is not. `before` has the same names, or
/// is empty.
pub(super) fn apply_all(
    node: &Node,
    settings: Vec<(&'static str, Source)>,
    before: &[Known],
) -> (Vec<RenderEffect<()>>, Vec<Known>) {
    let mut effects = Vec::new();
    let mut known = Vec::new();
    for (at, (name, source)) in settings.into_iter().enumerate() {
        let value = match source {
            Source::Fixed(value) => {
                let same = before.get(at).is_some_and(|(_, old)| old.as_ref() == Some(&value));
                // What a property is now is the page's own affair: people tick and type.
                if !same || name.starts_with('.') {
                    apply(node, name, &value);
                }
                Some(value)
            }
            Source::Live(mut value) => {
                let node = node.clone();
                let follow: Box<dyn FnMut(Option<()>)> =
                    Box::new(move |_| apply(&node, name, &value()));
                effects.push(RenderEffect::new(follow));
                None
            }
        };
        known.push((name, value));
    }
    (effects, known)
}
