//! What a plan says: what blocks, what is lost, and that nothing of it sends anything.

use cloudhsm_api::Operation;
use end_to_end::{Name, REGIONS, Role, Scheme, View, with_browser};
use serde_json::json;

use crate::scene::{HASTE, REGION, Scene, sends};

const DELETE: &str = "Delete this cluster";

#[tokio::test]
async fn what_blocks_is_told_with_the_way_out() {
    let scene = Scene::start().await;
    with_browser(View::DESKTOP, async |browser| {
        browser.hasten(HASTE).await;
        sends(&scene, "HSMs", 0, async || {
            let target = scene
                .cluster(json!({"Hsms": [
                {"HsmId": "hsm-aaaaaaaaaaa", "State": "ACTIVE", "AvailabilityZone": "us-east-1a"},
                {"HsmId": "hsm-bbbbbbbbbbb", "State": "DELETE_IN_PROGRESS"}]}))
                .await;
            target.open(browser).await;
            browser.find(Role::Button, "Delete HSM hsm-aaaaaaaaaaa…").await;
            assert!(browser.find_all(Role::Button, DELETE).await.is_empty());
            // Who waits need not ask again.
            target.patch(json!({"Hsms": []})).await;
            browser.find(Role::Button, DELETE).await;
        })
        .await;
        sends(&scene, "protection", 0, async || {
            let tag = json!({"Key": "cloudhsm-console:deletion-protection", "Value": "enabled"});
            let target = scene.cluster(json!({"TagList": [tag]})).await;
            target.open(browser).await;
            browser.find(Role::Heading, "This cluster can’t be deleted yet").await;
            browser.click(Role::Link, "Turn the protection off…").await;
            let id = Name::has("Type the ID of the cluster");
            browser.type_into(Role::Textbox, id, &target.id).await;
            browser.assert_accessible().await;
            browser.click(Role::Button, "Turn the protection off").await;
            browser.wait_for_text("The protection is off").await;
            assert_eq!(scene.emulator.calls(Operation::UntagResource).await, 1);
            browser.click(Role::Button, "Turn the protection on").await;
            browser.wait_for_text("The protection is on").await;
            assert_eq!(target.intents().await, 2, "both are recorded");
            target.open(browser).await;
            browser.find(Role::Link, "Turn the protection off…").await;
        })
        .await;
        sends(&scene, "state", 0, async || {
            let target = scene.cluster(json!({"State": "DELETE_IN_PROGRESS"})).await;
            target.open(browser).await;
            browser.find(Role::Heading, "AWS is deleting the cluster").await;
            browser.wait_for_text("Not started from this console").await;
            target.patch(json!({"State": "DELETED"})).await;
            browser.find(Role::Heading, "The cluster is deleted").await;
            browser.wait_for_text("AWS reports it as DELETED").await;
        })
        .await;
        browser.tolerate("status of 404");
        sends(&scene, "absent", 0, async || {
            let target = scene.cluster(json!({})).await;
            scene.emulator.control().remove(&target.id).await;
            target.open(browser).await;
            browser.find(Role::Heading, "Cluster not found").await;
            browser.assert_accessible().await;
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn a_backend_that_only_reads_says_so() {
    let scene = Scene::with(&["--read-only"]).await;
    with_browser(View::DESKTOP, async |browser| {
        sends(&scene, "read-only", 0, async || {
            let target = scene.cluster(json!({})).await;
            target.open(browser).await;
            browser.wait_for_text("Read-only mode").await;
            assert!(browser.find_all(Role::Button, DELETE).await.is_empty());
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn a_permit_that_has_ended_is_said_before_anybody_clicks() {
    let scene = Scene::with(&["--permit-seconds", "2"]).await;
    with_browser(View::DESKTOP, async |browser| {
        browser.hasten(HASTE).await;
        sends(&scene, "expired", 0, async || {
            let target = scene.cluster(json!({})).await;
            target.open(browser).await;
            browser.wait_for_text("This confirmation has expired").await;
            let button = browser.find(Role::Button, DELETE).await;
            assert!(!button.is_enabled().await.unwrap());
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn the_end_of_a_permit_is_announced_before_it_comes() {
    let scene = Scene::with(&["--permit-seconds", "110"]).await;
    with_browser(View::DESKTOP, async |browser| {
        sends(&scene, "about to expire", 0, async || {
            let target = scene.cluster(json!({})).await;
            target.open(browser).await;
            let said = "This confirmation expires in a minute. Refresh the plan for a new one.";
            browser.find(Role::Status, said).await;
            browser.assert_accessible().await;
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn each_loss_is_named_and_some_must_be_acknowledged() {
    let scene = Scene::start().await;
    let certificates = json!({"Certificates": {"ClusterCsr": "csr", "HsmCertificate": "pem"}});
    let tags = |key: &str, value: &str| json!({"TagList": [{"Key": "Name", "Value": "target"}, {"Key": key, "Value": value}]});
    // What the cluster is like, what the page says, and whether it must be acknowledged.
    let table = [
        (json!({}), "The keys are in a backup", false),
        (tags("environment", "production"), "tagged as production", true),
        (json!({"State": "UNINITIALIZED"}), "There are no keys to lose", false),
        (json!({"State": "MODIFY_IN_PROGRESS"}), "AWS may refuse the deletion", false),
        (certificates, "Save them in the certificates tab", false),
        (json!({"CreateTimestamp": 4_000_000_000_u64}), "Some keys can be lost", true),
    ];
    with_browser(View::DESKTOP, async |browser| {
        sends(&scene, "warnings", 0, async || {
            for (change, says, acknowledge) in table {
                let target = scene.cluster(change).await;
                target.open(browser).await;
                browser.wait_for_text(says).await;
                browser.find(Role::Button, DELETE).await;
                // Before that, the button is there and the boxes aren't.
                browser.wait_until_gone("Still needed: the answer").await;
                let boxes = browser.find_all(Role::Checkbox, Name::Any).await;
                assert_eq!(!boxes.is_empty(), acknowledge, "{says}");
            }
            browser.assert_accessible().await;

            // No READY backup, and with it the name to type.
            let target = scene.cluster(json!({})).await;
            delete_backups(&scene, &target.id);
            target.open(browser).await;
            browser.find(Role::Heading, "All keys will be lost").await;
            browser.check_all().await;
            let id = Name::has("Type the ID of the cluster");
            browser.type_into(Role::Textbox, id, &target.id).await;
            let button = browser.find(Role::Button, DELETE).await;
            assert!(!button.is_enabled().await.unwrap(), "the name is missing");
            let name = Name::has("Type the name of the cluster");
            browser.type_into(Role::Textbox, name.clone(), "another").await;
            browser.wait_for_text("Doesn’t match").await;
            assert!(!button.is_enabled().await.unwrap(), "the name is another");
            browser.type_into(Role::Textbox, name, &target.name).await;
            assert!(button.is_enabled().await.unwrap());
            for view in [View::DESKTOP.scheme(Scheme::Dark), View::PHONE] {
                browser.set_view(view).await;
                target.open(browser).await;
                browser.find(Role::Button, DELETE).await;
                browser.assert_accessible().await;
                let wide = browser.run("return document.documentElement.scrollWidth").await;
                assert!(wide.as_u64().unwrap() <= u64::from(view.width), "no sideways scrolling");
            }
            browser.set_view(View::DESKTOP).await;
        })
        .await;
        sends(&scene, "backups that expire", 0, async || {
            let cluster = scene.stack.cluster_named(REGION, "staging-signing").await;
            let path = format!("/regions/{REGION}/clusters/{}/delete", cluster.cluster_id);
            browser.goto(&scene.stack.link_to(&path)).await;
            browser.wait_for_text("but the retention policy deletes some of them").await;
            browser.find(Role::Table, "Backups that survive, newest first").await;
            browser.wait_for_text("retention of 90 days").await;
        })
        .await;
        sends(&scene, "an HSM", 0, async || {
            let hsm = json!({"HsmId": "hsm-aaaaaaaaaaa", "State": "ACTIVE"});
            let target = scene.cluster(json!({"State": "DEGRADED", "Hsms": [hsm]})).await;
            target.open(browser).await;
            browser.click(Role::Button, "Delete HSM hsm-aaaaaaaaaaa…").await;
            let losses = ["No HSM is left in the cluster", "Keys created since the last backup"];
            for loss in losses {
                browser.find(Role::Checkbox, Name::has(loss)).await;
            }
            browser.assert_accessible().await;
        })
        .await;
        sends(&scene, "last of the region", 0, async || {
            let region = REGIONS[1];
            let mut clusters = scene.stack.clusters(region).await;
            clusters.retain(|it| it.state != Some(cloudhsm_api::ClusterState::Deleted));
            let last = clusters.pop().unwrap();
            for other in clusters {
                scene.emulator.control().remove(&other.cluster_id).await;
            }
            let path = format!("/regions/{region}/clusters/{}/delete", last.cluster_id);
            browser.goto(&scene.stack.link_to(&path)).await;
            browser.wait_for_text("This is the last cluster of the region").await;
        })
        .await;
    })
    .await;
}

/// Deletes the backups of a cluster as somebody else would, past the console.
fn delete_backups(scene: &Scene, cluster: &str) {
    let filter = format!("clusterIds={cluster}");
    let listed = scene.emulator.aws_cli(REGION, &["describe-backups", "--filters", &filter]);
    for backup in listed["Backups"].as_array().unwrap() {
        let id = backup["BackupId"].as_str().unwrap();
        scene.emulator.aws_cli(REGION, &["delete-backup", "--backup-id", id]);
    }
}
