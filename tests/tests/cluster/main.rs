//! A cluster's page beside answers that are out of the ordinary: copied and deleted backups, thousands
//! of them, HSMs where nobody expects them.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod actions;
mod backups;
mod hsms;

use cloudhsm_api::Cluster;
use end_to_end::{Browser, Name, REGIONS, Role, Stack, StackOptions, View, with_browser};
use serde_json::json;

const REGION: &str = REGIONS[0];

async fn open(browser: &Browser, stack: &Stack, cluster: &Cluster, tab: &str) {
    let path = format!("/regions/{REGION}/clusters/{}/{tab}", cluster.cluster_id);
    browser.goto(&stack.link_to(&path)).await;
    browser.wait_until_loaded().await;
}

#[tokio::test]
async fn a_restored_cluster_is_not_told_to_activate() {
    let mut stack = Stack::start(&StackOptions::with_console());
    let control = stack.control();
    let cluster = stack.cluster_named(REGION, "staging-signing").await;
    let restored = json!({ "State": "INITIALIZED", "SourceBackupId": "backup-gone2222222" });
    control.patch(&cluster.cluster_id, &restored).await;
    with_browser(View::DESKTOP, async |browser| {
        open(browser, &stack, &cluster, "overview").await;
        browser.wait_for_text("Restored from backup-gone2222222. Not ACTIVE yet.").await;
        browser.wait_for_text("Don’t initialize or activate it").await;
        browser.wait_for_text("CA certificate of the original cluster").await;
        assert!(!browser.text().await.contains("Activate it with the CloudHSM CLI"));
    })
    .await;
}

#[tokio::test]
async fn a_cluster_has_its_own_record_and_its_tabs_name_the_history() {
    let stack = Stack::start(&StackOptions::with_console());
    let cluster = stack.cluster_named(REGION, "staging-signing").await;
    let other = stack.cluster_named(REGION, "payments-prod").await;
    with_browser(View::DESKTOP, async |browser| {
        for (of, key) in [(&cluster, "mine"), (&other, "theirs")] {
            open(browser, &stack, of, "tags/edit").await;
            browser.click(Role::Button, "Add a tag").await;
            let number = of.tag_list.len() + 1;
            browser.type_into(Role::Textbox, &format!("Key of tag {number}"), key).await;
            browser.click(Role::Button, "Save").await;
            browser.wait_for_path(|path| path.ends_with("/tags")).await;
        }
        open(browser, &stack, &cluster, "history").await;
        browser.find(Role::Heading, "staging-signing").await;
        browser.find(Role::Table, Name::has("Changes of the cluster")).await;
        let title = "return document.title";
        let found = browser.run(title).await;
        assert!(found.as_str().unwrap().starts_with("History · staging-signing"), "{found}");
        browser.run("document.querySelector('main table details').open = true").await;
        let text = browser.text().await;
        assert!(text.contains("TagResource") && text.contains("mine"), "{text}");
        assert!(!text.contains(&other.cluster_id), "another cluster’s record: {text}");
        browser.assert_accessible_in_both_themes().await;
    })
    .await;
}
