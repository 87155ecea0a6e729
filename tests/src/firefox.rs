//! How Firefox is started for a test, and how its errors are read: it has no command for its console, but
//! prints what pages write there, and what fails in them. It does not print what a policy forbids.

use std::{path::Path, process::Command};

use serde_json::{Value, json};

use crate::{Program, Scheme, ready::Ready};

pub(crate) fn start(profile: &Path, scheme: Scheme) -> Ready {
    let mut command = Command::new("geckodriver");
    command.args(["--port", "0", "--profile-root"]).arg(profile);
    // Firefox refuses to run as root in the home of somebody else.
    command.env("HOME", profile);
    let mut program = Program::start(&mut command);
    let port = program.wait_for_line("its port", port_in);
    Ready { program, port, capabilities: capabilities(scheme), process_id: "moz:processID" }
}

fn port_in(line: &str) -> Option<u16> {
    line.split_once("Listening on 127.0.0.1:")?.1.trim().parse().ok()
}

fn capabilities(scheme: Scheme) -> Value {
    json!({
        "browserName": "firefox",
        "moz:firefoxOptions": {
            // Debian's, and not what a person may have put before it.
            "binary": "/usr/bin/firefox-esr",
            "args": ["-headless"],
            "prefs": {
                "devtools.console.stdout.content": true,
                "layout.css.prefers-color-scheme.content-override": match scheme {
                    Scheme::Dark => 0,
                    Scheme::Light => 1,
                },
                "ui.prefersReducedMotion": 1,
            },
        },
    })
}

/// The errors of pages among all that Firefox and its driver printed.
pub(crate) fn errors(printed: &str) -> Vec<String> {
    // Its own scripts fail too, at `chrome:` and `resource:`.
    // Its loader of remote settings complains that tests have none.
    let of_page = |line: &&str| {
        let own = |told: &str| told.starts_with("RSLoader:") || told.contains("\"resource://");
        line.strip_prefix("console.error: ").is_some_and(|told| !own(told))
            || line.starts_with("JavaScript error: http")
    };
    printed.lines().filter(of_page).map(str::to_owned).collect()
}
