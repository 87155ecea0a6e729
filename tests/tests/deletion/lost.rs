//! Answers that are lost between the page and the backend, or that somebody in between writes: the
//! page asks the backend what came of the request, and never says that nothing happened.

use cloudhsm_api::Operation;
use end_to_end::{Browser, Name, Role, View, with_browser};
use serde_json::json;

use crate::{
    backups::backups_of,
    hsms::{ask, with_two_hsms},
    scene::{HASTE, REGION, Scene, sends},
};

/// What happens to the next request of the page to a path.
#[derive(Debug, Clone, Copy)]
enum Loss {
    /// It arrives, and its answer is lost.
    Answer,
    /// It arrives, and a proxy answers that it took too long.
    TimedOut,
    /// A proxy answers that it took too long, and it never arrived.
    Request,
}

/// The next request to a path that ends like this is lost, or its answer. As long as the page lives.
async fn lose(browser: &Browser, path: &str, loss: Loss) {
    let (arrives, answer) = match loss {
        Loss::Answer => (true, "throw new TypeError('network connection was lost')"),
        Loss::TimedOut => {
            (true, "return new Response('<h1>504 Gateway Time-out</h1>', {status: 504})")
        }
        Loss::Request => {
            (false, "return new Response('<h1>504 Gateway Time-out</h1>', {status: 504})")
        }
    };
    let script = format!(
        "const real = window.fetch;
        let isLost = false;
        window.fetch = async (request, options) => {{
            if (isLost || !new URL(request.url ?? request, location).pathname.endsWith('{path}')) {{
                return real.call(window, request, options);
            }}
            isLost = true;
            if ({arrives}) await real.call(window, request, options);
            {answer};
        }}"
    );
    browser.run(&script).await;
}

/// Nobody reads that nothing happened.
async fn assert_nothing_is_denied(browser: &Browser) {
    let text = browser.text().await;
    assert!(!text.contains("Nothing was deleted"), "{text}");
}

