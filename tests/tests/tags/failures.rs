//! AWS fails in between, or its answer is lost: what was saved, what may have been, and what is left.

use cloudhsm_api::{Operation, Tag};
use end_to_end::{Name, Role, Stack, StackOptions, View, eventually, with_browser};
use serde_json::json;

use super::{add, cluster, cluster_by_id, open_editor, value};

const UNKNOWN: &str = "It isn’t known yet whether the changes were saved";

/// Every way in which the answer of a call can get lost.
const LOST: [&str; 6] =
    ["reset", "hang", "half-body", "garbage", "internal-failure", "bad-gateway"];

#[tokio::test]
async fn a_lost_answer_is_compared_with_what_aws_shows() {
    let mut stack = Stack::start(&impatient());
    let control = stack.control();
    let id = cluster(&stack).await.cluster_id;
    with_browser(View::DESKTOP, async |browser| {
        browser.tolerate("status of 5");
        for (round, kind) in LOST.into_iter().enumerate() {
            open_editor(browser, &stack, &id).await;
            let number = cluster_by_id(&stack, &id).await.tag_list.len() + 1;
            let key = format!("arrived-{kind}");
            add(browser, number, &key, "1").await;
            let fault = json!({ "operation": "TagResource", "kind": kind, "carried_out": true });
            control.order_fault(fault).await;
            browser.click(Role::Button, "Save").await;
            browser.find(Role::Heading, "All changes are saved").await;
            browser.wait_for_text("AWS shows every change").await;
            let text = browser.text().await;
            assert!(!text.contains("Nothing was saved") && text.contains("No changes"), "{text}");
            assert_eq!(control.calls(Operation::TagResource).await, round as u64 + 1, "{kind}");
            let after = cluster_by_id(&stack, &id).await;
            assert_eq!(value(&after, &key), Some("1"), "{kind}");
        }
        browser.assert_accessible().await;
    })
    .await;
}

#[tokio::test]
async fn a_failure_halfway_is_told_and_the_rest_can_be_sent() {
    let mut stack = Stack::start(&StackOptions::with_console());
    let control = stack.control();
    let before = cluster(&stack).await;
    with_browser(View::DESKTOP, async |browser| {
        browser.tolerate("the server responded with a status of 400");
        open_editor(browser, &stack, &before.cluster_id).await;
        add(browser, before.tag_list.len() + 1, "mine", "1").await;
        browser.click(Role::Button, Name::has("Remove tag environment")).await;
        control.order_fault(json!({ "operation": "UntagResource", "kind": "access-denied" })).await;
        browser.click(Role::Button, "Save").await;
        browser.find(Role::Heading, Name::has("Only a part was saved. Set: mine.")).await;
        browser.assert_accessible().await;
        // What is done is not sent again.
        browser.wait_until_gone("TagResource mine").await;
        browser.click(Role::Button, "Save").await;
        browser.wait_for_path(|path| path.ends_with("/tags")).await;
    })
    .await;
    assert_eq!(control.calls(Operation::TagResource).await, 1);
    assert_eq!(control.calls(Operation::UntagResource).await, 2);
    eventually("the tags are as wanted", async || {
        let after = cluster_by_id(&stack, &before.cluster_id).await;
        (after.tag_list.contains(&Tag::new("mine", "1")) && value(&after, "environment").is_none())
            .then_some(())
    })
    .await;
}

/// A backend that gives up on AWS soon.
fn impatient() -> StackOptions {
    StackOptions::with_console().args(["--upstream-timeout", "2"])
}

#[tokio::test]
async fn what_may_have_been_saved_is_not_called_a_failure() {
    let mut stack = Stack::start(&impatient());
    let control = stack.control();
    let id = cluster(&stack).await.cluster_id;
    with_browser(View::DESKTOP, async |browser| {
        browser.tolerate("status of 5");
        // Half a body is of a call that was carried out.
        for kind in LOST.into_iter().filter(|kind| *kind != "half-body") {
            open_editor(browser, &stack, &id).await;
            let number = cluster_by_id(&stack, &id).await.tag_list.len() + 1;
            let key = format!("late-{kind}");
            add(browser, number, &key, "1").await;
            control.order_fault(json!({ "operation": "TagResource", "kind": kind })).await;
            browser.click(Role::Button, "Save").await;
            browser.find(Role::Heading, UNKNOWN).await;
            browser.wait_for_text(&format!("Not shown by AWS so far: {key}.")).await;
            assert!(!browser.text().await.contains("Nothing was saved"), "{kind}");
            // The rest of it, which is all here, is sent again.
            browser.click(Role::Button, "Save").await;
            browser.wait_for_path(|path| path.ends_with("/tags")).await;
            let after = cluster_by_id(&stack, &id).await;
            assert_eq!(value(&after, &key), Some("1"), "{kind}");
        }
        // A removal is compared as well.
        open_editor(browser, &stack, &id).await;
        browser.click(Role::Button, Name::has("Remove tag environment")).await;
        control.order_fault(json!({ "operation": "UntagResource", "kind": "reset" })).await;
        browser.click(Role::Button, "Save").await;
        browser.find(Role::Heading, UNKNOWN).await;
        browser.wait_for_text("Not shown by AWS so far: environment.").await;
        browser.assert_accessible().await;
        browser.click(Role::Button, "Save").await;
        browser.wait_for_path(|path| path.ends_with("/tags")).await;
        assert_eq!(value(&cluster_by_id(&stack, &id).await, "environment"), None);
    })
    .await;
}

#[tokio::test]
async fn one_of_four_tags_that_arrives_is_named() {
    let mut stack = Stack::start(&StackOptions::with_console());
    let control = stack.control();
    let before = cluster(&stack).await;
    let id = before.cluster_id.clone();
    with_browser(View::DESKTOP, async |browser| {
        open_editor(browser, &stack, &id).await;
        let keys = ["one", "two", "three", "four"];
        for (index, key) in keys.into_iter().enumerate() {
            add(browser, before.tag_list.len() + 1 + index, key, "1").await;
        }
        // AWS accepts it, and one tag of it shows.
        control.order_fault(json!({ "operation": "TagResource", "kind": "pretend" })).await;
        browser.click(Role::Button, "Save").await;
        eventually("the change is sent", async || {
            (control.calls(Operation::TagResource).await == 1).then_some(())
        })
        .await;
        let mut tags = before.tag_list.clone();
        tags.push(Tag::new("two", "1"));
        control.patch(&id, &json!({ "TagList": tags })).await;
        browser.find(Role::Heading, Name::has("doesn’t show all of them yet")).await;
        browser.wait_for_text("Saved, as AWS shows it: Set: two.").await;
        browser.wait_for_text("Not shown by AWS so far: one, three, four.").await;
        browser.assert_accessible().await;
        browser.click(Role::Button, "Save").await;
        browser.wait_for_path(|path| path.ends_with("/tags")).await;
    })
    .await;
    let after = cluster_by_id(&stack, &id).await;
    assert!(["one", "two", "three", "four"].iter().all(|key| value(&after, key) == Some("1")));
}
