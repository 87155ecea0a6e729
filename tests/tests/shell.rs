//! What surrounds the pages: the palette, the keys, the preferences, what is said in passing, and
//! whose account this is.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use end_to_end::{
    Browser, Name, REGIONS, Role, Scheme, Stack, StackOptions, View, eventually, with_browser,
};
use fantoccini::key::Key;
use serde_json::json;

fn ctrl_k() -> String {
    [char::from(Key::Control), 'k', char::from(Key::Null)].iter().collect()
}

async fn open_palette(browser: &Browser, text: &str) {
    browser.type_keys(&ctrl_k()).await;
    let field = Name::has("Go to a cluster");
    browser.find(Role::Combobox, field.clone()).await;
    browser.type_into(Role::Combobox, field, text).await;
}

async fn attribute(browser: &Browser, name: &str) -> serde_json::Value {
    browser.run(&format!("return document.documentElement.getAttribute('{name}')")).await
}

async fn wait_for_attribute(browser: &Browser, name: &str, value: serde_json::Value) {
    let what = format!("{name} is {value}");
    eventually(&what, async || (attribute(browser, name).await == value).then_some(())).await;
}

#[tokio::test]
async fn the_palette_goes_anywhere_by_keyboard() {
    let stack = Stack::start(&StackOptions::with_console());
    with_browser(View::DESKTOP, async |browser| {
        browser.goto(&stack.link()).await;
        browser.find(Role::Link, "payments-prod").await;
        open_palette(browser, "pay prod").await;
        browser.find(Role::Option, Name::has("payments-prod")).await;
        browser.assert_accessible().await;
        browser.press(Key::Enter).await;
        browser.find(Role::Heading, "payments-prod").await;
        // What is open can be acted on.
        open_palette(browser, "hsms").await;
        browser.find(Role::Option, Name::has("HSMs payments-prod")).await;
        browser.press(Key::Enter).await;
        browser.wait_for_path(|path| path.ends_with("/hsms")).await;
        open_palette(browser, "copy").await;
        browser.press(Key::Enter).await;
        browser.wait_for_text("Copied: cluster id").await;
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

#[tokio::test]
async fn keys_do_what_their_sheet_says() {
    let stack = Stack::start(&StackOptions::with_console());
    with_browser(View::DESKTOP, async |browser| {
        browser.goto(&stack.link()).await;
        browser.find(Role::Link, "payments-prod").await;
        browser.type_keys("?").await;
        browser.find(Role::Heading, "Keyboard shortcuts").await;
        browser.assert_accessible().await;
        // A dialog has the keys for itself.
        browser.type_keys("ga").await;
        browser.press(Key::Escape).await;
        browser.wait_until_none(Role::Dialog, Name::Any).await;
        assert_eq!(browser.path().await, "/clusters");

        browser.type_keys("ga").await;
        browser.find(Role::Heading, "Activity").await;
        browser.type_keys("/").await;
        browser.wait_for_path(|path| path == "/clusters").await;
        let focused = "return document.activeElement.id";
        let what = "the filter has the focus";
        eventually(what, async || (browser.run(focused).await == "filter").then_some(())).await;
        // In a field keys are text.
        browser.type_keys("t?").await;
        assert_eq!(browser.run("return document.activeElement.value").await, json!("t?"));
        assert_eq!(attribute(browser, "data-theme").await, json!(null));

        open_palette(browser, "payments-prod").await;
        browser.press(Key::Enter).await;
        browser.find(Role::Heading, "payments-prod").await;
        browser.type_keys("]").await;
        browser.wait_for_path(|path| path.ends_with("/hsms")).await;
        browser.type_keys("[").await;
        browser.wait_for_path(|path| path.ends_with("/overview")).await;
        browser.type_keys("[").await;
        browser.type_keys("gc").await;
        browser.wait_for_path(|path| path == "/clusters").await;
    })
    .await;
}

#[tokio::test]
async fn preferences_hold_before_the_first_paint_and_are_no_secrets() {
    let stack = Stack::start(&StackOptions::with_console());
    with_browser(View::DESKTOP, async |browser| {
        // What the page wears before any of its WebAssembly can run.
        browser
            .before_each_page(
                "document.addEventListener('DOMContentLoaded', () => {
                     const { theme, density } = document.documentElement.dataset;
                     window.worn = [theme ?? null, density ?? null];
                 })",
            )
            .await;
        browser.goto(&stack.link()).await;
        browser.find(Role::Link, "payments-prod").await;
        assert_eq!(browser.run("return window.worn").await, json!([null, null]));
        browser.click(Role::Button, "Preferences").await;
        browser.find(Role::Heading, "Preferences").await;
        browser.assert_accessible().await;
        browser.click(Role::Radio, "Dark theme").await;
        browser.click(Role::Radio, "Compact density").await;
        wait_for_attribute(browser, "data-theme", json!("dark")).await;
        wait_for_attribute(browser, "data-density", json!("compact")).await;
        browser.assert_accessible().await;
        browser.click(Role::Checkbox, "Shortcuts of single keys").await;
        browser.click(Role::Button, "Close").await;
        browser.wait_until_none(Role::Dialog, Name::Any).await;

        browser.reload().await;
        browser.find(Role::Link, "payments-prod").await;
        assert_eq!(browser.run("return window.worn").await, json!(["dark", "compact"]));
        browser.assert_accessible().await;
        // Single keys are off; the palette is not one.
        browser.type_keys("tga").await;
        open_palette(browser, "theme").await;
        assert_eq!(attribute(browser, "data-theme").await, json!("dark"));
        assert_eq!(browser.path().await, "/clusters");
        browser.press(Key::Enter).await;
        wait_for_attribute(browser, "data-theme", json!(null)).await;
        browser.wait_for_text("System theme").await;

        let kept = browser.run("return JSON.stringify(localStorage)").await.to_string();
        assert!(kept.contains("compact") && !kept.contains(stack.token()), "{kept}");
    })
    .await;
}

#[tokio::test]
async fn what_is_said_in_passing_takes_no_focus_and_problems_stay() {
    let stack = Stack::start(&StackOptions::with_console());
    with_browser(View::PHONE.scheme(Scheme::Dark), async |browser| {
        browser.hasten(60).await;
        browser.goto(&stack.link()).await;
        browser.find(Role::Link, "payments-prod").await;
        let status = "return document.getElementById('toasts').getAttribute('role')";
        assert_eq!(browser.run(status).await, json!("status"));
        browser.run("navigator.clipboard.writeText = () => Promise.reject(new Error('no'))").await;
        browser.run("document.querySelector('button.copy').focus()").await;
        browser.press(Key::Enter).await;
        browser.wait_for_text("The browser did not allow to copy").await;
        let focused = "return document.activeElement.className";
        assert_eq!(browser.run(focused).await, json!("copy"));
        browser.assert_accessible().await;
        // What went well goes by itself, and leaves what did not.
        browser.run("document.activeElement.blur()").await;
        browser.type_keys("d").await;
        wait_for_attribute(browser, "data-density", json!("compact")).await;
        let toasts = "return document.querySelectorAll('.toast').length";
        eventually("one is left", async || (browser.run(toasts).await == 1).then_some(())).await;
        browser.wait_for_text("The browser did not allow to copy").await;
        browser.click(Role::Button, "Close").await;
        eventually("none is left", async || (browser.run(toasts).await == 0).then_some(())).await;
    })
    .await;
}

#[tokio::test]
async fn the_account_is_told_at_any_width() {
    let options = StackOptions::with_console().args([
        "--account-label",
        "Production",
        "--account-color",
        "#b00020",
    ]);
    let stack = Stack::start(&options);
    for view in [View::DESKTOP, View::PHONE, View { width: 320, ..View::PHONE }] {
        with_browser(view, async |browser| {
            browser.goto(&stack.link()).await;
            browser.find(Role::Link, "payments-prod").await;
            browser.wait_for_text("Production 111122223333").await;
            let mark = "const mark = document.querySelector('.account');
                const { backgroundColor, color } = getComputedStyle(mark);
                const { right, width } = mark.getBoundingClientRect();
                return [backgroundColor, color, mark.scrollWidth <= Math.ceil(width) && right <= innerWidth]";
            let colours = json!(["rgb(176, 0, 32)", "rgb(255, 255, 255)", true]);
            assert_eq!(browser.run(mark).await, colours);
            browser.assert_accessible().await;
        })
        .await;
    }
}

#[tokio::test]
async fn the_regions_lead_to_the_list_of_one() {
    let stack = Stack::start(&StackOptions::with_console());
    with_browser(View::DESKTOP, async |browser| {
        browser.goto(&stack.link_to("/activity")).await;
        browser.find(Role::Heading, "Activity").await;
        browser.click(Role::Button, Name::has("regions")).await;
        browser.assert_accessible().await;
        browser.click(Role::Link, REGIONS[1]).await;
        let path = browser.wait_for_path(|path| path.starts_with("/clusters?")).await;
        assert_eq!(path, format!("/clusters?q=region%3A{}", REGIONS[1]));
        browser.wait_until_none(Role::Link, "All regions").await;
    })
    .await;
}

#[tokio::test]
async fn without_webassembly_the_page_says_so() {
    let stack = Stack::start(&StackOptions::with_console());
    with_browser(View::DESKTOP, async |browser| {
        browser.before_each_page("delete globalThis.WebAssembly").await;
        browser.goto(&stack.link()).await;
        browser.find(Role::Heading, "This browser can’t run the console").await;
        browser.assert_accessible().await;
    })
    .await;
}

#[tokio::test]
async fn a_backend_that_comes_back_is_told_of() {
    let mut stack = Stack::start(&StackOptions::with_console());
    with_browser(View::DESKTOP, async |browser| {
        browser.tolerate("Failed to load resource");
        browser.goto(&stack.link()).await;
        browser.find(Role::Link, "payments-prod").await;
        // A session that ended: the token is another one.
        browser.run("sessionStorage.setItem('cloudhsm-console.token', 'another')").await;
        browser.reload().await;
        browser.find(Role::Heading, "The session has ended").await;
        browser.assert_accessible().await;
        browser.type_into(Role::Textbox, "Session token", stack.token()).await;
        browser.click(Role::Button, "Connect").await;
        browser.find(Role::Link, "payments-prod").await;
        browser.wait_for_text("Connected again").await;
        stack.kill();
    })
    .await;
}
