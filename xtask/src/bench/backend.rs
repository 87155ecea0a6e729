//! The signing backend, the emulator behind it, and nginx beside it.

use std::{collections::HashMap, net::SocketAddr, time::Duration};

use super::{
    document, log, nginx,
    released::{self, Backend, Emulator, REGION},
    report::{self, Growth, Measured, Pair},
    usage,
    wire::{Catcher, Request},
    wrk::{self, Load},
};
use crate::{
    error::{Error, Result},
    interrupt, setup,
    step::step,
};

/// An odd number, so that there is a median.
const ROUNDS: u32 = 3;

/// Options of the measurement.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Seconds of each load.
    #[arg(long, default_value_t = 15, value_parser = clap::value_parser!(u64).range(3..=120))]
    seconds: u64,
    /// Minutes of the load at whose end the memory is looked at once more.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..=60))]
    minutes: u64,
    /// Write the figures into docs/performance.md.
    #[arg(long)]
    write: bool,
}

/// What is asked for.
#[derive(Debug, Clone, Copy)]
struct Question {
    name: &'static str,
    body: &'static str,
}

const ONE: Question = Question { name: "one cluster", body: r#"{"MaxResults":1}"# };
const PAGE: Question = Question { name: "a page of 25 clusters", body: "{}" };

/// Builds, starts, measures, tells.
pub(crate) fn run(options: &Options) -> Result<()> {
    setup::load_tools()?;
    step("Build backend and emulator as they are released", "5 minutes at first", released::build)?;
    let time = Duration::from_secs(options.seconds);
    let emulator = Emulator::start()?;
    let backend = Backend::start(emulator.address, &emulator.keys)?;
    let proxy = nginx::proxy(emulator.address)?;
    asking(&backend, PAGE).send(backend.address)?;
    let before = usage::resident_mib(backend.process.id())?;

    let mut pairs = Vec::new();
    for question in [ONE, PAGE] {
        let signed = signed(question, &emulator.keys)?;
        let bytes = signed.send(proxy.address)?;
        let (nginx, own) = side_by_side(&proxy, &signed, &backend, question, time)?;
        let name = format!("Emulator, {} ({} kB)", question.name, bytes.div_ceil(1000));
        pairs.push(Pair { name, nginx, own });
    }
    let after = usage::resident_mib(backend.process.id())?;

    let fixed = nginx::fixed_answer()?;
    let proxy = nginx::proxy(fixed.address)?;
    let bare = Backend::start(fixed.address, &emulator.keys)?;
    let request = asking(&bare, ONE);
    let (nginx, own) = side_by_side(&proxy, &request, &bare, ONE, time)?;
    let name = "An upstream that costs nothing (15 bytes)".to_owned();
    pairs.push(Pair { name, nginx, own });
    drop((bare, proxy, fixed));

    eprintln!("==> Load for {} minutes more", options.minutes);
    let long = Duration::from_secs(options.minutes * 60);
    let longer = measured(&backend, ONE, long)?;
    let end = usage::resident_mib(backend.process.id())?;
    let growth =
        Growth { before, after, end, minutes: options.minutes, requests: longer.load.requests };
    drop(backend);
    let log = log::measure(emulator.address, &emulator.keys)?;
    let text = report::text(&pairs, &growth, &log);
    println!("{text}");
    if options.write { document::write("backend", &text) } else { Ok(()) }
}

/// Loads both by turns, and takes the median of each: what else the machine does meanwhile then
/// falls on both.
fn side_by_side(
    proxy: &nginx::Nginx,
    request: &Request,
    backend: &Backend,
    question: Question,
    time: Duration,
) -> Result<(Measured, Measured)> {
    let (mut theirs, mut own) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let time = time / ROUNDS;
        theirs.push(measure("nginx", proxy.process.id(), proxy.address, request, time)?);
        own.push(measured(backend, question, time)?);
    }
    Ok((report::median(&theirs), report::median(&own)))
}

fn measure(
    name: &'static str,
    pid: u32,
    address: SocketAddr,
    request: &Request,
    time: Duration,
) -> Result<Measured> {
    // What is made at the first requests is not what is measured.
    wrk::load(address, request, Duration::from_secs(1))?;
    let before = usage::cpu_time(pid)?;
    let load = wrk::load(address, request, time)?;
    if load.failures * 100 > load.requests {
        let Load { failures, requests, .. } = load;
        let told =
            format!("{failures} of {requests} requests to {name} failed, so nothing was measured");
        return Err(Error::Advice(told));
    }
    let cpu = usage::cpu_time(pid)?.saturating_sub(before);
    interrupt::check()?;
    let per_request = cpu / load.requests.max(1);
    eprintln!("    {name}: {:.0} requests/s, {per_request:?} a request", load.per_second);
    Ok(Measured { load, cpu: per_request })
}

/// The request as the backend would send it, for a proxy that can't sign. Good for five minutes.
fn signed(question: Question, keys: &HashMap<String, String>) -> Result<Request> {
    let (catcher, address) = Catcher::start()?;
    let backend = Backend::start(address, keys)?;
    let request = asking(&backend, question);
    let asked = std::thread::spawn(move || request.send(backend.address).map(|_| backend));
    let caught = catcher.catch();
    // Ends the backend.
    drop(asked.join());
    caught
}

/// A question, as a request of the backend.
fn asking(backend: &Backend, question: Question) -> Request {
    Request {
        path: format!("/api/regions/{REGION}/DescribeClusters"),
        headers: backend.headers(),
        body: question.body.to_owned(),
    }
}

fn measured(backend: &Backend, question: Question, time: Duration) -> Result<Measured> {
    let request = asking(backend, question);
    measure("the signing backend", backend.process.id(), backend.address, &request, time)
}
