//! Panels of the list: whatever opens one, and wherever that is, all of it can be read.

use end_to_end::{
    Browser, Name, REGIONS, Role, Stack, StackOptions, View, eventually, with_browser,
};
use fantoccini::key::Key;
use serde_json::json;

use crate::scene::{BY_NAME, open_at};

/// Waits until the open panel is within the window, with room around it; closes it.
async fn lies_within(browser: &Browser, what: &str) {
    let lies =
        "const panel = document.querySelector('.panel:popover-open')?.getBoundingClientRect();
        return panel && panel.width > 0 ? [panel.left >= 7 && panel.right <= innerWidth - 7,
            panel.top >= 0 && panel.bottom <= innerHeight] : null";
    eventually(&format!("the panel {what} lies within the window"), async || {
        (browser.run(lies).await == json!([true, true])).then_some(())
    })
    .await;
    browser.press(Key::Escape).await;
}

#[tokio::test]
async fn panels_lie_within_the_window() {
    for view in [View::DESKTOP, View { width: 1024, height: 768, ..View::DESKTOP }, View::PHONE] {
        let mut stack = Stack::start(&StackOptions::with_console());
        let control = stack.control();
        with_browser(view, async |browser| {
            browser.tolerate("status of 400");
            open_at(browser, &stack, BY_NAME).await;
            browser.find(Role::Link, "payments-prod").await;
            if view.width == View::PHONE.width {
                browser.click(Role::Button, "Filters").await;
            }
            for menu in ["Regions", "States", "Tags"] {
                browser.click(Role::Button, menu).await;
                lies_within(browser, menu).await;
            }
            let finding = "document.querySelector('.finding').click()";
            browser.run(finding).await;
            lies_within(browser, "of findings").await;
            control
                .order_fault(json!({
                    "operation": "DescribeClusters", "region": REGIONS[1],
                    "kind": "access-denied", "times": 1000,
                }))
                .await;
            browser.click(Role::Button, Name::has("Refresh")).await;
            browser.click(Role::Button, "Details").await;
            lies_within(browser, "of errors").await;
            control.clear_faults().await;
        })
        .await;
    }
}

#[tokio::test]
async fn the_counts_of_an_open_menu_follow_the_list() {
    let mut stack = Stack::start(&StackOptions::with_console());
    let control = stack.control();
    let cluster = stack.cluster_named(REGIONS[0], "payments-prod").await;
    with_browser(View::DESKTOP, async |browser| {
        open_at(browser, &stack, BY_NAME).await;
        browser.find(Role::Link, "payments-prod").await;
        browser.click(Role::Button, "States").await;
        let count = async |state: &str| -> Option<u64> {
            let count = format!(
                "const label = [...document.querySelectorAll('#state-menu label')]
                    .find(label => label.querySelector('span').textContent.trim() === '{state}');
                return Number(label?.querySelector('b').textContent)"
            );
            browser.run(&count).await.as_u64()
        };
        let focus =
            "const box = document.querySelector('#state-menu input'); box.focus(); box.old = true";
        browser.run(focus).await;
        let (active, degraded) = (count("ACTIVE").await.unwrap(), count("DEGRADED").await.unwrap());
        control.patch(&cluster.cluster_id, &json!({ "State": "DEGRADED" })).await;
        stack.post("/api/fleet/refresh", &json!({})).await.assert_status(202);
        eventually("the counts follow", async || {
            let counts = (count("ACTIVE").await, count("DEGRADED").await);
            (counts == (Some(active - 1), Some(degraded + 1))).then_some(())
        })
        .await;
        let kept = "return document.activeElement.old === true";
        assert_eq!(browser.run(kept).await, json!(true), "the choices keep their elements");
    })
    .await;
}
