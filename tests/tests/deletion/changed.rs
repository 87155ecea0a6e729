//! Two people, two tabs, and what changes in between: each is told truly, and nothing is sent that
//! nobody confirmed.

use backend_api::{ApiErrorCode, AuditEvent};
use end_to_end::{Name, Role, View, confirmation, permit, with_browser};
use serde_json::json;

use crate::scene::{HASTE, REGION, Scene, sends};

/// What the browser itself writes on its console about a refusal.
const REFUSALS: [&str; 3] = ["status of 409", "status of 403", "status of 404"];

#[tokio::test]
async fn what_changed_is_shown_side_by_side_and_the_plan_is_a_new_one() {
    let scene = Scene::start().await;
    with_browser(View::DESKTOP, async |browser| {
        browser.hasten(HASTE).await;
        for text in REFUSALS {
            browser.tolerate(text);
        }
        let target = scene.cluster(json!({})).await;
        sends(&scene, "changed", 0, async || {
            target.fill(browser).await;
            target
                .patch(json!({"TagList": [
                {"Key": "Name", "Value": target.name}, {"Key": "owner", "Value": "somebody"}]}))
                .await;
            // Told before anybody clicks…
            browser.find(Role::Heading, "The cluster has changed since this plan").await;
            // … and by the backend to who clicks all the same.
            target.confirm(browser).await;
            browser.wait_for_text("Something changed since the plan. Nothing was deleted").await;
            let table = browser.find(Role::Table, "Differences").await;
            browser.find_in(&table, Role::Cell, "cluster.TagList[owner]").await;
            browser.find_in(&table, Role::Cell, "not present").await;
            browser.find_in(&table, Role::Cell, "somebody").await;
            browser.assert_accessible().await;
            // Nothing of the old confirmation is left.
            let button = browser.find(Role::Button, "Delete this cluster").await;
            assert!(!button.is_enabled().await.unwrap());
            let events: Vec<_> = target.records().await.iter().map(|it| it.event).collect();
            // Announced before the second reading, and withdrawn after it.
            assert_eq!(events, [AuditEvent::Intent, AuditEvent::Outcome]);
            assert_eq!(target.refusals().await, [ApiErrorCode::PlanChanged]);
        })
        .await;
        sends(&scene, "the new plan", 1, async || {
            target.fill_here(browser).await;
            target.confirm(browser).await;
            browser.find(Role::Heading, "The cluster is deleted").await;
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn somebody_else_was_faster() {
    let scene = Scene::start().await;
    with_browser(View::DESKTOP, async |browser| {
        browser.hasten(HASTE).await;
        for text in REFUSALS {
            browser.tolerate(text);
        }
        sends(&scene, "a deletion under way", 1, async || {
            let target = scene.cluster(json!({})).await;
            target.fill(browser).await;
            browser.hasten_now(1).await;
            target.confirm(browser).await;
            // While the seconds run, another client of the backend deletes it.
            let plan = scene.stack.plan(REGION, &target.id).await;
            let (token, good) = (permit(&plan), confirmation(&plan));
            let answer = scene.stack.delete(REGION, &target.id, Some(token), Some(&good)).await;
            answer.assert_status(200);
            target.patch(json!({"State": "DELETE_IN_PROGRESS"})).await;
            browser.wait_for_text("Nothing was deleted by this request").await;
            browser.find(Role::Heading, "AWS is deleting the cluster").await;
            browser.wait_for_text("Requested by").await;
            scene.emulator.control().remove(&target.id).await;
            browser.hasten_now(HASTE).await;
            browser.find(Role::Heading, "The cluster is deleted").await;
            assert_eq!(target.intents().await, 1);
        })
        .await;
        sends(&scene, "deleted elsewhere", 0, async || {
            let target = scene.cluster(json!({})).await;
            target.fill(browser).await;
            browser.hasten_now(1).await;
            target.confirm(browser).await;
            scene.emulator.control().remove(&target.id).await;
            browser.wait_for_text("Nothing was deleted by this request").await;
            browser.find(Role::Heading, "Cluster not found").await;
            assert_eq!(target.refusals().await, [ApiErrorCode::ResourceGone]);
        })
        .await;
        sends(&scene, "a permit that another's deletion ended", 1, async || {
            let target = scene.cluster(json!({})).await;
            target.fill(browser).await;
            scene.next_deletion("access-denied").await;
            let plan = scene.stack.plan(REGION, &target.id).await;
            let (token, good) = (permit(&plan), confirmation(&plan));
            scene.stack.delete(REGION, &target.id, Some(token), Some(&good)).await;
            target.confirm(browser).await;
            browser.wait_for_text("Nothing was deleted by this request").await;
            assert_eq!(target.intents().await, 1);
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn two_tabs() {
    let scene = Scene::start().await;
    with_browser(View::DESKTOP, async |browser| {
        browser.hasten(HASTE).await;
        sends(&scene, "two tabs", 1, async || {
            let target = scene.cluster(json!({})).await;
            target.fill(browser).await;
            let first = browser.open_tab().await;
            browser.hasten(HASTE).await;
            target.delete(browser).await;
            target.hold().await;
            browser.find(Role::Heading, "AWS is deleting the cluster").await;
            target.patch(json!({"State": "DELETE_IN_PROGRESS"})).await;
            browser.close_tab(first).await;
            // The first tab is told before anybody clicks there, and after a reload follows too.
            browser.find(Role::Heading, "The cluster has changed since this plan").await;
            browser.reload().await;
            browser.find(Role::Heading, "AWS is deleting the cluster").await;
            browser.wait_for_text("Requested by").await;
            scene.emulator.control().remove(&target.id).await;
            browser.find(Role::Heading, "The cluster is deleted").await;
        })
        .await;
        browser.find(Role::Link, Name::has("Go to the clusters")).await;
        for text in REFUSALS {
            browser.tolerate(text);
        }
        sends(&scene, "both tabs confirm", 1, async || {
            let target = scene.cluster(json!({})).await;
            target.fill(browser).await;
            let first = browser.open_tab().await;
            browser.hasten(HASTE).await;
            target.fill(browser).await;
            let second = browser.switch_tab(first).await;
            // The seconds of the first tab are still running when the second one's are over.
            browser.slow_down_now(3).await;
            target.confirm(browser).await;
            browser.wait_for_text("Press Esc to cancel").await;
            let first = browser.switch_tab(second).await;
            target.confirm(browser).await;
            target.hold().await;
            browser.find(Role::Heading, "AWS is deleting the cluster").await;
            target.patch(json!({"State": "DELETE_IN_PROGRESS"})).await;
            let second = browser.switch_tab(first).await;
            browser.wait_for_text("Nothing was deleted by this request").await;
            browser.find(Role::Heading, "AWS is deleting the cluster").await;
            assert_eq!(target.refusals().await, [ApiErrorCode::PermitSuperseded]);
            assert_eq!(target.intents().await, 1);
            // A second plan while it runs is none: a new tab follows it.
            browser.switch_tab(second).await;
            target.open(browser).await;
            browser.find(Role::Heading, "AWS is deleting the cluster").await;
            assert!(browser.find_all(Role::Button, "Delete this cluster").await.is_empty());
            scene.emulator.control().remove(&target.id).await;
            browser.find(Role::Heading, "The cluster is deleted").await;
        })
        .await;
    })
    .await;
}
