//! One visit: a fresh browser opens the list and does what people do.

use end_to_end::{Stack, View, with_network_log};
use serde_json::{Value, json};

use crate::{acts, conditions::Conditions, load, memory};

/// Measures a visit.
pub(crate) async fn visit(stack: &Stack, conditions: Conditions) -> Value {
    let mut found = Value::Null;
    with_network_log(View::DESKTOP, async |browser| {
        load::install_probe(browser, stack).await;
        conditions.set_processor(browser).await;
        conditions.set_network(browser).await;
        let load = load::load(browser, stack).await;
        // Thousands of backups need minutes on a slow network, and nothing waits for them.
        Conditions::Plain.set_network(browser).await;
        load::settle(browser).await;
        let memory = memory::memory(browser).await;
        // Nobody counts bytes from here on, and the page polls: telling of each answer takes time.
        browser.devtools("Network.disable", json!({})).await;
        let (keys, early) = acts::type_filters(browser).await;
        let sorts = acts::sort(browser).await;
        browser.devtools("Network.enable", json!({})).await;
        conditions.set_network(browser).await;
        let opens = acts::open_clusters(browser).await;
        // What the browser itself takes for a key: no page can be faster.
        browser.goto("about:blank").await;
        browser.run("document.body.innerHTML = '<input id=filter>'").await;
        let (empty, _) = acts::type_filters(browser).await;
        found = json!({
            "kind": "visit", "slow": conditions == Conditions::Slow, "browser": version(browser).await,
            "load": load, "memory": memory, "keys": keys, "early": early, "sorts": sorts, "opens": opens,
            "empty": empty,
        });
    })
    .await;
    found
}

/// The browser's.
pub(crate) async fn version(browser: &end_to_end::Browser) -> Value {
    browser.devtools("Browser.getVersion", json!({})).await["product"].clone()
}
