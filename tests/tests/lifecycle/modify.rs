//! The retention, and the migration with its rollback: what is said before, what is sent, and how it goes
//! on HSM by HSM.

use cloudhsm_api::{BackupRetentionPolicy, Cluster, ClusterState, Operation};
use end_to_end::{
    Browser, Control, Name, Role, Stack, StackOptions, View, eventually, with_browser,
};
use fantoccini::key::Key;
use serde_json::{Value, json};

use crate::steps::{HASTE, REGION, assert_nothing_scrolls_sideways, confirm, open, when};

pub(crate) const OLD: &str = "hsm1.medium";
pub(crate) const NEW: &str = "hsm2m.medium";
pub(crate) const DAYS: &str = "New retention, in days";

fn days_ago(days: i64) -> Value {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    json!(i64::try_from(now.as_secs()).unwrap() - days * 86_400)
}

#[tokio::test]
async fn a_shorter_retention_names_the_backups_that_it_ends() {
    let mut stack = Stack::start(&StackOptions::with_console());
    let control = stack.control();
    let cluster = stack.cluster_named(REGION, "staging-signing").await;
    let old = json!([{
        "BackupId": "backup-oldoldold22", "BackupState": "READY",
        "ClusterId": cluster.cluster_id, "CreateTimestamp": days_ago(60), "NeverExpires": false,
    }]);
    control.add_backups(&cluster.cluster_id, &old).await;
    with_browser(View::DESKTOP, async |browser| {
        browser.hasten(HASTE).await;
        open(browser, &stack, &cluster, "retention").await;
        for (typed, words) in [
            ("6", "AWS accepts 7 to 379 days"),
            ("380", "AWS accepts 7 to 379 days"),
            ("x", "Enter a whole number of days"),
            ("90", "This is the present retention"),
        ] {
            browser.type_into(Role::Textbox, DAYS, typed).await;
            browser.wait_for_text(words).await;
            let button = browser.find(Role::Button, "Review the plan").await;
            assert!(!button.is_enabled().await.unwrap(), "{typed}");
        }
        browser.type_into(Role::Textbox, DAYS, "300").await;
        browser.wait_for_text("This ends no backup that is READY today").await;
        browser.type_into(Role::Textbox, DAYS, "30").await;
        browser.wait_for_text("AWS deletes one backup").await;
        browser.wait_for_text("backup-oldoldold22").await;
        browser.assert_accessible_in_every_view().await;
        browser.set_view(View::PHONE).await;
        assert_nothing_scrolls_sideways(browser).await;
        browser.set_view(View::DESKTOP).await;
        // By keyboard, there and back: the plan has the focus, then the field again.
        browser.tab_to(Role::Textbox, DAYS).await;
        browser.press(Key::Enter).await;
        browser.wait_for_text("With 30 days, the retention of one backup is over").await;
        let focused = "return document.activeElement.id";
        assert_eq!(browser.run(focused).await, "plan-of-the-change");
        browser.tab_to(Role::Button, "Back to the form").await;
        browser.press(Key::Enter).await;
        eventually("the field has the focus", async || {
            (browser.run(focused).await == "retention-days").then_some(())
        })
        .await;
        browser.press(Key::Enter).await;
        browser.wait_for_text("With 30 days, the retention of one backup is over").await;
        browser.assert_accessible().await;
        confirm(browser, &cluster, "Change the retention").await;
        when(&stack, &cluster, "the retention is another", |it| {
            it.backup_retention_policy.as_ref().and_then(BackupRetentionPolicy::days) == Some(30)
        })
        .await;
        assert_eq!(control.calls(Operation::ModifyCluster).await, 1);
    })
    .await;
}

/// A cluster whose HSMs are of the old type, and a migration that can be watched.
async fn of_the_old_type(stack: &Stack, control: &Control, seconds: u64) -> Cluster {
    let cluster = stack.cluster_named(REGION, "staging-signing").await;
    let hsms: Vec<_> = cluster
        .hsms
        .iter()
        .map(|hsm| {
            let mut hsm = hsm.to_json();
            hsm["HsmType"] = OLD.into();
            hsm
        })
        .collect();
    control.patch(&cluster.cluster_id, &json!({ "HsmType": OLD, "Hsms": hsms })).await;
    control.rules(REGION, &json!({ "migration_seconds": seconds })).await;
    cluster
}

pub(crate) fn are_of(cluster: &Cluster, hsm_type: &str) -> bool {
    cluster.state == Some(ClusterState::Active)
        && cluster.hsm_type.as_deref() == Some(hsm_type)
        && cluster.hsms.iter().all(|it| it.hsm_type.as_deref() == Some(hsm_type))
}

