//! Each page and stage in light and dark, on a laptop and on a phone: axe finds nothing, and nothing
//! scrolls sideways.

use end_to_end::{Name, Role, View, with_browser};
use serde_json::json;

use crate::scene::{ADD, HASTE, REGION, REVIEW, Scene, add_tag, choose_subnet};

#[tokio::test]
async fn the_creation_and_its_plan() {
    let scene = Scene::start();
    with_browser(View::DESKTOP, async |browser| {
        browser.hasten(HASTE).await;
        scene.open_creation(browser).await;
        choose_subnet(browser).await;
        add_tag(browser, "Name", "made-here").await;
        browser.assert_accessible_in_every_view().await;
        browser.click(Role::Button, REVIEW).await;
        browser.find(Role::Heading, "What changes").await;
        browser.unfold_all().await;
        browser.assert_accessible_in_every_view().await;
    })
    .await;
}

/// A sick HSM beside a healthy one: the form, the checklist of its replacement, the plan.
#[tokio::test]
async fn one_more_hsm_in_place_of_a_sick_one() {
    let scene = Scene::start();
    let hsm = |id: &str, state: &str| {
        json!({
            "HsmId": id, "State": state, "AvailabilityZone": "us-east-1a", "EniIp": "10.0.1.7",
        })
    };
    let hsms = [hsm("hsm-aaaaaaaaaaa", "DEGRADED"), hsm("hsm-bbbbbbbbbbb", "ACTIVE")];
    let id = scene.cluster("payments-prod", json!({ "State": "ACTIVE", "Hsms": hsms })).await;
    with_browser(View::DESKTOP, async |browser| {
        browser.hasten(HASTE).await;
        scene.open_step(browser, &id, "add-hsm").await;
        browser.find(Role::Heading, "Replace a degraded HSM").await;
        browser.find(Role::Link, "Delete HSM hsm-aaaaaaaaaaa…").await;
        browser.assert_accessible_in_every_view().await;
        browser.click(Role::Button, REVIEW).await;
        browser.find(Role::Button, ADD).await;
        browser.assert_accessible_in_every_view().await;
    })
    .await;
}

/// How a client connects: only what is ACTIVE has it, and each command can be copied.
#[tokio::test]
async fn how_a_client_connects() {
    let scene = Scene::start();
    let hsm = |address: &str| {
        json!({
            "HsmId": format!("hsm-{}", address.replace('.', "a")), "State": "ACTIVE",
            "AvailabilityZone": "us-east-1a", "EniIp": address,
        })
    };
    let hsms = [hsm("10.0.1.7"), hsm("10.0.1.8")];
    let id = scene.cluster("payments-prod", json!({ "State": "ACTIVE", "Hsms": hsms })).await;
    with_browser(View::DESKTOP, async |browser| {
        let path = format!("/regions/{REGION}/clusters/{id}/hsms");
        browser.goto(&scene.stack.link_to(&path)).await;
        browser.find(Role::Heading, "Connect a client").await;
        browser.unfold_all().await;
        browser.wait_for_text("sudo /opt/cloudhsm/bin/configure-cli -a 10.0.1.7 10.0.1.8").await;
        browser.wait_for_text("/opt/cloudhsm/etc/customerCA.crt").await;
        assert!(!browser.text().await.contains("--disable-key-availability-check"));
        browser.find(Role::Button, Name::has("command for the CloudHSM CLI")).await;
        browser.assert_accessible_in_every_view().await;
    })
    .await;
}
