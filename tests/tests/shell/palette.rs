//! The command palette.

use cloudhsm_api::{Backup, BackupState, DescribeBackupsOutput, Operation, Timestamp};
use end_to_end::{
    Browser, Name, REGIONS, Role, Stack, StackOptions, View, eventually, with_browser,
};
use fantoccini::key::Key;
use serde_json::json;

use crate::scene::{open_palette, wait_for_focus};

/// The READY backups of a cluster, the newest first.
async fn ready_backups(stack: &Stack, cluster: &str) -> Vec<Backup> {
    let input = json!({ "Filters": { "clusterIds": [cluster] } });
    let answer = stack.call(REGIONS[0], Operation::DescribeBackups, &input).await.expect(200);
    let mut backups = answer.json::<DescribeBackupsOutput>().backups;
    backups.retain(|backup| backup.backup_state == Some(BackupState::Ready));
    let millis = |it: &Backup| it.create_timestamp.as_ref().and_then(Timestamp::epoch_millis);
    backups.sort_by_key(|backup| std::cmp::Reverse(millis(backup)));
    backups
}

/// The headings of the palette's sections, as assistive technology is told, each with its entries.
async fn sections(browser: &Browser) -> Vec<(String, Vec<String>)> {
    let tree = browser.accessibility_tree().await;
    let list = tree.one("dialog").one("listbox");
    let names =
        |group: &end_to_end::Thing| group.names("option").into_iter().map(str::to_owned).collect();
    list.all("group").into_iter().map(|group| (group.name.clone(), names(group))).collect()
}

/// Waits until the palette's first section is this, and its first entry has these words.
async fn wait_for_first(browser: &Browser, section: &str, words: &str) {
    eventually(&format!("{words} is the first of {section}"), async || {
        let sections = sections(browser).await;
        let (title, entries) = sections.first()?;
        (title == section && entries.first()?.contains(words)).then_some(())
    })
    .await;
}

#[tokio::test]
async fn the_palette_goes_anywhere_by_keyboard() {
    let stack = Stack::start(&StackOptions::with_console());
    with_browser(View::DESKTOP, async |browser| {
        browser.goto(&stack.link()).await;
        browser.find(Role::Link, "payments-prod").await;
        open_palette(browser, "pay prod").await;
        browser.find(Role::Option, Name::has("payments-prod")).await;
        browser.assert_accessible_in_both_themes().await;
        browser.press(Key::Enter).await;
        browser.find(Role::Heading, "payments-prod").await;
        // What is open can be acted on.
        open_palette(browser, "hsms").await;
        browser.find(Role::Option, Name::has("HSMs payments-prod")).await;
        browser.press(Key::Enter).await;
        browser.wait_for_path(|path| path.ends_with("/hsms")).await;
        open_palette(browser, "copy").await;
        browser.press(Key::Enter).await;
        browser.wait_for_text("Copied: cluster ID").await;
        // The second of what fits, and back from the last to the first.
        open_palette(browser, "delete").await;
        browser.wait_for_text("Delete cluster… payments-prod").await;
        let active = "return document.activeElement.getAttribute('aria-activedescendant')";
        assert_eq!(browser.run(active).await, json!("palette-0"));
        browser.press(Key::Up).await;
        assert_ne!(browser.run(active).await, json!("palette-0"));
        browser.press(Key::Down).await;
        browser.press(Key::Enter).await;
        browser.wait_for_path(|path| path.ends_with("/delete")).await;
    })
    .await;
}

#[tokio::test]
async fn the_palette_gives_the_focus_back() {
    let stack = Stack::start(&StackOptions::with_console());
    with_browser(View::PHONE, async |browser| {
        browser.goto(&stack.link()).await;
        browser.find(Role::Link, "payments-prod").await;
        browser.tab_to(Role::Link, "payments-prod").await;
        open_palette(browser, "pay").await;
        browser.press(Key::Escape).await;
        wait_for_focus(browser, "payments-prod").await;
        browser.click(Role::Button, Name::has("Command palette")).await;
        browser.find(Role::Combobox, Name::has("Go to a cluster")).await;
        browser.press(Key::Escape).await;
        browser.wait_until_none(Role::Dialog, Name::Any).await;
        let focused = "return document.activeElement.getAttribute('aria-label')";
        assert_eq!(browser.run(focused).await, json!("Command palette (Ctrl k)"));
        let left = "return document.querySelectorAll('dialog').length";
        eventually("the dialog is gone", async || (browser.run(left).await == 0).then_some(()))
            .await;
    })
    .await;
}

