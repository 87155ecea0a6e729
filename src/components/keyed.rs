//! Views in an element of the page, each known by a key: those that stay are left alone, or moved, with
//! their focus and all. Those that go are kept, and put back when their key comes again: whoever gives
//! the keys sees to it that they are few.

use leptos::{
    prelude::*,
    tachys::{
        renderer::types::Element as Node,
        view::{Mountable, Render, any_view::AnyViewState},
    },
};
use wasm_bindgen::JsCast;
use web_sys::{FocusOptions, HtmlElement};

/// The views that are in the page, in their order, and behind them those that were. Gone with the owner
/// it was made under.
#[derive(Debug, Clone)]
pub struct Keyed {
    shown: StoredValue<Vec<Shown>, LocalStorage>,
    owner: Option<Owner>,
}

struct Shown {
    key: String,
    in_page: bool,
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
        let mut all = self.shown.try_update_value(std::mem::take).unwrap_or_default();
        for shown in &mut all {
            if shown.in_page && !keys.contains(&shown.key) {
                shown.state.unmount();
                shown.in_page = false;
            }
        }
        let before = all.iter().filter(|shown| shown.in_page).map(|shown| shown.key.as_str());
        let stays = staying(&before.collect::<Vec<_>>(), &keys);
        let of_those = |shown: &Shown| {
            shown.in_page && keys.iter().zip(&stays).any(|(key, stays)| *stays && *key == shown.key)
        };
        let (fixed, mut loose): (Vec<_>, Vec<_>) = all.into_iter().partition(of_those);
        let mut fixed = fixed.into_iter().peekable();
        let mut new: Vec<Shown> = Vec::with_capacity(keys.len());
        for (place, (key, stays)) in keys.into_iter().zip(stays).enumerate() {
            if stays {
                new.extend(fixed.next());
                continue;
            }
            let mut shown = match loose.iter().position(|shown| shown.key == key) {
                Some(at) => loose.swap_remove(at),
                None => self.draw(key, place, draw),
            };
            match fixed.peek() {
                Some(next) => drop(next.state.insert_before_this(&mut shown.state)),
                None => shown.state.mount(parent, None),
            }
            shown.in_page = true;
            new.push(shown);
        }
        new.extend(loose);
        self.shown.try_set_value(new);
        // What is put elsewhere in the page loses the focus, though it stays.
        if let Some(focused) = focused.and_then(|element| element.dyn_into::<HtmlElement>().ok())
            && focused.is_connected()
            && document().active_element().as_ref() != Some(&focused)
        {
            // It is where it was for whoever looks: nothing scrolls. Rows are still on their way.
            let options = FocusOptions::new();
            options.set_prevent_scroll(true);
            let _ = focused.focus_with_options(&options);
        }
    }

    fn draw(&self, key: String, place: usize, draw: &dyn Fn(usize) -> AnyView) -> Shown {
        let owner = match &self.owner {
            Some(parent) => parent.with(Owner::new),
            None => Owner::new(),
        };
        let state = owner.with(|| draw(place).build());
        Shown { key, in_page: false, state, _owner: owner }
    }
}

/// Which of the new keys stay where they are while the others move around them: they have the same
/// order before and after. What goes to the end lets those behind it stay, and what comes to the front
/// lets those that it passes.
fn staying(old: &[&str], new: &[String]) -> Vec<bool> {
    let mut rest = old;
    new.iter()
        .map(|key| {
            let ahead = rest.iter().position(|old| old == key);
            let ahead = ahead.filter(|ahead| ahead * 2 <= rest.len());
            rest = ahead.and_then(|ahead| rest.get(ahead + 1..)).unwrap_or(rest);
            ahead.is_some()
        })
        .collect()
}

impl std::fmt::Debug for Shown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn moved(old: &str, new: &str) -> String {
        let keys = |text: &str| text.chars().map(String::from).collect::<Vec<_>>();
        let (old, new) = (keys(old), keys(new));
        let old: Vec<_> = old.iter().map(String::as_str).collect();
        let stays = staying(&old, &new);
        new.iter().zip(stays).filter(|(_, stays)| !stays).map(|(key, _)| key.as_str()).collect()
    }

    #[test]
    fn little_moves_when_little_is_elsewhere() {
        assert_eq!(moved("abcdef", "abcdef"), "");
        assert_eq!(moved("abcdef", "bcdefa"), "a");
        assert_eq!(moved("abcdef", "fabcde"), "f");
        assert_eq!(moved("abcdef", "cdefab"), "ab");
        assert_eq!(moved("abcdef", "abxdef"), "x");
        assert_eq!(moved("", "ab"), "ab");
    }

    proptest! {
        /// Those that stay were there, and in the same order.
        #[test]
        fn those_that_stay_keep_their_order(
            old in Just("abcdefgh".chars().map(String::from).collect::<Vec<_>>()).prop_shuffle(),
            new in proptest::sample::subsequence("abcdefghxyz".chars().map(String::from).collect::<Vec<_>>(), 0..11)
                .prop_shuffle(),
        ) {
            let old: Vec<_> = old.iter().map(String::as_str).collect();
            let stays = staying(&old, &new);
            let places: Vec<_> = new.iter().zip(stays).filter(|(_, stays)| *stays)
                .map(|(key, _)| old.iter().position(|old| old == key)).collect();
            prop_assert!(places.iter().all(Option::is_some));
            prop_assert!(places.windows(2).all(|pair| pair[0] < pair[1]));
        }
    }
}
