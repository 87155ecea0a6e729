//! AWS goes away and comes back: the console keeps what it has, says what is wrong, and recovers by
//! itself.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::time::Duration;

use end_to_end::{
    Emulator, Name, REGIONS, Role, Stack, StackOptions, View, eventually_within, with_browser,
};
use serde_json::json;

#[tokio::test]
async fn a_network_error_recovers_by_itself() {
    let mut emulator = Emulator::start();
    let options = StackOptions::in_front_of(&emulator);
    let stack = Stack::start(&StackOptions { console: true, ..options });
    with_browser(View::DESKTOP, async |browser| {
        browser.goto(&stack.link()).await;
        browser.find(Role::Link, "payments-prod").await;

        emulator.stop();
        // What the browser itself writes on its console about the backend's answers.
        browser.tolerate("status of 502");
        browser.click(Role::Button, Name::has("Refresh")).await;
        browser.wait_for_text("Couldn’t refresh").await;
        browser.wait_for_text("UpstreamUnreachable").await;
        browser.find(Role::Link, "payments-prod").await;
        browser.assert_accessible().await;
        // What the code means is two clicks away, on a page that the console brings along.
        browser.click(Role::Button, "Details").await;
        let why = browser.find_all(Role::Link, "Why? UpstreamUnreachable").await;
        let href = why[0].attr("href").await.unwrap().unwrap();
        let (page, code) = href.split_once('#').unwrap();
        let page = stack.http().get(&format!("/{page}"), &[]).await.expect(200).text();
        assert_eq!(code, "UpstreamUnreachable");
        assert!(page.contains(&format!("<h3 id=\"{code}\">")), "{page}");

        emulator.start_again();
        // The console looks again by itself: every half minute, sooner once it knows of a failure.
        let what = "the error goes away";
        eventually_within(Duration::from_mins(1), what, async || {
            (!browser.text().await.contains("Couldn’t refresh")).then_some(())
        })
        .await;
        browser.find(Role::Link, "payments-prod").await;
    })
    .await;
}

/// The browser's clock is an hour behind: ages go by the server's.
#[tokio::test]
async fn a_wrong_clock_of_the_browser_changes_no_age() {
    let mut stack = Stack::start(&StackOptions::with_console());
    let control = stack.control();
    let cluster = stack.cluster_named(REGIONS[0], "payments-prod").await.cluster_id;
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    control.patch(&cluster, &json!({ "CreateTimestamp": now - 10 * 60 })).await;
    with_browser(View::DESKTOP, async |browser| {
        browser
            .before_each_page(
                "const real = Date.now.bind(Date); Date.now = () => real() - 3_600_000;",
            )
            .await;
        let path = format!("/regions/{}/clusters/{cluster}/overview", REGIONS[0]);
        browser.goto(&stack.link_to(&path)).await;
        browser.wait_for_text("10 minutes ago").await;
        assert!(!browser.text().await.contains("in 49 minutes"));
    })
    .await;
}
