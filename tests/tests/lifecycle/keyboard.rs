//! A new cluster by keyboard alone, with second thoughts.

use cloudhsm_api::Operation;
use end_to_end::{Browser, Name, Role, View, eventually, with_browser};
use fantoccini::key::Key;

use crate::scene::{CREATE, HASTE, REGION, REVIEW, Scene};

async fn press_on(browser: &Browser, role: Role, name: impl Into<Name>, key: Key) {
    browser.tab_to(role, name).await;
    browser.press(key).await;
}

/// Waits until what has the focus has an attribute with that value.
async fn focused(browser: &Browser, attribute: &str, value: &str) {
    let script = format!("return document.activeElement.getAttribute('{attribute}')");
    let what = format!("what has {attribute}={value} has the focus");
    eventually(&what, async || (browser.run(&script).await == value).then_some(())).await;
}

#[tokio::test]
async fn with_the_keyboard_alone() {
    let scene = Scene::start();
    with_browser(View::DESKTOP, async |browser| {
        browser.hasten(HASTE).await;
        scene.open_creation(browser).await;
        let zones = eventually("the zones are there", async || {
            let zones = browser.find_all(Role::Combobox, Name::has(REGION)).await;
            (!zones.is_empty()).then_some(zones)
        })
        .await;
        let label = "return arguments[0].labels[0].textContent";
        let first = serde_json::to_value(&zones[0]).unwrap();
        let label = browser.client().execute(label, vec![first]).await.unwrap();
        let label = label.as_str().unwrap_or_default().to_owned();
        press_on(browser, Role::Combobox, &label, Key::Down).await;
        browser.wait_until_gone("Still needed").await;
        press_on(browser, Role::Button, REVIEW, Key::Enter).await;
        browser.find(Role::Button, CREATE).await;
        // Second thoughts: nothing is sent, and the button has the focus again.
        browser.slow_down_now(10).await;
        press_on(browser, Role::Button, CREATE, Key::Enter).await;
        focused(browser, "id", "cancel-request").await;
        browser.press(Key::Escape).await;
        browser.wait_until_gone("Press Esc to cancel").await;
        focused(browser, "id", "confirm-request").await;
        assert_eq!(scene.calls(Operation::CreateCluster).await, 0);
        browser.hasten_now(HASTE).await;
        press_on(browser, Role::Button, CREATE, Key::Space).await;
        focused(browser, "aria-label", "Progress").await;
        browser.find(Role::Heading, "The cluster is created").await;
        press_on(browser, Role::Link, "Continue with the cluster", Key::Enter).await;
        browser.find(Role::Heading, "Next steps").await;
        assert_eq!(scene.calls(Operation::CreateCluster).await, 1);
    })
    .await;
}
