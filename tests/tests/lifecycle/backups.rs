//! A backup's life: copied, kept, left to expire again, shared, shared no more, deleted and restored. What
//! each page says before, what is sent, and that it is sent once.

use std::time::Duration;

use cloudhsm_api::{Backup, DescribeBackupsOutput, Operation};
use end_to_end::{Browser, Name, REGIONS, Role, Stack, View, eventually_within, with_browser};
use fantoccini::key::Key;
use serde_json::{Value, json};

use crate::{
    scene::{HASTE, REGION, REVIEW, Scene},
    steps::assert_nothing_scrolls_sideways,
};

const OTHER: &str = REGIONS[1];
const ACCOUNT: &str = "222222222222";
/// The backend checks in real time, and AWS takes its time.
const CHANGE: Duration = Duration::from_secs(90);
const AGAIN: &str = "Show the current state";

async fn listed(stack: &Stack, region: &str, filters: Value) -> Vec<Backup> {
    let input = json!({ "Filters": filters });
    let answer = stack.call(region, Operation::DescribeBackups, &input).await;
    answer.expect(200).json::<DescribeBackupsOutput>().backups
}

/// A READY backup of a cluster that has several.
async fn a_backup(scene: &Scene) -> (String, Backup) {
    let cluster = scene.stack.cluster_named(REGION, "staging-signing").await.cluster_id;
    let filters = json!({ "clusterIds": [&cluster], "states": ["READY"] });
    let mut all = listed(&scene.stack, REGION, filters).await;
    (cluster, all.remove(0))
}

async fn now(scene: &Scene, id: &str) -> Backup {
    listed(&scene.stack, REGION, json!({ "backupIds": [id] })).await.remove(0)
}

async fn open(scene: &Scene, browser: &Browser, id: &str, step: &str) {
    let path = format!("/regions/{REGION}/backups/{id}/{step}");
    browser.goto(&scene.stack.link_to(&path)).await;
    browser.find(Role::Heading, "The backup").await;
}

/// Everything that a person sees of a page: by axe in every view, and on a phone.
async fn look_at(browser: &Browser) {
    browser.assert_accessible_in_every_view().await;
    browser.set_view(View::PHONE).await;
    assert_nothing_scrolls_sideways(browser).await;
    browser.set_view(View::DESKTOP).await;
}

/// Confirms the plan that shows: with what it asks for.
async fn confirm(browser: &Browser, id: &str, button: &str) {
    browser.find(Role::Button, button).await;
    browser.check_all().await;
    let field = Name::has("Type the ID of the backup");
    if !browser.find_all(Role::Textbox, field.clone()).await.is_empty() {
        browser.type_into(Role::Textbox, field, id).await;
    }
    browser.click(Role::Button, button).await;
}

/// Waits until the page says that it is done.
async fn done(browser: &Browser, words: &str) {
    eventually_within(CHANGE, words, async || {
        let found = browser.find_all(Role::Heading, words).await;
        (!found.is_empty()).then_some(())
    })
    .await;
    browser.assert_accessible().await;
    browser.click(Role::Button, AGAIN).await;
    browser.find(Role::Heading, "The backup").await;
}

/// Opens a page by the menu of the backup's row.
async fn choose(scene: &Scene, browser: &Browser, cluster: &str, id: &str, item: &str) {
    let path = format!("/regions/{REGION}/clusters/{cluster}/backups");
    browser.goto(&scene.stack.link_to(&path)).await;
    browser.click(Role::Button, Name::has(format!("More for {id}"))).await;
    browser.click(Role::Menuitem, item).await;
    browser.find(Role::Heading, "The backup").await;
}

