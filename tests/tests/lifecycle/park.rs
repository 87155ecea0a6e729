//! Parking and waking: the tags, the way to the deletion of all HSMs, and each HSM again in its place.

use cloudhsm_api::{Cluster, HsmState, Operation};
use end_to_end::{Browser, Name, Role, Stack, StackOptions, View, with_browser};
use fantoccini::key::Key;
use serde_json::json;

use crate::steps::{HASTE, REGION, assert_nothing_scrolls_sideways, now, open, when};

const KEY: &str = "cloudhsm-console:parked";

pub(crate) fn parked(cluster: &Cluster) -> Option<&str> {
    cluster.tag_list.iter().find(|tag| tag.key == KEY).map(|tag| tag.value.as_str())
}

/// Zones and addresses, in their order.
pub(crate) fn places(cluster: &Cluster) -> Vec<(String, String)> {
    let place = |hsm: &cloudhsm_api::Hsm| {
        (hsm.availability_zone.clone().unwrap(), hsm.eni_ip.clone().unwrap())
    };
    let mut places: Vec<_> = cluster.present_hsms().map(place).collect();
    places.sort();
    places
}

/// Types the IDs of all HSMs on the page of their deletion, and confirms.
pub(crate) async fn delete_all(browser: &Browser, cluster: &Cluster) {
    for (index, hsm) in cluster.hsms.iter().enumerate() {
        let field = Name::has(format!("Type the ID of HSM {}", index + 1));
        browser.type_into(Role::Textbox, field, &hsm.hsm_id).await;
    }
    browser.check_all().await;
    browser.click(Role::Button, "Delete these 2 HSMs").await;
}

/// Adds each HSM again in its place. Each has a plan and a confirmation of its own.
pub(crate) async fn wake(
    browser: &Browser,
    stack: &Stack,
    cluster: &Cluster,
    places: &[(String, String)],
) {
    for (number, (zone, ip)) in places.iter().enumerate() {
        browser.wait_for_text(&format!("Add the HSM in {zone} at {ip}")).await;
        browser.click(Role::Button, "Review the plan").await;
        // Nothing is lost by it, so that nothing is typed.
        browser.click(Role::Button, "Add this HSM").await;
        when(stack, cluster, "the HSM is there again", |it| {
            let active = it.hsms.iter().filter(|it| it.state == Some(HsmState::Active));
            active.count() == number + 1
        })
        .await;
        let count = format!("{} of {} HSMs are there again", number + 1, places.len());
        browser.wait_for_text(&count).await;
        browser.click(Role::Button, "Show the next step").await;
    }
}

#[tokio::test]
async fn parked_and_awake_again_with_the_same_addresses() {
    let mut stack = Stack::start(&StackOptions::with_console());
    let control = stack.control();
    let cluster = stack.cluster_named(REGION, "staging-signing").await;
    let before = places(&cluster);
    assert_eq!(before.len(), 2);
    with_browser(View::DESKTOP, async |browser| {
        browser.hasten(HASTE).await;
        open(browser, &stack, &cluster, "park").await;
        browser.wait_for_text("Nobody reserves the IP addresses").await;
        browser.assert_accessible_in_every_view().await;
        browser.set_view(View::PHONE).await;
        assert_nothing_scrolls_sideways(browser).await;
        browser.set_view(View::DESKTOP).await;
        // By keyboard: what is next has the focus.
        browser.tab_to(Role::Button, "Set the tags").await;
        browser.press(Key::Enter).await;
        browser.find(Role::Link, "Delete the 2 HSMs…").await;
        let value: Vec<_> = before.iter().map(|(zone, ip)| format!("{zone}={ip}")).collect();
        assert_eq!(parked(&now(&stack, &cluster).await), Some(value.join(" ").as_str()));
        assert_eq!(control.calls(Operation::DeleteHsm).await, 0);

        // The deletion asks about both.
        browser.click(Role::Link, "Delete the 2 HSMs…").await;
        delete_all(browser, &cluster).await;
        when(&stack, &cluster, "all HSMs are deleted", |it| it.present_hsms().next().is_none())
            .await;
        open(browser, &stack, &cluster, "park").await;
        browser.wait_for_text("The cluster is parked").await;
        browser.click(Role::Link, "Wake the cluster…").await;

        browser.wait_for_text("0 of 2 HSMs are there again").await;
        browser.assert_accessible_in_every_view().await;
        wake(browser, &stack, &cluster, &before).await;
        browser.wait_for_text("All HSMs are there again").await;
        browser.click(Role::Button, "Remove the tags").await;
        browser.wait_for_text("The cluster is not parked").await;
        browser.assert_accessible().await;
    })
    .await;
    let after = now(&stack, &cluster).await;
    assert_eq!((places(&after), parked(&after)), (before, None));
    assert_eq!(control.calls(Operation::CreateHsm).await, 2);
    assert_eq!(control.calls(Operation::DeleteHsm).await, 2);
}

