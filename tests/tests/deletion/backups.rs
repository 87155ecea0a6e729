//! Deleting a backup through the guard, restoring it, and the records of both in Activity.

use std::time::Duration;

use cloudhsm_api::Operation;
use end_to_end::{Name, Role, View, with_browser};
use serde_json::json;

use crate::scene::{Doomed, HASTE, REGION, Scene};

/// The ids of a cluster's backups, as AWS lists them.
pub(crate) async fn backups_of(scene: &Scene, cluster: &Doomed<'_>) -> Vec<String> {
    let filter = json!({"Filters": {"clusterIds": [cluster.id]}});
    let listed = scene.stack.call(REGION, Operation::DescribeBackups, &filter).await;
    let listed: serde_json::Value = listed.expect(200).json();
    let backups = listed["Backups"].as_array().unwrap().iter();
    backups.map(|backup| backup["BackupId"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_backup_goes_and_comes_back() {
    let scene = Scene::start().await;
    let target = scene.cluster(json!({})).await;
    let backup = backups_of(&scene, &target).await.remove(0);
    with_browser(View::DESKTOP, async |browser| {
        browser.hasten(HASTE).await;
        let path = format!("/regions/{REGION}/clusters/{}/backups", target.id);
        browser.goto(&scene.stack.link_to(&path)).await;
        browser.click(Role::Link, Name::has(format!("Delete backup… {backup}"))).await;
        browser.wait_for_text("This is the last READY backup").await;
        browser.check_all().await;
        let field = Name::has("Type the ID of the backup");
        browser.type_into(Role::Textbox, field, &backup).await;
        browser.assert_accessible().await;
        browser.click(Role::Button, "Delete this backup").await;
        browser.wait_for_text("AWS accepted the deletion of the backup").await;
        browser.find(Role::Heading, "You can still restore it").await;
        browser.assert_accessible().await;
        // Of what is deleted nothing is planned; somebody else may bring it back.
        browser.find(Role::Button, "Refresh").await;
        assert!(browser.find_all(Role::Button, "Refresh plan").await.is_empty());
        browser.click(Role::Link, "Restore this backup…").await;
        browser.click(Role::Button, "Review the plan").await;
        browser.click(Role::Button, "Restore this backup").await;
        browser.find(Role::Heading, "The backup is restored").await;
        let path = format!("/regions/{REGION}/backups/{backup}/delete");
        browser.goto(&scene.stack.link_to(&path)).await;
        browser.find(Role::Button, "Delete this backup").await;
        browser.find(Role::Button, "Refresh plan").await;
        for operation in [Operation::DeleteBackup, Operation::RestoreBackup] {
            assert_eq!(scene.emulator.calls(operation).await, 1, "{operation}");
        }

        browser.click(Role::Link, "Activity").await;
        browser.wait_for_text("Log integrity verified").await;
        browser.find(Role::Cell, "RestoreBackup").await;
        // By operation and time, as the address has it.
        browser.goto(&scene.stack.link_to("/activity?operation=DeleteBackup&time=1h")).await;
        browser.find(Role::Cell, "DeleteBackup").await;
        browser.wait_until_none(Role::Cell, "RestoreBackup").await;
        browser.goto(&scene.stack.link_to("/activity?cluster=cluster-none")).await;
        browser.find(Role::Heading, "No results").await;
        browser.goto(&scene.stack.link_to("/activity")).await;
        browser.find(Role::Cell, "RestoreBackup").await;
        browser.find(Role::Button, "Download the records as CSV").await;
        browser.assert_accessible().await;
        let filter = Name::has("Filter the activity");
        browser.type_into(Role::Searchbox, filter.clone(), "deletebackup accepted").await;
        browser.wait_until_none(Role::Cell, "RestoreBackup").await;
        browser.find(Role::Cell, "DeleteBackup").await;
        // What a person would send to a colleague is in the address.
        browser.reload().await;
        browser.find(Role::Cell, "DeleteBackup").await;
        assert!(browser.find_all(Role::Cell, "RestoreBackup").await.is_empty());
        browser.type_into(Role::Searchbox, filter, "nothing of that kind").await;
        browser.find(Role::Heading, "No results").await;
    })
    .await;
}

/// The stream of the fleet never answers.
const NO_STREAM: &str = "(() => {
    const real = window.fetch.bind(window);
    window.fetch = (...asked) => {
        const { pathname } = new URL(asked[0].url ?? asked[0], location.href);
        return pathname === '/api/fleet' ? new Promise(() => {}) : real(...asked);
    };
})()";

/// A plan that is of no use any more leads to the next, wherever that shows.
#[tokio::test]
async fn an_old_plan_of_a_backup_leads_to_a_new_one() {
    let scene = Scene::start().await;
    let target = scene.cluster(json!({})).await;
    let backup = backups_of(&scene, &target).await.remove(0);
    with_browser(View::DESKTOP, async |browser| {
        browser.hasten(HASTE).await;
        browser.tolerate("status of 409");
        // Without the stream of the fleet: each answer brings the server's time, which does not skip.
        browser.before_each_page(NO_STREAM).await;
        let path = format!("/regions/{REGION}/backups/{backup}/delete");
        browser.goto(&scene.stack.link_to(&path)).await;
        let fill = async || {
            let field = Name::has("Type the ID of the backup");
            browser.type_into(Role::Textbox, field, &backup).await;
            browser.check_all().await;
        };
        fill().await;
        browser.skip(Duration::from_mins(6)).await;
        let ended = "This confirmation has expired";
        browser.wait_for_text(ended).await;
        browser.assert_accessible().await;
        let confirm = browser.find(Role::Region, "Confirm").await;
        browser.click_in(&confirm, Role::Button, "Refresh plan").await;
        browser.wait_until_gone(ended).await;

        fill().await;
        let kept = ["modify-backup-attributes", "--never-expires", "--backup-id", &backup];
        scene.emulator.aws_cli(REGION, &kept);
        browser.click(Role::Button, "Dry run").await;
        let refusal = "Something changed since the plan. Nothing was deleted by this request.";
        browser.wait_for_text(refusal).await;
        browser.assert_accessible().await;
        let refusal = browser.find(Role::Alert, Name::has(refusal)).await;
        browser.click_in(&refusal, Role::Button, "Refresh plan").await;
        browser.find(Role::Checkbox, Name::has("This backup is set to never expire")).await;
        fill().await;
        browser.click(Role::Button, "Dry run").await;
        browser.find(Role::Heading, "Dry run: nothing was sent").await;
        assert_eq!(scene.emulator.calls(Operation::DeleteBackup).await, 0);
    })
    .await;
}

#[tokio::test]
async fn the_backup_of_a_protected_cluster_leads_to_its_protection() {
    let scene = Scene::start().await;
    let protection = json!({ "Key": "cloudhsm-console:deletion-protection", "Value": "enabled" });
    let target = scene.cluster(json!({ "TagList": [protection] })).await;
    let backup = backups_of(&scene, &target).await.remove(0);
    with_browser(View::PHONE, async |browser| {
        let path = format!("/regions/{REGION}/backups/{backup}/delete");
        browser.goto(&scene.stack.link_to(&path)).await;
        browser.find(Role::Link, "Turn the protection off…").await;
        browser.assert_accessible_in_both_themes().await;
        browser.click(Role::Link, "Turn the protection off…").await;
        let protection = format!("/clusters/{}/protection", target.id);
        browser.wait_for_path(|path| path.ends_with(&protection)).await;
    })
    .await;
}

/// The tag can be on the backup itself: its cluster's protection page would lead nowhere.
#[tokio::test]
async fn a_protected_backup_says_where_its_tag_is_removed() {
    let scene = Scene::start().await;
    let target = scene.cluster(json!({})).await;
    let backup = backups_of(&scene, &target).await.remove(0);
    let tag = "Key=cloudhsm-console:deletion-protection,Value=enabled";
    let tagged = ["tag-resource", "--resource-id", &backup, "--tag-list", tag];
    scene.emulator.aws_cli(REGION, &tagged);
    with_browser(View::DESKTOP, async |browser| {
        let path = format!("/regions/{REGION}/backups/{backup}/delete");
        browser.goto(&scene.stack.link_to(&path)).await;
        browser.wait_for_text("Remove the tag from the backup with the AWS CLI").await;
        let links = browser.find_all(Role::Link, "Turn the protection off…").await;
        assert!(links.is_empty());
    })
    .await;
}

/// A cluster that is gone can't be planned again either.
#[tokio::test]
async fn of_what_is_gone_nothing_is_planned() {
    let scene = Scene::start().await;
    let target = scene.cluster(json!({})).await;
    with_browser(View::DESKTOP, async |browser| {
        browser.tolerate("status of 404");
        target.open(browser).await;
        browser.find(Role::Button, "Delete this cluster").await;
        scene.emulator.control().remove(&target.id).await;
        browser.click(Role::Button, "Refresh plan").await;
        browser.find(Role::Heading, "Cluster not found").await;
        browser.find(Role::Button, "Refresh").await;
        assert!(browser.find_all(Role::Button, "Refresh plan").await.is_empty());
        browser.assert_accessible().await;
    })
    .await;
}

#[tokio::test]
async fn each_loss_of_a_backup_is_named() {
    let scene = Scene::start().await;
    let cluster = scene.stack.cluster_named(REGION, "staging-signing").await;
    let filter = json!({"Filters": {"clusterIds": [cluster.cluster_id], "states": ["READY"]}});
    let listed = scene.stack.call(REGION, Operation::DescribeBackups, &filter).await;
    let listed: serde_json::Value = listed.expect(200).json();
    let ids: Vec<_> = listed["Backups"].as_array().unwrap().iter().collect();
    let ids: Vec<&str> = ids.into_iter().map(|it| it["BackupId"].as_str().unwrap()).collect();
    assert!(ids.len() > 1, "{listed:#}");
    with_browser(View::PHONE, async |browser| {
        let open = async |id: &str| {
            let path = format!("/regions/{REGION}/backups/{id}/delete");
            browser.goto(&scene.stack.link_to(&path)).await;
            browser.find(Role::Button, "Delete this backup").await;
        };
        // One of several is no loss that must be acknowledged.
        open(ids[0]).await;
        assert!(browser.find_all(Role::Checkbox, Name::Any).await.is_empty());
        let kept = ["modify-backup-attributes", "--never-expires", "--backup-id", ids[0]];
        scene.emulator.aws_cli(REGION, &kept);
        browser.click(Role::Button, "Refresh plan").await;
        browser.find(Role::Checkbox, Name::has("This backup is set to never expire")).await;
        browser.assert_accessible().await;
        scene.emulator.control().remove(&cluster.cluster_id).await;
        open(ids[1]).await;
        browser.wait_for_text("deleted: this backup may be the only copy of its keys").await;
        browser.wait_for_text("The backup’s cluster no longer exists").await;
        browser.assert_accessible().await;
        assert_eq!(scene.emulator.calls(Operation::DeleteBackup).await, 0);
    })
    .await;
}