/// Plans the migration, and confirms it.
pub(crate) async fn start(browser: &Browser, stack: &Stack, cluster: &Cluster) {
    open(browser, stack, cluster, "migrate").await;
    browser.wait_for_text("At most 27 HSMs").await;
    browser.click(Role::Button, "Review the migration’s plan").await;
    confirm(browser, cluster, "Migrate to hsm2m.medium").await;
}

#[tokio::test]
async fn there_hsm_by_hsm_and_back() {
    let mut stack = Stack::start(&StackOptions::with_console());
    let control = stack.control();
    let cluster = of_the_old_type(&stack, &control, 60).await;
    with_browser(View::DESKTOP, async |browser| {
        browser.hasten(HASTE).await;
        open(browser, &stack, &cluster, "migrate").await;
        // The end of the support, with both dates; and what can't be seen from here.
        browser.wait_for_text("1 December 2025").await;
        browser.wait_for_text("31 March 2026").await;
        browser.wait_for_text("The API doesn’t report clients").await;
        browser.assert_accessible_in_every_view().await;
        browser.set_view(View::PHONE).await;
        assert_nothing_scrolls_sideways(browser).await;
        browser.set_view(View::DESKTOP).await;
        start(browser, &stack, &cluster).await;
        browser.wait_for_text("1 of 2 HSMs are hsm2m.medium").await;
        browser.wait_for_text("replaced the earlier one").await;
        browser.wait_for_text("Time left").await;
        browser.wait_for_text("23 hours and 59 minutes").await;
        browser.assert_accessible().await;
        let migrated = when(&stack, &cluster, "it is migrated", |it| are_of(it, NEW)).await;
        for (old, new) in cluster.hsms.iter().zip(&migrated.hsms) {
            assert!(old.hsm_id != new.hsm_id && old.eni_ip == new.eni_ip);
            // Both are in the row of their address.
            browser.wait_for_text(&old.hsm_id).await;
            browser.wait_for_text(&new.hsm_id).await;
        }
        browser.wait_for_text("Keys and users that were created or changed since").await;
        browser.click(Role::Button, "Review the rollback’s plan").await;
        browser.wait_for_text("Keys, users and other changes made since").await;
        browser.assert_accessible().await;
        confirm(browser, &cluster, "Roll the migration back").await;
        browser.wait_for_text("AWS is rolling the migration back").await;
        browser.wait_until_gone("This page didn’t ask for it").await;
        // A reload doesn't take it for AWS's own.
        browser.reload().await;
        browser.find(Role::Heading, Name::has("HSM by HSM")).await;
        assert!(!browser.text().await.contains("This page didn’t ask"));
        when(&stack, &cluster, "it is rolled back", |it| are_of(it, OLD)).await;
        assert_eq!(control.calls(Operation::ModifyCluster).await, 2);
    })
    .await;
}

#[tokio::test]
async fn a_rollback_by_aws_itself_is_told() {
    let mut stack = Stack::start(&StackOptions::with_console());
    let control = stack.control();
    let cluster = of_the_old_type(&stack, &control, 100).await;
    with_browser(View::DESKTOP, async |browser| {
        browser.hasten(HASTE).await;
        start(browser, &stack, &cluster).await;
        browser.wait_for_text("0 of 2 HSMs are hsm2m.medium").await;
        control.rules(REGION, &json!({ "migration_seconds": 8 })).await;
        control.roll_back(&cluster.cluster_id).await;
        when(&stack, &cluster, "it is rolled back", |it| are_of(it, OLD)).await;
        browser.wait_for_text("The migration was rolled back").await;
        browser.wait_for_text("this page didn’t ask for that").await;
        browser.assert_accessible().await;
    })
    .await;
}

#[tokio::test]
async fn what_blocks_a_migration_is_said_with_its_reason() {
    let mut stack = Stack::start(&StackOptions::with_console());
    let control = stack.control();
    let cluster = of_the_old_type(&stack, &control, 60).await;
    with_browser(View::PHONE, async |browser| {
        browser.hasten(HASTE).await;
        control.patch(&cluster.cluster_id, &json!({ "State": "DEGRADED" })).await;
        open(browser, &stack, &cluster, "migrate").await;
        browser.wait_for_text("Its state is DEGRADED").await;
        browser.click(Role::Button, "Review the migration’s plan").await;
        browser.wait_for_text("AWS changes the HSM type of an ACTIVE cluster only").await;
        browser.assert_accessible().await;
        assert_nothing_scrolls_sideways(browser).await;
        // The deadline is over.
        let migrated = json!({
            "State": "ACTIVE", "HsmType": NEW, "HsmTypeRollbackExpiration": 1_700_000_000,
        });
        control.patch(&cluster.cluster_id, &migrated).await;
        open(browser, &stack, &cluster, "migrate").await;
        browser.wait_for_text("That time is over").await;
        assert!(browser.find_all(Role::Button, Name::has("rollback")).await.is_empty());
    })
    .await;
    assert_eq!(control.calls(Operation::ModifyCluster).await, 0);
}
