//! The receipt of a deletion: at its end, from the activity, after a reload, on paper, and after the
//! backend was restarted; and the deletion in the bar over all pages.

use end_to_end::{Browser, Name, Role, View, eventually, with_browser};
use serde_json::json;

use crate::{
    hsms::{ask, with_two_hsms},
    scene::{GONE, HASTE, Scene},
};

/// What "Copy for ticket" copies, by way of a page that may not write to the clipboard itself.
const COPIED: &str = "navigator.clipboard.writeText = async text => { window.copied = text; };";

async fn copied(browser: &Browser) -> String {
    browser.run(COPIED).await;
    browser.click(Role::Button, "Copy for ticket").await;
    eventually("the receipt is copied", async || {
        browser.run("return window.copied").await.as_str().map(str::to_owned)
    })
    .await
}

#[tokio::test]
async fn it_is_at_the_end_in_the_activity_and_at_its_own_address() {
    let mut scene = Scene::start().await;
    with_browser(View::DESKTOP, async |browser| {
        browser.hasten(HASTE).await;
        for noise in GONE {
            browser.tolerate(noise);
        }
        let id = {
            let target = scene.cluster(json!({})).await;
            target.delete(browser).await;
            browser.find(Role::Heading, "The cluster is deleted").await;
            target.id.clone()
        };
        let title = format!("DeleteCluster {id}: deleted");
        browser.find(Role::Heading, title.as_str()).await;
        browser.wait_for_text("aws cloudhsmv2 create-cluster").await;
        // The log has its last record.
        browser.wait_for_text(": gone, ").await;
        browser.assert_accessible_in_every_view().await;
        let records = scene.stack.activity().await.records;
        let of_it: Vec<_> = records.iter().rev().filter(|it| it.resource == id).collect();
        let ticket = copied(browser).await;
        for record in &of_it {
            let line = format!("Record {}: ", record.sequence);
            assert!(ticket.contains(&line) && ticket.contains(&record.time), "{line}: {ticket}");
        }
        // What the next record carries is the hash of the one before.
        assert!(ticket.contains(&of_it[1].previous), "{ticket}");
        let request = of_it.iter().find_map(|it| it.request_id.as_deref()).unwrap();
        for expected in [&format!("## {title}"), ": READY, created", "aws cloudhsmv2", request] {
            assert!(ticket.contains(expected), "{expected}: {ticket}");
        }

        // Another day, from the record of it; and opened directly.
        browser.click(Role::Link, "Activity").await;
        browser.click(Role::Link, "Receipt").await;
        browser.find(Role::Heading, title.as_str()).await;
        browser.wait_for_path(|path| path.starts_with("/activity/")).await;
        browser.assert_accessible_in_every_view().await;
        browser.reload().await;
        browser.find(Role::Heading, title.as_str()).await;

        // On paper it is alone.
        browser.put_on_paper().await;
        let shown = "return [...document.querySelectorAll('main h1, main h2, .topbar')]
            .filter(it => it.checkVisibility()).map(it => it.textContent)";
        assert_eq!(browser.run(shown).await, json!([title]));
        assert_eq!(browser.pages_of_a4().await, 1, "a receipt is one sheet");
        browser.set_view(View::DESKTOP).await;

        // Which backups are left is not known any more, and nothing is guessed.
        scene.stack.kill();
        scene.stack.start_again();
        browser.reload().await;
        browser.wait_for_text("Not known. The backend keeps this until it restarts.").await;
        browser.assert_accessible().await;
        browser.goto(&scene.stack.link_to("/activity/0123456789abcdef")).await;
        browser.tolerate("/receipt");
        browser.find(Role::Heading, "No such receipt").await;
    })
    .await;
}

#[tokio::test]
async fn a_deletion_shows_in_the_bar_of_every_page_until_its_end() {
    let scene = Scene::start().await;
    let full = with_two_hsms(&scene).await;
    let control = scene.emulator.control().clone();
    with_browser(View::DESKTOP, async |browser| {
        browser.hasten(HASTE).await;
        // Not the one that is deleted beside it.
        let cluster = full.last().unwrap();
        let [first, second] = cluster.hsms.as_slice() else { panic!("two HSMs") };
        ask(browser, &scene, &cluster).await;
        browser.click(Role::Button, "Delete these 2 HSMs").await;
        browser.find(Role::Heading, "Deleting HSM 1 of 2").await;
        let mut going = first.clone();
        going.state = Some(cloudhsm_api::HsmState::DeleteInProgress);
        control.patch(&cluster.cluster_id, &json!({ "Hsms": [going, second] })).await;
        let words = format!("Deleting 1 of 2 HSMs of {} · ", cluster.cluster_id);
        browser.click(Role::Link, "Activity").await;
        browser.find(Role::Heading, "Activity").await;
        browser.find(Role::Link, Name::has(&words)).await;
        browser.click(Role::Link, "Clusters").await;
        browser.find(Role::Heading, "Clusters").await;
        browser.find(Role::Link, Name::has(&words)).await;
        browser.assert_accessible_in_every_view().await;
        // It leads to what it is about.
        browser.click(Role::Link, Name::has(&words)).await;
        browser.find(Role::Heading, "Deleting HSM 1 of 2").await;

        // With another one, both are counted, and the count leads to the record of both.
        let target = scene.cluster(json!({})).await;
        target.delete(browser).await;
        target.hold().await;
        browser.find(Role::Link, "2 deletions in progress").await;
        scene.emulator.control().remove(&target.id).await;
        browser.find(Role::Link, Name::has(&words)).await;
        control.patch(&cluster.cluster_id, &json!({ "Hsms": [second] })).await;
        browser.wait_until_none(Role::Link, Name::has("Deleting")).await;
    })
    .await;
}
