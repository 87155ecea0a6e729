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

/// The page keeps its memory to itself, so the debugger is asked for all there are.
async fn wasm(browser: &Browser) -> Value {
    let group = "memories";
    let prototype = json!({ "expression": "WebAssembly.Memory.prototype", "objectGroup": group });
    let prototype = browser.devtools("Runtime.evaluate", prototype).await;
    let all = json!({ "prototypeObjectId": prototype["result"]["objectId"], "objectGroup": group });
    let all = browser.devtools("Runtime.queryObjects", all).await;
    let sum = "function() { return this.reduce((sum, one) => sum + one.buffer.byteLength, 0) }";
    let sum = json!({
        "functionDeclaration": sum, "objectId": all["objects"]["objectId"], "returnByValue": true,
    });
    let bytes = browser.devtools("Runtime.callFunctionOn", sum).await["result"]["value"].clone();
    browser.devtools("Runtime.releaseObjectGroup", json!({ "objectGroup": group })).await;
    assert!(bytes.as_u64().is_some_and(|bytes| bytes > 0), "the console's memory is found");
    bytes
}