#[tokio::test]
async fn a_deletion_whose_answer_is_lost_is_followed_by_its_attempt() {
    let scene = Scene::start().await;
    with_browser(View::DESKTOP, async |browser| {
        browser.hasten(HASTE).await;
        for loss in [Loss::Answer, Loss::TimedOut] {
            sends(&scene, "the answer is lost", 1, async || {
                let target = scene.cluster(json!({})).await;
                target.fill(browser).await;
                lose(browser, "/DeleteCluster", loss).await;
                target.confirm(browser).await;
                browser.find(Role::Heading, "AWS is deleting the cluster").await;
                assert_nothing_is_denied(browser).await;
                browser.wait_for_text("You can close or leave this page.").await;
                browser.wait_for_text("The answer was lost. The audit log has the confirm").await;
                browser.find(Role::Link, "Receipt and log records").await;
                browser.find(Role::Heading, "The cluster is deleted").await;
                browser.wait_for_text("AWS reports it as DELETED.").await;
            })
            .await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_request_that_never_arrived_is_said_to_be_not_sent_so_far() {
    let scene = Scene::start().await;
    with_browser(View::DESKTOP, async |browser| {
        browser.hasten(HASTE).await;
        let target = scene.cluster(json!({})).await;
        sends(&scene, "504, and nothing arrived", 0, async || {
            target.fill(browser).await;
            lose(browser, "/DeleteCluster", Loss::Request).await;
            target.confirm(browser).await;
            browser.find(Role::Heading, "Not sent so far").await;
            browser.wait_for_text("The audit log has no record that this was confirmed").await;
            assert_nothing_is_denied(browser).await;
            browser.assert_accessible().await;
            browser.click(Role::Button, "Check again").await;
            browser.find(Role::Heading, "Not sent so far").await;
            // A reload doesn't forget it.
            browser.reload().await;
            browser.find(Role::Heading, "Not sent so far").await;
            browser.click(Role::Button, "Back to the plan").await;
            browser.find(Role::Button, "Delete this cluster").await;
        })
        .await;
        sends(&scene, "a new plan", 1, async || {
            target.fill_here(browser).await;
            target.confirm(browser).await;
            browser.find(Role::Heading, "The cluster is deleted").await;
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn a_lost_plan_deletes_nothing_and_can_be_asked_for_again() {
    let scene = Scene::start().await;
    with_browser(View::DESKTOP, async |browser| {
        browser.hasten(HASTE).await;
        sends(&scene, "a lost plan", 0, async || {
            let target = scene.cluster(json!({})).await;
            target.open(browser).await;
            browser.find(Role::Button, "Delete this cluster").await;
            lose(browser, "/deletion-plan", Loss::Answer).await;
            browser.click(Role::Button, "Refresh plan").await;
            browser.find(Role::Heading, "Couldn’t plan the deletion").await;
            browser.click(Role::Button, "Try again").await;
            browser.find(Role::Button, "Delete this cluster").await;
            assert_eq!(target.records().await.len(), 0);
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn hsms_whose_answer_is_lost_are_followed_by_their_attempt() {
    let scene = Scene::start().await;
    let mut full = with_two_hsms(&scene).await;
    with_browser(View::DESKTOP, async |browser| {
        browser.hasten(HASTE).await;
        let calls = async || scene.emulator.calls(Operation::DeleteHsm).await;

        ask(browser, &scene, &full.next().unwrap()).await;
        lose(browser, "/hsms/deletion", Loss::TimedOut).await;
        browser.click(Role::Button, "Delete these 2 HSMs").await;
        browser.find(Role::Heading, Name::has("Deleting HSM")).await;
        assert_nothing_is_denied(browser).await;
        browser.find(Role::Heading, "All 2 HSMs are deleted").await;
        assert_eq!(calls().await, 2);

        ask(browser, &scene, &full.next().unwrap()).await;
        lose(browser, "/hsms/deletion", Loss::Request).await;
        browser.click(Role::Button, "Delete these 2 HSMs").await;
        browser.find(Role::Heading, "Not sent so far").await;
        assert_nothing_is_denied(browser).await;
        assert_eq!(calls().await, 2);
    })
    .await;
}

#[tokio::test]
async fn a_backup_and_its_restore_are_followed_when_the_answer_is_lost() {
    let scene = Scene::start().await;
    let target = scene.cluster(json!({})).await;
    let backup = backups_of(&scene, &target).await.remove(0);
    with_browser(View::DESKTOP, async |browser| {
        browser.hasten(HASTE).await;
        let path = format!("/regions/{REGION}/backups/{backup}/delete");
        browser.goto(&scene.stack.link_to(&path)).await;
        let field = Name::has("Type the ID of the backup");
        browser.type_into(Role::Textbox, field, &backup).await;
        browser.check_all().await;
        lose(browser, "/DeleteBackup", Loss::TimedOut).await;
        browser.click(Role::Button, "Delete this backup").await;
        browser.find(Role::Heading, "The backup is deleted").await;
        browser.wait_for_text("AWS reports it as PENDING_DELETION.").await;
        assert_nothing_is_denied(browser).await;
        browser.click(Role::Button, "Show the current state").await;

        browser.click(Role::Link, "Restore this backup…").await;
        browser.click(Role::Button, "Review the plan").await;
        browser.find(Role::Button, "Restore this backup").await;
        lose(browser, "/RestoreBackup", Loss::Answer).await;
        browser.click(Role::Button, "Restore this backup").await;
        browser.find(Role::Heading, "The backup is restored").await;
        assert!(!browser.text().await.contains("Couldn’t restore"));
        for operation in [Operation::DeleteBackup, Operation::RestoreBackup] {
            assert_eq!(scene.emulator.calls(operation).await, 1, "{operation}");
        }
    })
    .await;
}
