//! The backend dies in each phase, and comes back: the page says what is known, and keeps asking.

use cloudhsm_api::Operation;
use end_to_end::{Role, View, eventually, with_browser};
use serde_json::json;

use crate::{
    hsms::{ask, with_two_hsms},
    scene::{GONE, HASTE, Scene},
};

#[tokio::test]
async fn the_backend_dies_in_each_phase() {
    let mut scene = Scene::start().await;
    let calls = |scene: &Scene| {
        let control = scene.emulator.control().clone();
        async move { control.calls(Operation::DeleteCluster).await }
    };
    with_browser(View::DESKTOP, async |browser| {
        browser.hasten(HASTE).await;
        for noise in GONE {
            browser.tolerate(noise);
        }
        // A backend that was started again may not know the attempt.
        browser.tolerate("/api/attempts/");

        // Before it is asked: the page can't know that, says so, and finds out.
        let id = {
            let target = scene.cluster(json!({})).await;
            target.fill(browser).await;
            target.id.clone()
        };
        scene.stack.kill();
        browser.click(Role::Button, "Delete this cluster").await;
        browser.wait_for_text("Last check failed").await;
        browser.wait_for_text("it isn’t known yet whether the request was sent").await;
        assert!(!browser.text().await.contains("Nothing was deleted"));
        scene.stack.start_again();
        browser.find(Role::Heading, "No record of this request").await;
        browser.wait_for_text("so it was most likely not sent").await;
        assert_eq!(calls(&scene).await, 0, "{id}");
        browser.click(Role::Button, "Back to the plan").await;
        browser.find(Role::Button, "Delete this cluster").await;

        // After AWS got it, and before it answered: announced, sent once, and open.
        {
            let target = scene.cluster(json!({})).await;
            scene.next_deletion("hang").await;
            target.delete(browser).await;
        }
        eventually("the request is at AWS", async || (calls(&scene).await == 1).then_some(()))
            .await;
        scene.stack.kill();
        browser.wait_for_text("Last check failed").await;
        scene.stack.start_again();
        browser.find(Role::Heading, "The outcome is not known yet").await;
        browser.wait_for_text("It may have gone through. Don’t retry").await;
        assert_eq!(calls(&scene).await, 1);

        // While AWS deletes.
        let id = {
            let target = scene.cluster(json!({})).await;
            target.delete(browser).await;
            target.hold().await;
            browser.find(Role::Heading, "AWS is deleting the cluster").await;
            target.patch(json!({"State": "DELETE_IN_PROGRESS"})).await;
            target.id.clone()
        };
        scene.stack.kill();
        browser.wait_for_text("Last check failed").await;
        browser.find(Role::Heading, "AWS is deleting the cluster").await;
        scene.emulator.control().remove(&id).await;
        scene.stack.start_again();
        browser.find(Role::Heading, "The cluster is deleted").await;
        assert_eq!(calls(&scene).await, 2);
        scene.assert_all_announced().await;
    })
    .await;
}

#[tokio::test]
async fn the_backend_dies_while_hsms_are_removed() {
    const DELETE: &str = "Delete these 2 HSMs";
    let mut scene = Scene::start().await;
    let mut full = with_two_hsms(&scene).await;
    let control = scene.emulator.control().clone();
    let calls = async || control.calls(Operation::DeleteHsm).await;
    with_browser(View::DESKTOP, async |browser| {
        browser.hasten(HASTE).await;
        for noise in GONE {
            browser.tolerate(noise);
        }
        // A backend that was started again may not know the attempt.
        browser.tolerate("/api/attempts/");

        // Before it is asked: nothing is sent.
        ask(browser, &scene, &full.next().unwrap()).await;
        scene.stack.kill();
        browser.click(Role::Button, DELETE).await;
        browser.wait_for_text("Last check failed").await;
        scene.stack.start_again();
        browser.find(Role::Heading, "No record of this request").await;
        assert_eq!(calls().await, 0);

        // After AWS got it, and before it answered: sent once, and not again.
        ask(browser, &scene, &full.next().unwrap()).await;
        control.hang(Operation::DeleteHsm).await;
        browser.click(Role::Button, DELETE).await;
        eventually("the request is at AWS", async || (calls().await == 1).then_some(())).await;
        scene.stack.kill();
        browser.wait_for_text("Last check failed").await;
        scene.stack.start_again();
        browser.find(Role::Heading, "Stopped: 0 of 2 HSMs deleted").await;
        browser.wait_for_text("It may have gone through.").await;
        browser.assert_accessible().await;
        assert_eq!(calls().await, 1);

        // While AWS deletes the first: that is followed to its end, and the second one is kept.
        let cluster = full.next().unwrap();
        let (id, [first, second]) = (&cluster.cluster_id, cluster.hsms.as_slice()) else {
            panic!("two HSMs")
        };
        ask(browser, &scene, &cluster).await;
        browser.click(Role::Button, DELETE).await;
        eventually("the first is at AWS", async || (calls().await == 2).then_some(())).await;
        let mut going = first.clone();
        going.state = Some(cloudhsm_api::HsmState::DeleteInProgress);
        control.patch(id, &json!({ "Hsms": [going, second] })).await;
        browser.wait_for_text("DELETE_IN_PROGRESS").await;
        scene.stack.kill();
        browser.wait_for_text("Last check failed").await;
        control.patch(id, &json!({ "Hsms": [second] })).await;
        scene.stack.start_again();
        browser.find(Role::Heading, "Stopped: 1 of 2 HSMs deleted").await;
        browser
            .wait_for_text("The backend was stopped or restarted. The other HSMs are kept.")
            .await;
        assert_eq!(calls().await, 2, "the second one is kept");
        browser.click(Role::Button, "Review and plan the remaining HSMs").await;
        browser.find(Role::Button, "Delete this HSM").await;
        assert_eq!(scene.calls().await, 0, "nothing of it deletes the cluster");
    })
    .await;
}
