//! A cluster's page beside answers that are out of the ordinary: copied and deleted backups, thousands
//! of them, HSMs where nobody expects them.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use cloudhsm_api::Cluster;
use end_to_end::{Browser, Name, REGIONS, Role, Scheme, Stack, StackOptions, View, with_browser};
use serde_json::{Value, json};

const REGION: &str = REGIONS[0];
const DAY: i64 = 86_400;

async fn open(browser: &Browser, stack: &Stack, cluster: &Cluster, tab: &str) {
    let path = format!("/regions/{REGION}/clusters/{}/{tab}", cluster.cluster_id);
    browser.goto(&stack.link_to(&path)).await;
    browser.wait_until_loaded().await;
}

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
        assert!(browser.find_all(Role::Row, Name::has("many0000000")).await.is_empty());
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
async fn two_hsms_before_initialization_are_told_the_way_out() {
    let mut stack = Stack::start(&StackOptions::with_console());
    let control = stack.control();
    let cluster = stack.cluster_named(REGION, "sandbox-empty").await;
    let hsms = json!([
        { "HsmId": "hsm-twoaaaaaaaa", "State": "ACTIVE" },
        { "HsmId": "hsm-twobbbbbbbb", "State": "CREATE_IN_PROGRESS" },
    ]);
    control.patch(&cluster.cluster_id, &json!({ "Hsms": hsms })).await;
    with_browser(View::DESKTOP, async |browser| {
        open(browser, &stack, &cluster, "overview").await;
        browser.wait_for_text("AWS won’t create a CSR. Delete all HSMs of this cluster").await;
        open(browser, &stack, &cluster, "certificates").await;
        browser.wait_for_text("AWS won’t create a CSR. Delete all HSMs of this cluster").await;
    })
    .await;
}

#[tokio::test]
async fn a_restored_cluster_is_not_told_to_activate() {
    let mut stack = Stack::start(&StackOptions::with_console());
    let control = stack.control();
    let cluster = stack.cluster_named(REGION, "staging-signing").await;
    let restored = json!({ "State": "INITIALIZED", "SourceBackupId": "backup-gone2222222" });
    control.patch(&cluster.cluster_id, &restored).await;
    with_browser(View::DESKTOP, async |browser| {
        open(browser, &stack, &cluster, "overview").await;
        browser.wait_for_text("Restored from backup-gone2222222. Not ACTIVE yet.").await;
        browser.wait_for_text("Don’t initialize or activate it").await;
        browser.wait_for_text("CA certificate of the original cluster").await;
        assert!(!browser.text().await.contains("Activate it with the CloudHSM CLI"));
    })
    .await;
}

#[tokio::test]
async fn hsms_stand_under_their_own_subnet_and_replace_only_what_is_gone() {
    let mut stack = Stack::start(&StackOptions::with_console());
    let control = stack.control();
    let cluster = stack.cluster_named(REGION, "staging-signing").await;
    let hsm = |id: &str, state: &str| {
        json!({
            "HsmId": id, "State": state, "AvailabilityZone": "us-east-1a",
            "SubnetId": "subnet-0e15e3e4e", "EniId": "eni-0aaaaaaaaaaaaaaaa",
        })
    };
    let show = async |hsms: Value| {
        control.patch(&cluster.cluster_id, &json!({ "Hsms": hsms })).await;
    };
    let one = || hsm("hsm-oneaaaaaaaa", "ACTIVE");
    let gone = || hsm("hsm-gonedddddddd", "DELETED");
    show(json!([one(), hsm("hsm-twobbbbbbbb", "ACTIVE"), gone()])).await;
    with_browser(View::DESKTOP, async |browser| {
        open(browser, &stack, &cluster, "network").await;
        browser.wait_for_text("Not in the subnet mapping").await;
        browser.wait_for_text("subnet-0e15e3e4e").await;
        assert!(!browser.text().await.contains("hsm-gonedddddddd"), "a DELETED HSM is nowhere");
        browser.assert_accessible_in_every_view().await;

        open(browser, &stack, &cluster, "hsms").await;
        browser.find(Role::Link, Name::has("HSMs 2")).await;
        browser.click(Role::Button, "Refresh").await;
        browser.find(Role::Button, "Refresh").await;
        assert!(!browser.text().await.contains("replaced"), "both are listed");
        show(json!([one(), hsm("hsm-threecccccc", "ACTIVE"), gone()])).await;
        browser.click(Role::Button, "Refresh").await;
        browser.wait_for_text("replaced hsm-twobbbbbbbb").await;
        assert!(!browser.text().await.contains("replaced hsm-one"));
    })
    .await;
}
