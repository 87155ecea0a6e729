//! What the page believes of its surroundings: its window and colors, its network, its processor, its
//! clock.

use std::time::Duration;

use fantoccini::wd::{PrintConfiguration, PrintSize};
use serde_json::json;

use crate::{Browser, Scheme, View, devtools, eventually, webdriver::Engine};

/// Divides the times that the page waits for. A driver's script, so the page's policy allows it.
const HASTEN: &str = r"(times => {
    window.testHaste = times;
    for (const name of ['setTimeout', 'setInterval']) {
        const real = window[name].bind(window);
        window[name] = (work, millis = 0, ...rest) =>
            real(work, millis / window.testHaste, ...rest);
    }
})";

impl Browser {
    /// Changes window and, in Chromium, colors.
    pub async fn set_view(&self, view: View) {
        if self.engine == Engine::Firefox {
            return self.fit_window(view).await;
        }
        let metrics = json!({
            "width": view.width, "height": view.height, "deviceScaleFactor": 1, "mobile": false,
        });
        devtools::cdp(&self.client, "Emulation.setDeviceMetricsOverride", metrics).await;
        self.set_media("", &[("prefers-color-scheme", view.scheme.name())]).await;
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

    /// Takes the browser's network away, or gives it back.
    pub async fn set_online(&self, online: bool) {
        let conditions = json!({
            "offline": !online, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1,
        });
        devtools::cdp(&self.client, "Network.emulateNetworkConditions", conditions).await;
    }

    /// From now on the processor is so many times slower, and each request takes so much longer: what
    /// is on screen in between is on screen for long enough to be painted.
    pub async fn slow_down(&self, processor: u32, latency: Duration) {
        let rate = json!({ "rate": processor });
        devtools::cdp(&self.client, "Emulation.setCPUThrottlingRate", rate).await;
        let millis = u32::try_from(latency.as_millis()).expect("a latency of less than days");
        let conditions = json!({
            "offline": false, "latency": millis, "downloadThroughput": -1, "uploadThroughput": -1,
        });
        devtools::cdp(&self.client, "Network.emulateNetworkConditions", conditions).await;
    }

    /// The system has few colors, and they are the person's: `light` or `dark` ones.
    pub async fn force_colors(&self, scheme: Scheme) {
        self.set_media("", &[("forced-colors", "active"), ("prefers-color-scheme", scheme.name())])
            .await;
    }

    /// The page as it is put on paper, of a person whose screen is dark.
    pub async fn put_on_paper(&self) {
        self.set_media("print", &[("prefers-color-scheme", "dark")]).await;
    }

    /// The person does not mind motion.
    pub async fn allow_motion(&self) {
        self.set_media("", &[("prefers-reduced-motion", "no-preference")]).await;
    }

    async fn set_media(&self, media: &str, features: &[(&str, &str)]) {
        // Motion is reduced unless somebody asks for it: a test never waits for it.
        let features = [("prefers-reduced-motion", "reduce")].iter().chain(features);
        let features: Vec<_> =
            features.map(|(name, value)| json!({ "name": name, "value": value })).collect();
        let params = json!({ "media": media, "features": features });
        devtools::cdp(&self.client, "Emulation.setEmulatedMedia", params).await;
    }

    /// The page as it would be printed, as a PDF.
    pub async fn printed(&self) -> Vec<u8> {
        let print = PrintConfiguration::default();
        self.client.print(print).await.expect("the browser prints")
    }

    /// How many sheets of A4 the page takes, with margins of a centimeter.
    pub async fn pages_of_a4(&self) -> usize {
        let print =
            PrintConfiguration::builder().size(PrintSize::A4).build().expect("A4 is a size");
        let pdf = self.client.print(print).await.expect("the browser prints");
        // Chromium writes the dictionary of each page as it is, and compresses only what is on it.
        let text = String::from_utf8_lossy(&pdf);
        text.matches("/Type /Page").count() - text.matches("/Type /Pages").count()
    }
}
