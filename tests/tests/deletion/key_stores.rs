//! A cluster that KMS uses: what the plan says while a key store is connected, when it is not any more,
//! and when KMS doesn't say.

use backend_api::ApiErrorCode;
use end_to_end::{Name, Role, View, with_browser};
use serde_json::{Value, json};

use crate::scene::{HASTE, REGION, Scene, sends};

const DELETE: &str = "Delete this cluster";
const KEY_STORE: &str = "cks-0aaaaaaaaaaaaaaaa";

fn key_store(cluster: &str) -> Value {
    json!({
        "CustomKeyStoreId": KEY_STORE, "CustomKeyStoreName": "ledger-keys",
        "CustomKeyStoreType": "AWS_CLOUDHSM", "CloudHsmClusterId": cluster, "ConnectionState": "CONNECTED",
    })
}

#[tokio::test]
async fn a_connected_key_store_blocks_until_it_is_disconnected() {
    let scene = Scene::start().await;
    let control = scene.emulator.control();
    with_browser(View::DESKTOP, async |browser| {
        browser.hasten(HASTE).await;
        browser.tolerate("status of 409");
        let target = scene.cluster(json!({})).await;
        control.add_key_store(REGION, &key_store(&target.id)).await;
        sends(&scene, "connected", 0, async || {
            target.open(browser).await;
            browser.find(Role::Heading, "This cluster can’t be deleted yet").await;
            browser.wait_for_text("Disconnect it in KMS first").await;
            browser.wait_for_text("ledger-keys (cks-0aaaaaaaaaaaaaaaa): CONNECTED").await;
            assert!(browser.find_all(Role::Button, DELETE).await.is_empty());
            browser.assert_accessible().await;
        })
        .await;
        sends(&scene, "connected again after the plan", 0, async || {
            control.patch_key_store(KEY_STORE, &json!({"ConnectionState": "DISCONNECTED"})).await;
            browser.click(Role::Button, "Refresh plan").await;
            let loss = Name::has("A KMS custom key store has its keys in this cluster");
            browser.find(Role::Checkbox, loss).await;
            target.fill_here(browser).await;
            control.patch_key_store(KEY_STORE, &json!({"ConnectionState": "CONNECTED"})).await;
            target.confirm(browser).await;
            browser.wait_for_text("Now blocked. Nothing was deleted").await;
            assert_eq!(target.refusals().await, [ApiErrorCode::DeletionBlocked]);
        })
        .await;
        sends(&scene, "disconnected", 1, async || {
            control.patch_key_store(KEY_STORE, &json!({"ConnectionState": "DISCONNECTED"})).await;
            browser.click(Role::Button, "Refresh plan").await;
            target.delete_here(browser).await;
            browser.find(Role::Heading, "The cluster is deleted").await;
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn what_kms_does_not_say_is_not_called_nothing() {
    let scene = Scene::start().await;
    let control = scene.emulator.control();
    let unknown = "It isn’t known whether a KMS custom key store uses this cluster";
    with_browser(View::DESKTOP, async |browser| {
        browser.hasten(HASTE).await;
        sends(&scene, "known", 0, async || {
            let target = scene.cluster(json!({})).await;
            target.open(browser).await;
            browser.find(Role::Button, DELETE).await;
            assert!(!browser.text().await.contains("KMS custom key store"));
        })
        .await;
        for behaviour in ["deny", "throttle", "fail", "garble", "hang"] {
            control.kms(behaviour).await;
            sends(&scene, behaviour, 1, async || {
                let target = scene.cluster(json!({})).await;
                target.open(browser).await;
                browser.wait_for_text(unknown).await;
                browser.unfold_all().await;
                browser.wait_for_text("aws kms describe-custom-key-stores").await;
                assert!(browser.find_all(Role::Checkbox, Name::Any).await.is_empty());
                target.delete_here(browser).await;
                browser.find(Role::Heading, "The cluster is deleted").await;
            })
            .await;
        }
        sends(&scene, "production", 0, async || {
            control.kms("deny").await;
            let tags = json!({"TagList": [{"Key": "environment", "Value": "production"}]});
            let target = scene.cluster(tags).await;
            target.open(browser).await;
            browser.find(Role::Checkbox, Name::has(unknown)).await;
            browser.assert_accessible().await;
        })
        .await;
    })
    .await;
}
