//! Machines and networks that the page is measured with.

use end_to_end::Browser;
use serde_json::json;

/// How much slower the slow processor is.
const SLOWER: u32 = 4;
/// Lighthouse's slow 4G, in bits a second and milliseconds.
const DOWN: u32 = 1_600_000;
const UP: u32 = 750_000;
const LATENCY: u32 = 150;

/// A machine and its network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Conditions {
    /// As they are.
    Plain,
    /// A processor four times slower, on slow 4G.
    Slow,
}

impl Conditions {
    /// Slows the browser's processor down.
    pub(crate) async fn set_processor(self, browser: &Browser) {
        let rate = if self == Self::Slow { SLOWER } else { 1 };
        browser.devtools("Emulation.setCPUThrottlingRate", json!({ "rate": rate })).await;
    }

    /// Slows the browser's network down.
    pub(crate) async fn set_network(self, browser: &Browser) {
        let limits = match self {
            Self::Plain => json!({
                "offline": false, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1,
            }),
            Self::Slow => json!({
                "offline": false, "latency": LATENCY,
                "downloadThroughput": DOWN / 8, "uploadThroughput": UP / 8,
            }),
        };
        browser.devtools("Network.emulateNetworkConditions", limits).await;
    }
}
