//! The activity page when something is wrong: what was announced and never ended, and a log that
//! somebody has changed.

use std::{fs, time::Duration};

use backend_api::{AuditEvent, AuditRecord, ChainStatus};
use cloudhsm_api::Operation;
use end_to_end::{Browser, Name, Role, Scheme, View, eventually, with_browser};
use serde_json::json;
use tempfile::TempDir;

use crate::scene::{GONE, HASTE, Scene, sends};

/// Opens the activity some minutes later, from a page of the console.
async fn look_later(browser: &Browser, scene: &Scene) {
    browser.goto(&scene.stack.link()).await;
    browser.find(Role::Heading, "Clusters").await;
    browser.skip(Duration::from_mins(3)).await;
    browser.click(Role::Link, "Activity").await;
    browser.find(Role::Heading, "Activity").await;
}

#[tokio::test]
async fn what_was_announced_and_never_ended_stands_out() {
    let mut scene = Scene::start().await;
    with_browser(View::DESKTOP, async |browser| {
        browser.hasten(HASTE).await;
        for noise in GONE {
            browser.tolerate(noise);
        }
        let id = {
            let target = scene.cluster(json!({})).await;
            scene.next_deletion("hang").await;
            target.delete(browser).await;
            target.id.clone()
        };
        eventually("the request is at AWS", async || (scene.calls().await == 1).then_some(()))
            .await;
        scene.stack.kill();
        // A backend that comes back looks what became of it; until it knows, nobody does.
        scene.stack.start_again();
        look_later(browser, &scene).await;
        browser.find(Role::Heading, "Outcome not known").await;
        browser.wait_for_text(&format!("DeleteCluster {id}")).await;
        browser.find(Role::Cell, Name::has("outcome unknown")).await;
        browser.wait_for_text("Started, result unknown. Check the resource.").await;
        browser.wait_for_text("They may have gone through. Don’t retry").await;
        browser.assert_accessible().await;
        browser.set_view(View::PHONE.scheme(Scheme::Dark)).await;
        browser.assert_accessible().await;
        assert_eq!(scene.calls().await, 1);
        scene.assert_all_announced().await;
    })
    .await;
}

#[tokio::test]
async fn a_log_that_somebody_changed_says_where() {
    let scene = Scene::start().await;
    with_browser(View::DESKTOP, async |browser| {
        browser.hasten(HASTE).await;
        let target = scene.cluster(json!({})).await;
        sends(&scene, "a dry run and a deletion", 1, async || {
            target.fill(browser).await;
            browser.click(Role::Button, "Dry run").await;
            browser.find(Role::Heading, "Dry run: nothing was sent").await;
            target.delete(browser).await;
            browser.find(Role::Heading, "The cluster is deleted").await;
        })
        .await;
        // Somebody who can write to the file makes the deletion look like another's.
        scene.stack.forge_audit(|log| {
            let mut lines: Vec<String> = log.lines().map(str::to_owned).collect();
            assert!(lines[1].contains("intent"), "{log}");
            lines[1] = lines[1].replace(&target.id, "cluster-aaaaaaaaaaa");
            lines.join("\n") + "\n"
        });
        let chain = scene.stack.activity().await.chain;
        assert!(matches!(chain, ChainStatus::Broken { line: 3, .. }), "{chain:?}");
        browser.click(Role::Link, "Activity").await;
        browser.find(Role::Heading, "Log integrity check failed at line 3").await;
        browser.wait_for_text("line 2 is not the one that this line was written after").await;
        assert!(!browser.text().await.contains("Log integrity verified"));
        // What it has is shown all the same.
        browser.wait_for_text("cluster-aaaaaaaaaaa").await;
        browser.assert_accessible().await;
        assert_eq!(scene.emulator.calls(Operation::DeleteCluster).await, 1);

        // What is shown can be saved, filtered as it is, and reads back.
        let folder = TempDir::new().unwrap();
        browser.save_into(folder.path()).await;
        let filter = Name::has("Filter the activity");
        browser.type_into(Role::Searchbox, filter, "dry-run").await;
        browser.wait_until_none(Role::Cell, Name::has("deleted")).await;
        browser.click(Role::Button, "Download the records as JSON lines").await;
        let lines = saved(&folder, "activity.jsonl").await;
        let records: Vec<AuditRecord> =
            lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let [record] = records.as_slice() else { panic!("{lines}") };
        assert_eq!((record.event, &record.resource), (AuditEvent::DryRun, &target.id));
        browser.click(Role::Button, "Download the records as CSV").await;
        let csv = saved(&folder, "activity.csv").await;
        assert_eq!(csv.lines().count(), 2, "a head and a row: {csv}");
        assert!(csv.contains(&target.id), "{csv}");
    })
    .await;
}

/// A file that the browser saved, when it is whole.
async fn saved(folder: &TempDir, name: &str) -> String {
    let path = folder.path().join(name);
    eventually(name, async || fs::read_to_string(&path).ok().filter(|text| text.ends_with('\n')))
        .await
}
