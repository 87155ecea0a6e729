//! A browser under WebDriver: one at a time, with a profile that nobody used before.

use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use tempfile::TempDir;
use tokio::sync::{Mutex, MutexGuard};

use crate::{Program, Scheme, chromium, firefox};

/// Small machines can't drive two browsers, and timings would become a lottery.
static TURN: Mutex<()> = Mutex::const_new(());

/// Whose browser it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Engine {
    Chromium,
    /// That keeps a log of what goes over the network.
    ChromiumWithLog,
    Firefox,
}

/// A browser's driver, ready to be told what to start.
pub(crate) struct Ready {
    pub(crate) program: Program,
    pub(crate) port: u16,
    pub(crate) capabilities: Value,
    /// The capability that tells the browser's process id.
    pub(crate) process_id: &'static str,
}

/// A running browser and what it needs.
#[derive(Debug)]
pub(crate) struct Driver {
    pub(crate) client: Client,
    browser: Option<Pid>,
    // Dropped in this order: driver, profile, turn.
    program: Program,
    _profile: TempDir,
    _turn: MutexGuard<'static, ()>,
}

impl Driver {
    pub(crate) async fn start(engine: Engine, scheme: Scheme) -> Self {
        let turn = TURN.lock().await;
        let profile = tempfile::tempdir().expect("the temporary folder is writable");
        let Ready { program, port, capabilities, process_id } = match engine {
            Engine::Chromium => chromium::start(profile.path()),
            Engine::ChromiumWithLog => chromium::start_with_log(profile.path()),
            Engine::Firefox => firefox::start(profile.path(), scheme),
        };
        let Value::Object(capabilities) = capabilities else { unreachable!() };
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .unwrap_or_else(|error| {
                panic!("{engine:?} does not start: {error}\n{}", program.printed())
            });
        let told = client.capabilities().and_then(|told| told.get(process_id));
        let browser =
            told.and_then(Value::as_i64).and_then(|id| Pid::from_raw(id.try_into().ok()?));
        assert!(browser.is_some(), "the driver does not tell the browser's process id");
        Self { client, browser, program, _profile: profile, _turn: turn }
    }

    /// What driver and browser printed so far.
    pub(crate) fn printed(&self) -> String {
        self.program.printed()
    }

    /// Ends the browser as its user would.
    pub(crate) async fn close(mut self) {
        if self.client.clone().close().await.is_ok() {
            self.browser = None;
        }
    }
}

impl Drop for Driver {
    /// Without this, the browser would outlive a driver that was killed.
    fn drop(&mut self) {
        if let Some(browser) = self.browser {
            let _ = kill_process(browser, Signal::KILL);
        }
    }
}
