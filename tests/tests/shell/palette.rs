//! The command palette.

use end_to_end::{Name, REGIONS, Role, Stack, StackOptions, View, eventually, with_browser};
use fantoccini::key::Key;
use serde_json::json;

use crate::scene::{open_palette, wait_for_focus};

#[tokio::test]
async fn the_palette_goes_anywhere_by_keyboard() {
    let stack = Stack::start(&StackOptions::with_console());
    with_browser(View::DESKTOP, async |browser| {
        browser.goto(&stack.link()).await;
        browser.find(Role::Link, "payments-prod").await;
        open_palette(browser, "pay prod").await;
        browser.find(Role::Option, Name::has("payments-prod")).await;
        browser.assert_accessible_in_both_themes().await;
        browser.press(Key::Enter).await;
        browser.find(Role::Heading, "payments-prod").await;
        // What is open can be acted on.
        open_palette(browser, "hsms").await;
        browser.find(Role::Option, Name::has("HSMs payments-prod")).await;
        browser.press(Key::Enter).await;
        browser.wait_for_path(|path| path.ends_with("/hsms")).await;
        open_palette(browser, "copy").await;
        browser.press(Key::Enter).await;
        browser.wait_for_text("Copied: cluster ID").await;
        // The second of what fits, and back from the last to the first.
        open_palette(browser, "delete").await;
        browser.wait_for_text("Delete cluster… payments-prod").await;
        let active = "return document.activeElement.getAttribute('aria-activedescendant')";
        assert_eq!(browser.run(active).await, json!("palette-0"));
        browser.press(Key::Up).await;
        assert_ne!(browser.run(active).await, json!("palette-0"));
        browser.press(Key::Down).await;
        browser.press(Key::Enter).await;
        browser.wait_for_path(|path| path.ends_with("/delete")).await;
    })
    .await;
}

#[tokio::test]
async fn the_palette_gives_the_focus_back() {
    let stack = Stack::start(&StackOptions::with_console());
    with_browser(View::PHONE, async |browser| {
        browser.goto(&stack.link()).await;
        browser.find(Role::Link, "payments-prod").await;
        browser.tab_to(Role::Link, "payments-prod").await;
        open_palette(browser, "pay").await;
        browser.press(Key::Escape).await;
        wait_for_focus(browser, "payments-prod").await;
        browser.click(Role::Button, Name::has("Command palette")).await;
        browser.find(Role::Combobox, Name::has("Go to a cluster")).await;
        browser.press(Key::Escape).await;
        browser.wait_until_none(Role::Dialog, Name::Any).await;
        let focused = "return document.activeElement.getAttribute('aria-label')";
        assert_eq!(browser.run(focused).await, json!("Command palette (Ctrl k)"));
        let left = "return document.querySelectorAll('dialog').length";
        eventually("the dialog is gone", async || (browser.run(left).await == 0).then_some(()))
            .await;
    })
    .await;
}

#[tokio::test]
async fn the_palette_lists_what_the_console_has_not_listed() {
    let stack = Stack::start(&StackOptions::with_console());
    let here = stack.cluster_named(REGIONS[0], "sandbox-empty").await;
    with_browser(View::DESKTOP, async |browser| {
        let path = format!("/regions/{}/clusters/{}/tags", REGIONS[0], here.cluster_id);
        browser.goto(&stack.link_to(&path)).await;
        browser.find(Role::Heading, "sandbox-empty").await;
        open_palette(browser, "payments-prod").await;
        browser.find(Role::Option, Name::has("payments-prod")).await;
        browser.press(Key::Enter).await;
        browser.find(Role::Heading, "payments-prod").await;
    })
    .await;
}