#[tokio::test]
async fn the_palette_lists_what_the_console_has_not_listed() {
    let stack = Stack::start(&StackOptions::with_console());
    let here = stack.cluster_named(REGIONS[0], "sandbox-empty").await;
    with_browser(View::DESKTOP, async |browser| {
        let path = format!("/regions/{}/clusters/{}/tags", REGIONS[0], here.cluster_id);
        browser.goto(&stack.link_to(&path)).await;
        browser.find(Role::Heading, "sandbox-empty").await;
        open_palette(browser, "payments-prod").await;
        browser.find(Role::Option, Name::has("payments-prod")).await;
        browser.press(Key::Enter).await;
        browser.find(Role::Heading, "payments-prod").await;
    })
    .await;
}

#[tokio::test]
async fn the_palette_finds_every_part_of_a_cluster_by_its_id() {
    let stack = Stack::start(&StackOptions::with_console());
    let cluster = stack.cluster_named(REGIONS[0], "payments-prod").await;
    let backups = ready_backups(&stack, &cluster.cluster_id).await;
    let hsm = &cluster.hsms[1];
    let (eni, ip) = (hsm.eni_id.clone().unwrap(), hsm.eni_ip.clone().unwrap());
    let subnet = cluster.subnet_mapping.values().next().unwrap().clone();
    let parts = [
        ("HSMs", "", hsm.hsm_id.clone(), "/hsms"),
        ("Network", "", eni, "/hsms"),
        ("Network", "", ip, "/hsms"),
        // Others may be in the same subnet.
        ("Network", "payments ", subnet, "/network"),
        ("Backups", "", backups[0].backup_id.clone(), "/backups"),
        // No row has an older one: the regions are asked for it.
        ("Backups", "", backups.last().unwrap().backup_id.clone(), "/backups"),
    ];
    with_browser(View::DESKTOP, async |browser| {
        browser.goto(&stack.link()).await;
        browser.find(Role::Link, "payments-prod").await;
        let page = format!("/clusters/{}", cluster.cluster_id);
        for (section, before, id, tab) in parts {
            browser.find(Role::Link, "payments-prod").await;
            open_palette(browser, &[before, &id].concat()).await;
            wait_for_first(browser, section, &id).await;
            browser.press(Key::Enter).await;
            browser.wait_for_path(|path| path.ends_with(&format!("{page}{tab}"))).await;
            browser.type_keys("gc").await;
            browser.wait_for_path(|path| path == "/clusters").await;
        }
        // A VPC can have several clusters: each is found.
        let vpc = cluster.vpc_id.as_deref().unwrap();
        open_palette(browser, &["payments ", vpc].concat()).await;
        browser.find(Role::Option, Name::has("VPC · payments-prod")).await;
        browser.press(Key::Escape).await;
        browser.wait_until_none(Role::Dialog, Name::Any).await;
        open_palette(browser, "backup-000nowhere0").await;
        browser.find(Role::Option, Name::has("Look for it in all regions")).await;
        browser.press(Key::Enter).await;
        browser.wait_for_text("No region has the backup backup-000nowhere0").await;
    })
    .await;
}

#[tokio::test]
async fn the_palette_finds_what_is_wrong() {
    let stack = Stack::start(&StackOptions::with_console());
    with_browser(View::DESKTOP, async |browser| {
        browser.goto(&stack.link()).await;
        browser.find(Role::Link, "payments-prod").await;
        browser.wait_until_loaded().await;
        open_palette(browser, "single hsm").await;
        browser.find(Role::Option, Name::has("dr-rehearsal")).await;
        browser.assert_accessible_in_both_themes().await;
        let found = sections(browser).await;
        let (_, single) = found.iter().find(|(title, _)| title == "Findings").unwrap();
        assert!(single.len() > 2, "all of them, and each: {found:?}");
        wait_for_first(browser, "Findings", "clusters").await;
        browser.press(Key::Enter).await;
        let filtered = |path: &str| path == "/clusters?q=health%3Asingle-hsm";
        browser.wait_for_path(filtered).await;
        browser.find(Role::Link, "dr-rehearsal").await;
        browser.wait_until_none(Role::Link, "payments-prod").await;
        // One of them by its name.
        open_palette(browser, "degraded offload").await;
        wait_for_first(browser, "Findings", "tls-offload-prod").await;
        browser.press(Key::Enter).await;
        browser.find(Role::Heading, "tls-offload-prod").await;
        browser.wait_for_path(|path| path.ends_with("/overview")).await;
        open_palette(browser, "no backup").await;
        wait_for_first(browser, "Findings", "No READY backup").await;
    })
    .await;
}

