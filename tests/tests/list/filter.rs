//! The filter: its text, its suggestions, its chips, and the figures that filter.

mod menus;

use end_to_end::{
    Browser, Name, Role, Stack, StackOptions, View, eventually, eventually_or, with_browser,
};
use fantoccini::key::Key;
use serde_json::json;

use crate::scene::{
    FILTER, filter_by, fleet, ids, open, query, state, wait_for_query, wait_for_rows,
};

#[tokio::test]
async fn words_and_properties_filter_and_the_address_keeps_them() {
    let stack = Stack::start(&StackOptions::with_console());
    let fleet = fleet(&stack).await;
    let named = |part: &str| {
        let has = |name: Option<&str>| name.is_some_and(|name| name.contains(part));
        ids(&fleet, |(_, one)| has(one.name()))
    };
    let prod = ids(&fleet, |(_, one)| {
        one.name().is_some_and(|name| name.ends_with("-prod")) && state(one) == "ACTIVE"
    });
    assert!(!prod.is_empty() && prod.len() < fleet.len());
    with_browser(View::DESKTOP, async |browser| {
        open(browser, &stack).await;
        wait_for_rows(browser, &ids(&fleet, |_| true)).await;
        browser.type_into(Role::Combobox, FILTER, "SANDBOX").await;
        wait_for_rows(browser, &named("sandbox")).await;
        let typed = "name:*-prod state:active";
        filter_by(browser, typed).await;
        wait_for_rows(browser, &prod).await;
        wait_for_query(browser, "q", Some(typed)).await;
        browser.find(Role::Status, format!("{} of {}", prod.len(), fleet.len()).as_str()).await;

        browser.reload().await;
        wait_for_rows(browser, &prod).await;
        // What is complete stands in the field as tokens, and the field has room for more. The
        // rows come before the field does.
        let tokens = "return [[...document.querySelectorAll('.token')].map(it => it.textContent),
            document.getElementById('filter')?.value]";
        let expected = json!([["name:*-prod", "state:active"], ""]);
        eventually_or("the filter stands in the field as tokens", async || {
            let found = browser.run(tokens).await;
            if found == expected { Ok(()) } else { Err(found.to_string()) }
        })
        .await;

        // Each term can be taken out again; the focus is back in the field.
        browser.click(Role::Button, "Remove filter state:active").await;
        wait_for_query(browser, "q", Some("name:*-prod")).await;
        let all = ids(&fleet, |(_, one)| one.name().is_some_and(|name| name.ends_with("-prod")));
        wait_for_rows(browser, &all).await;
        let focused = "return document.activeElement.id";
        assert_eq!(browser.run(focused).await, json!("filter"));
        browser.press(Key::Escape).await;
        wait_for_query(browser, "q", None).await;
        wait_for_rows(browser, &ids(&fleet, |_| true)).await;
        browser.wait_until_none(Role::Button, Name::has("Remove filter")).await;
    })
    .await;
}

/// Waits until the first suggestion has this name.
async fn wait_for_option(browser: &Browser, name: &str) {
    let label = "return document.querySelector('[role=option]')?.textContent.trim() ?? ''";
    let what = format!("the first suggestion is {name:?}");
    eventually(&what, async || (browser.run(label).await == json!(name)).then_some(())).await;
}

#[tokio::test]
async fn suggestions_finish_a_word_by_keyboard() {
    let stack = Stack::start(&StackOptions::with_console());
    let fleet = fleet(&stack).await;
    let count = |wanted: &str| ids(&fleet, |(_, one)| state(one) == wanted).len();
    with_browser(View::DESKTOP, async |browser| {
        open(browser, &stack).await;
        browser.type_into(Role::Combobox, FILTER, "st").await;
        browser.find(Role::Option, "state:").await;
        browser.press(Key::Down).await;
        browser.press(Key::Enter).await;
        wait_for_query(browser, "q", Some("state:")).await;
        // The values that clusters have, the most frequent first, each with how many have it.
        wait_for_option(browser, &format!("ACTIVE {}", count("ACTIVE"))).await;
        let active = "return document.activeElement.getAttribute('aria-activedescendant')";
        let chosen =
            "return document.querySelector('[role=option][aria-selected=true]')?.id ?? null";
        assert_eq!(browser.run(active).await, json!(null));
        browser.press(Key::Down).await;
        assert_eq!(browser.run(active).await, json!("filter-suggestion-0"));
        assert_eq!(browser.run(chosen).await, json!("filter-suggestion-0"));
        browser.assert_accessible().await;
        browser.press(Key::Enter).await;
        wait_for_query(browser, "q", Some("state:ACTIVE")).await;
        let expanded = "return document.activeElement.getAttribute('aria-expanded')";
        assert_eq!(browser.run(expanded).await, json!("false"));
        wait_for_rows(browser, &ids(&fleet, |(_, one)| state(one) == "ACTIVE")).await;

        // Alternatives; Escape closes the list first, and then clears the filter.
        browser.type_keys(",DEG").await;
        wait_for_option(browser, &format!("DEGRADED {}", count("DEGRADED"))).await;
        browser.press(Key::Up).await;
        browser.press(Key::Enter).await;
        wait_for_query(browser, "q", Some("state:ACTIVE,DEGRADED")).await;
        browser.type_keys(" ").await;
        wait_for_option(browser, "state:").await;
        browser.press(Key::Escape).await;
        browser.wait_until_none(Role::Option, Name::Any).await;
        assert!(query(browser, "q").await.is_some());
        browser.press(Key::Escape).await;
        wait_for_query(browser, "q", None).await;
    })
    .await;
}

