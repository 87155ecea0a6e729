//! The tags of a cluster, changed in the console: several in one go, beside somebody else who does
//! the same, and with AWS failing in between.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod failures;

use cloudhsm_api::{Cluster, Operation, Tag};
use end_to_end::{
    Browser, Name, REGIONS, Role, Scheme, Stack, StackOptions, View, eventually, with_browser,
};
use serde_json::json;

const REGION: &str = REGIONS[0];

async fn cluster(stack: &Stack) -> Cluster {
    stack.cluster_named(REGION, "staging-signing").await
}

fn value<'a>(cluster: &'a Cluster, key: &str) -> Option<&'a str> {
    cluster.tag_list.iter().find(|tag| tag.key == key).map(|tag| tag.value.as_str())
}

async fn open_editor(browser: &Browser, stack: &Stack, id: &str) {
    browser.goto(&stack.link_to(&format!("/regions/{REGION}/clusters/{id}/tags"))).await;
    browser.click(Role::Link, Name::has("Edit tags")).await;
    browser.find(Role::Heading, Name::has("Edit tags")).await;
    browser.find(Role::Button, "Add a tag").await;
}

/// Adds a tag, which gets this number on the page.
async fn add(browser: &Browser, number: usize, key: &str, value: &str) {
    browser.click(Role::Button, "Add a tag").await;
    browser.type_into(Role::Textbox, &format!("Key of tag {number}"), key).await;
    browser.type_into(Role::Textbox, &format!("Value of tag {number}"), value).await;
}

#[tokio::test]
async fn several_in_one_go() {
    let mut stack = Stack::start(&StackOptions::with_console());
    let control = stack.control();
    let before = cluster(&stack).await;
    let count = before.tag_list.len();
    with_browser(View::DESKTOP, async |browser| {
        open_editor(browser, &stack, &before.cluster_id).await;
        browser.assert_accessible().await;

        // What AWS would refuse is said while it is typed, and can't be sent.
        browser.click(Role::Button, "Add a tag").await;
        let key = format!("Key of tag {}", count + 1);
        for (typed, rule) in [
            ("aws:mine", "The aws: prefix is reserved"),
            ("Name", "Another tag already has this key"),
            ("a,b", "Use letters, digits, spaces"),
        ] {
            browser.type_into(Role::Textbox, key.as_str(), typed).await;
            browser.wait_for_text(rule).await;
            let save = browser.find(Role::Button, "Save").await;
            assert!(!save.is_enabled().await.unwrap(), "{typed}");
        }
        browser.type_into(Role::Textbox, key.as_str(), "所有者").await;
        browser.type_into(Role::Textbox, &format!("Value of tag {}", count + 1), "鍵の管理").await;
        browser.type_into(Role::Textbox, "Value of tag 1", "renamed").await;
        browser.click(Role::Button, Name::has("Remove tag environment")).await;
        browser.wait_for_text("UntagResource").await;
        browser.assert_accessible().await;
        browser.click(Role::Button, "Save").await;
        browser.wait_for_path(|path| path.ends_with("/tags")).await;
        browser.wait_for_text("鍵の管理").await;
        browser.set_view(View::PHONE.scheme(Scheme::Dark)).await;
        open_editor(browser, &stack, &before.cluster_id).await;
        browser.assert_accessible().await;
    })
    .await;
    let after = cluster_by_id(&stack, &before.cluster_id).await;
    assert_eq!(value(&after, "所有者"), Some("鍵の管理"));
    assert_eq!(value(&after, "Name"), Some("renamed"));
    assert_eq!(value(&after, "environment"), None);
    assert_eq!(control.calls(Operation::TagResource).await, 1);
    assert_eq!(control.calls(Operation::UntagResource).await, 1);
}

async fn cluster_by_id(stack: &Stack, id: &str) -> Cluster {
    let clusters = stack.clusters(REGION).await;
    clusters.into_iter().find(|cluster| cluster.cluster_id == id).unwrap()
}

#[tokio::test]
async fn somebody_elses_change_is_shown_and_kept() {
    let mut stack = Stack::start(&StackOptions::with_console());
    let control = stack.control();
    let before = cluster(&stack).await;
    with_browser(View::DESKTOP, async |browser| {
        open_editor(browser, &stack, &before.cluster_id).await;
        add(browser, before.tag_list.len() + 1, "mine", "1").await;

        let theirs = json!({
            "ResourceId": before.cluster_id,
            "TagList": [{ "Key": "theirs", "Value": "2" }],
        });
        let answer = stack.post(&format!("/api/regions/{REGION}/TagResource"), &theirs).await;
        answer.assert_status(200);

        browser.click(Role::Button, "Save").await;
        browser
            .find(Role::Heading, Name::has("Tags changed while you were editing. Nothing saved."))
            .await;
        assert_eq!(control.calls(Operation::TagResource).await, 1, "only theirs");
        browser.assert_accessible().await;
        browser.click(Role::Button, "Reload and reapply my changes").await;
        browser.click(Role::Button, "Save").await;
        browser.wait_for_path(|path| path.ends_with("/tags")).await;
    })
    .await;
    let after = cluster_by_id(&stack, &before.cluster_id).await;
    assert_eq!((value(&after, "mine"), value(&after, "theirs")), (Some("1"), Some("2")));
}

