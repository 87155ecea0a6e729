//! A backend that may not operate: nothing is offered, and whoever opens a page anyway reads why.

use cloudhsm_api::Operation;
use end_to_end::{Name, Role, View, with_browser};
use serde_json::json;

use crate::scene::{REGION, Scene};

#[tokio::test]
async fn what_the_backend_does_not_sign_is_explained_and_not_offered() {
    let scene = Scene::allowing("read,tag,delete");
    let empty = json!({ "State": "UNINITIALIZED", "Hsms": [], "SourceBackupId": null });
    let id = scene.cluster("sandbox-empty", empty).await;
    with_browser(View::DESKTOP, async |browser| {
        browser.goto(&scene.stack.link()).await;
        browser.find(Role::Link, "payments-prod").await;
        browser.find(Role::Button, "Columns…").await;
        assert!(browser.find_all(Role::Link, Name::has("Create cluster")).await.is_empty());
        // The checklist says what is next, and why it isn't possible here.
        let path = format!("/regions/{REGION}/clusters/{id}/overview");
        browser.goto(&scene.stack.link_to(&path)).await;
        browser.find(Role::Heading, "Next steps").await;
        browser
            .wait_for_text(
                "This backend doesn’t allow CreateHsm. Start it with operate in --allow.",
            )
            .await;
        assert!(browser.find_all(Role::Link, "Add an HSM…").await.is_empty());
        browser.assert_accessible().await;
        for (path, operation) in [
            ("/clusters/create".to_owned(), Operation::CreateCluster),
            (format!("/regions/{REGION}/clusters/{id}/add-hsm"), Operation::CreateHsm),
        ] {
            browser.goto(&scene.stack.link_to(&path)).await;
            browser.wait_for_text(&format!("This backend doesn’t allow {operation}")).await;
            assert_eq!(scene.calls(operation).await, 0);
        }
    })
    .await;
}
