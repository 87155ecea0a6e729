//! How Chromium is started for a test.

use std::{path::Path, process::Command};

use serde_json::{Value, json};

use crate::{PATIENCE, Program, ready::Ready};

/// How often a driver is started anew that found no port.
const TRIES: u32 = 5;

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
    // It wants the same port for IPv4 and for IPv6, and takes the second one a moment after the first: when
    // somebody else has it then, it ends.
    let mut tries = 0;
    let (program, port) = loop {
        tries += 1;
        let mut program = Program::start(Command::new("chromedriver").arg("--port=0"));
        match program.look_for_line(PATIENCE, port_in) {
            Ok(port) => break (program, port),
            Err(Some(_)) if tries < TRIES => {}
            Err(ended) => panic!("chromedriver has no port ({ended:?}): {}", program.printed()),
        }
    };
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
