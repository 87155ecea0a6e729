//! The order of the list: by one column, by several, and what needs attention first.

use cloudhsm_api::Tag;
use end_to_end::{Browser, Name, Role, Stack, StackOptions, View, eventually, with_browser};
use fantoccini::key::Key;
use serde_json::json;

use crate::scene::{Listed, fleet, ids, open_at, rows, wait_for_query, wait_for_rows};

async fn wait_for_sort(browser: &Browser, column: &str, sorted: Option<&str>) {
    let what = format!("aria-sort of {column} is {sorted:?}");
    eventually(&what, async || {
        let head = browser.find(Role::Columnheader, Name::has(column)).await;
        (head.attr("aria-sort").await.ok()?.as_deref() == sorted).then_some(())
    })
    .await;
}

fn created((_, cluster): &Listed) -> Option<i64> {
    cluster.create_timestamp.as_ref().unwrap().epoch_millis()
}

#[tokio::test]
async fn a_click_sorts_and_shift_sorts_within() {
    let stack = Stack::start(&StackOptions::with_console());
    let by_name = fleet(&stack).await;
    let mut by_region = by_name.clone();
    by_region.sort_by(|a, b| b.0.cmp(a.0));
    let mut by_both = by_region.clone();
    by_both.sort_by(|a, b| b.0.cmp(a.0).then(created(a).cmp(&created(b))));
    let all = |fleet: &[Listed]| ids(fleet, |_| true);
    with_browser(View::DESKTOP, async |browser| {
        let path = "/clusters?sort=name&columns=state,health,region,created";
        open_at(browser, &stack, path).await;
        wait_for_rows(browser, &all(&by_name)).await;
        wait_for_sort(browser, "Cluster", Some("ascending")).await;
        wait_for_sort(browser, "Region", None).await;
        browser.click(Role::Button, "Region").await;
        wait_for_query(browser, "sort", Some("region")).await;
        wait_for_sort(browser, "Region", Some("ascending")).await;
        wait_for_sort(browser, "Cluster", None).await;
        browser.click(Role::Button, "Region").await;
        wait_for_query(browser, "sort", Some("-region")).await;
        wait_for_sort(browser, "Region", Some("descending")).await;
        wait_for_rows(browser, &all(&by_region)).await;

        // Without Shift a click would sort by it alone.
        let head = browser.find(Role::Button, "Created").await;
        browser.click_with(Key::Shift, &head).await;
        wait_for_query(browser, "sort", Some("-region,created")).await;
        wait_for_sort(browser, "Region", Some("descending")).await;
        wait_for_sort(browser, "Created", Some("ascending")).await;
        wait_for_rows(browser, &all(&by_both)).await;
        browser.assert_accessible().await;

        browser.reload().await;
        wait_for_rows(browser, &all(&by_both)).await;
        // By the keyboard, too.
        browser.run("document.querySelector('th button.sort').focus()").await;
        browser.press_with(Key::Shift, Key::Enter).await;
        wait_for_query(browser, "sort", Some("-region,created,name")).await;
        browser.press(Key::Enter).await;
        wait_for_query(browser, "sort", Some("-name")).await;
        browser.press(Key::Enter).await;
        // The list's own order needs no word in the address, and no column has it.
        wait_for_query(browser, "sort", None).await;
        wait_for_sort(browser, "Cluster", None).await;
        browser.press(Key::Enter).await;
        wait_for_query(browser, "sort", Some("name")).await;
        wait_for_sort(browser, "Cluster", Some("ascending")).await;
        wait_for_rows(browser, &all(&by_name)).await;
    })
    .await;
}

#[tokio::test]
async fn what_needs_attention_comes_first() {
    let stack = Stack::start(&StackOptions::with_console());
    let by_name = fleet(&stack).await;
    // As the demo's clusters say it.
    let says_so = |tag: &Tag| {
        let (key, value) = (tag.key.to_lowercase(), tag.value.to_lowercase());
        ["env", "environment"].contains(&&*key) && ["prod", "production"].contains(&&*value)
    };
    let production = ids(&by_name, |(_, one)| one.tag_list.iter().any(says_so));
    assert!(!production.is_empty());
    with_browser(View::DESKTOP, async |browser| {
        let mut groups = Vec::new();
        for group in ["problem", "warning", "to-do,in-progress,healthy,gone"] {
            open_at(browser, &stack, &format!("/clusters?sort=name&q=triage:{group}")).await;
            browser.wait_until_loaded().await;
            let mut group = rows(browser).await;
            // Of each, production comes first.
            group.sort_by_key(|id| !production.contains(id));
            groups.push(group);
        }
        let expected = groups.concat();
        assert_eq!(expected.len(), by_name.len(), "each is in one group");
        assert!(groups.iter().all(|group| !group.is_empty()), "{groups:?}");
        open_at(browser, &stack, "/clusters").await;
        wait_for_rows(browser, &expected).await;
        let marked = "return [...document.querySelectorAll('tr[data-key]:has(.badge.strong)')]
            .map(row => row.dataset.key.split(' ')[1])";
        let mut marked: Vec<String> = serde_json::from_value(browser.run(marked).await).unwrap();
        marked.sort();
        let mut of_production = production.clone();
        of_production.sort();
        assert_eq!(marked, of_production, "each says that it is production");
        let headings = "return [...document.querySelectorAll('.group-heading')]
            .map(it => [it.innerText.trim(), it.nextElementSibling.dataset.key.split(' ')[1]])";
        let attention = groups[0].len() + groups[1].len();
        let others = groups[2].len();
        assert_eq!(
            browser.run(headings).await,
            json!([
                [format!("Needs attention {attention}"), expected[0]],
                [format!("Others {others}"), expected[attention]],
            ])
        );
        browser.assert_accessible_in_both_themes().await;
        // A chosen order has no groups.
        browser.click(Role::Button, "Region").await;
        wait_for_query(browser, "sort", Some("region")).await;
        eventually("the headings are gone", async || {
            (browser.run(headings).await == json!([])).then_some(())
        })
        .await;
    })
    .await;
}
