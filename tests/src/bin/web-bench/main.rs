//! Measures the released console in a browser, and prints what was measured as lines of JSON.
//!
//! Usage: `web-bench --backend FILE --clusters 100,1000 --rounds N --conditions plain,slow --stalls N
//! --polling SECONDS`, or `web-bench --backend FILE --waterfall N`. Run it as
//! `cargo xtask bench web`, which builds what is measured and makes a report of the lines.
//!
//! Owns: what is done in the page and how it is timed. Must not know: medians, goals, reports.

#![allow(clippy::unwrap_used, clippy::expect_used)]
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod acts;
mod conditions;
mod load;
mod memory;
mod options;
mod polling;
mod stalls;
mod visit;
mod waterfall;

use end_to_end::{Stack, StackOptions};
use serde_json::Value;

use options::{Options, POLLED};
use stalls::Tab;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let options = Options::read(std::env::args().skip(1));
    if options.waterfall > 0 {
        let stack = stack(&options, POLLED);
        // The first visit is the backend's first too.
        for round in 0..=options.waterfall {
            let found = waterfall::watch(&stack).await;
            if round > 0 {
                println!("{found}");
            }
        }
    }
    for clusters in &options.clusters {
        let stack = stack(&options, *clusters);
        for conditions in options.conditions.iter().copied() {
            for round in 0..options.rounds {
                let found = visit::visit(&stack, conditions).await;
                eprintln!("    {clusters} clusters, {conditions:?}, round {}", round + 1);
                print(&found, *clusters);
            }
        }
    }
    for tab in [Tab::Hsms, Tab::Backups] {
        for conditions in options.conditions.iter().copied() {
            for round in 0..options.stalls {
                let mut stack = stack(&options, 0);
                let found = stalls::watch(&mut stack, tab, conditions).await;
                eprintln!("    {tab:?}, {conditions:?}, round {}", round + 1);
                println!("{found}");
            }
        }
    }
    if let Some((clusters, time)) = options.polling {
        let mut stack = stack(&options, clusters);
        print(&polling::watch(&mut stack, time).await, clusters);
    }
}

fn stack(options: &Options, clusters: usize) -> Stack {
    let stack = StackOptions {
        time_scale: 1.0,
        backend: Some(options.backend.clone()),
        ..StackOptions::with_console()
    };
    Stack::start(&stack.clusters(clusters))
}

fn print(found: &Value, clusters: usize) {
    let mut line = found.clone();
    line["clusters"] = clusters.into();
    println!("{line}");
}
