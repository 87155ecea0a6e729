//! Rows that are selected and what can be done with them; the keys of rows; and coming back to the list.

use cloudhsm_api::tag_value;
use end_to_end::{
    Browser, Name, REGIONS, Role, Stack, StackOptions, View, eventually, with_browser,
};
use fantoccini::key::Key;
use serde_json::{Value, json};

use crate::scene::{open, open_at, query, rows, wait_for_query};

async fn select(browser: &Browser, name: &str) {
    browser.tab_to(Role::Checkbox, format!("Select {name}").as_str()).await;
    browser.type_keys(" ").await;
}

#[tokio::test]
async fn what_is_selected_is_counted_marked_and_tagged_together() {
    let stack = Stack::start(&StackOptions::with_console());
    with_browser(View::DESKTOP, async |browser| {
        open(browser, &stack).await;
        select(browser, "payments-prod").await;
        browser.find(Role::Status, "1 selected").await;
        // In the place of the filter; a single cluster has a page for all of its tags, too.
        browser.wait_until_none(Role::Combobox, "Filter clusters").await;
        let link = browser.find(Role::Link, "Edit tags…").await;
        assert!(link.attr("href").await.unwrap().unwrap().ends_with("/tags/edit"));
        select(browser, "sandbox-empty").await;
        browser.find(Role::Status, "2 selected").await;
        let marked = "return document.querySelectorAll('tr.selected').length";
        assert_eq!(browser.run(marked).await, json!(2));
        browser.find(Role::Button, "Copy IDs").await;
        browser.assert_accessible_in_both_themes().await;

        browser.wait_until_none(Role::Link, "Edit tags…").await;
        browser.click(Role::Button, "Set a tag…").await;
        browser.find(Role::Dialog, "Edit a tag of 2 clusters").await;
        browser.type_into(Role::Textbox, "Key", "shift").await;
        browser.type_into(Role::Textbox, "Value", "night").await;
        browser.assert_accessible().await;
        browser.click(Role::Button, "Set on 2 clusters").await;
        eventually("each cluster says that it was done", async || {
            let done = "return [...document.querySelectorAll('.outcomes li')]
                .filter(it => it.innerText.includes('Done')).length";
            (browser.run(done).await == json!(2)).then_some(())
        })
        .await;
        for name in ["payments-prod", "sandbox-empty"] {
            let mut found = None;
            for region in REGIONS {
                let clusters = stack.clusters(region).await;
                found = found.or(clusters.into_iter().find(|one| one.name() == Some(name)));
            }
            assert_eq!(tag_value(&found.unwrap().tag_list, "shift"), Some("night"), "{name}");
        }
        browser.press(Key::Escape).await;
        browser.wait_until_none(Role::Dialog, Name::Any).await;
        browser.click(Role::Button, "Clear selection").await;
        browser.find(Role::Combobox, "Filter clusters").await;
        assert_eq!(browser.run(marked).await, json!(0));
    })
    .await;
}

#[tokio::test]
async fn keys_go_from_row_to_row_select_and_open() {
    let stack = Stack::start(&StackOptions::with_console());
    with_browser(View::DESKTOP, async |browser| {
        open_at(browser, &stack, "/clusters").await;
        browser.find(Role::Link, "payments-prod").await;
        let shown = rows(browser).await;
        let here = "return document.activeElement.closest('tr')?.dataset.key.split(' ')[1]";
        browser.type_keys("j").await;
        assert_eq!(browser.run(here).await, json!(shown[0]));
        browser.type_keys("jj").await;
        assert_eq!(browser.run(here).await, json!(shown[2]));
        browser.type_keys("k").await;
        assert_eq!(browser.run(here).await, json!(shown[1]));
        browser.type_keys("x").await;
        browser.find(Role::Status, "1 selected").await;
        assert_eq!(browser.run(here).await, json!(shown[1]), "the focus stays");
        browser.type_keys("x").await;
        browser.wait_until_none(Role::Status, "1 selected").await;
        // Over the headings of groups, too.
        for _ in 0..shown.len() {
            browser.type_keys("j").await;
        }
        assert_eq!(browser.run(here).await, json!(shown.last()));
        browser.press(Key::Enter).await;
        let last = shown.last().unwrap().clone();
        browser.wait_for_path(|path| path.ends_with(&format!("/{last}/overview"))).await;
    })
    .await;
}

