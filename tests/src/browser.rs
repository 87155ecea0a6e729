//! A browser with one page in it, and the promise that the page was clean: no error on its
//! console, no violation of its content security policy.

use std::{fs, panic::AssertUnwindSafe, path::Path, sync::Mutex, thread, time::Duration};

use fantoccini::{Client, wd::WindowHandle};
use futures_util::FutureExt;
use serde_json::{Value, json};

use crate::{
    artifacts, axe, devtools, eventually, firefox,
    webdriver::{Driver, Engine},
};

/// Divides the times that the page waits for. A driver's script, so the page's policy allows it.
const HASTEN: &str = r"(times => {
    window.testHaste = times;
    for (const name of ['setTimeout', 'setInterval']) {
        const real = window[name].bind(window);
        window[name] = (work, millis = 0, ...rest) =>
            real(work, millis / window.testHaste, ...rest);
    }
})";

/// Which colours the person prefers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Scheme {
    Light,
    Dark,
}

/// The window that a page is seen in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct View {
    /// CSS pixels.
    pub width: u32,
    /// CSS pixels.
    pub height: u32,
    /// The preferred colours.
    pub scheme: Scheme,
}

impl View {
    /// A laptop.
    pub const DESKTOP: Self = Self { width: 1440, height: 900, scheme: Scheme::Light };
    /// A phone.
    pub const PHONE: Self = Self { width: 390, height: 844, scheme: Scheme::Light };

    /// The same window with other colours.
    #[must_use]
    pub fn scheme(self, scheme: Scheme) -> Self {
        Self { scheme, ..self }
    }
}

/// A browser with one page in it.
#[derive(Debug)]
pub struct Browser {
    pub(crate) client: Client,
    driver: Driver,
    engine: Engine,
    tolerated: Mutex<Vec<String>>,
    errors: Mutex<Vec<String>>,
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

/// The same in Firefox. It has nothing that WebDriver itself has not: no network to take away, no colours to
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
    let run = async {
        test(&browser).await;
        browser.assert_clean_console().await;
    };
    let outcome = AssertUnwindSafe(run).catch_unwind().await;
    if outcome.is_err() {
        browser.report_failure().await;
    }
    browser.driver.close().await;
    if let Err(panic) = outcome {
        std::panic::resume_unwind(panic);
    }
}

impl Browser {
    /// The WebDriver client, for what this harness does not cover.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Changes window and, in Chromium, colours. Motion is always reduced: a test never waits for it.
    pub async fn set_view(&self, view: View) {
        if self.engine == Engine::Firefox {
            return self.fit_window(view).await;
        }
        let metrics = json!({
            "width": view.width, "height": view.height, "deviceScaleFactor": 1, "mobile": false,
        });
        devtools::cdp(&self.client, "Emulation.setDeviceMetricsOverride", metrics).await;
        let scheme = match view.scheme {
            Scheme::Light => "light",
            Scheme::Dark => "dark",
        };
        let media = json!({ "features": [
            { "name": "prefers-color-scheme", "value": scheme },
            { "name": "prefers-reduced-motion", "value": "reduce" },
        ]});
        devtools::cdp(&self.client, "Emulation.setEmulatedMedia", media).await;
    }

    /// The window without its frame is as large as the view.
    async fn fit_window(&self, view: View) {
        let frame = "return [outerWidth - innerWidth, outerHeight - innerHeight]";
        let frame: (u32, u32) = serde_json::from_value(self.run(frame).await).expect("two lengths");
        let (width, height) = (view.width + frame.0, view.height + frame.1);
        self.client.set_window_size(width, height).await.expect("the window can be resized");
        let size = "return [innerWidth, innerHeight]";
        eventually("the window has its size", async || {
            (self.run(size).await == json!([view.width, view.height])).then_some(())
        })
        .await;
    }

    /// From the next page on, what the page waits for comes so many times as soon.
    pub async fn hasten(&self, times: u32) {
        self.before_each_page(&format!("{HASTEN}({times})")).await;
    }

    /// From the next page on, runs a script before anything of the page itself.
    pub async fn before_each_page(&self, script: &str) {
        let params = json!({ "source": script });
        devtools::cdp(&self.client, "Page.addScriptToEvaluateOnNewDocument", params).await;
    }

    /// On the page as it is now, waiting takes so many times less than it should; 1 is honest.
    pub async fn hasten_now(&self, times: u32) {
        self.run(&format!("window.testHaste = {times}")).await;
    }

    /// On the page as it is now, waiting takes so many times as long.
    pub async fn slow_down_now(&self, times: u32) {
        self.run(&format!("window.testHaste = 1 / {times}")).await;
    }

    /// The page's clock jumps ahead.
    pub async fn skip(&self, time: Duration) {
        let script = "const real = Date.now.bind(Date); Date.now = () => real() + ";
        self.run(&format!("{script}{}", time.as_millis())).await;
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

    /// Takes the browser's network away, or gives it back.
    pub async fn set_online(&self, online: bool) {
        let conditions = json!({
            "offline": !online, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1,
        });
        devtools::cdp(&self.client, "Network.emulateNetworkConditions", conditions).await;
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
        let what = "the page's address changes";
        eventually(what, async || Some(self.path().await).filter(|path| fits(path))).await
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

    /// From now on errors on the console that contain `text` are what the test provokes.
    pub fn tolerate(&self, text: impl Into<String>) {
        self.tolerated.lock().unwrap().push(text.into());
    }

    /// Panics if the console got an error, or the page broke its content security policy.
    pub async fn assert_clean_console(&self) {
        self.collect_errors().await;
        // Copies: a panic must not poison what the report still reads.
        let tolerated = self.tolerated.lock().unwrap().clone();
        let mut errors = self.errors.lock().unwrap().clone();
        errors.retain(|error| !tolerated.iter().any(|text| error.contains(text)));
        assert!(errors.is_empty(), "errors on the browser's console: {errors:#?}");
    }

    /// Waits until the console got an error with this text.
    pub async fn wait_for_error(&self, text: &str) {
        eventually(&format!("the console tells of {text:?}"), async || {
            self.collect_errors().await;
            let errors = self.errors.lock().unwrap();
            errors.iter().any(|error| error.contains(text)).then_some(())
        })
        .await;
    }

    async fn collect_errors(&self) {
        if self.engine == Engine::Firefox {
            *self.errors.lock().unwrap() = firefox::errors(&self.driver.printed());
            return;
        }
        let entries = devtools::console(&self.client).await.unwrap_or_default();
        let entries = entries.into_iter().filter(|entry| {
            entry.level == "SEVERE" || entry.message.contains("Content Security Policy")
        });
        self.errors.lock().unwrap().extend(entries.map(|entry| entry.message));
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

    async fn report_failure(&self) {
        self.collect_errors().await;
        let name = thread::current().name().unwrap_or("test").replace("::", "-");
        let picture = artifacts::failures().join(format!("{name}.png"));
        if let Ok(png) = self.client.screenshot().await {
            let _ = fs::write(&picture, png);
        }
        let url = self.client.current_url().await.map(|url| url.to_string());
        let text = self.client.execute("return document.body.innerText", vec![]).await;
        eprintln!(
            "--- {name} failed on {url:?}; picture: {}\n--- console errors: {:#?}\n--- text:\n{}\n---",
            picture.display(),
            self.errors.lock().unwrap(),
            text.unwrap_or_default().as_str().unwrap_or_default()
        );
    }
}
