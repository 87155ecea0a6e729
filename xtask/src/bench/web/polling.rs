//! Whether a page that polls grows.

use std::fmt::Write as _;

use serde::Deserialize;

use super::{
    memory::Memory,
    statistics::median,
    units::{kib, mib},
};

/// Growth below this is none: what a heap holds differs from one collection to the next.
const NOISE_BYTES: f64 = 256.0 * 1024.0;

/// What was seen of the page while it polled.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Polling {
    clusters: usize,
    samples: Vec<Sample>,
    /// Requests for pages of clusters meanwhile.
    calls: u64,
}

#[derive(Debug, Clone, Copy, Deserialize)]
struct Sample {
    seconds: u64,
    memory: Memory,
}

impl Polling {
    /// By how much the heap and WebAssembly's memory grew: the median of the last third of the samples
    /// less that of the first, because one sample alone says little.
    fn growth(&self) -> f64 {
        let third = self.samples.len().div_ceil(3);
        let middle = |samples: &[Sample]| {
            median(samples.iter().map(|it| it.memory.heap + it.memory.wasm)).unwrap_or_default()
        };
        let (first, last) =
            (self.samples.get(..third), self.samples.get(self.samples.len() - third..));
        middle(last.unwrap_or_default()) - middle(first.unwrap_or_default())
    }

    fn grew(&self) -> bool {
        self.growth() > NOISE_BYTES
    }

    /// In Markdown.
    pub(crate) fn text(&self) -> String {
        let mut text = format!(
            "The list of {} clusters left open, polling at its own pace ({} pages of clusters fetched), \
             after the garbage was collected:\n\n\
             | after | JavaScript heap | WebAssembly memory | nodes |\n|--:|--:|--:|--:|\n",
            self.clusters, self.calls
        );
        for Sample { seconds, memory } in &self.samples {
            let _ = writeln!(
                text,
                "| {}:{:02} | {} | {} | {} |",
                seconds / 60,
                seconds % 60,
                mib(memory.heap),
                mib(memory.wasm),
                memory.nodes
            );
        }
        let verdict = if self.grew() { "It grew" } else { "It did not grow" };
        let _ = writeln!(
            text,
            "\n{verdict}: heap and WebAssembly memory together {} from the first third of these samples \
             to the last, by their medians. Up to {} is noise.",
            change(self.growth()),
            kib(NOISE_BYTES)
        );
        text
    }
}

fn change(bytes: f64) -> String {
    let sign = if bytes < 0.0 { "−" } else { "+" };
    format!("{sign}{}", kib(bytes.abs()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn polling(heaps: &[f64]) -> Polling {
        let samples = heaps.iter().zip(0..).map(|(heap, minute)| Sample {
            seconds: minute * 60,
            memory: Memory { heap: heap * 1024.0 * 1024.0, wasm: 0.0, nodes: 7.0 },
        });
        Polling { clusters: 1000, samples: samples.collect(), calls: 9 }
    }

    #[test]
    fn a_page_that_gains_with_every_poll_grew() {
        assert!(polling(&[5.0, 5.2, 5.4, 5.6, 5.8]).grew());
        assert!(polling(&[5.0, 6.0]).text().contains("It grew: "));
    }

    #[test]
    fn one_sample_that_stands_out_is_no_growth() {
        assert!(!polling(&[5.0, 5.1, 5.0, 5.1, 5.0, 5.0, 9.0]).grew());
        assert!(!polling(&[9.0, 5.0, 5.0, 5.0, 5.0, 5.0, 5.0]).grew());
        assert!(polling(&[5.0, 5.0]).text().contains("It did not grow: "));
        assert!(polling(&[5.0, 4.9]).text().contains("together −102.4 KiB"));
    }
}
