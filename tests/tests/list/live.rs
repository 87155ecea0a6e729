//! The list as time goes by: what is news, what is old, and what can't be had.

use std::time::Duration;

use cloudhsm_api::Operation;
use end_to_end::{
    Browser, Control, Name, REGIONS, Role, Scheme, Stack, StackOptions, View, eventually,
    with_browser,
};
use fantoccini::key::Key;
use serde_json::json;

use crate::scene::{BY_NAME, FILTER, fleet, ids, open, rows, wait_for_rows};

/// The row of a cluster, as it can be read.
async fn row(browser: &Browser, id: &str) -> String {
    let script = format!("return document.querySelector('[data-key$=\"{id}\"]')?.innerText ?? ''");
    browser.run(&script).await.as_str().unwrap().replace('\n', " ")
}

/// From now on no listing comes back.
async fn let_listings_hang(control: &Control) {
    for region in REGIONS {
        let fault = json!({
            "operation": "DescribeClusters", "region": region, "kind": "hang", "times": 100,
        });
        control.order_fault(fault).await;
    }
}

async fn mark_rows(browser: &Browser) {
    let mark = "for (const row of document.querySelectorAll('tr[data-key]')) row.old = true";
    browser.run(mark).await;
}

/// All rows are elements that were marked.
async fn assert_rows_are_marked(browser: &Browser) {
    let old = "return [...document.querySelectorAll('tr[data-key]')].every(row => row.old)";
    assert_eq!(browser.run(old).await, json!(true), "no row is another one");
}

#[tokio::test]
async fn a_later_visit_is_told_what_changed() {
    let mut stack = Stack::start(&StackOptions::with_console());
    let control = stack.control();
    let at_first = fleet(&stack).await;
    let named = |name: &str| {
        let found = at_first.iter().find(|(_, cluster)| cluster.name() == Some(name));
        found.unwrap().1.clone()
    };
    let (changed, gone) = (named("payments-prod"), named("sandbox-empty"));
    with_browser(View::DESKTOP, async |browser| {
        open(browser, &stack).await;
        // The first visit has nothing to compare with, and a reload is the same visit.
        browser.reload().await;
        wait_for_rows(browser, &ids(&at_first, |_| true)).await;
        assert!(!browser.text().await.contains("Since your last visit"));

        control.patch(&changed.cluster_id, &json!({ "State": "DEGRADED" })).await;
        control.remove(&gone.cluster_id).await;
        let input = json!({
            "HsmType": "hsm2m.medium", "Mode": "FIPS",
            "SubnetIds": changed.subnet_mapping.values().collect::<Vec<_>>(),
            "TagList": [{ "Key": "Name", "Value": "brand-new" }],
        });
        let created = stack.change(REGIONS[0], Operation::CreateCluster, &input).await.expect(200);
        let created: serde_json::Value = created.json();
        let new = created["Cluster"]["ClusterId"].as_str().unwrap().to_owned();

        // Another tab is another visit.
        browser.open_tab().await;
        browser.goto(&stack.link_to(BY_NAME)).await;
        browser.find(Role::Link, "brand-new").await;
        browser
            .wait_for_text("Since your last visit: 1 new, 1 changed state, 1 no longer listed.")
            .await;
        browser.wait_for_text(&format!("No longer listed: {} (was ", gone.cluster_id)).await;
        assert!(row(browser, &new).await.contains(" new "), "{}", row(browser, &new).await);
        let text = row(browser, &changed.cluster_id).await;
        assert!(text.contains("DEGRADED was ACTIVE"), "{text}");
        browser.assert_accessible().await;
        browser.set_view(View::PHONE.scheme(Scheme::Dark)).await;
        browser.assert_accessible().await;
        browser.set_view(View::DESKTOP).await;

        // Until it is seen, over a reload too.
        browser.reload().await;
        browser.find(Role::Link, "brand-new").await;
        browser.click(Role::Button, "Mark as seen").await;
        browser.wait_until_gone("Since your last visit").await;
        assert!(!row(browser, &changed.cluster_id).await.contains("was ACTIVE"));
        let focused = "return document.activeElement !== document.body";
        assert_eq!(browser.run(focused).await, json!(true), "the focus is not lost");
        browser.reload().await;
        browser.find(Role::Link, "brand-new").await;
        assert!(!browser.text().await.contains("Since your last visit"));
    })
    .await;
}

#[tokio::test]
async fn without_a_network_the_rows_stay_and_with_one_they_are_fetched() {
    let mut stack = Stack::start(&StackOptions::with_console());
    let control = stack.control();
    let all = ids(&fleet(&stack).await, |_| true);
    with_browser(View::DESKTOP, async |browser| {
        browser.tolerate("ERR_INTERNET_DISCONNECTED");
        open(browser, &stack).await;
        browser.set_online(false).await;
        browser.find(Role::Status, Name::has("You’re offline")).await;
        assert_eq!(rows(browser).await, all);
        browser.assert_accessible().await;
        let before = control.calls(Operation::DescribeClusters).await;
        browser.set_online(true).await;
        browser.wait_until_gone("You’re offline").await;
        eventually("the list is fetched at once", async || {
            let calls = control.calls(Operation::DescribeClusters).await;
            (calls >= before + 2).then_some(())
        })
        .await;
        wait_for_rows(browser, &all).await;
    })
    .await;
}

