//! A plan that fills in: with a slow KMS it is there, can't be confirmed, and what comes moves nothing.

use end_to_end::{Browser, Name, Role, View, with_browser};
use serde_json::{Value, json};

use crate::scene::{REGION, Scene, UPSTREAM_TIMEOUT, sends};

const DELETE: &str = "Delete this cluster";
const NEEDED: &str = "Still needed: the answer of KMS";
/// Slower than all others, and in time: the backend waits three seconds.
const SLOW_MILLIS: u64 = 1_500;

/// Where the parts of the plan are that are there before KMS answers.
async fn places(browser: &Browser) -> Value {
    let script =
        "const parts = document.querySelectorAll('.guarded > *, .told > *, .asked > li, .decide');
        return [...parts].map((it) => Math.round(it.getBoundingClientRect().top + scrollY));";
    browser.run(script).await
}

#[tokio::test]
async fn with_a_slow_kms_the_plan_is_there_and_fills_in() {
    let scene = Scene::with(&[UPSTREAM_TIMEOUT, "10"]).await;
    let control = scene.emulator.control();
    with_browser(View::DESKTOP, async |browser| {
        // Not hastened: a page that ages that fast plans anew before KMS answers.
        let target = scene.cluster(json!({})).await;
        control.latency("kms", SLOW_MILLIS).await;
        sends(&scene, "a slow KMS", 1, async || {
            target.open(browser).await;
            browser.wait_for_text(NEEDED).await;
            let before = places(browser).await;
            browser.find(Role::Heading, "What will be deleted").await;
            browser.find(Role::Heading, "KMS key stores Asking…").await;
            assert!(!browser.find(Role::Button, DELETE).await.is_enabled().await.unwrap());
            assert!(browser.find_all(Role::Textbox, Name::Any).await.is_empty());
            browser.find(Role::Heading, "KMS key stores No warning").await;
            assert_eq!(places(browser).await, before, "nothing moved");
            assert!(!browser.text().await.contains("Still needed: the answer"));
            browser.assert_accessible().await;
            target.delete_here(browser).await;
            browser.find(Role::Heading, "The cluster is deleted").await;
        })
        .await;
        let target = scene.cluster(json!({})).await;
        let store = json!({
            "CustomKeyStoreId": "cks-0aaaaaaaaaaaaaaaa", "CustomKeyStoreName": "ledger-keys",
            "CustomKeyStoreType": "AWS_CLOUDHSM", "CloudHsmClusterId": target.id,
            "ConnectionState": "CONNECTED",
        });
        control.add_key_store(REGION, &store).await;
        sends(&scene, "a blocker that comes late", 0, async || {
            target.open(browser).await;
            browser.wait_for_text(NEEDED).await;
            browser.find(Role::Heading, "This cluster can’t be deleted yet").await;
            browser.wait_for_text("Disconnect it in KMS first").await;
            assert!(browser.find_all(Role::Button, DELETE).await.is_empty());
        })
        .await;
        let target = scene.untouched();
        let store = json!({
            "CustomKeyStoreId": "cks-0bbbbbbbbbbbbbbbb", "CustomKeyStoreName": "vault-keys",
            "CustomKeyStoreType": "AWS_CLOUDHSM", "CloudHsmClusterId": target.id,
            "ConnectionState": "CONNECTED",
        });
        control.add_key_store(REGION, &store).await;
        sends(&scene, "one more blocker, of a plan that is blocked", 0, async || {
            target.open(browser).await;
            browser.find(Role::Heading, "KMS key stores Asking…").await;
            let before = places(browser).await;
            browser.find(Role::Heading, "KMS key stores Blocks the deletion").await;
            assert_eq!(places(browser).await, before, "nothing moved");
            browser.unfold_all().await;
            browser.wait_for_text("vault-keys (cks-0bbbbbbbbbbbbbbbb): CONNECTED").await;
            browser.assert_accessible().await;
        })
        .await;
    })
    .await;
}
