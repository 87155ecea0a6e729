//! What blocks a step, with its way out; what AWS refuses, with what to do about it.

use cloudhsm_api::Operation;
use end_to_end::{Name, Role, View, with_browser};
use serde_json::json;

use crate::scene::{ADD, HASTE, REVIEW, Scene};

const ADDRESS: &str = "IP address (optional)";

#[tokio::test]
async fn an_address_that_is_taken_leads_back_to_the_form() {
    let scene = Scene::start();
    let hsm = json!({
        "HsmId": "hsm-aaaaaaaaaaa", "State": "ACTIVE", "AvailabilityZone": "us-east-1a",
        "EniIp": "10.0.1.7",
    });
    let id = scene.cluster("payments-prod", json!({ "State": "ACTIVE", "Hsms": [hsm] })).await;
    with_browser(View::DESKTOP, async |browser| {
        browser.hasten(HASTE).await;
        scene.open_step(browser, &id, "add-hsm").await;
        browser.type_into(Role::Textbox, ADDRESS, "10.0.1").await;
        browser.wait_for_text("Enter an IPv4 address").await;
        let review = browser.find(Role::Button, REVIEW).await;
        assert!(!review.is_enabled().await.unwrap(), "half an address is no address");
        browser.type_into(Role::Textbox, ADDRESS, "10.0.1.7").await;
        browser.click(Role::Button, REVIEW).await;
        browser.find(Role::Heading, "This can’t be done yet").await;
        browser.wait_for_text("hsm-aaaaaaaaaaa has the address 10.0.1.7").await;
        assert!(browser.find_all(Role::Button, ADD).await.is_empty());
        browser.assert_accessible().await;
        browser.click(Role::Button, "Change the input").await;
        let field = browser.find(Role::Textbox, ADDRESS).await;
        assert_eq!(field.prop("value").await.unwrap().as_deref(), Some("10.0.1.7"));
        assert_eq!(scene.calls(Operation::CreateHsm).await, 0);
    })
    .await;
}

/// Each refusal of AWS with the advice that it has, and the plan anew.
#[tokio::test]
async fn what_aws_refuses_is_explained() {
    let scene = Scene::start();
    let id = scene.cluster("payments-prod", json!({ "State": "ACTIVE" })).await;
    let refused = [
        (
            "CloudHsmInvalidRequestException",
            "Cluster already contains an HSM but has not yet been fully activated.",
            "Until a cluster is initialized and activated, AWS allows one HSM in it.",
        ),
        (
            "CloudHsmResourceLimitExceededException",
            "Limit of HSMs exceeded.",
            "This is a quota of the account in the region",
        ),
        (
            "CloudHsmInvalidRequestException",
            "CloudHSM is not available in this Availability Zone.",
            "This is about the zone, not about a quota",
        ),
        (
            "AccessDeniedException",
            "User is not authorized to perform: iam:CreateServiceLinkedRole",
            "AWSServiceRoleForCloudHSM",
        ),
    ];
    with_browser(View::DESKTOP, async |browser| {
        browser.hasten(HASTE).await;
        browser.tolerate("status of 4");
        scene.open_step(browser, &id, "add-hsm").await;
        for (count, (code, message, advice)) in (1_u64..).zip(refused) {
            let fault = json!({
                "operation": "CreateHsm", "kind": "error", "status": 400, "code": code,
                "message": message,
            });
            scene.emulator.control().order_fault(fault).await;
            browser.click(Role::Button, REVIEW).await;
            browser.click(Role::Button, ADD).await;
            browser.find(Role::Heading, "No HSM was added").await;
            browser.wait_for_text(advice).await;
            assert_eq!(scene.calls(Operation::CreateHsm).await, count, "sent once each");
            // The plan is there again.
            browser.find(Role::Button, ADD).await;
            browser.assert_accessible().await;
            browser.click(Role::Button, "Back to the form").await;
        }
    })
    .await;
}

/// Somebody else adds an HSM between the plan and its confirmation.
#[tokio::test]
async fn a_cluster_that_changed_meanwhile_is_planned_again() {
    let scene = Scene::start();
    let id = scene.cluster("payments-prod", json!({ "State": "ACTIVE" })).await;
    with_browser(View::DESKTOP, async |browser| {
        browser.hasten(HASTE).await;
        browser.tolerate("status of 4");
        scene.open_step(browser, &id, "add-hsm").await;
        browser.click(Role::Button, REVIEW).await;
        browser.find(Role::Button, ADD).await;
        let hsm = json!({
            "HsmId": "hsm-aaaaaaaaaaa", "State": "ACTIVE", "AvailabilityZone": "us-east-1a",
        });
        scene.emulator.control().patch(&id, &json!({ "Hsms": [hsm] })).await;
        browser.click(Role::Button, ADD).await;
        browser.find(Role::Heading, Name::has("Something changed since the plan")).await;
        browser.find(Role::Table, "Differences").await;
        assert_eq!(scene.calls(Operation::CreateHsm).await, 0);
        browser.click(Role::Button, ADD).await;
        browser.find(Role::Heading, "The HSM is created").await;
        assert_eq!(scene.calls(Operation::CreateHsm).await, 1);
    })
    .await;
}