#[tokio::test]
async fn a_region_that_fails_says_so_in_its_place() {
    let mut stack = Stack::start(&StackOptions::with_console());
    let control = stack.control();
    let fleet = fleet(&stack).await;
    let fault = json!({
        "operation": "DescribeClusters", "region": REGIONS[1], "kind": "access-denied", "times": 1000,
    });
    with_browser(View::DESKTOP, async |browser| {
        browser.tolerate("status of 400");
        control.order_fault(fault.clone()).await;
        browser.goto(&stack.link_to(BY_NAME)).await;
        let failed = format!("Couldn’t list {}", REGIONS[1]);
        // A mark on the menu of regions and one line; the rest on request.
        browser.find(Role::Status, Name::has(failed.as_str())).await;
        browser.wait_for_text("AccessDeniedException").await;
        browser.find(Role::Button, Name::has(format!("Errors in {}", REGIONS[1]))).await;
        browser.click(Role::Button, "Details").await;
        browser.find(Role::Heading, Name::has(failed.as_str())).await;
        browser.assert_accessible().await;
        browser.press(Key::Escape).await;
        browser.wait_until_none(Role::Heading, Name::has(failed.as_str())).await;
        wait_for_rows(browser, &ids(&fleet, |(region, _)| *region == REGIONS[0])).await;
        browser.assert_accessible().await;
        control.clear_faults().await;
        browser.click(Role::Button, "Try again").await;
        wait_for_rows(browser, &ids(&fleet, |_| true)).await;
        browser.wait_until_none(Role::Status, Name::has(failed.as_str())).await;

        // What has been listed stays, and is called old.
        control.order_fault(fault).await;
        browser.click(Role::Button, "Refresh").await;
        let stale = format!("Couldn’t refresh {}. Showing earlier data.", REGIONS[1]);
        browser.find(Role::Status, Name::has(stale.as_str())).await;
        assert_eq!(rows(browser).await, ids(&fleet, |_| true));
        control.clear_faults().await;
    })
    .await;
}

#[tokio::test]
async fn a_refresh_leaves_alone_what_says_that_nothing_matches() {
    let mut stack = Stack::start(&StackOptions::with_console());
    let control = stack.control();
    let all = ids(&fleet(&stack).await, |_| true);
    with_browser(View::DESKTOP, async |browser| {
        open(browser, &stack).await;
        wait_for_rows(browser, &all).await;
        mark_rows(browser).await;
        browser.type_into(Role::Combobox, FILTER, "nothing-is-called-so ").await;
        browser.find(Role::Heading, "No clusters match").await;
        browser.assert_accessible_in_every_view().await;
        let_listings_hang(&control).await;
        // On a slow machine the page refreshes by itself meanwhile.
        browser.click(Role::Button, Name::has("Refresh")).await;
        browser.find(Role::Button, "Refreshing…").await;
        browser.find(Role::Heading, "No clusters match").await;
        browser.wait_until_none(Role::Table, "Clusters").await;
        control.clear_faults().await;

        // The rows come back in the elements that they had.
        browser.click(Role::Button, "Remove filter nothing-is-called-so").await;
        wait_for_rows(browser, &all).await;
        browser.wait_until_none(Role::Heading, "No clusters match").await;
        browser.find(Role::Table, "Clusters").await;
        assert_rows_are_marked(browser).await;
    })
    .await;
}

#[tokio::test]
async fn a_refresh_keeps_the_rows_and_the_age_is_told() {
    let mut stack = Stack::start(&StackOptions::with_console());
    let control = stack.control();
    with_browser(View::DESKTOP, async |browser| {
        browser.hasten(10).await;
        open(browser, &stack).await;
        browser.wait_for_text("as of ").await;
        let_listings_hang(&control).await;
        mark_rows(browser).await;
        let before = rows(browser).await;
        // A listing is on its way, and does not come back.
        browser.click(Role::Button, "Refresh").await;
        browser.find(Role::Button, "Refreshing…").await;
        browser.skip(Duration::from_mins(3)).await;
        browser.wait_for_text("3 minutes ago").await;
        assert_eq!(rows(browser).await, before);
        assert_rows_are_marked(browser).await;
        // They can be worked with meanwhile.
        browser.type_into(Role::Combobox, crate::scene::FILTER, "payments-prod").await;
        browser.find(Role::Status, format!("1 of {}", before.len()).as_str()).await;
        control.clear_faults().await;
    })
    .await;
}

#[tokio::test]
async fn the_list_stays_as_it_is_while_it_is_paused() {
    let mut stack = Stack::start(&StackOptions::with_console());
    let control = stack.control();
    let all = fleet(&stack).await;
    let (_, chosen) = all.iter().find(|(_, one)| one.name() == Some("payments-prod")).unwrap();
    with_browser(View::DESKTOP, async |browser| {
        open(browser, &stack).await;
        browser.click(Role::Button, "Pause").await;
        browser.wait_for_text("Paused, as of ").await;
        control.patch(&chosen.cluster_id, &json!({ "State": "DEGRADED" })).await;
        browser.click(Role::Button, "Resume").await;
        browser.wait_until_gone("Paused, as of ").await;
        eventually("the row shows its new state", async || {
            row(browser, &chosen.cluster_id).await.contains("DEGRADED").then_some(())
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn problems_are_counted_in_the_title_and_in_the_bar_on_top() {
    let stack = Stack::start(&StackOptions::with_console());
    with_browser(View::DESKTOP, async |browser| {
        open(browser, &stack).await;
        let count = "const group = document.querySelector('.group.bad b').textContent;
            return [document.title.startsWith(`(${group}) Clusters`),
                document.querySelector('.problem-count a')?.textContent === group, group !== '0']";
        eventually("the problems are counted", async || {
            (browser.run(count).await == json!([true, true, true])).then_some(())
        })
        .await;
        browser.click(Role::Link, Name::has(" problems")).await;
        eventually("only problems show", async || {
            let count = "return [document.querySelectorAll('tr[data-key]').length,
                Number(document.querySelector('.group.bad b').textContent)]";
            let count = browser.run(count).await;
            (count[0] == count[1]).then_some(())
        })
        .await;
    })
    .await;
}
