//! The confirmation: what is not enough, what takes it back, and that nothing but a click on the
//! button, or a key on it, begins it.

use backend_api::AuditEvent;
use end_to_end::{Name, Role, View, eventually, with_browser};
use fantoccini::key::Key;
use serde_json::json;

use crate::scene::{HASTE, Scene, sends};

const ID: &str = "Type the ID of the cluster";
const DELETE: &str = "Delete this cluster";

#[tokio::test]
async fn nothing_is_sent_before_its_time() {
    let scene = Scene::start().await;
    with_browser(View::DESKTOP, async |browser| {
        browser.hasten(HASTE).await;
        sends(&scene, "wrong ids", 0, async || {
            let target = scene.cluster(json!({})).await;
            target.open(browser).await;
            let shorter = &target.id[..target.id.len() - 1];
            for wrong in ["confirm", "delete", shorter, &target.id.to_uppercase()] {
                browser.type_into(Role::Textbox, Name::has(ID), wrong).await;
                let button = browser.find(Role::Button, DELETE).await;
                assert!(!button.is_enabled().await.unwrap(), "{wrong:?} is enough");
            }
            // Enter in a field does nothing, also when everything is filled in.
            browser.type_into(Role::Textbox, Name::has(ID), &target.id).await;
            browser.press(Key::Enter).await;
            browser.find(Role::Button, DELETE).await;
            assert!(!browser.text().await.contains("Press Esc to cancel"));
        })
        .await;
        sends(&scene, "no manager fills it in", 0, async || {
            let script = "const field = document.querySelector('input[type=text]');
                return [field.autocomplete, field.name, field.closest('form') === null]";
            let told = browser.run(script).await;
            assert_eq!(told, json!(["off", "", true]));
        })
        .await;
        sends(&scene, "cancelled", 0, async || {
            let target = scene.cluster(json!({})).await;
            target.fill(browser).await;
            for how in ["Escape", "Enter on Cancel", "a click on Cancel"] {
                browser.hasten_now(1).await;
                let place = rectangle(browser, DELETE).await;
                target.confirm(browser).await;
                browser.wait_for_text("Press Esc to cancel").await;
                browser.find(Role::Button, "Cancel").await;
                let focused = "return document.activeElement.textContent === 'Cancel'";
                eventually("Cancel has the focus", async || {
                    (browser.run(focused).await == true).then_some(())
                })
                .await;
                // Cancel isn't where the click was, and the button that returns isn't where Cancel was.
                assert!(apart(place, rectangle(browser, "Cancel").await));
                match how {
                    "Escape" => browser.press(Key::Escape).await,
                    "Enter on Cancel" => browser.press(Key::Enter).await,
                    _ => browser.click(Role::Button, "Cancel").await,
                }
                browser.wait_until_gone("Press Esc to cancel").await;
                browser.find(Role::Button, DELETE).await;
            }
            // Time that passes afterwards sends nothing.
            browser.hasten_now(HASTE).await;
            assert_eq!(target.records().await.len(), 0);
        })
        .await;
        sends(&scene, "the page is left", 0, async || {
            let target = scene.cluster(json!({})).await;
            target.fill(browser).await;
            browser.hasten_now(1).await;
            target.confirm(browser).await;
            browser.wait_for_text("Press Esc to cancel").await;
            browser.reload().await;
            browser.find(Role::Button, DELETE).await;
            assert_eq!(target.records().await.len(), 0);
        })
        .await;
        sends(&scene, "dry run", 0, async || {
            let target = scene.cluster(json!({})).await;
            target.fill(browser).await;
            browser.click(Role::Button, "Dry run").await;
            browser.find(Role::Heading, "Dry run: nothing was sent").await;
            browser.assert_accessible().await;
            let events: Vec<_> = target.records().await.iter().map(|it| it.event).collect();
            assert_eq!(events, [AuditEvent::DryRun]);
        })
        .await;
        // The plan is as good as before.
        sends(&scene, "after the dry run", 1, async || {
            browser.click(Role::Button, DELETE).await;
            browser.find(Role::Heading, "The cluster is deleted").await;
        })
        .await;
    })
    .await;
}

/// What assistive technology is told of each control, as the browser computes it.
#[tokio::test]
async fn every_control_says_what_it_is() {
    let scene = Scene::start().await;
    with_browser(View::DESKTOP, async |browser| {
        browser.hasten(HASTE).await;
        sends(&scene, "names", 0, async || {
            let tags = json!([{"Key": "Name", "Value": "鍵 42"}, {"Key": "env", "Value": "prod"}]);
            let target = scene.cluster(json!({"TagList": tags})).await;
            target.open(browser).await;
            let confirm = browser.find(Role::Region, "Confirm").await;
            browser.find_in(&confirm, Role::Heading, "Confirm").await;
            let losses = browser.find_in(&confirm, Role::Group, "I understand that").await;
            let loss = "The cluster is tagged as production. env=prod";
            let checkbox = browser.find_in(&losses, Role::Checkbox, loss).await;
            let id = format!("{ID}: {}", target.id);
            let field = browser.find_in(&confirm, Role::Textbox, &id).await;
            browser.find_in(&confirm, Role::Button, "Copy ID of the cluster").await;
            browser.find_in(&confirm, Role::Textbox, "Type the name of the cluster: 鍵 42").await;
            browser.find_in(&confirm, Role::Button, "Copy name of the cluster").await;
            browser.find_in(&confirm, Role::Button, "Dry run").await;
            let button = browser.find_in(&confirm, Role::Button, DELETE).await;
            assert!(!button.is_enabled().await.unwrap());

            // What is wrong with a text is said by the field itself, and told when it happens.
            field.send_keys("another").await.unwrap();
            browser.find_in(&confirm, Role::Status, "Doesn’t match.").await;
            assert_eq!(field.attr("aria-invalid").await.unwrap().as_deref(), Some("true"));
            let described = "const field = document.activeElement;
                return document.getElementById(field.getAttribute('aria-describedby')).textContent";
            assert_eq!(browser.run(described).await, "Doesn’t match.");

            checkbox.click().await.unwrap();
            target.fill_with(browser, "鍵 42").await;
            browser.slow_down_now(10).await;
            target.confirm(browser).await;
            browser.find_in(&confirm, Role::Timer, Name::has("Deleting in 5 s.")).await;
            let words = "Deleting in 5 seconds, unless you cancel.";
            browser.find_in(&confirm, Role::Status, words).await;
            browser.find_in(&confirm, Role::Button, "Cancel").await;
            browser.press(Key::Escape).await;
            browser.wait_until_gone("Press Esc to cancel").await;
        })
        .await;
    })
    .await;
}

/// Left, top, right, bottom.
type Rectangle = [f64; 4];

async fn rectangle(browser: &end_to_end::Browser, button: &str) -> Rectangle {
    let button = browser.find(Role::Button, button).await;
    let (x, y, width, height) = button.rectangle().await.unwrap();
    [x, y, x + width, y + height]
}

fn apart(one: Rectangle, other: Rectangle) -> bool {
    one[2] <= other[0] || other[2] <= one[0] || one[3] <= other[1] || other[3] <= one[1]
}
