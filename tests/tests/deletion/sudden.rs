//! The backend dies in each phase, and comes back: the page says what is known, and goes on looking.

use cloudhsm_api::Operation;
use end_to_end::{Role, View, eventually, with_browser};
use serde_json::json;

use crate::scene::{HASTE, Scene};

#[tokio::test]
async fn the_backend_dies_in_each_phase() {
    let mut scene = Scene::start().await;
    let calls = |scene: &Scene| {
        let control = scene.emulator.control().clone();
        async move { control.calls(Operation::DeleteCluster).await }
    };
    with_browser(View::DESKTOP, async |browser| {
        browser.hasten(HASTE).await;
        for noise in [
            "status of 5",
            "ERR_CONNECTION_REFUSED",
            "ERR_EMPTY_RESPONSE",
            "ERR_CONNECTION_RESET",
            "ERR_SOCKET",
        ] {
            browser.tolerate(noise);
        }

        // Before it is asked: the page can't know that, says so, and finds out.
        let id = {
            let doomed = scene.cluster(json!({})).await;
            doomed.fill(browser).await;
            doomed.id.clone()
        };
        scene.stack.kill();
        browser.click(Role::Button, "Delete this cluster").await;
        browser.wait_for_text("The newest look failed").await;
        scene.stack.start_again();
        browser.find(Role::Heading, "The deletion has not begun").await;
        assert_eq!(calls(&scene).await, 0, "{id}");

        // After AWS got it, and before it answered: announced, sent once, and open.
        {
            let doomed = scene.cluster(json!({})).await;
            scene.next_deletion("hang").await;
            doomed.delete(browser).await;
        }
        eventually("the request is at AWS", async || (calls(&scene).await == 1).then_some(()))
            .await;
        scene.stack.kill();
        browser.wait_for_text("The newest look failed").await;
        scene.stack.start_again();
        browser.find(Role::Heading, "The deletion has not begun").await;
        assert_eq!(calls(&scene).await, 1);

        // While AWS deletes.
        let id = {
            let doomed = scene.cluster(json!({})).await;
            doomed.delete(browser).await;
            browser.find(Role::Heading, "AWS is deleting the cluster").await;
            doomed.patch(json!({"State": "DELETE_IN_PROGRESS"})).await;
            doomed.id.clone()
        };
        scene.stack.kill();
        browser.wait_for_text("The newest look failed").await;
        browser.find(Role::Heading, "AWS is deleting the cluster").await;
        scene.emulator.control().remove(&id).await;
        scene.stack.start_again();
        browser.find(Role::Heading, "The cluster is deleted").await;
        assert_eq!(calls(&scene).await, 2);
        scene.assert_all_announced().await;
    })
    .await;
}
