//! The keys, and what a person chose.

use end_to_end::{
    Browser, Name, REGIONS, Role, Scheme, Stack, StackOptions, View, eventually, eventually_or,
    with_browser,
};
use fantoccini::key::Key;
use serde_json::json;

use crate::scene::{attribute, open_palette, wait_for_attribute, wait_for_focus};

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
        browser.click(Role::Checkbox, "Single-key shortcuts").await;
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
async fn preferences_are_chosen_by_keyboard_and_the_focus_comes_back() {
    let stack = Stack::start(&StackOptions::with_console());
    with_browser(View::DESKTOP, async |browser| {
        browser.goto(&stack.link()).await;
        browser.find(Role::Link, "payments-prod").await;
        browser.tab_to(Role::Button, "Preferences").await;
        browser.press(Key::Enter).await;
        browser.find(Role::Heading, "Preferences").await;
        browser.assert_accessible_in_both_themes().await;
        // A group of choices is one stop, and the arrows go within.
        browser.tab_to(Role::Radio, "System theme").await;
        browser.press(Key::Down).await;
        wait_for_attribute(browser, "data-theme", json!("light")).await;
        browser.press(Key::Down).await;
        wait_for_attribute(browser, "data-theme", json!("dark")).await;
        browser.press(Key::Tab).await;
        browser.press(Key::Down).await;
        wait_for_attribute(browser, "data-density", json!("compact")).await;
        browser.press(Key::Escape).await;
        browser.wait_until_none(Role::Dialog, Name::Any).await;
        wait_for_focus(browser, "Preferences").await;

        // Whatever the system prefers, it is what was chosen, and still is on the next visit.
        browser.set_view(View::DESKTOP.scheme(Scheme::Light)).await;
        browser.reload().await;
        browser.find(Role::Link, "payments-prod").await;
        let scheme = "return getComputedStyle(document.documentElement).colorScheme";
        assert_eq!(browser.run(scheme).await, json!("dark"));
        let row = "return document.querySelector('tr[data-key]').offsetHeight";
        let compact = browser.run(row).await.as_u64().unwrap();
        browser.type_keys("d").await;
        wait_for_attribute(browser, "data-density", json!(null)).await;
        assert!(browser.run(row).await.as_u64().unwrap() > compact, "rows are closer together");
    })
    .await;
}

#[tokio::test]
async fn the_sheet_of_keys_has_them_all_and_gives_the_focus_back() {
    let stack = Stack::start(&StackOptions::with_console());
    with_browser(View::DESKTOP, async |browser| {
        browser.goto(&stack.link()).await;
        browser.find(Role::Link, "payments-prod").await;
        browser.tab_to(Role::Link, "payments-prod").await;
        browser.type_keys("?").await;
        browser.find(Role::Dialog, "Keyboard shortcuts").await;
        browser.assert_accessible_in_both_themes().await;
        let sheet = "return [...document.querySelectorAll('dialog dl > div')]
            .map(row => [row.querySelector('dt').textContent, [...row.querySelectorAll('kbd')].map(key => key.textContent)])";
        let rows = browser.run(sheet).await;
        let document = end_to_end::artifacts::repository().join("docs/getting-started.md");
        let document = std::fs::read_to_string(document).unwrap();
        let rows: Vec<(String, Vec<String>)> = serde_json::from_value(rows).unwrap();
        assert!(rows.len() >= 10, "{rows:?}");
        for (words, keys) in rows {
            let keys: Vec<_> = keys.iter().map(|key| format!("`{key}`")).collect();
            let line = format!("| {} | {words} |", keys.join(" "));
            assert!(document.contains(&line), "{line}");
        }
        browser.press(Key::Escape).await;
        browser.wait_until_none(Role::Dialog, Name::Any).await;
        wait_for_focus(browser, "payments-prod").await;
    })
    .await;
}

/// Times in the page that name another zone than Kathmandu’s.
const NOT_LOCAL: &str = r"const all = /\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?!\S* UTC\+05:45)\S*( UTC\S*)?/g;
    return document.querySelector('main').innerText.match(all) ?? []";

async fn choose_times(browser: &Browser, zone: &str) {
    browser.click(Role::Button, "Preferences").await;
    browser.click(Role::Radio, zone).await;
    browser.click(Role::Button, "Close").await;
    browser.wait_until_none(Role::Dialog, Name::Any).await;
}

#[tokio::test]
async fn times_are_written_in_the_browsers_zone_or_in_utc_and_are_exact() {
    let mut stack = Stack::start(&StackOptions::with_console());
    let control = stack.control();
    let cluster = stack.cluster_named(REGIONS[0], "payments-prod").await.cluster_id;
    // In Kathmandu it is the next day already.
    let iso = "2026-03-01T20:30:00.000Z";
    control.patch(&cluster, &json!({ "CreateTimestamp": 1_772_397_000 })).await;
    with_browser(View::DESKTOP, async |browser| {
        let zone = json!({ "timezoneId": "Asia/Kathmandu" });
        browser.devtools("Emulation.setTimezoneOverride", zone).await;
        let path = |tab: &str| format!("/regions/{}/clusters/{cluster}/{tab}", REGIONS[0]);
        browser.goto(&stack.link_to(&path("overview"))).await;
        browser.wait_for_text("2026-03-02 02:15:00 UTC+05:45").await;
        let title = format!("return document.querySelector('time[datetime=\"{iso}\"]').title");
        assert_eq!(browser.run(&title).await, json!(iso));

        // What shows changes at once, and nothing is left in the other zone.
        choose_times(browser, "UTC").await;
        browser.wait_for_text("2026-03-01 20:30:00 UTC").await;
        browser.wait_until_gone("UTC+05:45").await;
        browser.click_tab("Backups").await;
        browser.wait_for_text("Last 30 days (UTC)").await;
        choose_times(browser, "Browser’s time zone").await;
        browser.wait_for_text("Last 30 days (UTC+05:45)").await;
        for tab in
            ["overview", "hsms", "usage", "network", "certificates", "tags", "backups", "history"]
        {
            browser.goto(&stack.link_to(&path(tab))).await;
            browser.find(Role::Heading, "payments-prod").await;
            browser.wait_until_loaded().await;
            eventually_or(&format!("{tab} has times of one zone"), async || {
                let others = browser.run(NOT_LOCAL).await;
                if others == json!([]) { Ok(()) } else { Err(others.to_string()) }
            })
            .await;
        }

        // Of a day, the exact time is a hover away; the list follows, and the choice stays.
        browser.goto(&stack.link_to("/clusters?columns=created,backup")).await;
        browser.find(Role::Link, "payments-prod").await;
        let created = format!(
            "const time = document.querySelector('td time[datetime=\"{iso}\"]');
             return time && [time.innerText, time.title]"
        );
        let shows = async |day: &str, exact: &str| {
            eventually_or(&format!("the list says {exact}"), async || {
                let found = browser.run(&created).await;
                if found == json!([day, exact]) { Ok(()) } else { Err(found.to_string()) }
            })
            .await;
        };
        shows("2026-03-02", "2026-03-02 02:15:00 UTC+05:45").await;
        choose_times(browser, "UTC").await;
        shows("2026-03-01", "2026-03-01 20:30:00 UTC").await;
        browser.reload().await;
        browser.find(Role::Link, "payments-prod").await;
        shows("2026-03-01", "2026-03-01 20:30:00 UTC").await;
        browser.click(Role::Button, "Preferences").await;
        let radio = browser.find(Role::Radio, "UTC").await;
        assert!(radio.is_selected().await.unwrap());
    })
    .await;
}