#[tokio::test]
async fn whoever_comes_back_finds_the_list_as_it_was() {
    let stack = Stack::start(&StackOptions::with_console().clusters(300));
    with_browser(View::DESKTOP, async |browser| {
        open_at(browser, &stack, "/clusters?sort=-name&q=state:ACTIVE").await;
        browser.find(Role::Table, "Clusters").await;
        browser.wait_until_loaded().await;
        let scrolled = "return document.querySelector('.list-frame').scrollTop";
        eventually("the list is long enough to be scrolled there", async || {
            browser.run("document.querySelector('.list-frame').scrollTop = 4000").await;
            (browser.run(scrolled).await == json!(4000)).then_some(())
        })
        .await;
        let open = "const rows = [...document.querySelectorAll('tr[data-key]')];
            const row = rows.find(it => it.getBoundingClientRect().top > 400);
            row?.querySelector('a').click(); return row?.dataset.key ?? null";
        eventually("a row from there is drawn", async || {
            let far = "return Number(document.querySelector('tr[data-key]')?.ariaRowIndex
                ?? document.querySelector('tr[data-key]')?.getAttribute('aria-rowindex')) > 20";
            (browser.run(far).await == json!(true)).then_some(())
        })
        .await;
        let list = "document.querySelector('.list-page')";
        browser.run(&format!("{list}.marked = true")).await;
        for back in [true, false] {
            assert_ne!(browser.run(open).await, Value::Null);
            browser.wait_for_path(|path| path.ends_with("/overview")).await;
            browser.wait_until_loaded().await;
            // It is there, but for nobody: neither for eyes nor for keys.
            browser.type_keys("j").await;
            let away =
                format!("return [{list}.checkVisibility(), {list}.matches(':focus-within')]");
            assert_eq!(browser.run(&away).await, json!([false, false]));
            assert!(
                !browser.run("return document.title").await.as_str().unwrap().contains("Clusters")
            );
            if back {
                browser.run("history.back()").await;
            } else {
                let crumb = browser.find(Role::Navigation, "Breadcrumb").await;
                browser.click_in(&crumb, Role::Link, "Clusters").await;
            }
            browser.wait_for_path(|path| path.starts_with("/clusters?")).await;
            wait_for_query(browser, "sort", Some("-name")).await;
            let kept = format!("return {list}.marked === true && {list}.checkVisibility()");
            eventually("the list is the one that was left", async || {
                (browser.run(&kept).await == json!(true)).then_some(())
            })
            .await;
            assert_eq!(query(browser, "q").await.as_deref(), Some("state:ACTIVE"));
            eventually("the list is scrolled to where it was", async || {
                (browser.run(scrolled).await == json!(4000)).then_some(())
            })
            .await;
        }
    })
    .await;
}

#[tokio::test]
async fn all_findings_are_a_click_away() {
    let stack = Stack::start(&StackOptions::with_console());
    with_browser(View::DESKTOP, async |browser| {
        open_at(browser, &stack, "/clusters").await;
        browser.find(Role::Link, "payments-prod").await;
        let several = "const it = [...document.querySelectorAll('.finding')].find(it => it.querySelector('b'));
            it.focus(); return Number(it.querySelector('b').textContent) + 1";
        let count = browser.run(several).await;
        browser.press(Key::Enter).await;
        browser.find(Role::Dialog, "Findings").await;
        let shown = "const all = [...document.querySelectorAll('.findings-panel .findings > li')];
            return [all.length, all.every(it => it.querySelectorAll('p').length >= 2),
                document.querySelectorAll('.findings-panel a[href*=\"/delete?hsm=hsm-\"]').length]";
        let wanted = json!([count, true, 1]);
        assert_eq!(browser.run(shown).await, wanted, "each with its advice, one with its remedy");
        browser.assert_accessible_in_both_themes().await;
        browser.press(Key::Escape).await;
        browser.wait_until_none(Role::Dialog, Name::Any).await;
        let back = "return document.activeElement.classList.contains('finding')";
        assert_eq!(browser.run(back).await, json!(true));
    })
    .await;
}

#[tokio::test]
async fn a_long_name_pushes_nothing_out_and_widths_stay() {
    let mut stack = Stack::start(&StackOptions::with_console());
    let control = stack.control();
    let chosen = stack.cluster_named(REGIONS[0], "payments-prod").await;
    let tags = json!({ "TagList": [{ "Key": "Name", "Value": "payments-".repeat(20) }] });
    control.patch(&chosen.cluster_id, &tags).await;
    for width in [1440, 1024] {
        with_browser(View { width, ..View::DESKTOP }, async |browser| {
            open_at(browser, &stack, "/clusters").await;
            browser.find(Role::Link, Name::has("payments-payments")).await;
            let widths = "return [...document.querySelectorAll('thead th')]
                .map(it => Math.round(it.getBoundingClientRect().width))";
            let before = browser.run(widths).await;
            let fits = "const frame = document.querySelector('.list-frame');
                const rows = [...document.querySelectorAll('tr[data-key]')].map(it => it.offsetHeight);
                const last = document.querySelector('thead th:last-child').getBoundingClientRect();
                return [frame.scrollWidth <= frame.clientWidth, last.right <= innerWidth,
                    rows.every(height => height === 40),
                    document.scrollingElement.scrollHeight <= innerHeight]";
            assert_eq!(browser.run(fits).await, json!([true, true, true, true]), "{width}");
            browser.type_into(Role::Combobox, "Filter clusters", "state:DELETED ").await;
            wait_for_query(browser, "q", Some("state:DELETED")).await;
            assert_eq!(browser.run(widths).await, before, "{width}");
        })
        .await;
    }
}

#[tokio::test]
async fn a_cluster_is_a_low_card_on_a_phone() {
    let stack = Stack::start(&StackOptions::with_console());
    with_browser(View::PHONE, async |browser| {
        open_at(browser, &stack, "/clusters").await;
        browser.find(Role::Link, "payments-prod").await;
        let high = "return Math.max(...[...document.querySelectorAll('tr[data-key]')].map(it => it.offsetHeight))";
        assert!(browser.run(high).await.as_f64().unwrap() <= 120.0);
        let small = "return [...document.querySelectorAll('tr[data-key] input')]
            .filter(it => it.getBoundingClientRect().width < 24 || it.getBoundingClientRect().height < 24).length";
        assert_eq!(browser.run(small).await, json!(0));
        browser.assert_accessible_in_both_themes().await;
    })
    .await;
}
