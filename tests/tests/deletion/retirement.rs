//! The order in which a cluster is retired, in its plan: what is known of each step, and open while a key
//! store comes first.

use end_to_end::{Role, View, with_browser};
use serde_json::json;

use crate::scene::{HASTE, REGION, Scene};

#[tokio::test]
async fn the_checklist_is_open_while_a_key_store_blocks() {
    let scene = Scene::start().await;
    let control = scene.emulator.control();
    with_browser(View::DESKTOP, async |browser| {
        browser.hasten(HASTE).await;
        let target = scene.cluster(json!({})).await;
        let store = json!({
            "CustomKeyStoreId": "cks-0aaaaaaaaaaaaaaaa", "CustomKeyStoreName": "ledger-keys",
            "CustomKeyStoreType": "AWS_CLOUDHSM", "CloudHsmClusterId": target.id,
            "ConnectionState": "CONNECTED",
        });
        control.add_key_store(REGION, &store).await;
        target.open(browser).await;
        browser.find(Role::Heading, "Delete the KMS keys Not known").await;
        browser.find(Role::Heading, "Disconnect the key stores To do").await;
        let command =
            "aws kms disconnect-custom-key-store --custom-key-store-id cks-0aaaaaaaaaaaaaaaa";
        browser.wait_for_text(command).await;
        browser.find(Role::Heading, "Delete the HSMs Done").await;
        browser.assert_accessible().await;
    })
    .await;
}

#[tokio::test]
async fn what_kms_does_not_say_is_no_step_that_is_done() {
    let scene = Scene::start().await;
    scene.emulator.control().kms("deny").await;
    let target = scene.cluster(json!({})).await;
    let plan = scene.stack.plan(REGION, &target.id).await;
    let states: Vec<_> = plan.retirement.iter().map(|it| it.state.as_str()).collect();
    assert_eq!(states, ["unknown", "unknown", "unknown", "done", "to-do"]);
}
