//! A cluster with thousands of HSMs or backups: for how long the page's thread is busy at a time, when
//! their tab is opened and when the page polls.

use std::time::Duration;

use cloudhsm_api::Operation;
use end_to_end::{Browser, Control, REGIONS, Stack, View, eventually_within, with_browser};
use serde_json::{Value, json};
use tokio::time::sleep;

use crate::conditions::Conditions;

const REGION: &str = REGIONS[0];
const HSMS: usize = 10_000;
const BACKUPS: usize = 5000;
/// A slow machine takes a while, and a calm page polls twice a minute.
const PATIENCE: Duration = Duration::from_mins(3);
/// What an answer sets off is over after that.
const AFTERWARDS: Duration = Duration::from_secs(3);

/// Notes every task of the page's thread from 50 milliseconds on: browsers tell of no shorter ones.
const WATCH: &str = "globalThis.longTasks = [];
    new PerformanceObserver(list => {
        for (const { duration } of list.getEntries()) longTasks.push(duration);
    }).observe({ type: 'longtask', buffered: true });";

/// A tab with a long list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tab {
    /// 10,000 HSMs in one cluster.
    Hsms,
    /// 5000 backups of one cluster.
    Backups,
}

/// Opens the tab in a fresh browser and leaves it open for two polls. The second one brings something
/// new.
pub(crate) async fn watch(stack: &mut Stack, tab: Tab, conditions: Conditions) -> Value {
    let control = stack.control();
    let (path, rows) = prepare(stack, &control, tab).await;
    let link = stack.link_to(&path);
    let mut found = Value::Null;
    with_browser(View::DESKTOP, async |browser| {
        browser.before_each_page(WATCH).await;
        conditions.set_processor(browser).await;
        browser.goto(&link).await;
        let status = "return document.querySelector('.pager [role=status]')?.textContent ?? ''";
        shows(browser, status, &rows).await;
        let opened = longest(browser).await;
        let calls = control.calls(Operation::DescribeClusters).await;
        eventually_within(PATIENCE, "the page polls", async || {
            (control.calls(Operation::DescribeClusters).await > calls).then_some(())
        })
        .await;
        let same = longest(browser).await;
        match tab {
            Tab::Hsms => {
                control.clear_faults().await;
                list_hsms(&control, "DEGRADED").await;
                let row = "return document.querySelector('tbody tr')?.textContent ?? ''";
                shows(browser, row, "DEGRADED").await;
            }
            Tab::Backups => {
                let id = path.split('/').nth(4).unwrap_or_default();
                control.add_backups(id, &json!([backup(BACKUPS)])).await;
                shows(browser, status, &format!("of {} backups", BACKUPS + 1)).await;
            }
        }
        let changed = longest(browser).await;
        found = json!({
            "kind": "stalls", "tab": format!("{tab:?}").to_lowercase(),
            "slow": conditions == Conditions::Slow,
            "opened": opened, "same": same, "changed": changed,
        });
    })
    .await;
    found
}

/// Has the emulator list them: the path of their tab, and what stands above the list.
async fn prepare(stack: &Stack, control: &Control, tab: Tab) -> (String, String) {
    match tab {
        Tab::Hsms => {
            list_hsms(control, "ACTIVE").await;
            let path = format!("/regions/{REGION}/clusters/cluster-many/hsms");
            (path, format!("of {HSMS} HSMs"))
        }
        Tab::Backups => {
            let id = stack.cluster_named(REGION, "sandbox-empty").await.cluster_id;
            let all: Vec<_> = (0..BACKUPS).map(backup).collect();
            control.add_backups(&id, &json!(all)).await;
            let path = format!("/regions/{REGION}/clusters/{id}/backups");
            (path, format!("of {BACKUPS} backups"))
        }
    }
}

/// The region lists one cluster. The state is that of its first HSM.
async fn list_hsms(control: &Control, state: &str) {
    let hsm = |number: usize| {
        let state = if number == 0 { state } else { "ACTIVE" };
        json!({ "HsmId": format!("hsm-{number:05}"), "EniId": format!("eni-{number:05}"), "State": state })
    };
    let hsms: Vec<_> = (0..HSMS).map(hsm).collect();
    let cluster = json!({ "ClusterId": "cluster-many", "State": "ACTIVE", "Hsms": hsms });
    let fault = json!({
        "operation": Operation::DescribeClusters, "region": REGION, "kind": "raw",
        "body": { "Clusters": [cluster] }, "times": 10_000,
    });
    control.order_fault(fault).await;
}

fn backup(number: usize) -> Value {
    json!({
        "BackupId": format!("backup-many{number:07}"), "BackupState": "READY",
        "CreateTimestamp": 1_700_000_000 + number,
    })
}

/// Waits without asking for more than one element: the question itself takes the page's thread. What groups
/// the digits of thousands doesn't count.
async fn shows(browser: &Browser, script: &str, part: &str) {
    eventually_within(PATIENCE, part, async || {
        let text = browser.run(script).await;
        text.as_str().is_some_and(|text| text.replace(',', "").contains(part)).then_some(())
    })
    .await;
}

/// The longest task since the last question, in milliseconds; 0 if none was of 50 or more.
async fn longest(browser: &Browser) -> f64 {
    sleep(AFTERWARDS).await; // limit: a pace
    let tasks = browser.run("return longTasks.splice(0)").await;
    let tasks = tasks.as_array().into_iter().flatten().filter_map(Value::as_f64);
    tasks.fold(0.0, f64::max)
}
