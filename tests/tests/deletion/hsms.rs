//! All HSMs in one go: in order, each with its own permit; stopped between two; and what happens
//! when one fails.

use backend_api::AuditEvent;
use cloudhsm_api::{Cluster, Operation};
use end_to_end::{Browser, Name, Role, View, eventually, with_browser};
use serde_json::json;

use crate::scene::{HASTE, REGION, Scene};

/// The clusters of the fleet with two HSMs and a backup.
pub(crate) async fn with_two_hsms(scene: &Scene) -> impl Iterator<Item = Cluster> + use<> {
    let clusters = scene.stack.clusters(REGION).await;
    clusters.into_iter().filter(|cluster| {
        let is_active = cluster.state == Some(cloudhsm_api::ClusterState::Active);
        cluster.tag_list.iter().any(|tag| tag.key == "team") && cluster.hsms.len() == 2 && is_active
    })
}

/// Opens the plan and fills the confirmation of both HSMs in.
pub(crate) async fn ask(browser: &Browser, scene: &Scene, cluster: &Cluster) {
    let path = format!("/regions/{REGION}/clusters/{}/delete", cluster.cluster_id);
    browser.goto(&scene.stack.link_to(&path)).await;
    browser.click(Role::Button, Name::has("Delete all 2 HSMs")).await;
    for (index, hsm) in cluster.hsms.iter().enumerate() {
        let field = Name::has(format!("Type the id of HSM {}", index + 1));
        browser.type_into(Role::Textbox, field, &hsm.hsm_id).await;
    }
    browser.check_all().await;
}

/// A page that is left sends nothing more; what AWS has begun goes on, and is shown.
#[tokio::test]
async fn a_reload_ends_the_removal_before_the_next() {
    let scene = Scene::start().await;
    let cluster = with_two_hsms(&scene).await.next().unwrap();
    let [first, second] = cluster.hsms.as_slice() else { panic!("two HSMs") };
    with_browser(View::DESKTOP, async |browser| {
        browser.hasten(HASTE).await;
        let calls = async || scene.emulator.calls(Operation::DeleteHsm).await;
        ask(browser, &scene, &cluster).await;
        // A second between two looks: time to hold the first as it is.
        browser.hasten_now(1).await;
        browser.click(Role::Button, "Delete these 2 HSMs").await;
        eventually("the first is at AWS", async || (calls().await == 1).then_some(())).await;
        let mut going = first.clone();
        going.state = Some(cloudhsm_api::HsmState::DeleteInProgress);
        let held = json!({ "Hsms": [going, second] });
        scene.emulator.control().patch(&cluster.cluster_id, &held).await;
        browser.wait_for_text("DELETE_IN_PROGRESS").await;
        browser.reload().await;
        browser.find(Role::Button, &format!("Delete HSM {}…", second.hsm_id)).await;
        let again = format!("Delete HSM {}…", first.hsm_id);
        assert!(browser.find_all(Role::Button, &again).await.is_empty(), "it goes already");
        let rest = json!({ "Hsms": [second] });
        scene.emulator.control().patch(&cluster.cluster_id, &rest).await;
        browser.wait_until_gone(&first.hsm_id).await;
        assert_eq!(calls().await, 1);
        assert_eq!(scene.calls().await, 0);
    })
    .await;
}

#[tokio::test]
async fn all_in_one_go() {
    let scene = Scene::start().await;
    let mut full = with_two_hsms(&scene).await;
    with_browser(View::DESKTOP, async |browser| {
        browser.hasten(HASTE).await;
        browser.tolerate("status of 400");
        let calls = async || scene.emulator.calls(Operation::DeleteHsm).await;

        let cluster = full.next().unwrap();
        ask(browser, &scene, &cluster).await;
        browser.assert_accessible().await;
        browser.click(Role::Button, "Delete these 2 HSMs").await;
        browser.find(Role::Heading, "All 2 HSMs are gone").await;
        browser.find(Role::Heading, "The last backup is READY").await;
        browser.assert_accessible().await;
        assert_eq!(calls().await, 2);
        let digests: Vec<_> = scene
            .stack
            .activity()
            .await
            .records
            .into_iter()
            .filter(|it| it.event == AuditEvent::Intent)
            .map(|it| it.plan_digest)
            .collect();
        assert!(digests.len() == 2 && digests[0] != digests[1], "a plan each: {digests:?}");
        browser.click(Role::Button, "Continue with the cluster").await;
        browser.find(Role::Button, "Delete this cluster").await;

        // Stopped while the first one goes: the second one stays.
        let cluster = full.next().unwrap();
        ask(browser, &scene, &cluster).await;
        browser.click(Role::Button, "Delete these 2 HSMs").await;
        browser.click(Role::Button, "Stop after this HSM").await;
        browser.find(Role::Heading, "1 of 2 HSMs are gone; the others are not").await;
        assert_eq!(calls().await, 3);
        browser.click(Role::Button, "Continue with the cluster").await;
        browser.find(Role::Button, &format!("Delete HSM {}…", cluster.hsms[1].hsm_id)).await;

        // The first one fails: the second is not touched.
        let cluster = full.next().unwrap();
        ask(browser, &scene, &cluster).await;
        let fault = json!({"operation": "DeleteHsm", "kind": "access-denied"});
        scene.emulator.control().order_fault(fault).await;
        browser.click(Role::Button, "Delete these 2 HSMs").await;
        browser.find(Role::Heading, "0 of 2 HSMs are gone; the others are not").await;
        browser.wait_for_text("AccessDeniedException").await;
        browser.wait_for_text("untouched").await;
        assert_eq!(calls().await, 4);
    })
    .await;
}
