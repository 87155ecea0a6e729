//! What a person does on a page: looks for things, clicks, types, presses keys.

use std::time::Duration;

use fantoccini::{
    actions::{
        Actions, InputSource as _, KeyAction, KeyActions, MOUSE_BUTTON_LEFT, MouseActions,
        PointerAction,
    },
    elements::Element,
    key::Key,
};

use crate::{Browser, Name, Role, eventually_or, find};

/// Nobody presses Tab that often; beyond it a thing counts as out of reach.
const MOST_TABS: u32 = 400;

impl Browser {
    /// The one thing of that role and name, as soon as it is there.
    pub async fn find(&self, role: Role, name: impl Into<Name>) -> Element {
        self.find_one(role, &name.into(), None).await
    }

    /// The one thing of that role and name inside another.
    pub async fn find_in(&self, scope: &Element, role: Role, name: impl Into<Name>) -> Element {
        self.find_one(role, &name.into(), Some(scope)).await
    }

    /// All things of that role and name that are there now.
    pub async fn find_all(&self, role: Role, name: impl Into<Name>) -> Vec<Element> {
        // A page that is drawing itself anew has nothing to find for a moment.
        find::find_all(&self.client, role, &name.into(), None).await.unwrap_or_default()
    }

    /// Waits until nothing of that role and name is there.
    pub async fn wait_until_none(&self, role: Role, name: impl Into<Name>) {
        let name = name.into();
        let what = format!("no {role:?} named {name:?} is on the page");
        eventually_or(&what, async || {
            let found = find::find_all(&self.client, role, &name, None).await;
            match found.map_err(|error| error.to_string())?.len() {
                0 => Ok(()),
                many => Err(format!("there are {many}")),
            }
        })
        .await;
    }

    async fn find_one(&self, role: Role, name: &Name, scope: Option<&Element>) -> Element {
        let what = format!("exactly one {role:?} named {name:?} is on the page");
        eventually_or(&what, async || {
            let found = find::find_all(&self.client, role, name, scope).await;
            match found.map_err(|error| error.to_string())?.as_slice() {
                [only] => Ok(only.clone()),
                others => Err(format!("there are {}", others.len())),
            }
        })
        .await
    }

    /// Clicks the one thing of that role and name, as soon as a click on it can do something.
    pub async fn click(&self, role: Role, name: impl Into<Name>) {
        let name = name.into();
        self.click_found(role, &name, None).await;
    }

    /// Clicks the one thing of that role and name inside another.
    pub async fn click_in(&self, scope: &Element, role: Role, name: impl Into<Name>) {
        self.click_found(role, &name.into(), Some(scope)).await;
    }

    /// Opens a tab of the cluster's page.
    pub async fn click_tab(&self, name: &str) {
        let tabs = self.find(Role::Navigation, "Parts of the cluster").await;
        self.click_in(&tabs, Role::Link, Name::has(name)).await;
    }

    /// Chooses from the menu of the actions with the cluster that is open.
    pub async fn choose_action(&self, name: &str) {
        self.click(Role::Button, "Actions").await;
        self.click(Role::Menuitem, name).await;
    }

    async fn click_found(&self, role: Role, name: &Name, scope: Option<&Element>) {
        let what = format!("the {role:?} named {name:?} can be clicked");
        eventually_or(&what, async || {
            let element = self.find_one(role, name, scope).await;
            if !element.is_enabled().await.unwrap_or(false) {
                return Err("it is disabled".to_owned());
            }
            // The driver refuses to click what something else covers: so would a person.
            element.click().await.map_err(|error| error.to_string())
        })
        .await;
    }

    /// Types into the one field of that role and name, over what it holds.
    pub async fn type_into(&self, role: Role, name: impl Into<Name>, text: &str) {
        let field = self.find(role, name).await;
        field.clear().await.expect("the field can be cleared");
        field.send_keys(text).await.expect("the field can be typed into");
    }

