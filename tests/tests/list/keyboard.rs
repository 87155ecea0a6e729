//! The list and what it leads to, from the first Tab on, without a mouse.

use end_to_end::{Browser, Name, Role, Stack, StackOptions, View, eventually, with_browser};
use fantoccini::key::Key;
use serde_json::{Value, json};

use crate::scene::{FILTER, fleet, open_at, wait_for_query};

/// What has the focus, by role and name.
async fn focused(browser: &Browser) -> (String, String) {
    let tree = browser.accessibility_tree().await;
    let found = tree.focused().expect("something has the focus");
    (found.role.clone(), found.name.clone())
}

async fn tab(browser: &Browser) -> (String, String) {
    browser.press(Key::Tab).await;
    // What has the focus can be seen to have it.
    let seen = "const it = document.activeElement;
        it.scrollIntoView({ block: 'nearest' });
        const { outlineStyle, outlineWidth } = getComputedStyle(it);
        const rect = it.getBoundingClientRect();
        return [outlineStyle, parseFloat(outlineWidth) >= 1, rect.width > 0 && rect.top >= 0 && rect.bottom <= innerHeight + 1]";
    let Value::Array(seen) = browser.run(seen).await else { panic!("an array") };
    let what = focused(browser).await;
    assert!(seen[0] != "none" && seen[1] == true && seen[2] == true, "{what:?}: {seen:?}");
    what
}

#[tokio::test]
async fn from_the_first_tab_to_a_tab_of_a_cluster() {
    let stack = Stack::start(&StackOptions::with_console());
    let fleet = fleet(&stack).await;
    let (region, cluster) =
        fleet.iter().find(|(_, one)| one.name() == Some("payments-prod")).unwrap();
    let base = format!("/regions/{region}/clusters/{}", cluster.cluster_id);
    with_browser(View::DESKTOP, async |browser| {
        open_at(browser, &stack, "/clusters").await;
        browser.find(Role::Link, "payments-prod").await;
        let mut way = Vec::new();
        let is = |role: &str, name: &str| (role.to_owned(), name.to_owned());
        // The first thing leads past everything that is the same on each page.
        way.push(tab(browser).await);
        assert_eq!(way[0], is("link", "Skip to the content"));
        browser.press(Key::Enter).await;
        let here = "return document.activeElement.id";
        eventually("the focus is on the content", async || {
            (browser.run(here).await == json!("main")).then_some(())
        })
        .await;
        // In the order in which it can be read, each with a name.
        // And the next one past all that stands above the rows.
        assert_eq!(tab(browser).await, is("link", "Skip to the clusters"));
        let mut way = Vec::new();
        loop {
            let next = tab(browser).await;
            assert!(!next.1.is_empty(), "{next:?} after {way:?}");
            way.push(next.clone());
            if next == is("link", "payments-prod") {
                break;
            }
            assert!(way.len() < 200, "{way:?}");
        }
        let place = |wanted: (String, String)| {
            way.iter()
                .position(|one| *one == wanted)
                .unwrap_or_else(|| panic!("{wanted:?}: {way:?}"))
        };
        let order = [
            place(is("button", "Refresh")),
            place(is("combobox", FILTER)),
            place(is("button", "Columns…")),
            place(is("button", "Export…")),
            place(is("checkbox", "Select all visible clusters")),
            place(is("button", "State")),
            place(is("checkbox", "Select payments-prod")),
            place(is("link", "payments-prod")),
        ];
        assert!(order.is_sorted(), "{way:?}");

        // Select it, sort, filter, and on to its page.
        browser.press_with(Key::Shift, Key::Tab).await;
        assert_eq!(focused(browser).await, is("checkbox", "Select payments-prod"));
        browser.type_keys(" ").await;
        browser.tab_to(Role::Link, "payments-prod").await;
        browser.press(Key::Enter).await;
        browser.wait_for_path(|path| path == format!("{base}/overview")).await;
        browser.find(Role::Heading, "payments-prod").await;
        browser.wait_until_loaded().await;
        // The page is another one: the keyboard starts at its content.
        eventually("the focus is on the content of the page", async || {
            (browser.run(here).await == json!("main")).then_some(())
        })
        .await;
        browser.tab_to_address(&format!("{base}/backups")).await;
        browser.press(Key::Enter).await;
        browser.wait_for_path(|path| path == format!("{base}/backups")).await;
        browser.wait_for_text("backup-").await;
        // A tab of the same page leaves the keyboard on it.
        let href = "return document.activeElement.getAttribute('href') ?? ''";
        assert!(browser.run(href).await.as_str().unwrap().ends_with("/backups"));
        browser.tab_to_address("/clusters").await;
    })
    .await;
}

#[tokio::test]
async fn the_list_is_sorted_and_filtered_without_a_mouse() {
    let stack = Stack::start(&StackOptions::with_console());
    with_browser(View::DESKTOP, async |browser| {
        open_at(browser, &stack, "/clusters").await;
        browser.find(Role::Link, "payments-prod").await;
        browser.tab_to(Role::Button, "Region").await;
        browser.press(Key::Enter).await;
        wait_for_query(browser, "sort", Some("region")).await;
        assert_eq!(focused(browser).await.1, "Region", "the focus stays on the head");
        browser.type_keys("/").await;
        assert_eq!(focused(browser).await.1, FILTER);
        browser.type_keys("state:deg").await;
        browser.find(Role::Option, Name::has("DEGRADED")).await;
        browser.press(Key::Down).await;
        browser.press(Key::Enter).await;
        wait_for_query(browser, "q", Some("state:DEGRADED")).await;
        browser.tab_to(Role::Button, "Remove filter state:DEGRADED").await;
        browser.type_keys(" ").await;
        wait_for_query(browser, "q", None).await;
        eventually("the focus is back in the filter", async || {
            (focused(browser).await.1 == FILTER).then_some(())
        })
        .await;
    })
    .await;
}
