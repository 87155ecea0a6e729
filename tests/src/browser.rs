//! A browser with one page in it, and the promise that the page was clean: no error on its
//! console, no violation of its content security policy.

use std::{
    panic::{AssertUnwindSafe, resume_unwind},
    path::Path,
    sync::Mutex,
    time::Duration,
};

use fantoccini::{Client, wd::WindowHandle};
use futures_util::FutureExt;
use serde_json::{Value, json};
use test_limits::test_name;
use tokio::time::timeout;

use crate::{
    View, axe, devtools, eventually, eventually_or,
    webdriver::{Driver, Engine},
};

/// How long the end of a process may be ahead of its being noticed.
const GOING: Duration = Duration::from_millis(500);
/// How many lines of what a driver printed a message has.
const LINES: usize = 10;

/// A browser with one page in it.
#[derive(Debug)]
pub struct Browser {
    pub(crate) client: Client,
    pub(crate) driver: Driver,
    pub(crate) engine: Engine,
    pub(crate) tolerated: Mutex<Vec<String>>,
    pub(crate) errors: Mutex<Vec<String>>,
}

/// Runs a test in a fresh Chromium. When it fails, the page is there as a picture and as text; when
/// it passes, the page's console must be free of errors too.
pub async fn with_browser(view: View, test: impl AsyncFnOnce(&Browser)) {
    with(Engine::Chromium, view, test).await;
}

/// The same with a log of what goes over the network: [`Browser::network_events`].
pub async fn with_network_log(view: View, test: impl AsyncFnOnce(&Browser)) {
    with(Engine::ChromiumWithLog, view, test).await;
}

/// The same in Firefox. It has nothing that WebDriver itself has not: no network to take away, no colors to
/// change on the way, no violations of the policy to read, and windows no narrower than 450 pixels.
pub async fn with_firefox(view: View, test: impl AsyncFnOnce(&Browser)) {
    with(Engine::Firefox, view, test).await;
}

async fn with(engine: Engine, view: View, test: impl AsyncFnOnce(&Browser)) {
    let driver = Driver::start(engine, view.scheme).await;
    let browser = Browser {
        client: driver.client.clone(),
        driver,
        engine,
        tolerated: Mutex::default(),
        errors: Mutex::default(),
    };
    browser.set_view(view).await;
    let run = AssertUnwindSafe(async {
        test(&browser).await;
        browser.assert_clean_console().await;
    });
    let outcome = tokio::select! {
        outcome = run.catch_unwind() => outcome.map_err(Some),
        _ = browser.driver.death() => Err(None),
    };
    let Err(panic) = outcome else { return browser.driver.close().await };
    // What failed first may have been a command, a moment before the process was gone.
    if let Ok(cause) = timeout(GOING, browser.driver.death()).await {
        let lost = format!("{} has lost its browser: {cause}", test_name());
        let printed = browser.driver.printed();
        let lines: Vec<_> = printed.lines().collect();
        let last = lines[lines.len().saturating_sub(LINES)..].join("\n");
        browser.driver.close().await;
        panic!("{lost}\n--- the driver printed at last:\n{last}\n---");
    }
    browser.report_failure().await;
    browser.driver.close().await;
    if let Some(panic) = panic {
        resume_unwind(panic);
    }
}

impl Browser {
    /// The WebDriver client, for what this harness does not cover.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// The ids of the processes of the browser and of its driver.
    pub fn processes(&self) -> [u32; 2] {
        let ids = self.driver.processes().into_iter().map(|(_, id)| id.as_raw_nonzero().get());
        let ids: Vec<_> = ids.map(i32::cast_unsigned).collect();
        ids.try_into().expect("a browser and its driver run")
    }

    /// Sends a command of the Chrome DevTools Protocol.
    pub async fn devtools(&self, command: &str, params: Value) -> Value {
        devtools::cdp(&self.client, command, params).await
    }

    /// The events of the DevTools' network domain since the last call, each with `method` and
    /// `params`.
    pub async fn network_events(&self) -> Vec<Value> {
        devtools::network(&self.client).await
    }

