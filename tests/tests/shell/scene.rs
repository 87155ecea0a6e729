//! What the tests of the shell do again and again.

use end_to_end::{Browser, Name, Role, Stack, eventually};
use fantoccini::key::Key;

pub(crate) async fn open_palette(browser: &Browser, text: &str) {
    browser.type_with(Key::Control, 'k').await;
    let field = Name::has("Go to a cluster");
    browser.find(Role::Combobox, field.clone()).await;
    browser.type_into(Role::Combobox, field, text).await;
}

pub(crate) async fn attribute(browser: &Browser, name: &str) -> serde_json::Value {
    browser.run(&format!("return document.documentElement.getAttribute('{name}')")).await
}

pub(crate) async fn wait_for_attribute(browser: &Browser, name: &str, value: serde_json::Value) {
    let what = format!("{name} is {value}");
    eventually(&what, async || (attribute(browser, name).await == value).then_some(())).await;
}

/// Waits until what has this name has the focus.
pub(crate) async fn wait_for_focus(browser: &Browser, name: &str) {
    eventually(&format!("{name} has the focus"), async || {
        let tree = browser.accessibility_tree().await;
        (tree.focused()?.name == name).then_some(())
    })
    .await;
}

/// Opens the list, and then again with a token that the backend doesn't know.
pub(crate) async fn end_the_session(browser: &Browser, stack: &Stack) {
    browser.tolerate("Failed to load resource");
    browser.goto(&stack.link()).await;
    browser.find(Role::Link, "payments-prod").await;
    browser.run("sessionStorage.setItem('cloudhsm-console.token', 'another')").await;
    browser.reload().await;
    browser.find(Role::Heading, "The session has ended").await;
}