#[tokio::test]
async fn a_copy_is_made_once_and_shows_in_its_region() {
    let scene = Scene::start();
    let (cluster, backup) = a_backup(&scene).await;
    let id = backup.backup_id.as_str();
    with_browser(View::DESKTOP, async |browser| {
        browser.hasten(HASTE).await;
        choose(&scene, browser, &cluster, id, "Copy to another region…").await;
        // The only other region is chosen already.
        browser.find(Role::Combobox, "Destination region").await;
        browser.wait_for_text("The region has no copy of this backup").await;
        browser.click(Role::Radio, "Other tags, in place of these").await;
        look_at(browser).await;
        browser.click(Role::Radio, "The tags of this backup").await;
        browser.click(Role::Button, REVIEW).await;
        browser.find(Role::Heading, "What changes").await;
        browser.unfold_all().await;
        look_at(browser).await;
        confirm(browser, id, "Copy this backup").await;
        done(browser, "The backup is copied").await;
        browser.wait_for_text("The region already has a copy of this backup").await;
    })
    .await;
    let copies = listed(&scene.stack, OTHER, json!({ "sourceBackupIds": [id] })).await;
    let tags: Vec<_> = copies.iter().map(|it| it.tag_list.clone()).collect();
    assert_eq!(tags, [backup.tag_list]);
    assert_eq!(scene.calls(Operation::CopyBackupToRegion).await, 1);
}

#[tokio::test]
async fn a_backup_is_kept_for_ever_and_expires_again() {
    let scene = Scene::start();
    let (cluster, backup) = a_backup(&scene).await;
    let id = backup.backup_id.as_str();
    with_browser(View::DESKTOP, async |browser| {
        browser.hasten(HASTE).await;
        choose(&scene, browser, &cluster, id, "Keep for ever…").await;
        look_at(browser).await;
        browser.click(Role::Button, "Review the plan to keep it").await;
        browser.find(Role::Heading, "What changes").await;
        look_at(browser).await;
        confirm(browser, id, "Keep this backup for ever").await;
        done(browser, "The backup’s expiry is changed").await;
        assert_eq!(now(&scene, id).await.never_expires, Some(true));
        choose(&scene, browser, &cluster, id, "Let it expire again…").await;
        look_at(browser).await;
        browser.click(Role::Button, "Review the plan to let it expire").await;
        browser.find(Role::Heading, "What changes").await;
        look_at(browser).await;
        confirm(browser, id, "Let this backup expire").await;
        done(browser, "The backup’s expiry is changed").await;
        assert_eq!(now(&scene, id).await.never_expires, Some(false));
    })
    .await;
    assert_eq!(scene.calls(Operation::ModifyBackupAttributes).await, 2);
}

#[tokio::test]
async fn a_backup_is_shared_with_an_account_and_then_no_more() {
    let scene = Scene::start();
    let (cluster, backup) = a_backup(&scene).await;
    let (id, arn) = (backup.backup_id.as_str(), backup.backup_arn.unwrap());
    let policy = async || {
        let named = json!({ "ResourceArn": arn });
        let answer = scene.stack.call(REGION, Operation::GetResourcePolicy, &named).await;
        answer.expect(200).json::<Value>()["Policy"].as_str().map(str::to_owned)
    };
    with_browser(View::DESKTOP, async |browser| {
        browser.hasten(HASTE).await;
        choose(&scene, browser, &cluster, id, "Share with other accounts…").await;
        browser.wait_for_text("The backup has no resource policy").await;
        browser.type_into(Role::Textbox, "Account IDs", "22222").await;
        browser.wait_for_text("An account ID has 12 digits").await;
        let button = browser.find(Role::Button, REVIEW).await;
        assert!(!button.is_enabled().await.unwrap());
        browser.type_into(Role::Textbox, "Account IDs", ACCOUNT).await;
        browser.wait_for_text(&format!("arn:aws:iam::{ACCOUNT}:root")).await;
        look_at(browser).await;
        // What the accounts come to can be edited as a policy.
        browser.click(Role::Radio, "What a policy says").await;
        let raw = browser.find(Role::Textbox, "Resource policy").await;
        let text = raw.prop("value").await.unwrap().unwrap_or_default();
        assert!(text.contains(ACCOUNT), "{text}");
        look_at(browser).await;
        browser.click(Role::Radio, "Accounts, by their IDs").await;
        browser.click(Role::Button, REVIEW).await;
        browser.find(Role::Heading, "What changes").await;
        look_at(browser).await;
        confirm(browser, id, "Share this backup").await;
        done(browser, "The backup is shared").await;
        assert!(policy().await.is_some_and(|it| it.contains(ACCOUNT)));
        browser.find(Role::Heading, "Shared with").await;
        look_at(browser).await;
        browser.click(Role::Button, "Stop sharing…").await;
        browser.find(Role::Heading, "What changes").await;
        look_at(browser).await;
        confirm(browser, id, "Stop sharing this backup").await;
        done(browser, "The backup is no longer shared by a policy").await;
        assert_eq!(policy().await, None);
    })
    .await;
    for operation in [Operation::PutResourcePolicy, Operation::DeleteResourcePolicy] {
        assert_eq!(scene.calls(operation).await, 1, "{operation}");
    }
}