#[tokio::test]
async fn a_filter_that_is_none_says_where_and_keeps_the_rows() {
    let stack = Stack::start(&StackOptions::with_console());
    let fleet = fleet(&stack).await;
    let degraded = ids(&fleet, |(_, one)| state(one) == "DEGRADED");
    with_browser(View::DESKTOP, async |browser| {
        open(browser, &stack).await;
        browser.type_into(Role::Combobox, FILTER, "state:DEGRADED").await;
        wait_for_rows(browser, &degraded).await;
        browser.type_keys(" \"open").await;
        browser.wait_for_text("Unclosed quote at character 1").await;
        wait_for_rows(browser, &degraded).await;
        let invalid = "const field = document.activeElement;
            const words = document.getElementById(field.getAttribute('aria-describedby').split(' ')[0]);
            return [field.getAttribute('aria-invalid'), words.textContent.startsWith('Unclosed quote')]";
        assert_eq!(browser.run(invalid).await, json!(["true", true]));
        browser.assert_accessible().await;
        filter_by(browser, "shoe:1").await;
        browser.wait_for_text("Unknown property “shoe” at character 1. Properties:").await;
        browser.press(Key::Escape).await;
        browser.press(Key::Escape).await;
        browser.wait_until_gone("at character").await;
        wait_for_rows(browser, &ids(&fleet, |_| true)).await;
    })
    .await;
}

#[tokio::test]
async fn enter_takes_the_only_value_and_backspace_takes_a_token() {
    let stack = Stack::start(&StackOptions::with_console());
    with_browser(View::DESKTOP, async |browser| {
        open(browser, &stack).await;
        browser.type_into(Role::Combobox, FILTER, "state:DEG").await;
        browser.find(Role::Option, Name::has("DEGRADED")).await;
        browser.press(Key::Enter).await;
        wait_for_query(browser, "q", Some("state:DEGRADED")).await;
        browser.find(Role::Button, "Remove filter state:DEGRADED").await;
        browser.type_keys("x ").await;
        wait_for_query(browser, "q", Some("state:DEGRADED x")).await;
        browser.press(Key::Backspace).await;
        wait_for_query(browser, "q", Some("state:DEGRADED")).await;
        browser.press(Key::Backspace).await;
        wait_for_query(browser, "q", None).await;
        browser.wait_until_none(Role::Button, Name::has("Remove filter")).await;
    })
    .await;
}

#[tokio::test]
async fn a_click_beside_the_suggestions_does_what_it_is_for() {
    let stack = Stack::start(&StackOptions::with_console());
    with_browser(View::DESKTOP, async |browser| {
        open(browser, &stack).await;
        browser.click(Role::Combobox, FILTER).await;
        browser.wait_until_none(Role::Option, Name::Any).await;
        browser.type_keys("st").await;
        browser.find(Role::Option, "state:").await;
        // The head of a column is beside the list of suggestions, and sorts with one click.
        let head = browser.find(Role::Button, "Region").await;
        head.click().await.unwrap();
        wait_for_query(browser, "sort", Some("region")).await;
        browser.wait_until_none(Role::Option, Name::Any).await;
        assert_eq!(query(browser, "q").await.as_deref(), Some("st"), "nothing was picked");
    })
    .await;
}

#[tokio::test]
async fn the_list_stays_while_a_term_is_being_typed() {
    let stack = Stack::start(&StackOptions::with_console());
    let fleet = fleet(&stack).await;
    let all = ids(&fleet, |_| true);
    let degraded = ids(&fleet, |(_, one)| state(one) == "DEGRADED");
    with_browser(View::DESKTOP, async |browser| {
        open(browser, &stack).await;
        // No cluster has the word, and it begins the name of a property.
        browser.type_into(Role::Combobox, FILTER, "healt").await;
        wait_for_query(browser, "q", Some("healt")).await;
        browser.wait_for_text("Press Enter to apply").await;
        wait_for_rows(browser, &all).await;
        browser.type_into(Role::Combobox, FILTER, "state:DEG").await;
        wait_for_query(browser, "q", Some("state:DEG")).await;
        wait_for_rows(browser, &degraded).await;
        // A click on a row leaves the field, and finds the row.
        let select = format!(
            "Select {}",
            fleet.iter().find(|(_, one)| state(one) == "DEGRADED").unwrap().1.name().unwrap()
        );
        browser.click(Role::Checkbox, select.as_str()).await;
        browser.find(Role::Button, "Clear selection").await;
        wait_for_rows(browser, &degraded).await;
        browser.click(Role::Button, "Clear selection").await;
        // Enter says that it is meant as it stands.
        browser.click(Role::Combobox, FILTER).await;
        browser.press(Key::Enter).await;
        browser.find(Role::Heading, "No clusters match").await;
        browser.wait_until_gone("Press Enter to apply").await;
    })
    .await;
}
