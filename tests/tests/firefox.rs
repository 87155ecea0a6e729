//! The main flows in Firefox: another engine than the one that everything else is tested in.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::panic::AssertUnwindSafe;

use cloudhsm_api::Operation;
use end_to_end::{Browser, Name, REGIONS, Role, Scheme, Stack, StackOptions, View, with_firefox};
use fantoccini::key::Key;
use futures_util::FutureExt;

const REGION: &str = REGIONS[0];

/// The harness's own promise: what fails in a page fails its test.
#[tokio::test]
async fn errors_of_a_page_are_seen() {
    let stack = Stack::start(&StackOptions::with_console());
    for (script, seen) in [
        ("console.error('told by the page')", "told by the page"),
        ("setTimeout(() => { throw new Error('thrown in the page') })", "thrown in the page"),
    ] {
        let run = with_firefox(View::DESKTOP, async |browser| {
            browser.goto(&stack.link()).await;
            browser.find(Role::Link, "payments-prod").await;
            browser.run(script).await;
            browser.wait_for_error(seen).await;
        });
        let failure = AssertUnwindSafe(run).catch_unwind().await.expect_err(seen);
        let failure = failure.downcast_ref::<String>().cloned().unwrap_or_default();
        assert!(failure.contains("errors on the browser's console"), "{failure}");
        assert!(failure.contains(seen), "{failure}");
    }
}

#[tokio::test]
async fn the_list_filters_and_sorts_and_leads_to_every_tab() {
    let stack = Stack::start(&StackOptions::with_console());
    for scheme in [Scheme::Light, Scheme::Dark] {
        with_firefox(View::DESKTOP.scheme(scheme), async |browser| {
            browser.goto(&stack.link()).await;
            browser.find(Role::Link, "payments-prod").await;
            browser.find(Role::Link, "staging-signing").await;
            browser.assert_accessible().await;
            browser.type_into(Role::Combobox, Name::has("Filter"), "name:payments-*").await;
            browser.wait_until_none(Role::Link, "staging-signing").await;
            browser.wait_for_path(|path| path.contains("q=name")).await;
            browser.assert_accessible().await;

            browser.click(Role::Link, "payments-prod").await;
            browser.find(Role::Heading, "payments-prod").await;
            for (tab, segment) in [
                ("HSMs", "/hsms"),
                ("Network", "/network"),
                ("Tags", "/tags"),
                ("Certificates", "/certificates"),
                ("Backups", "/backups"),
                ("JSON", "/raw"),
            ] {
                browser.click_tab(tab).await;
                browser.wait_for_path(|path| path.ends_with(segment)).await;
                browser.wait_until_loaded().await;
                browser.assert_accessible().await;
            }
            // A deep link survives a reload, and the token stays with the tab.
            browser.reload().await;
            browser.find(Role::Heading, Name::has("payments-prod")).await;
            browser.wait_for_text("\"ClusterId\"").await;
        })
        .await;
    }
}

#[tokio::test]
async fn an_hsm_is_verified_where_the_worker_runs() {
    let stack = Stack::start(&StackOptions::with_console());
    let lab = stack.cluster_named(REGION, "attestation-lab").await;
    let waiting = stack.cluster_named(REGION, "identity-next").await;
    with_firefox(View::DESKTOP, async |browser| {
        for (cluster, verdict) in
            [(&lab, "Not proven genuine"), (&waiting, "Proven for an emulator")]
        {
            let path = format!("/regions/{REGION}/clusters/{}/certificates", cluster.cluster_id);
            browser.goto(&stack.link_to(&path)).await;
            browser.wait_for_text(verdict).await;
            browser.assert_accessible().await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_tag_is_written_and_a_cluster_is_deleted() {
    let mut stack = Stack::start(&StackOptions::with_console());
    let control = stack.control();
    let cluster = stack.cluster_named(REGION, "staging-signing").await;
    let id = cluster.cluster_id.as_str();
    let page = format!("/regions/{REGION}/clusters/{id}");
    with_firefox(View::DESKTOP, async |browser| {
        browser.goto(&stack.link_to(&format!("{page}/tags"))).await;
        browser.click(Role::Link, Name::has("Edit tags")).await;
        let field = format!("Value of tag {}", cluster.tag_list.len() + 1);
        browser.click(Role::Button, "Add a tag").await;
        let key = format!("Key of tag {}", cluster.tag_list.len() + 1);
        browser.type_into(Role::Textbox, &key, "owner-of-all").await;
        browser.type_into(Role::Textbox, &field, "鍵の管理").await;
        browser.click(Role::Button, "Save").await;
        browser.wait_for_path(|path| path.ends_with("/tags")).await;
        browser.wait_for_text("鍵の管理").await;

        browser.choose_action("Delete cluster…").await;
        for hsm in &cluster.hsms {
            delete_hsm(browser, &hsm.hsm_id).await;
        }
        assert_eq!(control.calls(Operation::DeleteHsm).await, 2);
        let field = Name::has("Type the ID of the cluster");
        browser.find(Role::Textbox, field.clone()).await;
        browser.check_all().await;
        let button = browser.find(Role::Button, "Delete this cluster").await;
        browser.type_into(Role::Textbox, field.clone(), &id.to_uppercase()).await;
        assert!(!button.is_enabled().await.unwrap(), "another text is enough");
        browser.type_into(Role::Textbox, field, id).await;
        browser.press(Key::Enter).await;
        assert_eq!(control.calls(Operation::DeleteCluster).await, 0);
        browser.click(Role::Button, "Delete this cluster").await;
        browser.wait_for_text("Press Esc to cancel").await;
        browser.press(Key::Escape).await;
        browser.wait_until_gone("Press Esc to cancel").await;
        assert_eq!(control.calls(Operation::DeleteCluster).await, 0);
        browser.click(Role::Button, "Delete this cluster").await;
        browser.find(Role::Heading, "The cluster is deleted").await;
        browser.assert_accessible().await;
        browser.click(Role::Link, "Activity").await;
        browser.wait_for_text("DeleteCluster").await;
    })
    .await;
    assert_eq!(control.calls(Operation::DeleteCluster).await, 1);
}

async fn delete_hsm(browser: &Browser, id: &str) {
    browser.click(Role::Button, &format!("Delete HSM {id}…")).await;
    browser.find(Role::Textbox, Name::has("Type the ID of the HSM")).await;
    browser.check_all().await;
    browser.type_into(Role::Textbox, Name::has("Type the ID of the HSM"), id).await;
    browser.click(Role::Button, "Delete this HSM").await;
    browser.find(Role::Heading, "The HSM is deleted").await;
    browser.click(Role::Button, "Continue with the cluster").await;
}
