//! Findings about the network: on the overview with their paragraph, with a dot on the tab, and none where EC2
//! may not be asked.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use cloudhsm_api::Cluster;
use end_to_end::{Browser, Name, REGIONS, Role, Stack, StackOptions, View, with_browser};

const REGION: &str = REGIONS[0];

async fn open(browser: &Browser, stack: &Stack, cluster: &Cluster) {
    let path = format!("/regions/{REGION}/clusters/{}/overview", cluster.cluster_id);
    browser.goto(&stack.link_to(&path)).await;
    browser.wait_until_loaded().await;
}

#[tokio::test]
async fn a_network_finding_is_on_the_overview_and_a_dot_on_its_tab() {
    let stack = Stack::start(&StackOptions::with_console());
    with_browser(View::DESKTOP, async |browser| {
        let open_group = stack.cluster_named(REGION, "legacy-import").await;
        open(browser, &stack, &open_group).await;
        browser.find(Role::Heading, "Network findings").await;
        browser.wait_for_text("Open to the world: ").await;
        let why = browser.find(Role::Link, "Why? open-to-world").await;
        let paragraph = why.attr("href").await.unwrap().unwrap();
        assert!(paragraph.ends_with("findings.html#open-to-world"), "{paragraph}");
        browser.find(Role::Link, Name::has("Network 1 finding")).await;
        browser.assert_accessible_in_every_view().await;
        browser.click_tab("Network").await;
        browser.wait_for_text("aws ec2 revoke-security-group-ingress").await;

        let full = stack.cluster_named(REGION, "tls-offload-prod").await;
        open(browser, &stack, &full).await;
        browser.wait_for_text("has no free addresses.").await;
        browser.find(Role::Link, "Why? subnet-full").await;
    })
    .await;
}

#[tokio::test]
async fn who_may_not_ask_ec2_gets_no_findings_and_is_not_told_that_all_is_well() {
    let mut stack = Stack::start(&StackOptions::with_console());
    stack.control().behave("ec2", "deny").await;
    with_browser(View::DESKTOP, async |browser| {
        let cluster = stack.cluster_named(REGION, "legacy-import").await;
        open(browser, &stack, &cluster).await;
        browser.click_tab("Network").await;
        browser.wait_for_text("ec2:Describe").await;
        browser.wait_until_none(Role::Link, Name::has("Network 1 finding")).await;
        browser.click_tab("Overview").await;
        browser.find(Role::Heading, "HSMs by zone").await;
        browser.wait_until_none(Role::Heading, "Network findings").await;
    })
    .await;
}
