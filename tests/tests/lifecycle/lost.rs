//! A creation whose answer is lost: AWS gives it no token, so it is found by comparing what is there,
//! and never sent again.

use cloudhsm_api::Operation;
use end_to_end::{Role, View, with_browser};
use serde_json::json;

use crate::scene::{CREATE, HASTE, REGION, REVIEW, Scene, add_tag, choose_subnet};

#[tokio::test]
async fn a_cluster_whose_answer_is_lost_is_found_and_not_created_twice() {
    let scene = Scene::start();
    let before = scene.stack.clusters(REGION).await.len();
    let fault = json!({ "operation": "CreateCluster", "kind": "perform-then-reset" });
    scene.emulator.control().order_fault(fault).await;
    with_browser(View::DESKTOP, async |browser| {
        browser.hasten(HASTE).await;
        browser.tolerate("status of 5");
        scene.open_creation(browser).await;
        choose_subnet(browser).await;
        add_tag(browser, "Name", "lost-and-found").await;
        browser.click(Role::Button, REVIEW).await;
        browser.click(Role::Button, CREATE).await;
        browser.find(Role::Heading, "The cluster is created").await;
        assert!(!browser.text().await.contains("No cluster was created"));
        browser.assert_accessible().await;
        browser.click(Role::Link, "Continue with the cluster").await;
        browser.find(Role::Heading, "lost-and-found").await;
        assert_eq!(scene.calls(Operation::CreateCluster).await, 1);
        assert_eq!(scene.stack.clusters(REGION).await.len(), before + 1);
    })
    .await;
}
