//! What `web-bench` printed, as figures.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{memory::Memory, polling::Polling, stalls::Stalls, waterfall::Waterfall};

/// Everything that was measured.
#[derive(Debug, Default)]
pub(crate) struct Figures {
    /// Visits by the number of clusters; first those of the machine as it is, then of the slow one.
    pub(crate) visits: BTreeMap<usize, [Vec<Visit>; 2]>,
    pub(crate) stalls: Vec<Stalls>,
    pub(crate) polling: Option<Polling>,
    pub(crate) waterfalls: Vec<Waterfall>,
}

/// One line.
#[derive(Debug, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Line {
    Visit(Visit),
    Stalls(Stalls),
    Polling(Polling),
    Waterfall(Waterfall),
}

/// One visit of one browser.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Visit {
    clusters: usize,
    slow: bool,
    pub(crate) browser: String,
    pub(crate) load: Load,
    pub(crate) memory: Memory,
    pub(crate) keys: Vec<Act>,
    /// How many keys were painted before the page had come to rest.
    pub(crate) early: usize,
    pub(crate) sorts: Vec<Act>,
    pub(crate) opens: Vec<Act>,
    /// The same keys in a field on an empty page.
    pub(crate) empty: Vec<Act>,
}

/// Milliseconds since the navigation, and bytes until all clusters are loaded.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Load {
    pub(crate) paint: f64,
    pub(crate) row: f64,
    pub(crate) all: f64,
    pub(crate) console_bytes: f64,
    pub(crate) api_bytes: f64,
}

/// A key or a click: milliseconds until it was painted, and of these the page's own work.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(crate) struct Act {
    pub(crate) paint: f64,
    pub(crate) work: f64,
}

impl Figures {
    /// Takes a line.
    pub(crate) fn read(&mut self, line: &str) -> serde_json::Result<()> {
        match serde_json::from_str(line)? {
            Line::Visit(visit) => {
                let [plain, slow] = self.visits.entry(visit.clusters).or_default();
                if visit.slow { slow.push(visit) } else { plain.push(visit) }
            }
            Line::Stalls(stalls) => self.stalls.push(stalls),
            Line::Waterfall(waterfall) => self.waterfalls.push(waterfall),
            Line::Polling(polling) => self.polling = Some(polling),
        }
        Ok(())
    }
}
