//! Every page, in light and in dark colors, on a laptop and on a phone: no violation that axe-core
//! finds, and no error on the console.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::time::Duration;

use cloudhsm_api::Operation;
use end_to_end::{Browser, Name, REGIONS, Role, Stack, StackOptions, View, allow, with_browser};
use fantoccini::key::Key;
use serde_json::json;

const TABS: [&str; 9] =
    ["overview", "hsms", "usage", "network", "certificates", "tags", "backups", "history", "raw"];

/// Opens a page, waits until it has loaded, and looks at it in every way.
async fn check(browser: &Browser, url: &str, heading: &str) {
    browser.goto(url).await;
    browser.find(Role::Heading, Name::has(heading)).await;
    browser.wait_until_loaded().await;
    browser.assert_accessible_in_every_view().await;
}

#[tokio::test]
async fn every_page() {
    let stack = Stack::start(&StackOptions::with_console());
    let region = REGIONS[0];
    let clusters = stack.clusters(region).await;
    let owner = stack.cluster_named(region, "payments-prod").await;
    let backup = stack.backup_of(region, &owner.cluster_id).await;
    with_browser(View::DESKTOP, async |browser| {
        check(browser, &stack.link(), "Clusters").await;
        // Rich and poor: all members there, hardly any there, and things that no one knows.
        for name in ["payments-prod", "sandbox-empty", "legacy-import", "tls-offload-prod"] {
            let cluster = clusters.iter().find(|cluster| cluster.name() == Some(name)).unwrap();
            let pages = TABS.map(|tab| (tab, name.to_owned())).into_iter().chain([
                ("tags/edit", format!("Edit tags of {name}")),
                ("protection", format!("Deletion protection of {name}")),
                ("delete", format!("Delete cluster {name}")),
                ("add-hsm", format!("Add an HSM to {name}")),
            ]);
            for (page, heading) in pages {
                let path = format!("/regions/{region}/clusters/{}/{page}", cluster.cluster_id);
                check(browser, &stack.link_to(&path), &heading).await;
            }
        }
        for (step, heading) in [
            ("copy", "Copy backup to another region"),
            ("keep", "Backup expiry"),
            ("share", "Share backup"),
            ("restore", "Restore backup"),
        ] {
            let path = format!("/regions/{region}/backups/{backup}/{step}");
            check(browser, &stack.link_to(&path), heading).await;
        }
        check(browser, &stack.link_to("/clusters/create"), "Create cluster").await;
        check(browser, &stack.link_to("/activity"), "Activity").await;
        check(browser, &stack.link_to("/connect"), "Connect").await;
        check(browser, &stack.link_to("/no/such/page"), "Page not found").await;
        let path = format!("/regions/{region}/clusters/cluster-none/tags");
        check(browser, &stack.link_to(&path), "Cluster not found").await;
    })
    .await;
}

/// Every tab of every cluster, as somebody walks through them who has no mouse.
#[tokio::test]
async fn every_tab_of_every_cluster_by_keyboard() {
    // About ninety tabs, each checked by axe: four minutes on an idle machine.
    allow(Duration::from_mins(10));
    let stack = Stack::start(&StackOptions::with_console());
    with_browser(View::DESKTOP, async |browser| {
        browser.goto(&stack.link()).await;
        for region in REGIONS {
            for cluster in stack.clusters(region).await {
                browser.find(Role::Heading, "Clusters").await;
                browser.wait_for_text(&cluster.cluster_id).await;
                let base = format!("/regions/{region}/clusters/{}", cluster.cluster_id);
                follow(browser, &format!("{base}/overview")).await;
                for tab in TABS {
                    follow(browser, &format!("{base}/{tab}")).await;
                    browser.wait_until_loaded().await;
                    browser.assert_accessible().await;
                    browser.assert_clean_console().await;
                }
                follow(browser, "/clusters").await;
            }
        }
    })
    .await;
}

/// Goes to a link with Tab, presses Enter there, and waits until the page has that address.
async fn follow(browser: &Browser, address: &str) {
    browser.tab_to_address(address).await;
    browser.press(Key::Enter).await;
    browser.wait_for_path(|path| path.split('?').next().is_some_and(|it| it == address)).await;
}

#[tokio::test]
async fn without_a_token_the_console_asks_for_one() {
    let stack = Stack::start(&StackOptions::with_console());
    with_browser(View::DESKTOP, async |browser| {
        browser.goto(stack.http().base()).await;
        browser.find(Role::Heading, Name::has("Connect")).await;
        browser.assert_accessible().await;
    })
    .await;
}

/// Names, tags and messages that would be elements, and run, if a page took them for markup.
#[tokio::test]
async fn no_text_of_awss_becomes_an_element_or_runs() {
    const ODD: &str = "<img src=x onerror='window.ran = 1'><u-odd>odd</u-odd>";
    let mut stack = Stack::start(&StackOptions::with_console());
    let control = stack.control();
    let region = REGIONS[0];
    let id = stack.cluster_named(region, "staging-signing").await.cluster_id;
    let odd = json!({
        "StateMessage": ODD, "VpcId": ODD, "SourceBackupId": ODD,
        "TagList": [{ "Key": "Name", "Value": ODD }, { "Key": ODD, "Value": ODD }],
        "Hsms": [{ "HsmId": ODD, "State": ODD, "StateMessage": ODD, "EniIp": ODD, "AvailabilityZone": ODD }],
    });
    control.patch(&id, &odd).await;
    // A refusal with such words, for the activity.
    let error = json!({ "__type": "CloudHsmInvalidRequestException", "Message": ODD });
    let fault = json!({ "operation": "TagResource", "kind": "raw", "status": 400, "body": error });
    control.order_fault(fault).await;
    let tags = json!({ "ResourceId": id, "TagList": [{ "Key": "a", "Value": "b" }] });
    stack.call(region, Operation::TagResource, &tags).await.assert_status(400);
    let of_cluster = TABS.into_iter().chain(["tags/edit", "protection", "delete"]);
    let pages = of_cluster.map(|page| format!("/regions/{region}/clusters/{id}/{page}"));
    with_browser(View::DESKTOP, async |browser| {
        for page in pages.chain(["/clusters".to_owned(), "/activity".to_owned()]) {
            browser.goto(&stack.link_to(&page)).await;
            browser.wait_until_loaded().await;
            if page == "/activity" {
                browser.wait_for_text("CloudHsmInvalidRequestException").await;
            } else {
                // It shows, as the text that it is.
                browser.wait_for_text("<u-odd>odd</u-odd>").await;
            }
            let made =
                "return [window.ran ?? null, document.querySelectorAll('[src=x], u-odd').length]";
            assert_eq!(browser.run(made).await, json!([null, 0]), "{page}");
        }
        browser.find(Role::Heading, Name::has("Activity")).await;
    })
    .await;
}