    /// Opens a tab and goes there; answers the one that was left.
    pub async fn open_tab(&self) -> WindowHandle {
        let old = self.client.window().await.expect("the browser has a tab");
        let new = self.client.new_window(true).await.expect("the browser opens tabs");
        self.client.switch_to_window(new.handle).await.expect("the new tab is there");
        old
    }

    /// Goes to another tab; answers the one that was left.
    pub async fn switch_tab(&self, other: WindowHandle) -> WindowHandle {
        let old = self.client.window().await.expect("the browser has a tab");
        self.client.switch_to_window(other).await.expect("the other tab is there");
        old
    }

    /// Closes the tab and goes to another.
    pub async fn close_tab(&self, other: WindowHandle) {
        self.client.close_window().await.expect("the tab closes");
        self.client.switch_to_window(other).await.expect("the other tab is there");
    }

    /// Opens a page.
    pub async fn goto(&self, url: &str) {
        self.client.goto(url).await.unwrap_or_else(|error| panic!("{url}: {error}"));
    }

    /// Loads the page again.
    pub async fn reload(&self) {
        self.client.refresh().await.expect("the page reloads");
    }

    /// The page's path, with query.
    pub async fn path(&self) -> String {
        let url = self.client.current_url().await.expect("the browser is on a page");
        url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()))
    }

    /// Waits until the path (with query) is the one that a person would expect.
    pub async fn wait_for_path(&self, fits: impl Fn(&str) -> bool) -> String {
        eventually_or("the page's address changes", async || {
            let path = self.path().await;
            if fits(&path) { Ok(path) } else { Err(path) }
        })
        .await
    }

    /// Everything that can be read on the page.
    pub async fn text(&self) -> String {
        let text = self.run("return document.body.innerText").await;
        text.as_str().unwrap_or_default().to_owned()
    }

    /// Runs a script in the page.
    pub async fn run(&self, script: &str) -> Value {
        self.client
            .execute(script, vec![])
            .await
            .unwrap_or_else(|error| panic!("{script}: {error}"))
    }

    /// Waits until a text can be read on the page.
    pub async fn wait_for_text(&self, text: &str) {
        let what = format!("{text:?} can be read on the page");
        eventually(&what, async || self.text().await.contains(text).then_some(())).await;
    }

    /// Waits until a text can't be read on the page.
    pub async fn wait_until_gone(&self, text: &str) {
        let what = format!("{text:?} goes away from the page");
        eventually(&what, async || (!self.text().await.contains(text)).then_some(())).await;
    }

    /// Waits until nothing on the page says that it is loading.
    pub async fn wait_until_loaded(&self) {
        let busy = "return [...document.querySelectorAll('[role=status]')]
            .some(status => status.textContent.startsWith('Loading'))";
        let what = "nothing on the page is loading";
        eventually(what, async || (self.run(busy).await == false).then_some(())).await;
    }

    /// Runs a script in the page that calls its last argument with its result.
    pub async fn run_async(&self, script: &str, arguments: Vec<Value>) -> Value {
        let done = self.client.execute_async(script, arguments).await;
        done.unwrap_or_else(|error| panic!("{script}: {error}"))
    }

    /// From now on, what the page saves is saved into this folder.
    pub async fn save_into(&self, folder: &Path) {
        let params = json!({ "behavior": "allow", "downloadPath": folder });
        devtools::cdp(&self.client, "Browser.setDownloadBehavior", params).await;
    }

    /// Panics if axe-core finds a violation on the page as it is now.
    pub async fn assert_accessible(&self) {
        axe::assert_no_violation(&self.client).await;
    }

    /// A picture of the page, as high as its window.
    pub async fn screenshot(&self) -> Vec<u8> {
        self.client.screenshot().await.expect("the browser can take a picture")
    }

    /// A picture of the whole page, in a window as wide as this one.
    pub async fn whole_page(&self, view: View) -> Vec<u8> {
        // Measured on the page itself: a main part that scrolls on its own has no whole.
        let height = self.run("return document.documentElement.scrollHeight").await;
        let height = height.as_u64().and_then(|height| u32::try_from(height).ok());
        let height = height.unwrap_or(view.height).clamp(view.height, 6000);
        self.set_view(View { height, ..view }).await;
        let picture = self.screenshot().await;
        self.set_view(view).await;
        picture
    }
}
