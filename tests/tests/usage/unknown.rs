//! What isn’t known is never called nothing.

use end_to_end::{Browser, Role, Stack, StackOptions, View, eventually_or, with_browser};

use super::{REGION, open};

const SERVICES: [&str; 4] = ["kms", "cloudwatch", "ec2", "quotas"];

/// What a tab says where a service has its part in it.
pub(super) async fn said(browser: &Browser, tab: &str) -> String {
    let place = match tab {
        "overview" => ".dependents",
        _ => "main",
    };
    let script = format!("return document.querySelector('{place}')?.innerText ?? ''");
    browser.run(&script).await.as_str().unwrap().to_owned()
}

/// On each tab that asks AWS's other services: the state, why, and no word that would be an answer.
async fn is_not_known(browser: &Browser, stack: &Stack, state: &str, why: [&str; 3]) {
    let cluster = stack.cluster_named(REGION, "staging-signing").await;
    for (tab, why) in ["overview", "usage", "network"].into_iter().zip(why) {
        open(browser, stack, &cluster, tab).await;
        browser.wait_for_text(state).await;
        browser.wait_for_text(why).await;
        let said = said(browser, tab).await;
        assert!(said.contains("Not known: "), "{tab}: {said}");
        for answer in ["No use", "None", "No data", "Not clear", "EC2 doesn’t list"] {
            assert!(!said.contains(answer), "{tab}, {answer}: {said}");
        }
        browser.assert_accessible_in_every_view().await;
    }
}

#[tokio::test]
async fn what_nobody_may_see_is_never_called_nothing() {
    let mut stack = Stack::start(&StackOptions::with_console());
    let control = stack.control();
    for service in SERVICES {
        control.behave(service, "deny").await;
    }
    let why = ["kms:DescribeCustomKeyStores", "lacks the permission cloudwatch:", "ec2:Describe"];
    with_browser(View::DESKTOP, async |browser| {
        is_not_known(browser, &stack, "Not allowed", why).await;
    })
    .await;
}

#[tokio::test]
async fn what_is_not_asked_is_never_called_nothing() {
    let stack = Stack::start(&StackOptions::with_console().args(["--look", "none"]));
    let why = [
        "this backend doesn’t ask KMS (--look)",
        "this backend doesn’t ask CloudWatch (--look)",
        "this backend doesn’t ask EC2 (--look)",
    ];
    with_browser(View::DESKTOP, async |browser| {
        is_not_known(browser, &stack, "Not asked", why).await;
    })
    .await;
}

#[tokio::test]
async fn what_failed_is_never_called_nothing_and_can_be_tried_again() {
    for behaviour in ["fail", "throttle", "garble"] {
        let mut stack = Stack::start(&StackOptions::with_console());
        let control = stack.control();
        for service in SERVICES {
            control.behave(service, behaviour).await;
        }
        with_browser(View::DESKTOP, async |browser| {
            is_not_known(browser, &stack, "Couldn’t be read", ["Try again"; 3]).await;
            for service in SERVICES {
                control.behave(service, "answer").await;
            }
            let cluster = stack.cluster_named(REGION, "staging-signing").await;
            for (tab, answer) in [
                ("overview", "No use in 14 days"),
                ("usage", "No use in 14 days"),
                ("network", "Members of the group reach each other"),
            ] {
                open(browser, &stack, &cluster, tab).await;
                // The backend has a failure for some seconds, and asks then.
                eventually_or("trying again helps", async || {
                    let found = said(browser, tab).await;
                    if found.contains(answer) {
                        return Ok(());
                    }
                    if let Some(again) = browser.find_all(Role::Button, "Try again").await.first() {
                        // It goes when there is an answer.
                        let _ = again.clone().click().await;
                    }
                    Err(found)
                })
                .await;
            }
        })
        .await;
    }
}
