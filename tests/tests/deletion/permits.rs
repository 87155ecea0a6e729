//! Permits that are no longer good when the request comes: the guard refuses, the page says why, and
//! nothing is sent.

use backend_api::{ApiErrorCode, DeletionPlan};
use end_to_end::{Name, Role, View, confirmation, eventually, permit, with_browser};
use serde_json::json;

use crate::scene::{HASTE, REGION, Scene, sends};

#[tokio::test]
async fn a_permit_that_ends_while_the_seconds_run() {
    // Long enough to fill everything in, and shorter than the seconds as they are made below.
    let scene = Scene::with(&["--permit-seconds", "10"]).await;
    with_browser(View::DESKTOP, async |browser| {
        browser.hasten(HASTE).await;
        browser.tolerate("status of 403");
        sends(&scene, "expired while it counts down", 0, async || {
            let target = scene.cluster(json!({})).await;
            target.fill(browser).await;
            browser.slow_down_now(3).await;
            target.confirm(browser).await;
            browser.wait_for_text("Press Esc to cancel").await;
            browser.wait_for_text("The plan expired. Nothing was deleted by this request").await;
            assert_eq!(target.refusals().await, [ApiErrorCode::PermitExpired]);
            assert_eq!(target.intents().await, 0);
            browser.assert_accessible().await;
            // Below it is a new plan, with nothing filled in.
            let button = browser.find(Role::Button, "Delete this cluster").await;
            assert!(!button.is_enabled().await.unwrap());
        })
        .await;
    })
    .await;
}

/// Keeps the next plan that the page gets, as a person does who looks into the developer tools.
const LISTEN: &str = "const real = window.fetch;
    window.fetch = async (...all) => {
        const answer = await real.apply(window, all);
        if (answer.url.endsWith('/deletion-plan?filling=true')) {
            // The last line is the complete plan.
            answer.clone().text().then((all) => {
                window.testPlan ??= JSON.parse(all.trim().split('\\n').pop());
            });
        }
        return answer;
    }";

#[tokio::test]
async fn a_permit_that_was_used_before() {
    let scene = Scene::start().await;
    with_browser(View::DESKTOP, async |browser| {
        browser.hasten(HASTE).await;
        browser.tolerate("status of 403");
        for (what, accepted) in [("AWS had refused", false), ("AWS had accepted", true)] {
            sends(&scene, what, 1, async || {
                let target = scene.cluster(json!({})).await;
                target.open(browser).await;
                browser.find(Role::Button, "Delete this cluster").await;
                browser.run(LISTEN).await;
                browser.click(Role::Button, "Refresh plan").await;
                let plan = eventually("the page has a new plan", async || {
                    let plan = browser.run("return window.testPlan ?? null").await;
                    serde_json::from_value::<DeletionPlan>(plan).ok()
                })
                .await;
                target.fill_here(browser).await;

                // The page's own permit, in other hands.
                if !accepted {
                    scene.next_deletion("access-denied").await;
                }
                let (token, good) = (permit(&plan), confirmation(&plan));
                let answer = scene.stack.delete(REGION, &target.id, Some(token), Some(&good)).await;
                answer.assert_status(if accepted { 200 } else { 400 });
                if accepted {
                    target.patch(json!({"State": "DELETE_IN_PROGRESS"})).await;
                }
                target.confirm(browser).await;
                let says = "The plan was already used. Nothing was deleted by this request";
                browser.wait_for_text(says).await;
                let (role, now) = if accepted {
                    (Role::Heading, "AWS is deleting the cluster")
                } else {
                    (Role::Button, "Delete this cluster")
                };
                browser.find(role, Name::has(now)).await;
                browser.assert_accessible().await;
                // AWS's own refusal is in the log too.
                let by_aws = (!accepted).then(|| "AccessDeniedException".into());
                let refusals: Vec<_> =
                    by_aws.into_iter().chain([ApiErrorCode::PermitUsed]).collect();
                assert_eq!(target.refusals().await, refusals);
                assert_eq!(target.intents().await, 1);
            })
            .await;
        }
    })
    .await;
}
