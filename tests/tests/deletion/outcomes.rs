//! What AWS answers, or does not: a refusal, a lost answer, a deletion that ends in one way or the
//! other. What is open is found out by reading, and never sent again.

use std::time::Duration;

use end_to_end::{Role, View, eventually_within, with_browser};
use serde_json::json;

use crate::scene::{HASTE, Scene, sends};

#[tokio::test]
async fn a_refusal_of_aws_deletes_nothing_and_is_told() {
    let scene = Scene::start().await;
    with_browser(View::DESKTOP, async |browser| {
        browser.hasten(HASTE).await;
        browser.tolerate("status of 400");
        for (kind, says) in
            [("access-denied", "AccessDeniedException"), ("throttle", "ThrottlingException")]
        {
            sends(&scene, kind, 1, async || {
                let target = scene.cluster(json!({})).await;
                scene.next_deletion(kind).await;
                target.delete(browser).await;
                browser.find(Role::Heading, "Nothing was deleted").await;
                browser.wait_for_text(says).await;
                browser.find(Role::Button, "Delete this cluster").await;
                assert_eq!(target.intents().await, 1);
            })
            .await;
        }
        browser.assert_accessible().await;
    })
    .await;
}

/// What is known about a request whose outcome is not.
const UNKNOWN: &str = "It may have gone through. Don’t retry; check Activity first.";

/// The backend checks in real time: a second at first, half a minute later.
const CHECKS: Duration = Duration::from_mins(1);