#[tokio::test]
async fn the_palette_begins_with_what_was_open_last() {
    let stack = Stack::start(&StackOptions::with_console());
    with_browser(View::DESKTOP, async |browser| {
        browser.goto(&stack.link()).await;
        for name in ["payments-prod", "staging-signing"] {
            browser.click(Role::Link, name).await;
            browser.find(Role::Heading, Name::has(name)).await;
            browser.find(Role::Heading, "Details").await;
            browser.type_keys("gc").await;
            browser.find(Role::Link, "payments-prod").await;
        }
        // The browser keeps it.
        browser.reload().await;
        browser.find(Role::Link, "payments-prod").await;
        browser.wait_until_loaded().await;
        open_palette(browser, "").await;
        wait_for_first(browser, "Recent", "staging-signing").await;
        browser.assert_accessible_in_both_themes().await;
        let sections = sections(browser).await;
        let titles: Vec<_> = sections.iter().map(|(title, _)| title.as_str()).collect();
        assert_eq!(titles, ["Recent", "Actions of this page", "Go to", "Clusters", "Console"]);
        assert_eq!(sections[0].1.len(), 2, "{sections:?}");
        browser.press(Key::Down).await;
        browser.press(Key::Enter).await;
        browser.find(Role::Heading, Name::has("payments-prod")).await;
        let kept = browser.run("return JSON.stringify(localStorage)").await.to_string();
        assert!(kept.contains("recent") && !kept.contains(stack.token()), "{kept}");
    })
    .await;
}

#[tokio::test]
async fn the_palette_does_what_the_page_can_do() {
    let stack = Stack::start(&StackOptions::with_console());
    with_browser(View::DESKTOP, async |browser| {
        browser.goto(&stack.link()).await;
        browser.find(Role::Button, "Columns…").await;
        browser.find(Role::Link, "payments-prod").await;
        open_palette(browser, "columns").await;
        wait_for_first(browser, "Actions of this page", "Columns…").await;
        browser.press(Key::Enter).await;
        browser.find(Role::Heading, "Columns").await;
        browser.press(Key::Escape).await;
        browser.wait_until_none(Role::Dialog, Name::Any).await;
        // What is selected has actions of its own.
        browser.click(Role::Checkbox, "Select payments-prod").await;
        browser.find(Role::Button, "Copy IDs").await;
        open_palette(browser, "columns").await;
        browser.wait_for_text("No results").await;
        browser.press(Key::Escape).await;
        browser.wait_until_none(Role::Dialog, Name::Any).await;
        open_palette(browser, "copy ids").await;
        wait_for_first(browser, "Actions of this page", "Copy IDs").await;
        browser.press(Key::Enter).await;
        browser.wait_for_text("Copied: cluster IDs").await;
        // What destroys is only led to.
        let path = "/regions/us-east-1/clusters/";
        browser.click(Role::Link, "staging-signing").await;
        browser.wait_for_path(|it| it.starts_with(path) && it.ends_with("/overview")).await;
        browser.find(Role::Heading, "Details").await;
        open_palette(browser, "delete cluster").await;
        wait_for_first(browser, "Actions of this page", "Delete cluster…").await;
        browser.press(Key::Enter).await;
        browser.wait_for_path(|path| path.ends_with("/delete")).await;
        browser.find(Role::Heading, Name::has("Delete cluster")).await;
        assert!(stack.activity().await.records.is_empty(), "nothing was asked for");
    })
    .await;
}

#[tokio::test]
async fn the_palette_offers_no_more_than_the_backend_signs() {
    let stack = Stack::start(&StackOptions::with_console().args(["--read-only"]));
    with_browser(View::DESKTOP, async |browser| {
        browser.goto(&stack.link()).await;
        browser.click(Role::Link, "staging-signing").await;
        browser.find(Role::Heading, "Details").await;
        open_palette(browser, "").await;
        browser.find(Role::Option, Name::has("Copy cluster ID")).await;
        let sections = sections(browser).await;
        let (_, actions) =
            sections.iter().find(|(title, _)| title == "Actions of this page").unwrap();
        assert_eq!(actions.len(), 2, "to copy the ID and to refresh: {actions:?}");
    })
    .await;
}
