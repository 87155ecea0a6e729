//! The Backups tab: how long each is kept, thousands of them, and their order.

use end_to_end::{
    Browser, Name, Role, Scheme, Stack, StackOptions, View, eventually_or, with_browser,
};
use fantoccini::key::Key;
use serde_json::{Value, json};

use super::{REGION, open};

const DAY: i64 = 86_400;

/// Seconds since the epoch, so many days ago.
fn days_ago(days: i64) -> i64 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    i64::try_from(now.as_secs()).unwrap() - days * DAY
}

fn backup(id: &str, state: &str, days: i64) -> Value {
    json!({
        "BackupId": format!("backup-{id}"), "BackupState": state, "NeverExpires": false,
        "CreateTimestamp": days_ago(days),
    })
}

/// What the row of a backup says.
async fn row(browser: &Browser, id: &str) -> String {
    let row = browser.find(Role::Row, Name::has(format!("backup-{id}"))).await;
    row.text().await.unwrap()
}

/// Waits for the backups in this order, sorted by this column in this way.
async fn wait_for_order(browser: &Browser, expected: Value) {
    let script = "const head = document.querySelector('th[aria-sort]');
        return [
            [...document.querySelectorAll('tbody tr')].map(row => /backup-([a-z]+)/.exec(row.innerText)?.[1]),
            head && [head.innerText.trim(), head.ariaSort],
        ]";
    eventually_or(&format!("the backups are {expected}"), async || {
        let found = browser.run(script).await;
        if found == expected { Ok(()) } else { Err(found.to_string()) }
    })
    .await;
}

#[tokio::test]
async fn each_backup_says_how_long_it_is_kept() {
    let mut stack = Stack::start(&StackOptions::with_console());
    let control = stack.control();
    let cluster = stack.cluster_named(REGION, "sandbox-empty").await;
    let copied = |mut backup: Value| {
        backup["SourceRegion"] = "eu-west-1".into();
        backup["CopyTimestamp"] = days_ago(1).into();
        backup
    };
    let mut deleted = backup("deletedaaaa", "DELETED", 30);
    deleted["DeleteTimestamp"] = days_ago(2).into();
    let backups = json!([
        copied(backup("copyaaaaaaa", "READY", 200)),
        copied(backup("failedaaaaa", "DELETED", 1)),
        deleted,
        backup("overdueaaaa", "READY", 100),
        backup("freshaaaaaa", "READY", 1),
    ]);
    control.add_backups(&cluster.cluster_id, &backups).await;
    with_browser(View::DESKTOP, async |browser| {
        open(browser, &stack, &cluster, "backups").await;
        for (id, said) in [
            ("copyaaaaaaa", "Copies are deleted by hand"),
            ("failedaaaaa", "Copy failed"),
            ("deletedaaaa", "can’t be restored"),
            ("overdueaaaa", "was due for deletion on"),
            ("overdueaaaa", "still listed"),
            ("freshaaaaaa", "retention of 90 days"),
            ("freshaaaaaa", "Latest restorable"),
        ] {
            let text = row(browser, id).await;
            assert!(text.contains(said), "{id}: {text}");
        }
        browser.assert_accessible_in_every_view().await;

        // A policy that is no plain number of days ends nothing on any day.
        let policy = json!({ "BackupRetentionPolicy": { "Type": "DAYS", "Value": "07" } });
        control.patch(&cluster.cluster_id, &policy).await;
        open(browser, &stack, &cluster, "overview").await;
        browser.wait_for_text("Unknown retention: 07 DAYS").await;
        open(browser, &stack, &cluster, "backups").await;
        let text = row(browser, "overdueaaaa").await;
        assert!(text.contains("Unknown retention: 07 DAYS"), "{text}");
    })
    .await;
}

