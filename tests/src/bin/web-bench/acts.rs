//! What a person does on the list: keys in the filter, clicks on heads of columns and on clusters.
//!
//! Keys and clicks are the browser's own, sent over the DevTools: the page gets them as if from the
//! keyboard and the mouse, with the time at which the browser got them.

use std::time::Duration;

use end_to_end::{Browser, eventually};
use serde_json::{Value, json};
use tokio::time::sleep;

/// Typed one after the other; what is `true` is then taken back letter by letter.
const FILTERS: [(&str, bool); 3] =
    [("payments", true), ("state:ACTIVE", false), ("tag:team=pki", false)];
/// Columns whose heads are clicked, and the order that follows.
const SORTS: [(&str, &str); 6] = [
    ("Region", "ascending"),
    ("Region", "descending"),
    ("Last backup", "ascending"),
    ("State", "ascending"),
    ("HSMs", "ascending"),
    ("Cluster", "ascending"),
];
const OPENS: usize = 3;
/// How long the page is left alone after a key or a click before it is asked what it did.
const UNASKED: Duration = Duration::from_millis(80);

/// Types filters like somebody quick; the times of the keys, and how many of them were painted before
/// the page had come to rest.
pub(crate) async fn type_filters(browser: &Browser) -> (Value, usize) {
    browser.run("document.getElementById('filter').focus()").await;
    let mut presses = 0;
    let mut early = 0;
    for (filter, back) in FILTERS {
        let letters = filter.chars().map(Some);
        let back = filter.chars().filter(|_| back).map(|_| None);
        for letter in letters.chain(back) {
            // Keys come at any time between two frames, as those of people do.
            sleep(Duration::from_millis(60 + presses * 37 % 80)).await; // limit: a pace
            press(browser, letter).await;
            presses += 1;
            // Asking takes the page's thread too.
            sleep(UNASKED).await; // limit: a pace
            let painted = key(browser, presses).await;
            sleep(Duration::from_millis(40)).await; // limit: a pace
            let rest = browser.run("return probe.shown()").await;
            early += usize::from(["count", "row"].iter().any(|what| painted[what] != rest[what]));
        }
        let left = "return document.getElementById('filter').value";
        let left = browser.run(left).await;
        for _ in left.as_str().unwrap_or_default().chars() {
            // Not measured: the probe is told to forget them.
            press(browser, None).await;
        }
        eventually("the filter is empty", async || {
            let empty = "return document.getElementById('filter').value === ''";
            (browser.run(empty).await == true).then_some(())
        })
        .await;
        browser
            .run_async(
                "const done = arguments[0]; requestAnimationFrame(() => setTimeout(done))",
                vec![],
            )
            .await;
        let forget = format!("probe.keys.length = {presses}");
        browser.run(&forget).await;
    }
    (browser.run("return probe.keys").await, early)
}

async fn press(browser: &Browser, letter: Option<char>) {
    let key = match letter {
        Some(letter) => json!({ "type": "keyDown", "key": letter, "text": letter }),
        None => json!({ "type": "rawKeyDown", "key": "Backspace", "code": "Backspace",
                        "windowsVirtualKeyCode": 8 }),
    };
    let mut up = key.clone();
    up["type"] = json!("keyUp");
    browser.devtools("Input.dispatchKeyEvent", key).await;
    browser.devtools("Input.dispatchKeyEvent", up).await;
}

/// What the probe has of a key, as soon as it has been painted.
async fn key(browser: &Browser, number: u64) -> Value {
    eventually("a key is painted", async || {
        let script = format!("return probe.keys[{}] ?? null", number - 1);
        Some(browser.run(&script).await).filter(|key| !key.is_null())
    })
    .await
}

/// Clicks heads of columns.
pub(crate) async fn sort(browser: &Browser) -> Vec<Value> {
    let mut found = Vec::new();
    for (column, order) in SORTS {
        let head = format!(
            "[...document.querySelectorAll('th button.sort')]
                .find(head => head.textContent.trim().startsWith('{column}'))"
        );
        found.push(click(browser, &head, &json!(["sorted", column, order])).await);
    }
    found
}

/// Opens clusters from the list, and goes back each time.
pub(crate) async fn open_clusters(browser: &Browser) -> Vec<Value> {
    let mut found = Vec::new();
    for number in 0..OPENS {
        // One with a name: the heading has it when AWS has answered.
        let link =
            format!("[...document.querySelectorAll('#clusters th a:not(:has(code))')][{number}]");
        let path = browser.run(&format!("return {link}.pathname")).await;
        found.push(click(browser, &link, &json!(["heading", path])).await);
        browser.run("history.back()").await;
        eventually("the list is back", async || {
            let list = "return location.pathname.endsWith('/clusters') && probe.shown().row !== ''";
            (browser.run(list).await == true).then_some(())
        })
        .await;
    }
    found
}

/// Clicks in the middle of an element, and waits until the page has painted what is expected.
async fn click(browser: &Browser, element: &str, expected: &Value) -> Value {
    browser.run(&format!("probe.expect(...{expected})")).await;
    let place = format!(
        "const element = {element};
        element.scrollIntoView({{ block: 'nearest' }});
        const box = element.getBoundingClientRect();
        return {{ x: box.x + box.width / 2, y: box.y + box.height / 2 }}"
    );
    let place = browser.run(&place).await;
    for event in ["mousePressed", "mouseReleased"] {
        let params = json!({
            "type": event, "x": place["x"], "y": place["y"], "button": "left", "clickCount": 1,
        });
        browser.devtools("Input.dispatchMouseEvent", params).await;
    }
    sleep(UNASKED).await; // limit: a pace
    eventually(&format!("the page shows {expected}"), async || {
        Some(browser.run("return probe.clicked()").await).filter(|taken| !taken.is_null())
    })
    .await
}
