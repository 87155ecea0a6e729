//! The columns: chosen and ordered in their dialog, and kept.

use end_to_end::{Browser, Name, Role, Stack, StackOptions, View, eventually, with_browser};
use fantoccini::key::Key;
use serde_json::json;

use crate::scene::{close, fleet, open, open_at, open_dialog, wait_for_focus, wait_for_query};

/// Waits until the heads of the table are these.
async fn wait_for_heads(browser: &Browser, expected: &[&str]) {
    let heads = "return [...document.querySelectorAll('thead th button')]
        .map(head => head.firstChild.textContent)";
    let what = format!("the columns are {expected:?}");
    eventually(&what, async || (browser.run(heads).await == json!(expected)).then_some(())).await;
}

#[tokio::test]
async fn columns_are_chosen_and_ordered_by_keyboard_and_kept() {
    let stack = Stack::start(&StackOptions::with_console());
    let fleet = fleet(&stack).await;
    let usual = ["Cluster", "State", "Health", "HSMs", "AZs", "Last backup", "Protected", "Region"];
    with_browser(View::DESKTOP, async |browser| {
        open(browser, &stack).await;
        wait_for_heads(browser, &usual).await;
        open_dialog(browser, "Columns…", "Columns").await;
        // Off and on again; the keyboard stays where it is.
        browser.tab_to(Role::Checkbox, "Health").await;
        browser.type_keys(" ").await;
        let without = ["Cluster", "State", "HSMs", "AZs", "Last backup", "Protected", "Region"];
        wait_for_heads(browser, &without).await;
        wait_for_focus(browser, "checkbox", "Health").await;
        browser.type_keys(" ").await;
        wait_for_heads(browser, &usual).await;
        browser.type_keys(" ").await;
        wait_for_heads(browser, &without).await;
        browser.tab_to(Role::Checkbox, "Tag cost-center").await;
        browser.type_keys(" ").await;
        let with_tag = [
            "Cluster",
            "State",
            "HSMs",
            "AZs",
            "Last backup",
            "Protected",
            "Region",
            "Tag cost-center",
        ];
        wait_for_heads(browser, &with_tag).await;
        // Two places to the front by pressing the same key twice, and on to the very front.
        browser.tab_to(Role::Button, "Move Region up").await;
        browser.press(Key::Enter).await;
        wait_for_focus(browser, "button", "Move Region up").await;
        browser.press(Key::Enter).await;
        let moved = [
            "Cluster",
            "State",
            "HSMs",
            "AZs",
            "Region",
            "Last backup",
            "Protected",
            "Tag cost-center",
        ];
        wait_for_heads(browser, &moved).await;
        browser.tab_to(Role::Button, "Move HSMs up").await;
        browser.press(Key::Enter).await;
        // The first can go no further; the keyboard is still at its line.
        wait_for_focus(browser, "checkbox", "HSMs").await;
        let chosen = [
            "Cluster",
            "HSMs",
            "State",
            "AZs",
            "Region",
            "Last backup",
            "Protected",
            "Tag cost-center",
        ];
        wait_for_heads(browser, &chosen).await;
        close(browser, "Columns…").await;

        // In the address, over a reload, and on the next visit.
        wait_for_query(
            browser,
            "columns",
            Some("hsms,state,azs,region,backup,protected,tag:cost-center"),
        )
        .await;
        browser.reload().await;
        wait_for_heads(browser, &chosen).await;
        open_at(browser, &stack, "/clusters").await;
        wait_for_heads(browser, &chosen).await;
        // A link to the list that is sent on shows the same columns.
        wait_for_query(
            browser,
            "columns",
            Some("hsms,state,azs,region,backup,protected,tag:cost-center"),
        )
        .await;
        let env = |one: &cloudhsm_api::Cluster| {
            one.tag_list.iter().find(|tag| tag.key == "cost-center").map(|tag| tag.value.clone())
        };
        let (_, tagged) = fleet.iter().find(|(_, one)| env(one).is_some()).unwrap();
        let cell = format!(
            "return document.querySelector('[data-key$=\"{}\"] td:last-child').innerText",
            tagged.cluster_id
        );
        assert_eq!(browser.run(&cell).await, json!(env(tagged)));
        // A link shows what whoever sent it saw.
        open_at(browser, &stack, "/clusters?columns=vpc,state").await;
        wait_for_heads(browser, &["Cluster", "VPC", "State"]).await;

        open_dialog(browser, "Columns…", "Columns").await;
        browser.tab_to(Role::Button, "Reset to default").await;
        browser.press(Key::Enter).await;
        wait_for_heads(browser, &usual).await;
        close(browser, "Columns…").await;
        open_at(browser, &stack, "/clusters").await;
        wait_for_heads(browser, &usual).await;
        browser.wait_until_none(Role::Dialog, Name::Any).await;
    })
    .await;
}

/// One cluster of the demo has as many tags as AWS allows: the list of columns is long.
#[tokio::test]
async fn a_long_dialog_is_searched_and_keeps_its_buttons_in_view() {
    let stack = Stack::start(&StackOptions::with_console());
    for view in [View::DESKTOP, View { height: 640, ..View::DESKTOP }, View::PHONE] {
        with_browser(view, async |browser| {
            open(browser, &stack).await;
            if view.width == View::PHONE.width {
                browser.click(Role::Button, "Filters").await;
            }
            browser.click(Role::Button, "Columns…").await;
            let dialog = browser.find(Role::Dialog, "Columns").await;
            let lines = "return document.querySelectorAll('dialog .choices > li').length";
            let all = browser.run(lines).await.as_u64().unwrap();
            assert!(all > 50, "{all} columns");
            // In view without scrolling, and apart.
            let buttons = "const boxes = [...document.querySelectorAll('dialog .actions button')]
                    .map(it => it.getBoundingClientRect());
                return [boxes.length, boxes.every(({ bottom }) => bottom <= innerHeight),
                    Math.max(boxes[1].left - boxes[0].right, boxes[1].top - boxes[0].bottom) >= 8]";
            assert_eq!(browser.run(buttons).await, json!([2, true, true]), "{view:?}");
            browser.assert_accessible_in_both_themes().await;
            browser.set_view(view).await;
            browser.type_into(Role::Searchbox, "Search columns", "EXHIBIT-4").await;
            eventually("only what has these words shows", async || {
                (browser.run(lines).await == json!(9)).then_some(())
            })
            .await;
            browser.click_in(&dialog, Role::Checkbox, "Tag exhibit-42").await;
            let chosen = "state,health,hsms,azs,backup,protected,region,tag:exhibit-42";
            wait_for_query(browser, "columns", Some(chosen)).await;
            browser.click_in(&dialog, Role::Button, "Reset to default").await;
            browser.click_in(&dialog, Role::Button, "Close").await;
            browser.wait_until_none(Role::Dialog, Name::Any).await;
        })
        .await;
    }
}
