//! The first load: when what is painted, and what goes over the network until then.

use std::{collections::HashMap, time::Duration};

use end_to_end::{Browser, REGIONS, Stack, eventually_within};
use serde_json::{Value, json};

/// Thousands of clusters over a slow network take a while.
const PATIENCE: Duration = Duration::from_mins(3);
const PROBE: &str = include_str!("probe.js");

/// Has each page of this browser tell its times.
pub(crate) async fn install_probe(browser: &Browser, stack: &Stack) {
    let mut expected = 0;
    for region in REGIONS {
        expected += stack.clusters(region).await.len();
    }
    // Tests see less motion; most people see it all.
    browser.devtools("Emulation.setEmulatedMedia", json!({ "features": [] })).await;
    browser.before_each_page(&format!("{PROBE}({expected})")).await;
}

/// Opens the list in a browser that never saw it, and waits until all of it is there.
pub(crate) async fn load(browser: &Browser, stack: &Stack) -> Value {
    browser.network_events().await;
    browser.goto(&stack.link()).await;
    let mut found = loaded(browser).await;
    let (console, api) = bytes(&browser.network_events().await);
    found["console_bytes"] = json!(console);
    found["api_bytes"] = json!(api);
    found
}

/// Waits until all clusters are there; when what was painted.
pub(crate) async fn loaded(browser: &Browser) -> Value {
    eventually_within(PATIENCE, "all clusters are loaded", async || {
        Some(browser.run("return probe.loaded()").await).filter(|loaded| !loaded.is_null())
    })
    .await
}

/// Waits until no row is drawn anew: the backups are there too.
pub(crate) async fn settle(browser: &Browser) {
    eventually_within(PATIENCE, "the rows come to rest", async || {
        (browser.run("return probe.settled()").await == true).then_some(())
    })
    .await;
}

/// What came over the network: of the console's files, headers and all, and of the API. The stream of the
/// fleet doesn't end, so what counts of the API is what has arrived, without the few headers.
fn bytes(events: &[Value]) -> (u64, u64) {
    let mut is_api = HashMap::new();
    let (mut console, mut api) = (0, 0);
    for event in events {
        let (method, params) = (event["method"].as_str().unwrap_or_default(), &event["params"]);
        let id = params["requestId"].as_str().unwrap_or_default();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let length = params["encodedDataLength"].as_f64().unwrap_or_default() as u64;
        match (method, is_api.get(id)) {
            ("Network.requestWillBeSent", _) => {
                let url = params["request"]["url"].as_str().unwrap_or_default();
                is_api.insert(id, url.contains("/api/"));
            }
            ("Network.dataReceived", Some(true)) => api += length,
            ("Network.loadingFinished", Some(false)) => console += length,
            _ => {}
        }
    }
    (console, api)
}
