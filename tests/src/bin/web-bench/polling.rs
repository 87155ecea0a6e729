//! The list left open: whether the page grows while it polls.

use std::time::{Duration, Instant};

use cloudhsm_api::Operation;
use end_to_end::{Stack, View, with_network_log};
use serde_json::{Value, json};
use tokio::time::sleep_until;

use crate::{load, memory};

const STEP: Duration = Duration::from_mins(1);
/// A short watch is looked at so often.
const LEAST: u32 = 3;

/// Watches the memory of a page that does nothing but poll, at the pace that the console chose.
pub(crate) async fn watch(stack: &mut Stack, time: Duration) -> Value {
    let control = stack.control();
    let mut found = Value::Null;
    with_network_log(View::DESKTOP, async |browser| {
        load::install_probe(browser, stack).await;
        load::load(browser, stack).await;
        load::settle(browser).await;
        assert_eq!(browser.run("return document.visibilityState").await, "visible");
        let calls = control.calls(Operation::DescribeClusters).await;
        let start = Instant::now();
        let step = STEP.min(time / LEAST);
        let mut samples = vec![json!({ "seconds": 0, "memory": memory::memory(browser).await })];
        while start.elapsed() < time {
            let next = start + step * u32::try_from(samples.len()).unwrap();
            sleep_until(next.min(start + time).into()).await; // limit: a pace
            let memory = memory::memory(browser).await;
            eprintln!("    polling, {} s", start.elapsed().as_secs());
            samples.push(json!({ "seconds": start.elapsed().as_secs(), "memory": memory }));
            // What the log of the network holds is not the page's.
            browser.network_events().await;
        }
        let calls = control.calls(Operation::DescribeClusters).await - calls;
        found = json!({ "kind": "polling", "samples": samples, "calls": calls });
    })
    .await;
    found
}