#[tokio::test]
async fn thousands_of_backups_come_a_page_at_a_time() {
    let mut stack = Stack::start(&StackOptions::with_console());
    let control = stack.control();
    let cluster = stack.cluster_named(REGION, "sandbox-empty").await;
    let all: Vec<Value> =
        (0..5000).map(|n| backup(&format!("many{n:07}"), "READY", 1 + n)).collect();
    control.add_backups(&cluster.cluster_id, &json!(all)).await;
    with_browser(View::DESKTOP, async |browser| {
        open(browser, &stack, &cluster, "backups").await;
        let rows = "return document.querySelectorAll('tbody tr').length";
        browser.wait_for_text("1–50 of 5000 backups").await;
        assert_eq!(browser.run(rows).await, 50);
        row(browser, "many0000000").await;
        browser.click(Role::Button, "Next").await;
        browser.wait_for_text("51–100 of 5000 backups").await;
        assert_eq!(browser.run(rows).await, 50);
        row(browser, "many0000050").await;
        browser.click(Role::Button, "Created").await;
        browser.wait_for_text("1–50 of 5000 backups").await;
        browser.click(Role::Button, "Created").await;
        row(browser, "many0004999").await;
        assert!(browser.find_all(Role::Row, Name::has("many0000001")).await.is_empty());
        let first = browser.run("return document.querySelector('tbody tr').innerText").await;
        let first = first.as_str().unwrap().to_owned();
        assert!(first.contains("many0000000") && first.contains("Latest restorable"), "{first}");
        // What is unfolded shows the rest, and stays with its backup.
        browser.click(Role::Button, Name::has("Details of backup-many0004999")).await;
        browser.wait_for_text("arn:aws:cloudhsm:").await;
        browser.click(Role::Button, "Next").await;
        browser.wait_until_gone("arn:aws:cloudhsm:").await;
        browser.click(Role::Button, "Previous").await;
        browser.wait_for_text("arn:aws:cloudhsm:").await;
        browser.assert_accessible().await;
        browser.set_view(View::PHONE.scheme(Scheme::Dark)).await;
        browser.assert_accessible().await;
    })
    .await;
}

#[tokio::test]
async fn backups_are_sorted_by_each_column_and_the_address_keeps_the_order() {
    let mut stack = Stack::start(&StackOptions::with_console());
    let control = stack.control();
    let cluster = stack.cluster_named(REGION, "sandbox-empty").await;
    let mut going = backup("going", "PENDING_DELETION", 2);
    going["DeleteTimestamp"] = days_ago(-5).into();
    let mut kept = backup("kept", "READY", 60);
    kept["NeverExpires"] = true.into();
    let all = json!([kept, backup("newest", "READY", 3), going, backup("middle", "READY", 20)]);
    control.add_backups(&cluster.cluster_id, &all).await;
    with_browser(View::DESKTOP, async |browser| {
        open(browser, &stack, &cluster, "backups").await;
        row(browser, "newest").await;
        // The latest that can be restored stays on top; the focus stays where it is.
        for (column, address, sorted, rows) in [
            ("Backup", "?sort=id", "ascending", ["newest", "going", "kept", "middle"]),
            ("Backup", "?sort=-id", "descending", ["newest", "middle", "kept", "going"]),
            ("State", "?sort=state", "ascending", ["newest", "going", "middle", "kept"]),
            ("State", "?sort=-state", "descending", ["newest", "middle", "kept", "going"]),
            ("Created", "?sort=-created", "descending", ["newest", "going", "middle", "kept"]),
            ("Created", "?sort=created", "ascending", ["newest", "kept", "middle", "going"]),
            ("Kept until", "?sort=kept", "ascending", ["newest", "going", "middle", "kept"]),
            ("Kept until", "?sort=-kept", "descending", ["newest", "kept", "middle", "going"]),
        ] {
            browser.tab_to(Role::Button, column).await;
            browser.press(Key::Enter).await;
            wait_for_order(browser, json!([rows, [column, sorted]])).await;
            let focused = browser.run("return document.activeElement.innerText.trim()").await;
            assert_eq!(focused, json!(column), "the focus stays");
            browser.wait_for_path(|path| path.ends_with(address)).await;
        }
        browser.assert_accessible_in_both_themes().await;
        browser.reload().await;
        let rows = ["newest", "kept", "middle", "going"];
        wait_for_order(browser, json!([rows, ["Kept until", "descending"]])).await;
        browser.click(Role::Button, "Kept until").await;
        let rows = ["newest", "middle", "kept", "going"];
        wait_for_order(browser, json!([rows, null])).await;
        browser.wait_for_path(|path| path.ends_with("/backups")).await;
    })
    .await;
}
