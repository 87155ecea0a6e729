//! A browser under WebDriver, with a profile that nobody used before.

use std::time::Duration;

use fantoccini::{Client, ClientBuilder};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{
    Program, Scheme, chromium,
    deadline::Connector,
    death::{self, Death},
    firefox,
    ready::Ready,
    turn::Turn,
};

/// What drivers limit by themselves: their message says more than that nothing came.
const SCRIPT: Duration = Duration::from_secs(20);
const PAGE_LOAD: Duration = Duration::from_secs(25);

/// Whose browser it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Engine {
    Chromium,
    /// That keeps a log of what goes over the network.
    ChromiumWithLog,
    Firefox,
}

/// A running browser and what it needs.
#[derive(Debug)]
pub(crate) struct Driver {
    pub(crate) client: Client,
    death: Death,
    browser: Option<Pid>,
    // Dropped in this order: driver, profile, turn.
    program: Program,
    _profile: TempDir,
    _turn: Turn,
}

impl Driver {
    pub(crate) async fn start(engine: Engine, scheme: Scheme) -> Self {
        let turn = Turn::wait().await;
        let profile = tempfile::tempdir().expect("the temporary folder is writable");
        let Ready { program, port, mut capabilities, process_id } = match engine {
            Engine::Chromium => chromium::start(profile.path()),
            Engine::ChromiumWithLog => chromium::start_with_log(profile.path()),
            Engine::Firefox => firefox::start(profile.path(), scheme),
        };
        capabilities["timeouts"] =
            json!({ "script": SCRIPT.as_millis(), "pageLoad": PAGE_LOAD.as_millis() });
        let Value::Object(capabilities) = capabilities else { unreachable!() };
        let death = Death::none();
        let client = ClientBuilder::new(Connector::new(death.clone()))
            .capabilities(capabilities)
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .unwrap_or_else(|error| {
                let cause = death.cause().unwrap_or_else(|| error.to_string());
                panic!("{engine:?} does not start: {cause}\n{}", program.printed())
            });
        let told = client.capabilities().and_then(|told| told.get(process_id));
        let browser =
            told.and_then(Value::as_i64).and_then(|id| Pid::from_raw(id.try_into().ok()?));
        assert!(browser.is_some(), "the driver does not tell the browser's process id");
        Self { client, death, browser, program, _profile: profile, _turn: turn }
    }

    /// What driver and browser printed so far.
    pub(crate) fn printed(&self) -> String {
        self.program.printed()
    }

    /// The processes without which there is nothing to test, by name.
    pub(crate) fn processes(&self) -> Vec<(&str, Pid)> {
        let driver = Pid::from_raw(self.program.id().cast_signed());
        let browser = self.browser.map(|id| ("the browser", id));
        browser.into_iter().chain(driver.map(|id| (self.program.name(), id))).collect()
    }

    /// Waits for the end of browser or driver, also of one that only does not answer any more, and says
    /// how it came.
    pub(crate) async fn death(&self) -> String {
        self.death.comes(&self.processes()).await
    }

    /// The same, if it has come already.
    pub(crate) fn dead(&self) -> Option<String> {
        self.death.look(&self.processes());
        self.death.cause()
    }

    /// Ends the browser as its user would, if it still does what it is told.
    pub(crate) async fn close(mut self) {
        if self.dead().is_none() && self.client.clone().close().await.is_ok() {
            self.browser = self.browser.filter(|id| death::runs(*id));
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
