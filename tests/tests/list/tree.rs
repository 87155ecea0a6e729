//! What assistive technology is told of the list: the table with its heads and rows, and the filter with
//! its suggestions.

use end_to_end::{
    Browser, Name, Role, Scheme, Stack, StackOptions, View, eventually, eventually_or, with_browser,
};
use fantoccini::key::Key;
use serde_json::json;

use crate::scene::{FILTER, fleet, ids, open};

/// The titles of the default columns.
const HEADS: [&str; 8] =
    ["Cluster", "State", "Health", "HSMs", "AZs", "Last backup", "Protected", "Region"];

async fn check_table(view: View) {
    let stack = Stack::start(&StackOptions::with_console());
    let fleet = fleet(&stack).await;
    with_browser(view, async |browser| {
        open(browser, &stack).await;
        let tree = browser.accessibility_tree().await;
        let table = tree.one("table");
        assert_eq!(table.name, "Clusters");
        // Nothing of a head but its title; how it is sorted is told beside it.
        assert_eq!(table.names("columnheader"), HEADS);
        let rows = table.all("row");
        assert_eq!(rows.len(), fleet.len() + 1, "the head and a row a cluster");
        for (row, (region, cluster)) in rows[1..].iter().zip(&fleet) {
            let name = cluster.name().unwrap_or(&cluster.cluster_id);
            let header = row.one("rowheader");
            assert!(header.name.contains(&cluster.cluster_id), "{header:?}");
            assert!(header.all("link").iter().any(|link| link.name == name), "{header:?}");
            assert_eq!(row.names("checkbox"), [format!("Select {name}")]);
            // One to select it, and one a column.
            let cells = row.names("cell");
            assert_eq!(cells.len(), HEADS.len(), "{cells:?}");
            assert!(cells.iter().any(|cell| cell.ends_with(region)), "{cells:?}");
            let state = cluster.state.as_ref().unwrap().as_str();
            assert!(cells[1].contains(state), "{cells:?}");
        }
        let told = "const table = document.querySelector('table');
            return [table.getAttribute('aria-rowcount'),
                [...table.querySelectorAll('tr')].filter(row => row.checkVisibility())
                    .map(row => row.getAttribute('aria-rowindex'))]";
        let indices: Vec<_> = (1..=fleet.len() + 1).map(|index| index.to_string()).collect();
        assert_eq!(browser.run(told).await, json!([(fleet.len() + 1).to_string(), indices]));
    })
    .await;
}

#[tokio::test]
async fn the_table_is_told_as_a_table() {
    check_table(View::DESKTOP).await;
}

/// A row is a card there, and a row of a table all the same.
#[tokio::test]
async fn the_table_is_told_as_a_table_on_a_phone() {
    check_table(View::PHONE.scheme(Scheme::Dark)).await;
}

/// Waits until the options that can be seen are those that assistive technology is told of, by the same
/// names and more than none; answers them.
async fn wait_for_options(browser: &Browser, fits: impl Fn(&[String]) -> bool) -> Vec<String> {
    let seen = "return [...document.querySelectorAll('[role=option]')]
        .filter(it => it.checkVisibility())
        .map(it => it.textContent.replace(/\\s+/g, ' ').trim())";
    let seen = async || -> Vec<String> {
        serde_json::from_value(browser.run(seen).await).expect("an array of texts")
    };
    let shown = eventually("there are the options that are meant", async || {
        Some(seen().await).filter(|options| !options.is_empty() && fits(options))
    })
    .await;
    let squeezed = |name: &str| name.split_whitespace().collect::<Vec<_>>().join(" ");
    eventually_or(&format!("assistive technology is told of {shown:?}"), async || {
        let tree = browser.accessibility_tree().await;
        let told: Vec<_> = tree.names("option").into_iter().map(squeezed).collect();
        if told == shown { Ok(()) } else { Err(format!("{told:?}")) }
    })
    .await;
    // By role and name, as everything is found in these tests.
    for name in &shown {
        let found = browser.find_all(Role::Option, Name::Is(name.clone())).await;
        assert_eq!(found.len(), 1, "{name}");
    }
    shown
}

