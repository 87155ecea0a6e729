//! The history of a cluster: this console's record and AWS's as one, and what the page says of what AWS's
//! doesn't have.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::time::Duration;

use backend_api::{History, routes};
use cloudhsm_api::{Cluster, Operation};
use end_to_end::{
    Browser, Name, REGIONS, Role, Stack, StackOptions, View, eventually_or, eventually_within,
    with_browser,
};
use serde_json::{Value, json};

const REGION: &str = REGIONS[0];
/// The backend asks for one operation a second.
const ALL_ASKED: Duration = Duration::from_mins(1);

async fn open(browser: &Browser, stack: &Stack, cluster: &Cluster, tab: &str) {
    let path = format!("/regions/{REGION}/clusters/{}/{tab}", cluster.cluster_id);
    browser.goto(&stack.link_to(&path)).await;
    browser.wait_until_loaded().await;
}

/// Once CloudTrail was asked for everything.
async fn all_asked(stack: &Stack, cluster: &Cluster) -> History {
    eventually_within(ALL_ASKED, "CloudTrail is asked for everything", async || {
        let path = routes::history(REGION, &cluster.cluster_id);
        let history: History = stack.get(&path).await.expect(200).json();
        (!history.asking).then_some(history)
    })
    .await
}

/// The rows of the table, each as the texts of its cells.
async fn rows(browser: &Browser) -> Vec<Vec<String>> {
    let script = "return [...document.querySelectorAll('main table tbody tr')]
        .map(row => [...row.cells].map(cell => cell.innerText.trim()))";
    serde_json::from_value(browser.run(script).await).unwrap()
}

/// Waits for a row that has these words in any of its cells.
async fn row_with(browser: &Browser, words: &[&str]) -> Vec<String> {
    eventually_or(&format!("a row with {words:?}"), async || {
        let all = rows(browser).await;
        let has = |row: &&Vec<String>| {
            let text = row.join("\n");
            words.iter().all(|word| text.contains(word))
        };
        all.iter().find(has).cloned().ok_or_else(|| format!("{all:?}"))
    })
    .await
}

#[tokio::test]
async fn what_both_records_have_is_one_row_and_each_says_where_it_is_from() {
    let stack = Stack::start(&StackOptions::with_console());
    let cluster = stack.cluster_named(REGION, "payments-prod").await;
    let input = json!({
        "ResourceId": cluster.cluster_id, "TagList": [{"Key": "seen-by-both", "Value": "1"}],
    });
    stack.call(REGION, Operation::TagResource, &input).await.assert_status(200);
    let history = all_asked(&stack, &cluster).await;
    assert!(history.complete, "{:?}", history.source);
    with_browser(View::DESKTOP, async |browser| {
        open(browser, &stack, &cluster, "overview").await;
        browser.click_tab("History").await;
        browser.find(Role::Table, Name::has("Changes of the cluster")).await;
        browser.wait_for_text("complete for 90 days").await;
        browser.wait_for_path(|path| path.ends_with("/history")).await;
        row_with(browser, &["TagResource", "Console and AWS", "127.0.0.1"]).await;
        let all = rows(browser).await;
        assert_eq!(all.iter().filter(|row| row[5] == "Console and AWS").count(), 1, "{all:?}");
        // By somebody else, and refused by AWS.
        row_with(browser, &["DeleteCluster", "bob", "refused: AccessDeniedException", "AWS"]).await;
        browser.assert_accessible_in_every_view().await;

        browser
            .goto(&stack.link_to(&format!(
                "/regions/{REGION}/clusters/{}/history?record=both",
                cluster.cluster_id
            )))
            .await;
        row_with(browser, &["TagResource"]).await;
        assert_eq!(rows(browser).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn what_is_there_shows_while_the_rest_is_asked() {
    let stack = Stack::start(&StackOptions::with_console());
    let cluster = stack.cluster_named(REGION, "payments-prod").await;
    with_browser(View::PHONE, async |browser| {
        // As its address was before.
        open(browser, &stack, &cluster, "activity").await;
        browser.wait_for_text("still reading").await;
        row_with(browser, &["DeleteCluster", "bob"]).await;
        // What is read meanwhile stays as it is, with the focus.
        let unfold = "window.unfolded = document.querySelector('main table details');
            unfolded.open = true; unfolded.querySelector('summary').focus()";
        browser.run(unfold).await;
        let all = all_asked(&stack, &cluster).await;
        browser.wait_for_text("complete for 90 days").await;
        let count = all.events.unwrap().len();
        eventually_or("all rows are there", async || {
            let found = rows(browser).await.len();
            if found == count { Ok(()) } else { Err(format!("{found} of {count}")) }
        })
        .await;
        let stays = "return [unfolded.isConnected, unfolded.open,
            document.activeElement === unfolded.querySelector('summary')]";
        assert_eq!(browser.run(stays).await, json!([true, true, true]), "it stays unfolded");
        let wide = "return document.documentElement.scrollWidth <= innerWidth";
        assert_eq!(browser.run(wide).await, Value::Bool(true), "nothing scrolls sideways");
        browser.assert_accessible_in_both_themes().await;
    })
    .await;
}

#[tokio::test]
async fn what_is_not_known_is_never_nothing() {
    for (behaviour, title) in [("deny", "not allowed"), ("fail", "couldn’t be read")] {
        let mut stack = Stack::start(&StackOptions::with_console());
        stack.control().behave("cloudtrail", behaviour).await;
        let cluster = stack.cluster_named(REGION, "staging-signing").await;
        all_asked(&stack, &cluster).await;
        with_browser(View::DESKTOP, async |browser| {
            open(browser, &stack, &cluster, "history").await;
            browser.find(Role::Heading, Name::has(title)).await;
            browser.wait_for_text("Only changes made through this console are shown.").await;
            browser.wait_for_text("What isn’t known of AWS’s record is said above.").await;
            if behaviour == "deny" {
                browser.wait_for_text("cloudtrail:LookupEvents").await;
            }
            let text = browser.text().await;
            assert!(!text.contains("No changes in 90 days"), "{text}");
            browser.assert_accessible_in_both_themes().await;
        })
        .await;
    }
    let stack = Stack::start(&StackOptions::with_console().args(["--look", "none"]));
    let cluster = stack.cluster_named(REGION, "staging-signing").await;
    with_browser(View::DESKTOP, async |browser| {
        open(browser, &stack, &cluster, "history").await;
        browser.wait_for_text("This backend doesn’t ask CloudTrail (--look).").await;
    })
    .await;
}
