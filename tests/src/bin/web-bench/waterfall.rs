//! What is fetched until the first row, and when: on the slow machine, from a backend that knows the fleet.

use std::collections::HashMap;

use end_to_end::{Stack, View, with_network_log};
use serde_json::{Value, json};

use crate::{conditions::Conditions, load, visit::version};

/// Times in seconds, as DevTools tell them, and bytes.
#[derive(Debug, Default)]
struct Request {
    name: String,
    start: f64,
    answered: f64,
    end: f64,
    bytes: f64,
}

/// One visit.
pub(crate) async fn watch(stack: &Stack) -> Value {
    let mut found = Value::Null;
    with_network_log(View::DESKTOP, async |browser| {
        load::install_probe(browser, stack).await;
        Conditions::Slow.set_processor(browser).await;
        Conditions::Slow.set_network(browser).await;
        browser.network_events().await;
        browser.goto(&stack.link()).await;
        let marks = load::loaded(browser).await;
        let row = marks["row"].as_f64().unwrap_or_default();
        found = json!({
            "kind": "waterfall", "browser": version(browser).await, "paint": marks["paint"], "row": row,
            "requests": requests(&browser.network_events().await, row),
        });
    })
    .await;
    found
}

/// What came before the first row, in milliseconds since the page was asked for.
fn requests(events: &[Value], row: f64) -> Vec<Value> {
    let mut requests: HashMap<String, Request> = HashMap::new();
    let mut begun = None;
    for event in events {
        let params = &event["params"];
        let id = params["requestId"].as_str().unwrap_or_default();
        let time = params["timestamp"].as_f64().unwrap_or_default();
        let since = |begun: f64| (time - begun) * 1000.0;
        match event["method"].as_str().unwrap_or_default() {
            "Network.requestWillBeSent" => {
                let url = params["request"]["url"].as_str().unwrap_or_default();
                let start = since(*begun.get_or_insert(time));
                let request = Request { name: name(url), start, ..Request::default() };
                requests.insert(id.to_owned(), request);
            }
            // Announced before, and counted there.
            "Network.requestServedFromCache" => drop(requests.remove(id)),
            method => {
                let (Some(request), Some(begun)) = (requests.get_mut(id), begun) else { continue };
                let (at, length) = (since(begun), params["encodedDataLength"].as_f64());
                match method {
                    "Network.responseReceived" => request.answered = at,
                    // A stream has no end that the first row would wait for.
                    "Network.dataReceived" if at <= row => {
                        request.end = at;
                        request.bytes += length.unwrap_or_default();
                    }
                    "Network.loadingFinished" if at <= row => {
                        request.end = at;
                        request.bytes = length.unwrap_or_default();
                    }
                    _ => {}
                }
            }
        }
    }
    let mut requests: Vec<_> = requests.into_values().filter(|it| it.end > 0.0).collect();
    requests.sort_by(|one, other| one.start.total_cmp(&other.start));
    let told = requests.iter().map(|it| {
        json!({ "name": it.name, "start": it.start, "answered": it.answered, "end": it.end, "bytes": it.bytes })
    });
    told.collect()
}

/// The path without its hash: `/console_bg.wasm`.
fn name(url: &str) -> String {
    let path = url.split_once("://").and_then(|(_, rest)| rest.find('/').map(|at| &rest[at..]));
    let path = path.unwrap_or(url).split('#').next().unwrap_or_default();
    match (path.rfind('-'), path.rfind('.')) {
        (Some(dash), Some(dot)) if dot == dash + 17 => [&path[..dash], &path[dot..]].concat(),
        _ => path.to_owned(),
    }
}
