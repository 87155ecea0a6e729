//! Views in an element of the page, each known by a key: those that stay are left alone, or moved, with
//! their focus and all.

use leptos::{
    prelude::*,
    tachys::{
        renderer::types::Element as Node,
        view::{Mountable, Render, any_view::AnyViewState},
    },
};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// The views that are in the page, in their order. Gone with the owner it was made under.
#[derive(Debug, Clone)]
pub struct Keyed {
    shown: StoredValue<Vec<Shown>, LocalStorage>,
    owner: Option<Owner>,
}

struct Shown {
    key: String,
    state: AnyViewState,
    /// Of the signals within; goes with the view.
    _owner: Owner,
}

impl Keyed {
    /// Nothing in the page yet; under the current owner.
    pub fn start() -> Self {
        let shown = StoredValue::new_local(Vec::<Shown>::new());
        on_cleanup(move || {
            let gone = shown.try_update_value(std::mem::take);
            for mut gone in gone.unwrap_or_default() {
                gone.state.unmount();
            }
        });
        Self { shown, owner: Owner::current() }
    }

    /// Shows these in the element, in this order; `draw` gets the place of each that is new.
    pub fn show(&self, parent: &Node, keys: Vec<String>, draw: &dyn Fn(usize) -> AnyView) {
        let focused = document().active_element();
        let mut old = self.shown.try_update_value(std::mem::take).unwrap_or_default();
        old.retain_mut(|shown| {
            let stays = keys.contains(&shown.key);
            if !stays {
                shown.state.unmount();
            }
            stays
        });
        let mut new: Vec<Shown> = Vec::with_capacity(keys.len());
        for (place, key) in keys.into_iter().enumerate() {
            // Those that stay are mostly in their order: the first is the one.
            let found = old.iter().position(|shown| shown.key == key);
            let moves = found != Some(0);
            let mut shown = match found {
                Some(at) => old.remove(at),
                None => self.draw(key, place, draw),
            };
            if moves {
                match old.first() {
                    Some(next) => drop(next.state.insert_before_this(&mut shown.state)),
                    None => shown.state.mount(parent, None),
                }
            }
            new.push(shown);
        }
        self.shown.try_set_value(new);
        // What is put elsewhere in the page loses the focus, though it stays.
        if let Some(focused) = focused.and_then(|element| element.dyn_into::<HtmlElement>().ok())
            && focused.is_connected()
            && document().active_element().as_ref() != Some(&focused)
        {
            let _ = focused.focus();
        }
    }

    fn draw(&self, key: String, place: usize, draw: &dyn Fn(usize) -> AnyView) -> Shown {
        let owner = match &self.owner {
            Some(parent) => parent.with(Owner::new),
            None => Owner::new(),
        };
        let state = owner.with(|| draw(place).build());
        Shown { key, state, _owner: owner }
    }
}

impl std::fmt::Debug for Shown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.key)
    }
}
