//! A cluster with thousands of HSMs: its page is there soon, and a refresh that brings nothing new stops
//! nobody.

use std::time::Duration;

use cloudhsm_api::Operation;
use end_to_end::{
    Emulator, Name, REGIONS, Role, Stack, StackOptions, View, eventually_within, with_browser,
};
use serde_json::{Value, json};

const REGION: &str = REGIONS[0];
const HSMS: usize = 10_000;

/// Notes for how long the page was busy at a time, from 50 milliseconds on: only that is told.
const WATCH: &str = "window.busy = [];
    new PerformanceObserver(list => {
        for (const { duration } of list.getEntries()) window.busy.push(duration);
    }).observe({ type: 'longtask' });";

#[tokio::test]
async fn ten_thousand_hsms_are_shown_a_page_at_a_time() {
    let emulator = Emulator::start();
    let options = StackOptions::in_front_of(&emulator);
    let stack = Stack::start(&StackOptions { console: true, ..options });
    let hsms: Vec<_> = (0..HSMS)
        .map(|number| json!({ "HsmId": format!("hsm-{number:05}"), "EniId": format!("eni-{number:05}"), "State": "ACTIVE" }))
        .collect();
    let cluster = json!({ "ClusterId": "cluster-many", "State": "ACTIVE", "Hsms": hsms });
    let fault = json!({
        "operation": Operation::DescribeClusters, "region": REGION, "kind": "raw",
        "body": { "Clusters": [cluster] }, "times": 10_000,
    });
    emulator.control().order_fault(fault).await;
    with_browser(View::DESKTOP, async |browser| {
        let path = format!("/regions/{REGION}/clusters/cluster-many/hsms");
        browser.goto(&stack.link_to(&path)).await;
        let soon = Duration::from_secs(40);
        eventually_within(soon, "the first HSMs are there", async || {
            browser.text().await.contains("1–50 of 10000 HSMs").then_some(())
        })
        .await;
        browser.find(Role::Table, "HSMs of the cluster").await;
        browser.wait_for_text("hsm-00049").await;
        assert!(!browser.text().await.contains("hsm-00050"));
        browser.assert_accessible().await;

        // By the keyboard, which stays on the button.
        browser.run("[...document.querySelectorAll('.pager button')][2].focus()").await;
        browser.type_keys(" ").await;
        browser.wait_for_text("51–100 of 10000 HSMs").await;
        browser.wait_for_text("hsm-00099").await;
        let focused = "return document.activeElement.textContent";
        assert_eq!(browser.run(focused).await, "Next");
        browser.click(Role::Button, "Last").await;
        browser.wait_for_text("9951–10000 of 10000 HSMs").await;

        // A refresh that brings the same leaves the page where it is.
        browser.run(WATCH).await;
        let mut longest = Vec::new();
        for _ in 0..5 {
            browser.run("window.busy = []").await;
            let before = emulator.calls(Operation::DescribeClusters).await;
            browser.click(Role::Button, "Refresh").await;
            eventually_within(soon, "AWS was asked, and answered", async || {
                let now = emulator.calls(Operation::DescribeClusters).await;
                (now > before).then_some(())
            })
            .await;
            browser.find(Role::Button, Name::Is("Refresh".to_owned())).await;
            let busy = browser.run("return window.busy").await;
            let busy = busy.as_array().unwrap().iter().filter_map(Value::as_f64);
            longest.push(busy.fold(0.0, f64::max));
        }
        // A figure to read, and no assertion: how fast a machine is, is no property of the page.
        println!("the page was busy for {longest:?} milliseconds at most");
        browser.wait_for_text("9951–10000 of 10000 HSMs").await;
    })
    .await;
}
