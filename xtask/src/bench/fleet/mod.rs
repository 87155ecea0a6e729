//! Many open streams of the fleet: what AWS is asked for them, and what they cost the backend.

mod report;
mod streams;

use std::{
    collections::BTreeMap,
    thread,
    time::{Duration, Instant},
};

use super::{
    document,
    released::{self, Backend, Emulator},
    usage,
    wire::ask,
};
use crate::{
    error::{Error, Result},
    interrupt,
    step::step,
};
use report::{Measured, Sample};
use streams::Streams;

/// How often memory and CPU time are read.
const INTERVAL: Duration = Duration::from_secs(10);
/// How long we sleep before we look whether to end.
const NAP: Duration = Duration::from_millis(200);

/// Options of the measurement.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(crate) struct Options {
    /// Streams that are open together. The backend takes 64.
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(2..=64))]
    streams: u32,
    /// Minutes that they are open.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=600))]
    minutes: u64,
    /// Clusters that the emulator generates, beside its usual ones.
    #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..=20_000))]
    clusters: u32,
    /// Write the figures into docs/performance.md.
    #[arg(long)]
    write: bool,
}

/// Builds, starts, measures, tells.
pub(crate) fn run(options: Options) -> Result<()> {
    let Options { streams, minutes, clusters, write } = options;
    step("Build backend and emulator as they are released", "5 minutes at first", released::build)?;
    let (one, many) = (Bench::start(1, clusters)?, Bench::start(streams, clusters)?);
    eprintln!("==> 1 stream, and {streams} streams beside it, for {minutes} minutes");
    let benches = [one, many];
    let mut samples = [Vec::new(), Vec::new()];
    let start = Instant::now();
    let end = Duration::from_secs(minutes * 60);
    loop {
        // Before the first sample too: the first listing of all clusters is not what is measured.
        nap(INTERVAL)?;
        let at = start.elapsed();
        for (bench, samples) in benches.iter().zip(&mut samples) {
            samples.push(bench.sample(at)?);
        }
        if at >= end {
            break;
        }
    }
    let [one, many] = benches;
    let [samples_of_one, samples_of_many] = samples;
    let (one, many) = (one.end(samples_of_one)?, many.end(samples_of_many)?);
    let text = report::text(&one, &many, minutes, clusters);
    println!("{text}");
    if write { document::write("fleet", &text) } else { Ok(()) }
}

fn nap(time: Duration) -> Result<()> {
    let start = Instant::now();
    while start.elapsed() < time {
        interrupt::check()?;
        thread::sleep(NAP);
    }
    Ok(())
}

/// A backend with its own emulator and readers.
struct Bench {
    emulator: Emulator,
    backend: Backend,
    streams: Streams,
}

impl Bench {
    fn start(streams: u32, clusters: u32) -> Result<Self> {
        let emulator = Emulator::counting(clusters)?;
        let backend = Backend::start(emulator.address, &emulator.keys)?;
        let streams = Streams::open(backend.address, &backend.headers(), streams)?;
        Ok(Self { emulator, backend, streams })
    }

    fn sample(&self, at: Duration) -> Result<Sample> {
        let pid = self.backend.process.id();
        Ok(Sample { at, mib: usage::resident_mib(pid)?, cpu: usage::cpu_time(pid)? })
    }

    fn end(self, samples: Vec<Sample>) -> Result<Measured> {
        let calls = self.calls()?;
        let Self { emulator, backend, streams } = self;
        let count = streams.count();
        let bytes = streams.close()?;
        drop((backend, emulator));
        Ok(Measured { streams: count, calls, samples, bytes })
    }

    /// What the emulator was asked, by operation.
    fn calls(&self) -> Result<BTreeMap<String, u64>> {
        let address = self.emulator.address;
        let host = [("Host".to_owned(), address.to_string())];
        let text = ask(address, "GET", "/_emulator/calls", &host, "")?;
        let odd = |error| Error::Advice(format!("the emulator's counts can't be read: {error}"));
        let counts: serde_json::Value = serde_json::from_str(&text).map_err(odd)?;
        serde_json::from_value(counts["by_operation"].clone()).map_err(odd)
    }
}
