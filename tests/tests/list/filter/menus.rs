//! Filtering without typing: the groups and the menus.

use cloudhsm_api::{Hsm, HsmState};
use end_to_end::{Name, Role, Stack, StackOptions, View, eventually, with_browser};
use fantoccini::key::Key;

use crate::scene::{
    filter_by, fleet, ids, open, open_at, rows, state, wait_for_query, wait_for_rows,
};

#[tokio::test]
async fn the_groups_filter() {
    let stack = Stack::start(&StackOptions::with_console());
    let fleet = fleet(&stack).await;
    with_browser(View::DESKTOP, async |browser| {
        open(browser, &stack).await;
        let strip = browser.find(Role::Region, "Fleet summary").await;
        let hsms: usize = fleet.iter().map(|(_, one)| one.hsms.len()).sum();
        browser.wait_for_text(&format!("{hsms} HSMs")).await;
        let mut seen = Vec::new();
        for group in ["Problem", "Warning", "To do", "In progress", "Healthy"] {
            let figure = browser.find_in(&strip, Role::Button, Name::has(group)).await;
            let figure = figure.text().await.unwrap();
            let count: usize = figure.split_whitespace().next().unwrap().parse().unwrap();
            browser.click_in(&strip, Role::Button, Name::has(group)).await;
            let what = format!("the {count} clusters of {group} show");
            let shown = eventually(&what, async || {
                let shown = rows(browser).await;
                (shown.len() == count).then_some(shown)
            })
            .await;
            let pressed = browser.find_in(&strip, Role::Button, Name::has(group)).await;
            assert_eq!(pressed.attr("aria-pressed").await.unwrap().as_deref(), Some("true"));
            seen.extend(shown);
            browser.click_in(&strip, Role::Button, Name::has(group)).await;
            wait_for_query(browser, "q", None).await;
        }
        // Each cluster counts once; those that are deleted count nowhere.
        let mut once = seen.clone();
        once.sort();
        once.dedup();
        assert_eq!(once.len(), seen.len());
        let mut counted = ids(&fleet, |(_, one)| state(one) != "DELETED");
        counted.sort();
        assert_eq!(once, counted);

        // Two groups are alternatives, and an address of before still finds what it found.
        browser.click_in(&strip, Role::Button, Name::has("Problem")).await;
        wait_for_query(browser, "q", Some("triage:problem")).await;
        let problems = rows(browser).await;
        browser.click_in(&strip, Role::Button, Name::has("Warning")).await;
        wait_for_query(browser, "q", Some("triage:problem,warning")).await;
        open_at(browser, &stack, "/clusters?sort=name&q=health:bad").await;
        wait_for_rows(browser, &problems).await;
    })
    .await;
}

#[tokio::test]
async fn the_menus_filter() {
    let stack = Stack::start(&StackOptions::with_console());
    let fleet = fleet(&stack).await;
    let of = |states: &[&str]| ids(&fleet, |(_, one)| states.contains(&state(one)));
    with_browser(View::DESKTOP, async |browser| {
        open(browser, &stack).await;
        browser.click(Role::Button, "States").await;
        let menu = browser.find(Role::Group, "States").await;
        let checked = async |name: &str, value: bool| {
            let choice = browser.find_in(&menu, Role::Checkbox, Name::has(name)).await;
            eventually(&format!("{name} is checked: {value}"), async || {
                (choice.is_selected().await.ok()? == value).then_some(())
            })
            .await;
        };
        checked("HIBERNATED", false).await;
        browser.click_in(&menu, Role::Checkbox, Name::has("HIBERNATED")).await;
        checked("HIBERNATED", true).await;
        wait_for_query(browser, "q", Some("state:HIBERNATED")).await;
        wait_for_rows(browser, &of(&["HIBERNATED"])).await;
        browser.assert_accessible().await;
        browser.click_in(&menu, Role::Checkbox, Name::has("DEGRADED")).await;
        wait_for_query(browser, "q", Some("state:HIBERNATED,DEGRADED")).await;
        wait_for_rows(browser, &of(&["HIBERNATED", "DEGRADED"])).await;
        browser.click_in(&menu, Role::Checkbox, Name::has("HIBERNATED")).await;
        checked("HIBERNATED", false).await;
        wait_for_query(browser, "q", Some("state:DEGRADED")).await;
        browser.press(Key::Escape).await;
        browser.wait_until_none(Role::Group, "States").await;

        // What is wrong filters beside the states.
        filter_by(browser, "state:DEGRADED health:no-hsm ").await;
        wait_for_query(browser, "q", Some("state:DEGRADED health:no-hsm")).await;
        browser.click(Role::Button, "Remove filter state:DEGRADED").await;
        wait_for_query(browser, "q", Some("health:no-hsm")).await;
        let shown = rows(browser).await;
        // AWS creates or deletes those that are there.
        let at_work = |hsm: &Hsm| !hsm.state.as_ref().is_some_and(HsmState::is_in_transition);
        let without = ids(&fleet, |(_, one)| !one.hsms.iter().any(at_work));
        assert!(!shown.is_empty());
        assert!(shown.iter().all(|id| without.contains(id)), "{shown:?} {without:?}");
    })
    .await;
}
