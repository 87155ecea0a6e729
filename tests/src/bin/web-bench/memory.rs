//! What the page holds in memory, after the garbage was collected.

use end_to_end::Browser;
use serde_json::{Value, json};

/// Bytes of JavaScript's heap and of WebAssembly's memory, and nodes of the document.
pub(crate) async fn memory(browser: &Browser) -> Value {
    // What one collection sets free may hold what the next one does.
    for _ in 0..2 {
        browser.devtools("HeapProfiler.collectGarbage", json!({})).await;
    }
    let heap = browser.devtools("Runtime.getHeapUsage", json!({})).await;
    let nodes = browser.devtools("Memory.getDOMCounters", json!({})).await;
    json!({ "heap": heap["usedSize"], "wasm": wasm(browser).await, "nodes": nodes["nodes"] })
}

/// The bytes of WebAssembly's memories, which the probe has seen being made.
async fn wasm(browser: &Browser) -> Value {
    let bytes = browser.run("return probe.memory()").await;
    assert!(bytes.as_u64().is_some_and(|bytes| bytes > 0), "the console's memory is found");
    bytes
}
