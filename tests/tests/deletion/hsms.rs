//! All HSMs in one go, by the backend: in order; stopped between two; and what happens when one is
//! refused, or something changes.

use std::time::Duration;

use cloudhsm_api::{Cluster, Operation};
use end_to_end::{Browser, Name, Role, View, eventually, eventually_within, with_browser};
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
        let field = Name::has(format!("Type the ID of HSM {}", index + 1));
        browser.type_into(Role::Textbox, field, &hsm.hsm_id).await;
    }
    browser.check_all().await;
}

/// The backend deletes them: a page that is left, or loaded again, changes nothing.
#[tokio::test]
async fn a_reload_changes_nothing_about_the_deletion_of_hsms() {
    let scene = Scene::start().await;
    let cluster = with_two_hsms(&scene).await.next().unwrap();
    let [first, second] = cluster.hsms.as_slice() else { panic!("two HSMs") };
    with_browser(View::DESKTOP, async |browser| {
        browser.hasten(HASTE).await;
        let calls = async || scene.emulator.calls(Operation::DeleteHsm).await;
        ask(browser, &scene, &cluster).await;
        browser.click(Role::Button, "Delete these 2 HSMs").await;
        eventually("the first is at AWS", async || (calls().await == 1).then_some(())).await;
        let mut going = first.clone();
        going.state = Some(cloudhsm_api::HsmState::DeleteInProgress);
        let held = json!({ "Hsms": [going, second] });
        scene.emulator.control().patch(&cluster.cluster_id, &held).await;
        browser.find(Role::Heading, "Deleting HSM 1 of 2").await;
        browser.wait_for_text("You can close or leave this page. The backend continues.").await;
        browser.wait_for_text("DELETE_IN_PROGRESS").await;
        browser.wait_for_text("s so far").await;
        browser.assert_accessible().await;
        browser.reload().await;
        browser.find(Role::Heading, "Deleting HSM 1 of 2").await;
        assert_eq!(calls().await, 1, "the second one waits");
        // Nobody looks at it any more.
        browser.goto(&scene.stack.link()).await;
        let rest = json!({ "Hsms": [second] });
        scene.emulator.control().patch(&cluster.cluster_id, &rest).await;
        eventually_within(TURN, "the second one's turn comes", async || {
            (calls().await == 2).then_some(())
        })
        .await;
        let path = format!("/regions/{REGION}/clusters/{}/delete", cluster.cluster_id);
        browser.goto(&scene.stack.link_to(&path)).await;
        browser.click(Role::Button, "Continue with the cluster").await;
        browser.find(Role::Button, "Delete this cluster").await;
        assert_eq!(calls().await, 2);
        assert_eq!(scene.calls().await, 0);
    })
    .await;
}

/// The backend checks in real time: a second at first, half a minute later.
const TURN: Duration = Duration::from_mins(1);

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
        browser.find(Role::Heading, "All 2 HSMs are deleted").await;
        browser.find(Role::Heading, "The last backup is READY").await;
        browser.assert_accessible().await;
        assert_eq!(calls().await, 2);
        browser.click(Role::Button, "Continue with the cluster").await;
        browser.find(Role::Button, "Delete this cluster").await;

        // Stopped while the first one is deleted: the second one is kept.
        let cluster = full.next().unwrap();
        ask(browser, &scene, &cluster).await;
        browser.click(Role::Button, "Delete these 2 HSMs").await;
        browser.click(Role::Button, "Stop after this HSM").await;
        browser.find(Role::Heading, "Stopped: 1 of 2 HSMs deleted").await;
        browser.wait_for_text("It was stopped on request. The other HSMs are kept.").await;
        assert_eq!(calls().await, 3);
        browser.click(Role::Button, "Review and plan the remaining HSMs").await;
        let second = &cluster.hsms[1].hsm_id;
        browser.find(Role::Button, &format!("Delete HSM {second}…")).await;
        // The question about it is open already.
        browser.find(Role::Textbox, Name::has(format!("Type the ID of the HSM: {second}"))).await;

        // The first one is refused: the second is not touched, and nothing was deleted.
        let cluster = full.next().unwrap();
        ask(browser, &scene, &cluster).await;
        let fault = json!({"operation": "DeleteHsm", "kind": "access-denied"});
        scene.emulator.control().order_fault(fault).await;
        browser.click(Role::Button, "Delete these 2 HSMs").await;
        browser.find(Role::Heading, "Nothing was deleted").await;
        browser.wait_for_text("AccessDeniedException").await;
        browser.find(Role::Button, "Delete all 2 HSMs…").await;
        assert_eq!(calls().await, 4);
    })
    .await;
}

/// What somebody else changes between two HSMs stops it, and a person decides.
#[tokio::test]
async fn a_change_between_two_hsms_stops_the_deletion() {
    let scene = Scene::start().await;
    let cluster = with_two_hsms(&scene).await.next().unwrap();
    let [first, second] = cluster.hsms.as_slice() else { panic!("two HSMs") };
    with_browser(View::DESKTOP, async |browser| {
        browser.hasten(HASTE).await;
        let control = scene.emulator.control();
        ask(browser, &scene, &cluster).await;
        browser.click(Role::Button, "Delete these 2 HSMs").await;
        browser.find(Role::Heading, "Deleting HSM 1 of 2").await;
        let tags = json!([{"Key": "owner", "Value": "somebody"}]);
        let change = json!({ "Hsms": [second], "TagList": tags });
        control.patch(&cluster.cluster_id, &change).await;
        browser.find(Role::Heading, "Stopped: 1 of 2 HSMs deleted").await;
        browser.wait_for_text("changed in a way that the deletions don’t explain").await;
        browser.wait_for_text("cluster.TagList[owner]").await;
        browser.wait_for_text("kept").await;
        browser.assert_accessible().await;
        assert_eq!(scene.emulator.calls(Operation::DeleteHsm).await, 1, "{}", first.hsm_id);
        browser.click(Role::Button, "Review and plan the remaining HSMs").await;
        let field = format!("Type the ID of the HSM: {}", second.hsm_id);
        browser.find(Role::Textbox, Name::has(field)).await;
    })
    .await;
}
