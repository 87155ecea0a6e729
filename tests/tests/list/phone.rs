//! The list on a phone: the rows have the room, and what is folded away is one button away.

use end_to_end::{Browser, Role, Scheme, Stack, StackOptions, View, eventually, with_browser};
use serde_json::json;

use crate::scene::{BY_NAME, open_at};

/// Where an element begins, in pixels from the top of the window.
async fn top(browser: &Browser, selector: &str) -> f64 {
    let top = format!("return document.querySelector('{selector}').getBoundingClientRect().top");
    browser.run(&top).await.as_f64().unwrap()
}

#[tokio::test]
async fn the_first_row_is_high_up_and_the_groups_stay_in_view() {
    let stack = Stack::start(&StackOptions::with_console());
    for width in [390, 320] {
        with_browser(View { width, ..View::PHONE }, async |browser| {
            open_at(browser, &stack, "/clusters").await;
            browser.find(Role::Link, "payments-prod").await;
            browser.find(Role::Button, "Filters").await;
            let above = top(browser, "tr[data-key]").await;
            assert!(above < 300.0, "{above} pixels at {width}");
            // Below the bar on top, and beside it when the rows are scrolled: in one line that scrolls sideways.
            let last = "const groups = document.querySelector('.groups');
                groups.scrollLeft = groups.scrollWidth;
                const last = groups.lastElementChild.getBoundingClientRect();
                return [last.right <= innerWidth, groups.offsetHeight < 50]";
            assert_eq!(browser.run(last).await, json!([true, true]), "at {width}");
            browser.run("scrollTo(0, 600)").await;
            eventually("the groups stay on top", async || {
                (top(browser, ".groups").await.abs() < 1.0).then_some(())
            })
            .await;
            browser.assert_accessible_in_every_view().await;
        })
        .await;
    }
}

#[tokio::test]
async fn the_menus_the_order_and_the_tools_are_one_button_away() {
    let stack = Stack::start(&StackOptions::with_console());
    with_browser(View::PHONE, async |browser| {
        open_at(browser, &stack, BY_NAME).await;
        browser.find(Role::Link, "payments-prod").await;
        browser.wait_until_none(Role::Button, "Regions").await;
        browser.click(Role::Button, "Filters").await;
        for button in ["Regions", "States", "Tags", "Columns…", "Views…", "Export…", "Pause"]
        {
            browser.find(Role::Button, button).await;
        }
        let sorted = "return document.querySelector('thead').getBoundingClientRect().height > 24";
        assert_eq!(browser.run(sorted).await, json!(true));
        for scheme in [Scheme::Dark, Scheme::Light] {
            browser.set_view(View::PHONE.scheme(scheme)).await;
            browser.assert_accessible().await;
        }
        browser.click(Role::Button, "Filters").await;
        browser.wait_until_none(Role::Button, "Regions").await;
    })
    .await;
}

/// Paused, the list says so, and goes on without unfolding anything.
#[tokio::test]
async fn a_paused_list_can_go_on_at_once() {
    let stack = Stack::start(&StackOptions::with_console());
    with_browser(View::PHONE, async |browser| {
        open_at(browser, &stack, BY_NAME).await;
        browser.click(Role::Button, "Filters").await;
        browser.click(Role::Button, "Pause").await;
        browser.click(Role::Button, "Filters").await;
        browser.click(Role::Button, "Resume").await;
        browser.wait_until_none(Role::Button, "Resume").await;
    })
    .await;
}