#[tokio::test]
async fn suggestions_have_their_names_however_often_they_are_drawn() {
    let stack = Stack::start(&StackOptions::with_console());
    let fleet = fleet(&stack).await;
    let active = ids(&fleet, |(_, one)| crate::scene::state(one) == "ACTIVE").len();
    with_browser(View::DESKTOP, async |browser| {
        open(browser, &stack).await;
        // Not because the field has the focus: the list would lie over the table.
        browser.click(Role::Combobox, FILTER).await;
        browser.wait_until_none(Role::Option, Name::Any).await;
        browser.press(Key::Down).await;
        let all = wait_for_options(browser, |_| true).await;
        assert!(all.len() > 5 && all.contains(&"state:".to_owned()), "{all:?}");
        let tree = browser.accessibility_tree().await;
        let field = tree.one("combobox");
        assert_eq!(field.name, FILTER);
        assert_eq!(field.told.get("expanded"), Some(&json!(true)));
        assert_eq!(tree.one("listbox").name, "Suggestions");
        // Fewer, others, more: each time in the places of those before.
        browser.type_keys("st").await;
        wait_for_options(browser, |options| options == ["state:"]).await;
        browser.type_keys("ate:").await;
        let states = wait_for_options(browser, |options| options.len() > 2).await;
        assert_eq!(states[0], format!("ACTIVE {active}"));
        browser.type_keys("DEG").await;
        wait_for_options(browser, |options| options[0].starts_with("DEGRADED ")).await;
        for _ in 0.."DEG".len() {
            browser.press(Key::Backspace).await;
        }
        let again = wait_for_options(browser, |options| options.len() > 2).await;
        assert_eq!(again, states);
        // The one that Enter would take.
        browser.press(Key::Down).await;
        browser.press(Key::Down).await;
        let chosen = "const id = document.activeElement.getAttribute('aria-activedescendant');
            return document.getElementById(id).textContent.replace(/\\s+/g, ' ').trim()";
        assert_eq!(browser.run(chosen).await, json!(states[1]));
        let tree = browser.accessibility_tree().await;
        let selected: Vec<_> = tree
            .all("option")
            .into_iter()
            .filter(|option| option.told.get("selected") == Some(&json!(true)))
            .collect();
        assert_eq!(selected.len(), 1, "{selected:?}");
        assert!(selected[0].name.starts_with(states[1].split(' ').next().unwrap()));
        browser.press(Key::Escape).await;
        let tree = browser.accessibility_tree().await;
        assert!(tree.all("option").is_empty() && tree.all("listbox").is_empty());
    })
    .await;
}

#[tokio::test]
async fn what_the_palette_offers_has_names_however_often_it_is_drawn() {
    let stack = Stack::start(&StackOptions::with_console());
    with_browser(View::DESKTOP, async |browser| {
        open(browser, &stack).await;
        browser.type_with(Key::Control, 'k').await;
        browser.find(Role::Combobox, Name::has("Go to a cluster")).await;
        let all = wait_for_options(browser, |options| options.len() > 5).await;
        browser.type_keys("pay").await;
        let first = |options: &[String]| options[0].starts_with("payments-prod ");
        let fewer = wait_for_options(browser, first).await;
        assert!(fewer.len() < all.len(), "{fewer:?}");
        browser.type_keys("x").await;
        browser.wait_for_text("No results").await;
        browser.wait_until_none(Role::Option, Name::Any).await;
        browser.press(Key::Backspace).await;
        assert_eq!(wait_for_options(browser, first).await, fewer);
        let tree = browser.accessibility_tree().await;
        assert_eq!(tree.one("dialog").name, "Command palette");
        assert_eq!(tree.one("listbox").name, "Results");
    })
    .await;
}
