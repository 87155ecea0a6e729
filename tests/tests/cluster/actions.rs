//! What the head and the menus offer, and where a problem leads.

use cloudhsm_api::Cluster;
use end_to_end::{Name, Role, Stack, StackOptions, View, eventually_or, with_browser};
use fantoccini::key::Key;
use serde_json::json;

use super::{REGION, open};

/// The board: what is wrong leads to where it is mended, and the head says what must not be missed.
#[tokio::test]
async fn a_problem_leads_to_its_remedy() {
    let mut stack = Stack::start(&StackOptions::with_console());
    let control = stack.control();
    let cluster = stack.cluster_named(REGION, "staging-signing").await;
    let hsms = json!([
        { "HsmId": "hsm-welllllllll", "State": "ACTIVE", "AvailabilityZone": "us-east-1a", "EniIp": "10.0.1.7" },
        { "HsmId": "hsm-sickkkkkkkk", "State": "DEGRADED", "AvailabilityZone": "us-east-1b", "EniIp": "10.0.2.7" },
    ]);
    control.patch(&cluster.cluster_id, &json!({ "Hsms": hsms })).await;
    with_browser(View::DESKTOP, async |browser| {
        open(browser, &stack, &cluster, "overview").await;
        browser.find(Role::Heading, "Needs attention").await;
        for told in ["HSMs by zone", "Last backup", "Identity", "Certificates and roots end"] {
            browser.find(Role::Link, told).await;
        }
        browser.wait_for_text("10.0.2.7").await;
        // Where a finding lives, its tab says so.
        browser.find(Role::Link, Name::has("HSMs 2 1 finding")).await;
        browser.assert_accessible_in_every_view().await;
        browser.click(Role::Link, "Delete this HSM: hsm-sickkkkkkkk").await;
        browser.wait_for_path(|path| path.contains("/delete?hsm=hsm-sickkkkkkkk")).await;
        // It is asked about at once, and stands before the one that works.
        browser.find(Role::Textbox, Name::has("Type the ID of the HSM")).await;
        let listed =
            "return [...document.querySelectorAll('.hsm-list code')].map(it => it.textContent)";
        assert_eq!(browser.run(listed).await, json!(["hsm-sickkkkkkkk", "hsm-welllllllll"]));
    })
    .await;
}

#[tokio::test]
async fn the_menus_work_by_keyboard_and_lead_to_one_hsm() {
    let mut stack = Stack::start(&StackOptions::with_console());
    let control = stack.control();
    let cluster = stack.cluster_named(REGION, "staging-signing").await;
    let hsms = json!([{
        "HsmId": "hsm-oneaaaaaaaa", "State": "ACTIVE", "AvailabilityZone": "us-east-1a",
        "EniId": "eni-0aaaaaaaaaaaaaaaa", "EniIp": "10.0.1.7",
    }]);
    let zones = json!({ "us-east-1a": "subnet-0aaaaaaaa", "us-east-1b": "subnet-0bbbbbbbb" });
    control.patch(&cluster.cluster_id, &json!({ "Hsms": hsms, "SubnetMapping": zones })).await;
    with_browser(View::DESKTOP, async |browser| {
        open(browser, &stack, &cluster, "hsms").await;
        let bare = browser.find(Role::Row, Name::has("No HSM in this zone")).await;
        let bare = bare.text().await.unwrap();
        assert!(bare.contains("us-east-1b") && bare.contains("subnet-0bbbbbbbb"), "{bare}");
        browser.tab_to(Role::Button, "Actions for hsm-oneaaaaaaaa").await;
        browser.press(Key::Down).await;
        let chosen = "return document.activeElement.textContent";
        let stands_on = async |words: &str| {
            eventually_or(&format!("the focus is on {words:?}"), async || {
                let found = browser.run(chosen).await;
                if found == json!(words) { Ok(()) } else { Err(found.to_string()) }
            })
            .await;
        };
        stands_on("Copy HSM ID").await;
        browser.assert_accessible_in_both_themes().await;
        browser.press(Key::Down).await;
        stands_on("Copy ENI ID").await;
        browser.press(Key::Up).await;
        browser.press(Key::Up).await;
        stands_on("Delete this HSM…").await;
        // Escape gives the focus back.
        browser.press(Key::Escape).await;
        let back = "return document.activeElement.getAttribute('aria-label')";
        assert_eq!(browser.run(back).await, json!("Actions for hsm-oneaaaaaaaa"));
        browser.press(Key::Enter).await;
        stands_on("Copy HSM ID").await;
        browser.press(Key::End).await;
        browser.press(Key::Enter).await;
        browser.wait_for_path(|path| path.contains("/delete?hsm=hsm-oneaaaaaaaa")).await;
        browser.find(Role::Textbox, Name::has("Type the ID of the HSM")).await;
    })
    .await;
}

#[tokio::test]
async fn the_head_tells_protection_in_every_mode_and_offers_no_deletion_of_what_is_gone() {
    let mut stack = Stack::start(&StackOptions::with_console());
    let control = stack.control();
    let cluster = stack.cluster_named(REGION, "staging-signing").await;
    let protected = json!({ "TagList": [
        { "Key": "Name", "Value": "staging-signing" },
        { "Key": "cloudhsm-console:deletion-protection", "Value": "enabled" },
    ] });
    control.patch(&cluster.cluster_id, &protected).await;
    with_browser(View::DESKTOP, async |browser| {
        open(browser, &stack, &cluster, "overview").await;
        browser.wait_for_text("Protected").await;
        browser.click(Role::Button, "Actions").await;
        for item in ["Edit tags…", "Deletion protection…", "Delete cluster…"] {
            browser.find(Role::Menuitem, item).await;
        }
        browser.press(Key::Escape).await;
        // What is empty is folded, and stays unfolded when the cluster is read again.
        assert!(!browser.text().await.contains("Rollback available until"));
        browser.click(Role::Button, "Show all fields").await;
        browser.wait_for_text("Rollback available until").await;
        control.patch(&cluster.cluster_id, &json!({ "State": "DELETED" })).await;
        browser.click(Role::Button, "Refresh").await;
        browser.wait_for_text("DELETED").await;
        browser.wait_for_text("Rollback available until").await;
        browser.click(Role::Button, "Actions").await;
        browser.find(Role::Menuitem, "Show the deletion").await;
        assert!(browser.find_all(Role::Menuitem, "Delete cluster…").await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_read_only_console_tells_protection_too() {
    let stack = Stack::start(&StackOptions::with_console().args(["--read-only"]));
    let clusters = stack.clusters(REGION).await;
    let is_protected = |it: &&Cluster| {
        it.tag_list.iter().any(|tag| tag.key == "cloudhsm-console:deletion-protection")
    };
    let cluster = clusters.iter().find(is_protected).expect("the demo has a protected cluster");
    with_browser(View::PHONE, async |browser| {
        open(browser, &stack, cluster, "overview").await;
        browser.wait_for_text("Protected").await;
        assert!(browser.find_all(Role::Button, "Actions").await.is_empty(), "nothing to choose");
    })
    .await;
}