/// Somebody stopped after the first HSM: its place is not forgotten when the rest is parked.
#[tokio::test]
async fn a_parking_that_was_stopped_forgets_no_place() {
    let mut stack = Stack::start(&StackOptions::with_console());
    let control = stack.control();
    let cluster = stack.cluster_named(REGION, "staging-signing").await;
    let mut tags = cluster.to_json()["TagList"].clone();
    tags.as_array_mut().unwrap().push(json!({ "Key": KEY, "Value": "us-east-1a=10.0.9.9" }));
    control.patch(&cluster.cluster_id, &json!({ "TagList": tags })).await;
    with_browser(View::DESKTOP, async |browser| {
        browser.hasten(HASTE).await;
        open(browser, &stack, &cluster, "park").await;
        browser.wait_for_text("An earlier parking remembers more places").await;
        browser.assert_accessible().await;
        browser.click(Role::Button, "Set the tags").await;
        browser.find(Role::Link, "Delete the 2 HSMs…").await;
    })
    .await;
    let after = now(&stack, &cluster).await;
    let remembered = parked(&after).unwrap();
    assert!(remembered.contains("us-east-1a=10.0.9.9"), "{remembered}");
    assert_eq!(remembered.split(' ').count(), 3, "{remembered}");
}

/// The tags are set before anything is deleted: if AWS refuses them, nothing else is offered.
#[tokio::test]
async fn without_its_tags_nothing_is_deleted() {
    let mut stack = Stack::start(&StackOptions::with_console());
    let control = stack.control();
    let cluster = stack.cluster_named(REGION, "staging-signing").await;
    with_browser(View::DESKTOP, async |browser| {
        browser.hasten(HASTE).await;
        browser.tolerate("status of 4");
        open(browser, &stack, &cluster, "park").await;
        let fault = json!({ "operation": "TagResource", "kind": "access-denied" });
        control.order_fault(fault).await;
        browser.click(Role::Button, "Set the tags").await;
        browser.wait_for_text("No HSM was deleted").await;
        assert!(browser.find_all(Role::Link, Name::has("Delete the")).await.is_empty());
        browser.assert_accessible().await;
        assert_eq!(parked(&now(&stack, &cluster).await), None);
        browser.click(Role::Button, "Set the tags").await;
        browser.find(Role::Link, "Delete the 2 HSMs…").await;
    })
    .await;
}

#[tokio::test]
async fn what_cant_be_parked_or_woken_says_why() {
    let mut stack = Stack::start(&StackOptions::with_console());
    let control = stack.control();
    with_browser(View::PHONE, async |browser| {
        let open = async |name: &str, step: &str| {
            let cluster = stack.cluster_named(REGION, name).await;
            open(browser, &stack, &cluster, step).await;
            cluster
        };
        for (name, words) in [
            ("identity-next", "The cluster is not initialized"),
            ("sandbox-empty", "The cluster has no HSM"),
            ("tls-offload-prod", "The cluster is not ACTIVE"),
            ("payments-prod", "Deletion protection is on"),
        ] {
            open(name, "park").await;
            browser.wait_for_text(words).await;
            browser.assert_accessible().await;
            assert_nothing_scrolls_sideways(browser).await;
        }
        open("staging-signing", "wake").await;
        browser.wait_for_text("no tag that says where others were").await;
        // Somebody changed the tag by hand.
        let cluster = open("code-signing-2023", "wake").await;
        browser.wait_for_text("No tag says where its HSMs were").await;
        let tag = json!([{ "Key": KEY, "Value": "us-east-1a=10.0.9.9 us-east-1b=10.0" }]);
        control.patch(&cluster.cluster_id, &json!({ "TagList": tag })).await;
        browser.click(Role::Button, "Refresh").await;
        browser.wait_for_text("can’t be read as a zone and an IP address").await;
        browser.wait_for_text("Add the HSM in us-east-1a at 10.0.9.9").await;
        browser.assert_accessible().await;
    })
    .await;
}
