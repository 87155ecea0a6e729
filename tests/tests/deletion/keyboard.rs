//! The whole deletion by keyboard alone: HSMs, second thoughts, the cluster, and away from it.

use cloudhsm_api::Operation;
use end_to_end::{Browser, Name, Role, View, eventually, with_browser};
use fantoccini::key::Key;
use serde_json::json;

use crate::{
    hsms::with_two_hsms,
    scene::{HASTE, REGION, Scene, sends},
};

const DELETE: &str = "Delete this cluster";

/// Goes to a thing with Tab and presses a key there.
async fn press_on(browser: &Browser, role: Role, name: impl Into<Name>, key: Key) {
    browser.tab_to(role, name).await;
    browser.press(key).await;
}

async fn type_into(browser: &Browser, field: &str, text: &str) {
    browser.tab_to(Role::Textbox, Name::has(field)).await;
    browser.type_here(text).await;
}

#[tokio::test]
async fn with_the_keyboard_alone() {
    let scene = Scene::start().await;
    let cluster = with_two_hsms(&scene).await.next().unwrap();
    let id = &cluster.cluster_id;
    let tags = [("Name", "鍵 42"), ("env", "prod")];
    let tags = tags.map(|(key, value)| json!({"Key": key, "Value": value}));
    scene.emulator.control().patch(id, &json!({ "TagList": tags })).await;
    with_browser(View::DESKTOP, async |browser| {
        browser.hasten(HASTE).await;
        let path = format!("/regions/{REGION}/clusters/{id}/delete");
        browser.goto(&scene.stack.link_to(&path)).await;

        sends(&scene, "the HSMs", 0, async || {
            press_on(browser, Role::Button, "Delete all 2 HSMs…", Key::Enter).await;
            // What only both of them lose together, and in production: one tick says both.
            browser.find(Role::Checkbox, Name::has("tagged as production")).await;
            press_on(browser, Role::Checkbox, Name::has("No HSM is left"), Key::Space).await;
            press_on(browser, Role::Checkbox, Name::has("in the last 14 days"), Key::Space).await;
            for (index, hsm) in cluster.hsms.iter().enumerate() {
                type_into(browser, &format!("Type the ID of HSM {}", index + 1), &hsm.hsm_id).await;
            }
            press_on(browser, Role::Button, "Delete these 2 HSMs", Key::Enter).await;
            focused(browser, "aria-label", "Progress").await;
            browser.find(Role::Heading, "All 2 HSMs are deleted").await;
            browser.find(Role::Heading, "The last backup is READY").await;
            assert_eq!(scene.emulator.calls(Operation::DeleteHsm).await, 2);
            press_on(browser, Role::Button, "Continue with the cluster", Key::Space).await;
        })
        .await;
        sends(&scene, "second thoughts", 0, async || {
            press_on(browser, Role::Checkbox, Name::has("tagged as production"), Key::Space).await;
            type_into(browser, "Type the ID of the cluster", id).await;
            type_into(browser, "Type the name of the cluster", "鍵 42").await;
            browser.slow_down_now(10).await;
            press_on(browser, Role::Button, DELETE, Key::Enter).await;
            focused(browser, "id", "cancel-request").await;
            browser.press(Key::Escape).await;
            browser.wait_until_gone("Press Esc to cancel").await;
            // Back where the typing began, with everything as it was.
            focused(browser, "id", "typed-ID-of-the-cluster").await;
        })
        .await;
        sends(&scene, "the cluster", 1, async || {
            browser.hasten_now(HASTE).await;
            press_on(browser, Role::Button, DELETE, Key::Space).await;
            focused(browser, "aria-label", "Progress").await;
            browser.find(Role::Heading, "The cluster is deleted").await;
            press_on(browser, Role::Link, "Go to the clusters", Key::Enter).await;
            browser.wait_for_path(|path| path.starts_with("/clusters")).await;
        })
        .await;
    })
    .await;
}

/// Waits until what has the focus has an attribute with that value.
async fn focused(browser: &Browser, attribute: &str, value: &str) {
    let script = format!("return document.activeElement.getAttribute('{attribute}')");
    let what = format!("what has {attribute}={value} has the focus");
    eventually(&what, async || (browser.run(&script).await == value).then_some(())).await;
}
