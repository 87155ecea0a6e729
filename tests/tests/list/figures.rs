//! The figures of the menus above the list: each is the number of rows that choosing it leads to. Those of
//! the groups are in `filter.rs`.

use end_to_end::{Browser, Name, Role, Stack, StackOptions, View, eventually, with_browser};
use fantoccini::key::Key;
use serde_json::json;

use crate::scene::{Listed, fleet, ids, open, rows, state, wait_for_query, wait_for_rows};

/// What the open menu offers, and the figure beside each.
async fn offered(browser: &Browser, menu: &str) -> Vec<(String, usize)> {
    let script = format!(
        "return [...document.querySelectorAll('[aria-label={menu}]:popover-open label')].map(it => {{
            const words = it.innerText.trim().split(/\\s+/);
            return [words.slice(0, -1).join(' '), Number(words.at(-1))];
        }})"
    );
    serde_json::from_value(browser.run(&script).await).expect("words with a number each")
}

/// Chooses each value of a menu by itself: as many rows show as its figure says, and only such as fit.
async fn check_menu(
    browser: &Browser,
    fleet: &[Listed],
    menu: &str,
    fits: impl Fn(&Listed, &str) -> bool,
) {
    let all = ids(fleet, |_| true);
    browser.click(Role::Button, menu).await;
    let group = browser.find(Role::Group, menu).await;
    let offered = offered(browser, menu).await;
    assert!(offered.len() > 1, "{menu}: {offered:?}");
    for (value, figure) in &offered {
        let name = Name::Is(format!("{value} {figure}"));
        browser.click_in(&group, Role::Checkbox, name.clone()).await;
        let what = format!("the {figure} clusters of {value} show");
        let shown = eventually(&what, async || {
            let shown = rows(browser).await;
            (shown.len() == *figure).then_some(shown)
        })
        .await;
        assert_eq!(shown, ids(fleet, |one| fits(one, value)), "{menu}: {value}");
        let told = format!("{figure} of {}", all.len());
        let told = if *figure == all.len() { figure.to_string() } else { told };
        browser.find(Role::Status, told.as_str()).await;
        browser.click_in(&group, Role::Checkbox, name).await;
        wait_for_query(browser, "q", None).await;
        wait_for_rows(browser, &all).await;
    }
    browser.press(Key::Escape).await;
    browser.wait_until_none(Role::Group, menu).await;
}

#[tokio::test]
async fn each_figure_of_a_menu_is_the_number_of_rows_that_it_leads_to() {
    let stack = Stack::start(&StackOptions::with_console());
    let fleet = fleet(&stack).await;
    with_browser(View::DESKTOP, async |browser| {
        open(browser, &stack).await;
        wait_for_rows(browser, &ids(&fleet, |_| true)).await;
        check_menu(browser, &fleet, "Regions", |(region, _), value| *region == value).await;
        check_menu(browser, &fleet, "States", |(_, one), value| state(one) == value).await;
        check_menu(browser, &fleet, "Tags", |(_, one), value| {
            one.tag_list.iter().any(|tag| {
                tag.key != "Name" && [tag.key.as_str(), "=", &tag.value].concat() == value
            })
        })
        .await;
        let query = browser.run("return location.search").await;
        assert_eq!(query, json!("?sort=name"), "nothing is chosen any more");
    })
    .await;
}
