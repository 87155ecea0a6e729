//! Listings that lag behind an answer, or that are no listings: neither is a success or a failure.

use std::time::Duration;

use cloudhsm_api::Operation;
use end_to_end::{Browser, Role, View, eventually_within, with_browser};
use serde_json::{Value, json};

use crate::{
    hsms::{ask, with_two_hsms},
    scene::{HASTE, REGION, Scene, sends},
};

/// The backend checks in real time: a second at first, half a minute later.
const CHECKS: Duration = Duration::from_mins(1);

/// Answers to DescribeClusters that list nothing, not even nothing.
fn garbled() -> [Value; 4] {
    [
        json!({}),
        json!({ "Clusters": null }),
        json!({ "__type": "CloudHsmServiceException", "Message": "no" }),
        json!("<html>sign in</html>"),
    ]
}

async fn answer_with(scene: &Scene, body: &Value, times: u64) {
    let fault = json!({
        "operation": "DescribeClusters", "kind": "raw", "body": body, "times": times,
    });
    scene.emulator.control().order_fault(fault).await;
}

async fn wait_for(browser: &Browser, text: &str) {
    eventually_within(CHECKS, text, async || browser.text().await.contains(text).then_some(()))
        .await;
}

#[tokio::test]
async fn an_answer_without_a_list_is_never_taken_for_the_end() {
    let scene = Scene::start().await;
    with_browser(View::DESKTOP, async |browser| {
        browser.hasten(HASTE).await;
        browser.tolerate("status of 50");
        sends(&scene, "garbled listings after the deletion", 1, async || {
            let target = scene.cluster(json!({})).await;
            target.delete(browser).await;
            target.hold().await;
            browser.find(Role::Heading, "AWS is deleting the cluster").await;
            for body in garbled() {
                answer_with(&scene, &body, 2).await;
            }
            wait_for(browser, "Last check failed, retrying").await;
            wait_for(browser, "Checked 5 times").await;
            let text = browser.text().await;
            assert!(
                !text.contains("is deleted") && !text.contains("Nothing was deleted"),
                "{text}"
            );
            scene.emulator.control().clear_faults().await;
            target.patch(json!({"State": "DELETED"})).await;
            wait_for(browser, "AWS reports it as DELETED.").await;
        })
        .await;
        sends(&scene, "of a deletion that was not started here", 0, async || {
            let target = scene.cluster(json!({"State": "DELETE_IN_PROGRESS"})).await;
            target.open(browser).await;
            browser.wait_for_text("Not started from this console.").await;
            for body in garbled() {
                answer_with(&scene, &body, 5).await;
            }
            browser.wait_for_text("Last check failed, retrying").await;
            browser.find(Role::Heading, "AWS is deleting the cluster").await;
            assert!(!browser.text().await.contains("is deleted"));
            scene.emulator.control().clear_faults().await;
            scene.emulator.control().remove(&target.id).await;
            browser.find(Role::Heading, "The cluster is deleted").await;
            browser.wait_for_text("It no longer appears in AWS.").await;
        })
        .await;
    })
    .await;
}

/// What AWS lists of a cluster now.
async fn listing(scene: &Scene, id: &str) -> Value {
    let filter = json!({ "Filters": { "clusterIds": [id] } });
    scene.stack.call(REGION, Operation::DescribeClusters, &filter).await.expect(200).json()
}

#[tokio::test]
async fn a_listing_that_lags_is_waited_for() {
    let scene = Scene::start().await;
    with_browser(View::DESKTOP, async |browser| {
        browser.hasten(HASTE).await;
        sends(&scene, "20 s behind DeleteCluster", 1, async || {
            let target = scene.cluster(json!({})).await;
            target.fill(browser).await;
            let before = listing(&scene, &target.id).await;
            answer_with(&scene, &before, 1_000).await;
            target.confirm(browser).await;
            wait_for(browser, "AWS accepted the request").await;
            browser
                .wait_for_text("AWS still reports the cluster as ACTIVE. Its listings can lag")
                .await;
            // After 1, 2, 4, 6, 10, 14 and 22 seconds.
            wait_for(browser, "Checked 7 times").await;
            let text = browser.text().await;
            for denied in ["Nothing was deleted", "came back", "not known", "is deleted"] {
                assert!(!text.contains(denied), "{denied:?}: {text}");
            }
            scene.emulator.control().clear_faults().await;
            wait_for(browser, "The cluster is deleted").await;
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn a_listing_that_lags_ends_no_deletion_of_several_hsms() {
    let scene = Scene::start().await;
    let cluster = with_two_hsms(&scene).await.next().unwrap();
    with_browser(View::DESKTOP, async |browser| {
        browser.hasten(HASTE).await;
        let calls = async || scene.emulator.calls(Operation::DeleteHsm).await;
        ask(browser, &scene, &cluster).await;
        let before = listing(&scene, &cluster.cluster_id).await;
        answer_with(&scene, &before, 1_000).await;
        browser.click(Role::Button, "Delete these 2 HSMs").await;
        browser.wait_for_text("AWS still reports it as ACTIVE. Its listings can lag behind.").await;
        eventually_within(CHECKS, "it was checked for 20 seconds", async || {
            let attempts: Value = scene.stack.get("/api/attempts").await.expect(200).json();
            (attempts["attempts"][0]["looks"].as_u64()? >= 7).then_some(())
        })
        .await;
        let text = browser.text().await;
        assert!(text.contains("Deleting HSM 1 of 2"), "{text}");
        for denied in ["Stopped", "came back", "Nothing was deleted", "unknown"] {
            assert!(!text.contains(denied), "{denied:?}: {text}");
        }
        assert_eq!(calls().await, 1, "the second one waits");
        scene.emulator.control().clear_faults().await;
        wait_for(browser, "All 2 HSMs are deleted").await;
        assert_eq!(calls().await, 2);
    })
    .await;
}
