//! From the pages of a cluster back to the list as it was; and each of them named after its cluster.

use end_to_end::{
    Browser, Name, REGIONS, Role, Stack, StackOptions, View, eventually, eventually_or,
    with_browser,
};

use crate::scene::{open_at, query, wait_for_query};

/// Waits until the browser's tab has a title that begins like this.
async fn wait_for_title(browser: &Browser, start: &str) {
    eventually_or(&format!("the title begins with {start:?}"), async || {
        let title = browser.run("return document.title").await;
        let title = title.as_str().unwrap_or_default().to_owned();
        if title.starts_with(start) { Ok(()) } else { Err(title) }
    })
    .await;
}

#[tokio::test]
async fn each_page_of_a_cluster_is_named_after_it_and_leads_back_to_the_list_as_it_was() {
    let stack = Stack::start(&StackOptions::with_console());
    with_browser(View::DESKTOP, async |browser| {
        open_at(browser, &stack, "/clusters?sort=-name&q=staging").await;
        for (action, path, title) in [
            ("Edit tags…", "/tags/edit", "Edit tags · staging-signing"),
            ("Deletion protection…", "/protection", "Deletion protection · staging-signing"),
            ("Delete cluster…", "/delete", "Delete cluster · staging-signing"),
        ] {
            browser.click(Role::Link, "staging-signing").await;
            wait_for_title(browser, "staging-signing").await;
            browser.choose_action(action).await;
            browser.wait_for_path(|it| it.ends_with(path)).await;
            wait_for_title(browser, title).await;
            let crumbs = browser.find(Role::Navigation, "Breadcrumb").await;
            browser.click_in(&crumbs, Role::Link, "Clusters").await;
            browser.wait_for_path(|it| it.starts_with("/clusters?")).await;
            wait_for_query(browser, "q", Some("staging")).await;
            assert_eq!(query(browser, "sort").await.as_deref(), Some("-name"), "{action}");
        }

        // A backup has an ID and no name.
        let cluster = stack.cluster_named(REGIONS[0], "staging-signing").await.cluster_id;
        let path = format!("/regions/{}/clusters/{cluster}/backups", REGIONS[0]);
        browser.goto(&stack.link_to(&path)).await;
        wait_for_title(browser, "Backups · staging-signing").await;
        let delete = "document.querySelector('main a[href*=\"/backups/\"][href$=\"/delete\"]')";
        let backup = eventually("a backup can be deleted", async || {
            let backup = format!("return {delete}?.pathname.split('/').at(-2)");
            browser.run(&backup).await.as_str().map(str::to_owned)
        })
        .await;
        browser.run(&format!("{delete}.click()")).await;
        browser.find(Role::Heading, Name::has("Delete backup")).await;
        wait_for_title(browser, &format!("Delete backup · {backup}")).await;
    })
    .await;
}
