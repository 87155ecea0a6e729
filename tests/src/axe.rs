//! axe-core: what it finds wrong with a page's accessibility.

use std::{fmt::Write as _, fs};

use fantoccini::Client;
use serde::Deserialize;

use crate::artifacts;

const RUN: &str = r"
    const done = arguments[arguments.length - 1];
    axe.run(document, { resultTypes: ['violations'] }).then(
        results => done({ violations: results.violations, passed: results.passes.length }),
        error => done({ error: String(error) }),
    );
";

#[derive(Debug, Deserialize)]
struct Results {
    #[serde(default)]
    violations: Vec<Violation>,
    #[serde(default)]
    passed: usize,
    error: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Violation {
    id: String,
    help: String,
    nodes: Vec<Node>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Node {
    html: String,
    #[serde(default)]
    failure_summary: String,
}

/// Panics unless axe-core finds nothing.
pub(crate) async fn assert_no_violation(client: &Client) {
    let loaded = client.execute("return typeof axe === 'object'", vec![]).await.unwrap();
    if loaded != true {
        let source = fs::read_to_string(artifacts::axe()).expect("axe-core is readable");
        // A driver's script is not the page's, so the page's policy does not forbid it.
        client.execute(&source, vec![]).await.expect("axe-core loads");
    }
    let results = client.execute_async(RUN, vec![]).await.expect("axe-core runs");
    let results: Results = serde_json::from_value(results).expect("axe-core's results");
    assert_eq!(results.error, None);
    assert!(results.passed > 0, "axe-core checked nothing");
    let url = client.current_url().await.unwrap();
    let told = tell(&results.violations);
    assert!(results.violations.is_empty(), "accessibility violations on {url}:\n{told}");
}

fn tell(violations: &[Violation]) -> String {
    let mut told = String::new();
    for Violation { id, help, nodes } in violations {
        let _ = writeln!(told, "- {id}: {help}");
        for node in nodes {
            let _ = writeln!(told, "    {}\n      {}", node.html, node.failure_summary);
        }
    }
    told
}
