//! A person deletes a cluster in the console: blocked by its HSMs, which go first, each through its
//! own guard; then the cluster, by typing its id.

use backend_api::{AttemptState, AuditRecord};
use cloudhsm_api::Operation;
use end_to_end::{
    Browser, Name, REGIONS, Role, Stack, StackOptions, View, eventually, with_browser,
};

const REGION: &str = REGIONS[0];

#[tokio::test]
async fn hsms_first_and_then_the_cluster() {
    let mut stack = Stack::start(&StackOptions::with_console());
    let control = stack.control();
    let cluster = stack.cluster_named(REGION, "staging-signing").await;
    assert_eq!(cluster.hsms.len(), 2);
    with_browser(View::DESKTOP, async |browser| {
        // The list shows the fleet of both regions, and the link's token is out of sight.
        browser.goto(&stack.link()).await;
        browser.find(Role::Heading, "Clusters").await;
        browser.find(Role::Link, "staging-signing").await;
        for region in REGIONS {
            for cluster in stack.clusters(region).await {
                browser.wait_for_text(&cluster.cluster_id).await;
            }
        }
        assert_eq!(browser.wait_for_path(|path| path.starts_with("/clusters")).await, "/clusters");
        let url = browser.client().current_url().await.unwrap();
        assert_eq!(url.fragment(), None, "{url}");
        browser.assert_accessible().await;

        // The cluster can't be deleted, and the page says why.
        browser.click(Role::Link, "staging-signing").await;
        browser.find(Role::Heading, "staging-signing").await;
        browser.choose_action("Delete cluster…").await;
        browser.find(Role::Heading, "This cluster can’t be deleted yet").await;
        assert!(browser.find_all(Role::Button, "Delete this cluster").await.is_empty());
        browser.assert_accessible().await;

        for hsm in &cluster.hsms {
            delete_hsm(browser, &hsm.hsm_id).await;
        }
        assert_eq!(control.calls(Operation::DeleteHsm).await, 2);
        assert_eq!(control.calls(Operation::DeleteCluster).await, 0);

        delete_cluster(browser, &cluster.cluster_id).await;
        assert_eq!(control.calls(Operation::DeleteCluster).await, 1);

        // The list lacks it, as soon as AWS does.
        browser.click(Role::Link, "Go to the clusters").await;
        browser.find(Role::Link, "payments-prod").await;
        eventually("the list lacks the cluster", async || {
            browser.click(Role::Button, Name::has("Refresh")).await;
            (!browser.text().await.contains(&cluster.cluster_id)).then_some(())
        })
        .await;
        browser.assert_accessible().await;
    })
    .await;
    // Each was announced, accepted, and found to be deleted.
    eventually("the log has the end of each deletion", async || {
        let records = stack.activity().await.records;
        let told: Vec<_> = records.iter().rev().map(AuditRecord::state).collect();
        let one = [AttemptState::Announced, AttemptState::Accepted, AttemptState::Gone];
        (told == [one, one, one].concat()).then_some(())
    })
    .await;
}

async fn delete_hsm(browser: &Browser, id: &str) {
    let open = format!("Delete HSM {id}…");
    browser.click(Role::Button, &open).await;
    browser.find(Role::Textbox, Name::has("Type the ID of the HSM")).await;
    browser.assert_accessible().await;
    browser.check_all().await;
    browser.type_into(Role::Textbox, Name::has("Type the ID of the HSM"), id).await;
    browser.click(Role::Button, "Delete this HSM").await;
    browser.wait_for_text("Press Esc to cancel").await;
    browser.find(Role::Heading, "The HSM is deleted").await;
    browser.assert_accessible().await;
    browser.click(Role::Button, "Continue with the cluster").await;
}

async fn delete_cluster(browser: &Browser, id: &str) {
    let typed = Name::has("Type the ID of the cluster");
    browser.find(Role::Textbox, typed.clone()).await;
    browser.assert_accessible().await;
    browser.check_all().await;
    // Another id, or a part of it, changes nothing.
    for wrong in ["confirm", &id[..id.len() - 1]] {
        browser.type_into(Role::Textbox, typed.clone(), wrong).await;
        let button = browser.find(Role::Button, "Delete this cluster").await;
        assert!(!button.is_enabled().await.unwrap(), "{wrong:?} is enough");
    }
    browser.type_into(Role::Textbox, typed, id).await;
    browser.click(Role::Button, "Delete this cluster").await;
    browser.wait_for_text("Press Esc to cancel").await;
    browser.assert_accessible().await;
    browser.find(Role::Heading, "The cluster is deleted").await;
    browser.assert_accessible().await;
}