    /// Unfolds whatever is folded on the page.
    pub async fn unfold_all(&self) {
        let unfold =
            "document.querySelectorAll('details:not([open]) > summary').forEach(it => it.click())";
        self.run(unfold).await;
    }

    /// Ticks every checkbox on the page, as somebody does who acknowledges everything.
    pub async fn check_all(&self) {
        for checkbox in self.find_all(Role::Checkbox, Name::Any).await {
            if !checkbox.is_selected().await.expect("a checkbox is ticked or not") {
                // On a phone, the bar of the confirmation covers what is at the bottom.
                let to_middle = "arguments[0].scrollIntoView({ block: 'center' })";
                let this = serde_json::to_value(&checkbox).expect("an element has an ID");
                self.client.execute(to_middle, vec![this]).await.expect("the page scrolls");
                checkbox.click().await.expect("the checkbox can be ticked");
            }
        }
    }

    /// Types keys where the focus is, also where no text can be typed.
    pub async fn type_keys(&self, keys: &str) {
        let focused = self.client.active_element().await.expect("something has the focus");
        focused.send_keys(keys).await.expect("keys can be pressed");
    }

    /// Presses a key where the focus is.
    pub async fn press(&self, key: Key) {
        self.type_keys(&String::from(char::from(key))).await;
    }

    /// Presses a key while another one is held where the focus is.
    pub async fn press_with(&self, held: Key, key: Key) {
        let keys = [held, key, Key::Null].map(char::from);
        self.type_keys(&String::from_iter(keys)).await;
    }

    /// Types a letter while a key is held where the focus is: `Ctrl` and `k`.
    pub async fn type_with(&self, held: Key, letter: char) {
        let keys = [char::from(held), letter, char::from(Key::Null)];
        self.type_keys(&String::from_iter(keys)).await;
    }

    /// Clicks a thing while a key is held.
    pub async fn click_with(&self, held: Key, element: &Element) {
        let held = char::from(held);
        let pause = || KeyAction::Pause { duration: Duration::ZERO };
        let keys = KeyActions::new("keys".to_owned())
            .then(KeyAction::Down { value: held })
            .then(pause())
            .then(pause())
            .then(KeyAction::Up { value: held });
        let to = PointerAction::MoveToElement {
            element: element.clone(),
            duration: None,
            x: 0.0,
            y: 0.0,
        };
        let mouse = MouseActions::new("mouse".to_owned())
            .then(to)
            .then(PointerAction::Down { button: MOUSE_BUTTON_LEFT })
            .then(PointerAction::Up { button: MOUSE_BUTTON_LEFT });
        let actions = Actions::from(keys).and(mouse);
        self.client.perform_actions(actions).await.expect("the thing can be clicked");
    }

    /// Presses Tab until the one thing of that role and name has the focus.
    pub async fn tab_to(&self, role: Role, name: impl Into<Name>) {
        let name = name.into();
        let wanted = self.find(role, name.clone()).await;
        for _ in 0..MOST_TABS {
            let focused = self.client.active_element().await.expect("something has the focus");
            if focused.element_id() == wanted.element_id() {
                return;
            }
            self.press(Key::Tab).await;
        }
        panic!("the {role:?} named {name:?} can't be reached with Tab");
    }

    /// Presses Tab until a link to an address has the focus: many look alike but for that.
    pub async fn tab_to_address(&self, address: &str) {
        let focused = "return document.activeElement.getAttribute('href') ?? ''";
        for _ in 0..MOST_TABS {
            let href = self.run(focused).await;
            if href.as_str().is_some_and(|href| href.ends_with(address)) {
                return;
            }
            self.press(Key::Tab).await;
        }
        panic!("no link to {address} can be reached with Tab");
    }

    /// Types where the focus is.
    pub async fn type_here(&self, text: &str) {
        let focused = self.client.active_element().await.expect("something has the focus");
        focused.send_keys(text).await.expect("the field can be typed into");
    }
}
