//! Faults of the fleet's stream, and of what it is made from: a region that refuses, hangs, lies or comes and
//! goes, a proxy that holds the stream back, a laptop that sleeps. Rows never go for that, and one line says
//! what is wrong, beside the time of what shows.

use std::time::Duration;

use cloudhsm_api::Operation;
use end_to_end::{
    Browser, Control, Emulator, Name, REGIONS, ReverseProxy, Role, Stack, StackOptions, View,
    eventually, eventually_within, with_browser,
};
use serde_json::{Value, json};

use crate::scene::{BY_NAME, fleet, ids, open, rows, wait_for_rows};

const REGION: &str = REGIONS[0];

fn start() -> (Emulator, Stack) {
    let emulator = Emulator::start();
    let options = StackOptions::in_front_of(&emulator).args(["--upstream-timeout", "2"]);
    let stack = Stack::start(&StackOptions { console: true, ..options });
    (emulator, stack)
}

/// From now on, this happens to each listing of the first region.
async fn order(control: &Control, fault: Value) {
    let mut order = json!({ "operation": "DescribeClusters", "region": REGION, "times": 10_000 });
    order.as_object_mut().unwrap().extend(fault.as_object().unwrap().clone());
    control.order_fault(order).await;
}

/// Notes each time that rows go, however short it is, and each line about a fault.
const WATCH: &str = "
    window.rowsGone = []; window.faults = [];
    const watch = () => {
        const keys = new Set([...document.querySelectorAll('tr[data-key]')].map(row => row.dataset.key));
        for (const key of window.rowsBefore ?? []) if (!keys.has(key)) window.rowsGone.push(key);
        window.rowsBefore = keys;
        const line = document.querySelector('.status-line:not(.info)')?.textContent;
        if (line && window.faults.at(-1) !== line) window.faults.push(line);
    };
    watch();
    new MutationObserver(watch).observe(document.querySelector('main'), { childList: true, subtree: true, characterData: true });";

async fn watch(browser: &Browser) {
    browser.run(WATCH).await;
}

/// Opens the list, and watches it from when all rows are there.
async fn open_watched(browser: &Browser, stack: &Stack, all: &[String]) {
    open(browser, stack).await;
    wait_for_rows(browser, all).await;
    watch(browser).await;
}

/// No row was gone, not for a moment, and the page says of when they are.
async fn assert_rows_stayed(browser: &Browser, expected: &[String], when: &str) {
    assert_eq!(browser.run("return window.rowsGone").await, json!([]), "{when}");
    assert_eq!(rows(browser).await, expected, "{when}");
    let time = "return /as of \\d{1,2}:\\d{2}/.test(document.querySelector('.as-of').textContent)";
    assert_eq!(browser.run(time).await, json!(true), "{when}: the time of the data");
}

/// The line about the first region, with AWS's word for it; then it is well again.
async fn fails_and_recovers(browser: &Browser, control: &Control, code: &str, all: &[String]) {
    browser.click(Role::Button, Name::has("Refresh")).await;
    let line = format!("Couldn’t refresh {REGION}. Showing earlier data. {code}");
    browser.find(Role::Status, Name::has(line.as_str())).await;
    let lines = "return document.querySelectorAll('.status-line').length";
    assert_eq!(browser.run(lines).await, json!(1), "{code}: one line");
    assert_rows_stayed(browser, all, code).await;
    control.clear_faults().await;
    browser.click(Role::Button, "Try again").await;
    browser.wait_until_none(Role::Button, "Try again").await;
    assert_rows_stayed(browser, all, code).await;
}

