//! Key stores and use in the list: asked of KMS and CloudWatch once somebody needs them, and what isn't known
//! is never called "none" or "no".

use end_to_end::{
    Browser, Control, Name, REGIONS, Role, Stack, StackOptions, View, eventually, with_browser,
};
use serde_json::json;

use crate::scene::{BY_NAME, filter_by, fleet, ids, open, open_at, wait_for_rows};

/// How many listings and readings of metrics came in.
async fn asked(control: &Control) -> [u64; 3] {
    [
        control.service_calls("cloudwatch", Some("ListMetrics")).await,
        control.service_calls("cloudwatch", Some("GetMetricData")).await,
        control.kms_calls().await,
    ]
}

/// Waits until the list has answers, or reasons.
async fn until_answered(browser: &Browser) {
    browser.wait_until_none(Role::Status, Name::has("Asking CloudWatch and KMS")).await;
}

#[tokio::test]
async fn a_filter_asks_once_and_finds_by_key_store_and_use() {
    let mut stack = Stack::start(&StackOptions::with_console());
    let control = stack.control();
    let fleet = fleet(&stack).await;
    let named = |names: &[&str]| {
        ids(&fleet, |(_, one)| one.name().is_some_and(|name| names.contains(&name)))
    };
    with_browser(View::DESKTOP, async |browser| {
        open(browser, &stack).await;
        filter_by(browser, "state:ACTIVE").await;
        assert_eq!(asked(&control).await, [0; 3], "nobody needs it yet");

        filter_by(browser, "keystore:failed").await;
        wait_for_rows(browser, &named(&["tls-offload-prod"])).await;
        let once = asked(&control).await;
        assert!(once.iter().all(|calls| *calls >= REGIONS.len() as u64), "{once:?}");
        filter_by(browser, "keystore:connected").await;
        wait_for_rows(browser, &named(&["zahlungsverkehr-prod"])).await;
        filter_by(browser, "keystore:*").await;
        wait_for_rows(browser, &named(&["tls-offload-prod", "zahlungsverkehr-prod"])).await;
        filter_by(browser, "name:staging-signing used:no").await;
        wait_for_rows(browser, &named(&["staging-signing"])).await;
        filter_by(browser, "name:staging-signing,payments-prod sessions:>2").await;
        wait_for_rows(browser, &named(&["payments-prod"])).await;
        // What was asked for one property is there for the others, and for the columns.
        open_at(browser, &stack, &format!("{BY_NAME}&columns=keystores,use&q=payments-prod")).await;
        browser.find(Role::Columnheader, "Key stores").await;
        until_answered(browser).await;
        browser.assert_accessible_in_every_view().await;
        assert_eq!(asked(&control).await[..2], once[..2], "the backend kept it");
    })
    .await;
}

#[tokio::test]
async fn what_may_not_be_asked_is_unknown_and_not_none() {
    let mut stack = Stack::start(&StackOptions::with_console());
    let control = stack.control();
    let fleet = fleet(&stack).await;
    control.behave("kms", "deny").await;
    control.behave("cloudwatch", "deny").await;
    with_browser(View::DESKTOP, async |browser| {
        open(browser, &stack).await;
        for (none, unknown) in [
            ("keystore:none", "keystore:unknown"),
            ("used:no", "used:unknown"),
            ("sessions:0", "sessions:unknown"),
        ] {
            filter_by(browser, none).await;
            wait_for_rows(browser, &[]).await;
            filter_by(browser, unknown).await;
            wait_for_rows(browser, &ids(&fleet, |_| true)).await;
        }
        browser.wait_for_text("isn’t allowed kms:DescribeCustomKeyStores").await;
        browser.wait_for_text("isn’t allowed cloudwatch:ListMetrics").await;
        for region in REGIONS {
            let line = "return document.querySelector('.finder ~ [role=status]').textContent";
            let line = browser.run(line).await;
            assert!(line.as_str().unwrap().contains(region), "{line}");
        }
        browser.assert_accessible_in_every_view().await;

        // Once the permission is there.
        control.behave("kms", "answer").await;
        control.behave("cloudwatch", "answer").await;
        filter_by(browser, "keystore:failed").await;
        // A refusal is kept for five seconds.
        eventually("the key store is found", async || {
            let script = "[...document.querySelectorAll('.finder ~ [role=status] button')]
                .forEach(it => it.click());
                return [...document.querySelectorAll('tr[data-key]')].length";
            (browser.run(script).await == json!(1)).then_some(())
        })
        .await;
    })
    .await;
}