#[tokio::test]
async fn an_open_outcome_is_found_out_by_the_backend() {
    let scene = Scene::start().await;
    with_browser(View::DESKTOP, async |browser| {
        browser.hasten(HASTE).await;
        browser.tolerate("status of 50");
        sends(&scene, "lost after it was carried out", 1, async || {
            let target = scene.cluster(json!({})).await;
            scene.next_deletion("perform-then-reset").await;
            target.delete(browser).await;
            browser.wait_for_text(UNKNOWN).await;
            browser.find(Role::Heading, "The cluster is deleted").await;
            assert_eq!(target.intents().await, 1);
        })
        .await;
        let target = scene.cluster(json!({})).await;
        sends(&scene, "lost before it arrived", 1, async || {
            scene.next_deletion("reset").await;
            target.delete(browser).await;
            browser.find(Role::Heading, "The outcome is not known yet").await;
            browser.wait_for_text(UNKNOWN).await;
            browser.wait_for_text("AWS reports the cluster as ACTIVE.").await;
            assert!(!browser.text().await.contains("Nothing was deleted"));
            browser.assert_accessible().await;
            // A reload changes nothing about it.
            browser.reload().await;
            browser.find(Role::Heading, "The outcome is not known yet").await;
            // After some checks a new plan is offered, and the outcome is still not called known.
            eventually_within(CHECKS, "a new plan is offered", async || {
                let found = browser.find_all(Role::Button, "Review a new plan").await;
                (!found.is_empty()).then_some(())
            })
            .await;
            browser.wait_for_text(UNKNOWN).await;
            assert_eq!(target.intents().await, 1);
        })
        .await;
        // Then all goes well, by a second confirmation of a second plan.
        sends(&scene, "success after it", 1, async || {
            browser.click(Role::Button, "Review a new plan").await;
            target.fill_here(browser).await;
            target.confirm(browser).await;
            browser.find(Role::Heading, "The cluster is deleted").await;
            assert_eq!(target.intents().await, 2);
        })
        .await;
        sends(&scene, "500", 1, async || {
            let target = scene.cluster(json!({})).await;
            scene.next_deletion("internal-failure").await;
            target.delete(browser).await;
            browser.wait_for_text(UNKNOWN).await;
            browser.wait_for_text("CloudHsmInternalFailureException").await;
            assert!(!browser.text().await.contains("Nothing was deleted"));
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn each_end_of_a_deletion_is_told_as_what_it_is() {
    let scene = Scene::start().await;
    with_browser(View::DESKTOP, async |browser| {
        browser.hasten(HASTE).await;
        // Forced, so that it stays until the test goes on.
        let running = json!({"State": "DELETE_IN_PROGRESS"});
        sends(&scene, "absent instead of DELETED", 1, async || {
            let target = scene.cluster(json!({})).await;
            target.delete(browser).await;
            target.hold().await;
            browser.find(Role::Heading, "AWS is deleting the cluster").await;
            target.patch(running.clone()).await;
            scene.emulator.control().remove(&target.id).await;
            browser.find(Role::Heading, "The cluster is deleted").await;
            browser.wait_for_text("It no longer appears in AWS").await;
            // Also to who comes back later.
            browser.reload().await;
            browser.wait_for_text("It no longer appears in AWS").await;
        })
        .await;
        sends(&scene, "rolled back, and deleted after all", 1, async || {
            let target = scene.cluster(json!({})).await;
            target.delete(browser).await;
            target.hold().await;
            browser.find(Role::Heading, "AWS is deleting the cluster").await;
            target.patch(running.clone()).await;
            // It counts as coming back only once it was seen being deleted.
            browser.wait_for_text("Checked").await;
            target.patch(json!({"State": "ACTIVE"})).await;
            let came_back = "AWS was deleting the cluster, or no longer listed it, and now reports it as ACTIVE.";
            eventually_within(CHECKS, came_back, async || {
                browser.text().await.contains(came_back).then_some(())
            })
            .await;
            browser.assert_accessible().await;
            // The last word can be revised.
            target.patch(json!({"State": "DELETED"})).await;
            eventually_within(CHECKS, "the cluster is deleted after all", async || {
                browser.text().await.contains("AWS reports it as DELETED.").then_some(())
            })
            .await;
        })
        .await;
        sends(&scene, "two hours, of a deletion that was not started here", 0, async || {
            let target = scene.cluster(running).await;
            target.open(browser).await;
            browser.find(Role::Heading, "AWS is deleting the cluster").await;
            browser.wait_for_text("Not started from this console.").await;
            browser.skip(Duration::from_hours(2)).await;
            browser.find(Role::Heading, "Still deleting after 120 minutes").await;
            browser.wait_for_text("CloudTrail").await;
            browser.assert_accessible().await;
            // It goes on looking.
            target.patch(json!({"State": "DELETED"})).await;
            browser.find(Role::Heading, "The cluster is deleted").await;
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn a_reload_in_each_phase_sends_nothing_and_loses_nothing() {
    let scene = Scene::start().await;
    with_browser(View::DESKTOP, async |browser| {
        browser.hasten(HASTE).await;
        let target = scene.cluster(json!({})).await;
        sends(&scene, "planned and filled in", 0, async || {
            target.fill(browser).await;
            browser.reload().await;
            let button = browser.find(Role::Button, "Delete this cluster").await;
            assert!(!button.is_enabled().await.unwrap());
        })
        .await;
        sends(&scene, "while it is sent, while it runs, and at its end", 1, async || {
            let slow = json!({"operation": "DeleteCluster", "kind": "delay", "delay_ms": 600});
            scene.emulator.control().order_fault(slow).await;
            target.fill_here(browser).await;
            target.confirm(browser).await;
            browser.wait_for_text("then sending").await;
            browser.reload().await;
            target.hold().await;
            browser.find(Role::Heading, "AWS is deleting the cluster").await;
            target.patch(json!({"State": "DELETE_IN_PROGRESS"})).await;
            browser.reload().await;
            browser.find(Role::Heading, "AWS is deleting the cluster").await;
            target.patch(json!({"State": "DELETED"})).await;
            browser.find(Role::Heading, "The cluster is deleted").await;
            browser.reload().await;
            browser.find(Role::Heading, "The cluster is deleted").await;
            assert_eq!(target.intents().await, 1);
        })
        .await;
    })
    .await;
}