#[tokio::test]
async fn a_region_that_throttles_hangs_or_breaks_off_keeps_its_rows() {
    let (emulator, stack) = start();
    let control = emulator.control();
    let all = ids(&fleet(&stack).await, |_| true);
    with_browser(View::DESKTOP, async |browser| {
        open_watched(browser, &stack, &all).await;
        for (kind, code) in [
            ("throttle", "ThrottlingException"),
            ("hang", "UpstreamTimeout"),
            ("half-body", "UpstreamUnreachable"),
        ] {
            order(control, json!({ "kind": kind })).await;
            fails_and_recovers(browser, control, code, &all).await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_region_that_lies_keeps_its_rows() {
    let (emulator, stack) = start();
    let control = emulator.control();
    let all = ids(&fleet(&stack).await, |_| true);
    let honest = stack.call(REGION, Operation::DescribeClusters, &json!({})).await.expect(200);
    let honest = honest.json::<Value>()["Clusters"].as_array().unwrap().clone();
    let lie = async |body: Value| order(control, json!({ "kind": "raw", "body": body })).await;
    with_browser(View::DESKTOP, async |browser| {
        open_watched(browser, &stack, &all).await;

        // One token for ever, after a part of the clusters.
        lie(json!({ "Clusters": honest[..2], "NextToken": "forever" })).await;
        fails_and_recovers(browser, control, "UpstreamGarbled", &all).await;

        // One ID twice: one row.
        let twice = [honest.as_slice(), &honest[..1]].concat();
        lie(json!({ "Clusters": twice })).await;
        let before = control.calls(Operation::DescribeClusters).await;
        browser.click(Role::Button, Name::has("Refresh")).await;
        eventually("both regions were listed", async || {
            (control.calls(Operation::DescribeClusters).await >= before + 2).then_some(())
        })
        .await;
        browser.find(Role::Button, "Refresh").await;
        assert_rows_stayed(browser, &all, "one ID twice").await;
        control.clear_faults().await;

        // A malformed cluster says so in its row; an entry without an ID in the line.
        let mut malformed = honest.clone();
        malformed[0]["State"] = json!(7);
        malformed.push(json!({ "State": "ACTIVE" }));
        lie(json!({ "Clusters": malformed })).await;
        browser.click(Role::Button, Name::has("Refresh")).await;
        browser.wait_for_text("a cluster without a readable ClusterId").await;
        let id = honest[0]["ClusterId"].as_str().unwrap();
        let health = format!("return document.querySelector('[data-key$=\"{id}\"]').innerText");
        eventually("its row says what can’t be read", async || {
            browser.run(&health).await.as_str()?.contains("unreadable").then_some(())
        })
        .await;
        assert_rows_stayed(browser, &all, "a malformed cluster").await;
    })
    .await;
}

#[tokio::test]
async fn a_region_that_comes_and_goes_keeps_its_rows() {
    let (emulator, stack) = start();
    let control = emulator.control();
    let all = ids(&fleet(&stack).await, |_| true);
    with_browser(View::DESKTOP, async |browser| {
        open_watched(browser, &stack, &all).await;
        for _ in 0..3 {
            order(control, json!({ "kind": "reset" })).await;
            fails_and_recovers(browser, control, "UpstreamUnreachable", &all).await;
        }
    })
    .await;
}

/// Holds the stream back until it ends or fills a buffer, while it is switched on; and refuses refreshes.
const HOLDS_BACK: &str = "
    error_page 418 = @held;
    location = /api/fleet {
        if (-f SWITCH.held) { return 418; }
        proxy_pass BACKEND;
    }
    location @held {
        proxy_ignore_headers X-Accel-Buffering;
        proxy_buffering on;
        proxy_buffer_size 64k;
        proxy_buffers 8 64k;
        proxy_pass BACKEND;
    }
    location = /api/fleet/refresh {
        if (-f SWITCH.refusal) { return 502 'no'; }
        proxy_pass BACKEND;
    }
    location / { proxy_pass BACKEND; }
";

/// As long as the page waits for a stream that doesn't begin, and more.
const LONG: Duration = Duration::from_mins(1);

async fn says_that_it_is_held_back(browser: &Browser) {
    eventually_within(LONG, "the page says that nothing arrives", async || {
        browser.text().await.contains("A proxy may be holding it back").then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_proxy_that_holds_the_stream_back_is_told() {
    let proxy = ReverseProxy::start(HOLDS_BACK).await;
    let all = ids(&fleet(&proxy.stack).await, |_| true);
    with_browser(View::DESKTOP, async |browser| {
        // From the beginning: no list is not an empty list.
        proxy.switch(".held", true);
        browser.goto(&proxy.link_to(BY_NAME)).await;
        says_that_it_is_held_back(browser).await;
        assert!(!browser.text().await.contains("No clusters"));
        proxy.switch(".held", false);
        eventually_within(LONG, "the list comes", async || {
            (rows(browser).await == all).then_some(())
        })
        .await;
        browser.wait_until_gone("A proxy may be holding it back").await;

        // From some time on: the stream is opened again, and nothing of it comes.
        watch(browser).await;
        proxy.switch(".held", true);
        browser.click(Role::Button, "Pause").await;
        browser.click(Role::Button, "Resume").await;
        says_that_it_is_held_back(browser).await;
        browser.find(Role::Status, Name::has("Nothing new arrives. Showing earlier data.")).await;
        assert_rows_stayed(browser, &all, "held back").await;
        proxy.switch(".held", false);
        eventually_within(LONG, "the page goes on by itself", async || {
            (!browser.text().await.contains("Nothing new arrives")).then_some(())
        })
        .await;
        assert_rows_stayed(browser, &all, "not held back any more").await;
    })
    .await;
}

#[tokio::test]
async fn a_refresh_that_failed_is_told_until_one_succeeds_or_it_is_dismissed() {
    let mut proxy = ReverseProxy::start(HOLDS_BACK).await;
    let control = proxy.stack.control();
    let fleet = fleet(&proxy.stack).await;
    let (_, chosen) = fleet.iter().find(|(_, one)| one.name() == Some("payments-prod")).unwrap();
    let failed = "Couldn’t refresh. BackendUnreachable";
    // What the stream brings meanwhile.
    let changes = async |browser: &Browser, state: &str| {
        control.patch(&chosen.cluster_id, &json!({ "State": state })).await;
        proxy.stack.post("/api/fleet/refresh", &json!({})).await.assert_status(202);
        let row = format!(
            "return document.querySelector('[data-key$=\"{}\"]').innerText",
            chosen.cluster_id
        );
        eventually(&format!("the row is {state}"), async || {
            browser.run(&row).await.as_str()?.contains(state).then_some(())
        })
        .await;
    };
    with_browser(View::DESKTOP, async |browser| {
        browser.tolerate("status of 502");
        browser.goto(&proxy.link_to(BY_NAME)).await;
        browser.find(Role::Link, "payments-prod").await;
        proxy.switch(".refusal", true);
        browser.click(Role::Button, Name::has("Refresh")).await;
        browser.find(Role::Status, Name::has(failed)).await;
        changes(browser, "DEGRADED").await;
        browser.find(Role::Status, Name::has(failed)).await;
        browser.assert_accessible().await;
        browser.click(Role::Button, "Dismiss").await;
        browser.wait_until_none(Role::Status, Name::has(failed)).await;

        browser.click(Role::Button, "Refresh").await;
        browser.find(Role::Status, Name::has(failed)).await;
        changes(browser, "ACTIVE").await;
        proxy.switch(".refusal", false);
        browser.click(Role::Button, "Try again").await;
        browser.wait_until_none(Role::Status, Name::has(failed)).await;
    })
    .await;
}

#[tokio::test]
async fn a_laptop_that_slept_goes_on_and_calls_nothing_a_fault() {
    let mut stack = Stack::start(&StackOptions::with_console());
    let control = stack.control();
    let fleet = fleet(&stack).await;
    let all = ids(&fleet, |_| true);
    let (_, chosen) = fleet.iter().find(|(_, one)| one.name() == Some("payments-prod")).unwrap();
    with_browser(View::DESKTOP, async |browser| {
        open_watched(browser, &stack, &all).await;
        control.patch(&chosen.cluster_id, &json!({ "State": "DEGRADED" })).await;
        // The page did not run for ten minutes, which only the clock tells it.
        browser.skip(Duration::from_mins(10)).await;
        let row = format!(
            "return document.querySelector('[data-key$=\"{}\"]').innerText",
            chosen.cluster_id
        );
        eventually_within(LONG, "the row shows what changed meanwhile", async || {
            browser.run(&row).await.as_str()?.contains("DEGRADED").then_some(())
        })
        .await;
        assert_rows_stayed(browser, &all, "awake").await;
        assert_eq!(browser.run("return window.faults").await, json!([]));
    })
    .await;
}
