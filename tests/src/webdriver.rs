//! Chromium under WebDriver: one browser at a time, with a profile that nobody used before.

use std::process::Command;

use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::{Mutex, MutexGuard};

use crate::Program;

/// Small machines can't drive two browsers, and timings would become a lottery.
static TURN: Mutex<()> = Mutex::const_new(());

/// A running browser and what it needs.
#[derive(Debug)]
pub(crate) struct Driver {
    pub(crate) client: Client,
    chromium: Option<Pid>,
    // Dropped in this order: driver, profile, turn.
    _chromedriver: Program,
    _profile: TempDir,
    _turn: MutexGuard<'static, ()>,
}

impl Driver {
    pub(crate) async fn start() -> Self {
        let turn = TURN.lock().await;
        let profile = tempfile::tempdir().expect("the temporary folder is writable");
        let mut chromedriver = Program::start(Command::new("chromedriver").arg("--port=0"));
        let port = chromedriver.wait_for_line("its port", port_in);
        let Value::Object(capabilities) = capabilities(&profile) else { unreachable!() };
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .unwrap_or_else(|error| {
                panic!("Chromium does not start: {error}\n{}", chromedriver.printed())
            });
        let told = client.capabilities().and_then(|told| told.get("goog:processID"));
        let chromium =
            told.and_then(Value::as_i64).and_then(|id| Pid::from_raw(id.try_into().ok()?));
        assert!(chromium.is_some(), "chromedriver does not tell Chromium's process id");
        Self { client, chromium, _chromedriver: chromedriver, _profile: profile, _turn: turn }
    }

    /// Ends the browser as its user would.
    pub(crate) async fn close(mut self) {
        if self.client.clone().close().await.is_ok() {
            self.chromium = None;
        }
    }
}

impl Drop for Driver {
    /// Without this, Chromium would outlive a driver that was killed.
    fn drop(&mut self) {
        if let Some(chromium) = self.chromium {
            let _ = kill_process(chromium, Signal::KILL);
        }
    }
}

fn port_in(line: &str) -> Option<u16> {
    line.split_once("started successfully on port ")?.1.trim_end_matches('.').parse().ok()
}

fn capabilities(profile: &TempDir) -> Value {
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
            format!("--user-data-dir={}", profile.path().display()),
        ]},
        "goog:loggingPrefs": { "browser": "ALL" },
    })
}
