//! How much of CloudHSM's quotas is used, what to do about a key store that failed, and how zones are.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use end_to_end::{Browser, REGIONS, Stack, StackOptions, View, eventually_or, with_browser};
use serde_json::json;

const REGION: &str = REGIONS[0];

/// Opens a tab of a cluster that is known by its name.
async fn open(browser: &Browser, stack: &Stack, name: &str, tab: &str) {
    let cluster = stack.cluster_named(REGION, name).await;
    let path = format!("/regions/{REGION}/clusters/{}/{tab}", cluster.cluster_id);
    browser.goto(&stack.link_to(&path)).await;
    browser.wait_until_loaded().await;
}

/// Waits until the page says all of it.
async fn says(browser: &Browser, words: &[&str]) {
    for words in words {
        eventually_or(words, async || {
            let found = browser.run("return document.querySelector('main').innerText").await;
            let found = found.as_str().unwrap_or_default().to_owned();
            if found.contains(words) { Ok(()) } else { Err(found) }
        })
        .await;
    }
}

#[tokio::test]
async fn the_overview_shows_what_is_left_of_the_regions_quotas() {
    let mut stack = Stack::start(&StackOptions::with_console());
    let count = stack.clusters(REGION).await.len();
    let quotas = json!([
        {"QuotaName": "Clusters", "Value": count},
        {"QuotaName": "HSMs", "ErrorReason": {"ErrorCode": "DEPENDENCY_THROTTLING_ERROR"}},
        {"QuotaName": "HSMs per cluster", "Value": 28.0},
    ]);
    stack.control().put_quotas(REGION, &quotas).await;
    for view in [View::DESKTOP, View::PHONE] {
        with_browser(view, async |browser| {
            open(browser, &stack, "staging-signing", "overview").await;
            let full = format!("{count} of {count}: none left");
            let words =
                [full.as_str(), "of an unknown quota", "DEPENDENCY_THROTTLING_ERROR", " of 28"];
            says(browser, &words).await;
            browser.assert_accessible_in_every_view().await;
        })
        .await;
    }
}

#[tokio::test]
async fn quotas_that_nobody_may_read_are_not_called_none() {
    let mut stack = Stack::start(&StackOptions::with_console());
    stack.control().behave("quotas", "deny").await;
    with_browser(View::DESKTOP, async |browser| {
        open(browser, &stack, "staging-signing", "overview").await;
        says(browser, &["lacks the permission servicequotas:ListServiceQuotas"]).await;
        // What AWS documents by HSM type needs no permission.
        open(browser, &stack, "payments-prod", "usage").await;
        says(browser, &["HSMs in the cluster", " of 28", "documented for hsm"]).await;
        browser.assert_accessible_in_every_view().await;
    })
    .await;
}

#[tokio::test]
async fn a_key_store_that_failed_says_what_to_do() {
    let stack = Stack::start(&StackOptions::with_console());
    with_browser(View::DESKTOP, async |browser| {
        open(browser, &stack, "tls-offload-prod", "overview").await;
        says(browser, &["USER_LOCKED_OUT", "change the password of kmsuser"]).await;
    })
    .await;
}

#[tokio::test]
async fn a_zone_that_is_impaired_is_marked_beside_its_subnet() {
    let mut stack = Stack::start(&StackOptions::with_console());
    let order = json!({"state": "impaired", "messages": ["Power is lost."]});
    stack.control().order_zone(&format!("{REGION}a"), &order).await;
    with_browser(View::DESKTOP, async |browser| {
        open(browser, &stack, "payments-prod", "network").await;
        says(browser, &["impaired", "Power is lost.", "available"]).await;
        browser.assert_accessible_in_every_view().await;
    })
    .await;
}