#[tokio::test]
async fn an_untouched_tag_outside_of_the_rules_does_not_block_saving() {
    let mut stack = Stack::start(&StackOptions::with_console());
    let control = stack.control();
    let mut before = cluster(&stack).await;
    before.tag_list.push(Tag::new("note", "50% & more"));
    control.patch(&before.cluster_id, &json!({ "TagList": before.tag_list })).await;
    with_browser(View::DESKTOP, async |browser| {
        open_editor(browser, &stack, &before.cluster_id).await;
        add(browser, before.tag_list.len() + 1, "mine", "1").await;
        browser.click(Role::Button, "Save").await;
        browser.wait_for_path(|path| path.ends_with("/tags")).await;
    })
    .await;
    let after = cluster_by_id(&stack, &before.cluster_id).await;
    assert_eq!((value(&after, "mine"), value(&after, "note")), (Some("1"), Some("50% & more")));
}

#[tokio::test]
async fn the_protection_is_not_changed_in_passing() {
    let mut stack = Stack::start(&StackOptions::with_console());
    let control = stack.control();
    let session = stack.session().await;
    let (key, on) = &session.deletion_protection;
    let id = cluster(&stack).await.cluster_id;
    let protect = json!({ "ResourceId": id, "TagList": [{ "Key": key, "Value": on }] });
    stack.call(REGION, Operation::TagResource, &protect).await.assert_status(200);
    let before = cluster_by_id(&stack, &id).await;
    let number = 1 + before.tag_list.iter().position(|tag| tag.key == *key).unwrap();
    with_browser(View::DESKTOP, async |browser| {
        browser.tolerate("the server responded with a status of 403");
        // Another value, and nothing else.
        open_editor(browser, &stack, &id).await;
        let field = format!("Value of tag {number}");
        browser.type_into(Role::Textbox, &field, "off").await;
        browser.click(Role::Button, "Save").await;
        browser.find(Role::Heading, Name::has("Nothing was saved")).await;
        browser.wait_for_text("is this cluster’s deletion protection").await;
        browser.assert_accessible().await;

        // Removed beside another change: that one is made, and what was not is said.
        open_editor(browser, &stack, &id).await;
        add(browser, before.tag_list.len() + 1, "mine", "1").await;
        browser.click(Role::Button, Name::has(format!("Remove tag {key}"))).await;
        browser.click(Role::Button, "Save").await;
        browser.find(Role::Heading, Name::has("Only a part was saved. Set: mine.")).await;
        browser.set_view(View::PHONE.scheme(Scheme::Dark)).await;
        browser.assert_accessible().await;
        // What was not saved is still there, and is given up.
        browser.run("window.confirm = () => true").await;
        browser.click(Role::Link, Name::has("Turn the protection off")).await;
        browser.wait_for_path(|path| path.ends_with("/protection")).await;
        browser.find(Role::Heading, Name::has("Deletion protection")).await;
        browser.wait_for_text("won’t delete the cluster").await;
    })
    .await;
    let after = cluster_by_id(&stack, &id).await;
    assert_eq!((value(&after, key), value(&after, "mine")), (Some(on.as_str()), Some("1")));
    assert_eq!(control.calls(Operation::TagResource).await, 2, "the protection's and mine");
    assert_eq!(control.calls(Operation::UntagResource).await, 0);
}

#[tokio::test]
async fn whoever_leaves_unsaved_changes_is_asked() {
    let stack = Stack::start(&StackOptions::with_console());
    let before = cluster(&stack).await;
    with_browser(View::DESKTOP, async |browser| {
        open_editor(browser, &stack, &before.cluster_id).await;
        browser
            .run("window.asked = []; window.stays = true;
                window.confirm = (question) => { window.asked.push(question); return !window.stays };")
            .await;
        let asked = async || browser.run("return window.asked.length").await;
        let is_editing = async || {
            browser.find(Role::Heading, Name::has("Edit tags")).await;
            browser.wait_for_path(|path| path.ends_with("/tags/edit")).await;
        };
        add(browser, before.tag_list.len() + 1, "owner-of-keys", "me").await;
        // By a link, by Back, by the palette's Enter: the page stays, and what was typed with it.
        browser.click(Role::Link, "Activity").await;
        is_editing().await;
        assert_eq!(asked().await, 1);
        browser.run("history.back()").await;
        eventually("Back is asked about", async || (asked().await == 2).then_some(())).await;
        is_editing().await;
        let name = format!("Value of tag {}", before.tag_list.len() + 1);
        let field = browser.find(Role::Textbox, name.as_str()).await;
        let typed = field.prop("value").await.unwrap();
        assert_eq!(typed.as_deref(), Some("me"));
        // The browser asks when the tab is closed.
        let closing = "return !window.dispatchEvent(new Event('beforeunload', { cancelable: true }))";
        assert_eq!(browser.run(closing).await, true);
        // Whoever says so leaves, and is not asked again.
        browser.run("window.stays = false").await;
        browser.click(Role::Link, "Activity").await;
        browser.find(Role::Heading, "Activity").await;
        assert_eq!(asked().await, 3);
        browser.click(Role::Link, Name::has("Clusters")).await;
        browser.find(Role::Heading, Name::has("Clusters")).await;
        assert_eq!(asked().await, 3);
        assert_eq!(browser.run(closing).await, false);
    })
    .await;
}
