//! An element that is in the page: built once, then changed in place for as long as it stays alike.

use std::{cell::RefCell, rc::Rc};

use leptos::{
    prelude::*,
    tachys::{
        renderer::{
            Rndr,
            types::{Element as Node, Node as AnyNode},
        },
        view::{Mountable, Render, any_view::AnyViewState},
    },
};
use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::Event;

use super::{
    Element, Handler,
    setting::{Known, apply_all},
};

/// An element in the page.
pub struct InPage {
    tag: &'static str,
    node: Node,
    settings: Vec<Known>,
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
    node: Node,
    event: &'static str,
    handler: Rc<RefCell<Handler>>,
    called: Closure<dyn FnMut(Event)>,
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
        Self { node: node.clone(), event, handler, called }
    }
}

/// An element that is gone can still be told of what happened before, such as a scroll: that must not
/// call what is gone too.
impl Drop for Listening {
    fn drop(&mut self) {
        let called = self.called.as_ref().unchecked_ref();
        let _ = self.node.remove_event_listener_with_callback(self.event, called);
    }
}

impl Render for Element {
    type State = InPage;

    fn build(self) -> InPage {
        let node = Rndr::create_element(self.tag, None);
        let mut children: Vec<_> = self.children.into_iter().map(Render::build).collect();
        for child in &mut children {
            child.mount(&node, None);
        }
        // After the children: a choice shows only what is there to be chosen.
        let (effects, settings) = apply_all(&node, self.settings, &[]);
        let handlers = self
            .handlers
            .into_iter()
            .map(|(event, handler)| Listening::start(&node, event, handler));
        let handlers = handlers.collect();
        InPage { tag: self.tag, node, settings, effects, handlers, children }
    }

    fn rebuild(self, state: &mut InPage) {
        let same = self.tag == state.tag
            && self
                .settings
                .iter()
                .map(|(name, _)| name)
                .eq(state.settings.iter().map(|(name, _)| name))
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
        (state.effects, state.settings) = apply_all(&state.node, self.settings, &state.settings);
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
