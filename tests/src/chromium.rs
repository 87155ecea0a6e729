//! How Chromium is started for a test.

use std::{path::Path, process::Command};

use serde_json::{Value, json};

use crate::{Program, webdriver::Ready};

pub(crate) fn start(profile: &Path) -> Ready {
    ready(capabilities(profile))
}

/// The same, with a log of what goes over the network, which costs time.
pub(crate) fn start_with_log(profile: &Path) -> Ready {
    let mut capabilities = capabilities(profile);
    capabilities["goog:loggingPrefs"]["performance"] = json!("ALL");
    capabilities["goog:chromeOptions"]["perfLoggingPrefs"] =
        json!({ "enableNetwork": true, "enablePage": false });
    ready(capabilities)
}

fn ready(capabilities: Value) -> Ready {
    let mut program = Program::start(Command::new("chromedriver").arg("--port=0"));
    let port = program.wait_for_line("its port", port_in);
    Ready { program, port, capabilities, process_id: "goog:processID" }
}

fn port_in(line: &str) -> Option<u16> {
    line.split_once("started successfully on port ")?.1.trim_end_matches('.').parse().ok()
}

fn capabilities(profile: &Path) -> Value {
    json!({
        "browserName": "chrome",
        "goog:chromeOptions": { "args": [
            "--headless",
            // Tests run as root in containers.
            "--no-sandbox",
            "--disable-dev-shm-usage",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            // Nothing but the page under test talks to anybody.
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--hide-scrollbars",
            "--force-color-profile=srgb",
            format!("--user-data-dir={}", profile.display()),
        ]},
        "goog:loggingPrefs": { "browser": "ALL" },
    })
}
