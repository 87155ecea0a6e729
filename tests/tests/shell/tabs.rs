//! All tabs of a browser share one session.

use end_to_end::{Name, REGIONS, Role, Stack, StackOptions, View, with_browser};

use crate::scene::end_the_session;

/// A link as it is pasted: without the token.
fn pasted(stack: &Stack, path: &str) -> String {
    let link = stack.link_to(path);
    link.split('#').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_link_in_another_tab_opens_what_it_names() {
    let stack = Stack::start(&StackOptions::with_console());
    let cluster = stack.cluster_named(REGIONS[0], "payments-prod").await;
    let path = format!("/regions/{}/clusters/{}/hsms", REGIONS[0], cluster.cluster_id);
    with_browser(View::DESKTOP, async |browser| {
        // Nobody to ask: the page asks for the token.
        browser.goto(&pasted(&stack, &path)).await;
        browser.find(Role::Heading, "Connect to a signing backend").await;
        browser.goto(&stack.link()).await;
        browser.find(Role::Link, "payments-prod").await;
        let first = browser.open_tab().await;
        browser.goto(&pasted(&stack, &path)).await;
        browser.find(Role::Heading, Name::has("payments-prod")).await;
        assert_eq!(browser.path().await, path);
        // The second has the session itself by now, and gives it to a third.
        let second = browser.switch_tab(first).await;
        browser.close_tab(second).await;
        let second = browser.open_tab().await;
        browser.goto(&pasted(&stack, "/activity")).await;
        browser.find(Role::Heading, "Activity").await;
        browser.close_tab(second).await;
    })
    .await;
}

/// Whoever pastes a link into a browser without a session has to connect, and then sees what the link names.
#[tokio::test]
async fn after_connecting_the_page_that_was_wanted_shows() {
    let stack = Stack::start(&StackOptions::with_console());
    let cluster = stack.cluster_named(REGIONS[0], "payments-prod").await;
    let path = format!("/regions/{}/clusters/{}/backups", REGIONS[0], cluster.cluster_id);
    with_browser(View::DESKTOP, async |browser| {
        browser.goto(&pasted(&stack, &path)).await;
        browser.find(Role::Heading, "Connect to a signing backend").await;
        browser.type_into(Role::Textbox, "Session token", stack.token()).await;
        browser.click(Role::Button, "Connect").await;
        browser.find(Role::Heading, "payments-prod").await;
        browser.wait_for_text("Latest restorable").await;
        assert_eq!(browser.path().await, path);
    })
    .await;
}

#[tokio::test]
async fn a_new_token_goes_to_all_tabs() {
    let stack = Stack::start(&StackOptions::with_console());
    with_browser(View::DESKTOP, async |browser| {
        end_the_session(browser, &stack).await;
        let first = browser.open_tab().await;
        browser.goto(&stack.link_to("/activity")).await;
        browser.find(Role::Heading, "Activity").await;
        browser.close_tab(first).await;
        browser.find(Role::Link, "payments-prod").await;
    })
    .await;
}
