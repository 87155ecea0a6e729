//! `web-bench`, which `cargo xtask bench web` runs: it finds in the page what it measures. How long anything
//! takes is not looked at, because machines differ.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::{collections::BTreeSet, process::Command, time::Duration};

use end_to_end::{Program, artifacts};
use serde_json::Value;

/// Enough that the page groups the digits of their count.
const CLUSTERS: &str = "1000";
const LIMIT: Duration = Duration::from_mins(3);

#[test]
fn a_visit_is_measured_to_its_end() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_web-bench"));
    command.arg("--backend").arg(artifacts::backend());
    command.args(["--clusters", CLUSTERS, "--rounds", "1", "--conditions", "plain"]);
    let mut bench = Program::start(&mut command).gently();
    let visit = |line: &str| {
        serde_json::from_str::<Value>(line).ok().filter(|found| found["kind"] == "visit")
    };
    let found = bench.wait_for_line_within(LIMIT, "a visit", visit);
    assert!(bench.wait().success());

    let load = &found["load"];
    let marks = ["paint", "row", "all"].map(|what| load[what].as_f64().unwrap());
    assert!(marks.is_sorted(), "{load}");
    assert!(load["console_bytes"].as_u64().unwrap() > 0 && load["api_bytes"].as_u64().unwrap() > 0);
    let count = |what: &str| found[what].as_array().map_or(0, Vec::len);
    assert!(count("keys") > 20 && count("sorts") > 3 && count("opens") > 1, "{found}");
    // Keys that change what is shown do so while they are measured.
    let counts = found["keys"].as_array().unwrap().iter().map(|key| key["count"].as_str().unwrap());
    let different: BTreeSet<_> = counts.filter(|it| !it.is_empty()).collect();
    assert!(different.len() > 1, "{}", found["keys"]);
}