/// From the deletion to READY again, by the keyboard from the row on.
#[tokio::test]
async fn a_deleted_backup_is_restored_by_keyboard() {
    let scene = Scene::start();
    let (cluster, backup) = a_backup(&scene).await;
    let id = backup.backup_id.as_str();
    with_browser(View::DESKTOP, async |browser| {
        browser.hasten(HASTE).await;
        let path = format!("/regions/{REGION}/backups/{id}/delete");
        browser.goto(&scene.stack.link_to(&path)).await;
        confirm(browser, id, "Delete this backup").await;
        browser.wait_for_text("AWS accepted the deletion of the backup").await;
        browser.find(Role::Link, "Restore this backup…").await;
        browser.assert_accessible().await;
        let path = format!("/regions/{REGION}/clusters/{cluster}/backups");
        browser.goto(&scene.stack.link_to(&path)).await;
        browser.tab_to(Role::Link, Name::has(format!("Restore… {id}"))).await;
        browser.press(Key::Enter).await;
        browser.find(Role::Heading, "Until when it can be restored").await;
        browser.wait_for_text("6 days").await;
        look_at(browser).await;
        browser.tab_to(Role::Button, REVIEW).await;
        browser.press(Key::Enter).await;
        browser.find(Role::Button, "Restore this backup").await;
        look_at(browser).await;
        browser.tab_to(Role::Button, "Restore this backup").await;
        browser.press(Key::Enter).await;
        done(browser, "The backup is restored").await;
        browser.wait_for_text("so there is nothing to restore").await;
        assert!(now(&scene, id).await.is_ready());
    })
    .await;
    for operation in [Operation::DeleteBackup, Operation::RestoreBackup] {
        assert_eq!(scene.calls(operation).await, 1, "{operation}");
    }
}

/// Whoever opens a page that can't be of use reads why.
#[tokio::test]
async fn what_is_not_possible_is_said_before_anything_is_planned() {
    let scene = Scene::allowing("read,tag,delete");
    let (_, backup) = a_backup(&scene).await;
    let id = backup.backup_id.as_str();
    with_browser(View::PHONE, async |browser| {
        for (step, words) in [
            ("copy", "This backend doesn’t allow CopyBackupToRegion"),
            ("keep", "This backend doesn’t allow ModifyBackupAttributes"),
            ("share", "This backend doesn’t allow PutResourcePolicy and DeleteResourcePolicy"),
            ("restore", "so there is nothing to restore"),
        ] {
            open(&scene, browser, id, step).await;
            browser.wait_for_text(words).await;
            browser.assert_accessible().await;
            assert_nothing_scrolls_sideways(browser).await;
        }
        let path = format!("/regions/{REGION}/backups/backup-aaaaaaaaaaa/copy");
        browser.goto(&scene.stack.link_to(&path)).await;
        browser.find(Role::Heading, "Backup not found").await;
        browser.assert_accessible().await;
    })
    .await;
}
