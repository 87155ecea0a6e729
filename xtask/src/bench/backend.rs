//! The signing backend, the emulator behind it, and nginx beside it.

use std::{
    collections::HashMap,
    fs,
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{ChildStdout, Command, Stdio},
    time::Duration,
};

use super::{
    document, log, nginx,
    report::{self, Growth, Measured, Pair},
    usage,
    wire::{Catcher, Request},
    wrk::{self, Load},
};
use crate::{
    error::{Error, Result},
    interrupt,
    process::{self, Process},
    setup,
    step::step,
    tools, workspace,
};

pub(super) const REGION: &str = "us-east-1";
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
    step("Build backend and emulator as they are released", "5 minutes at first", || {
        process::run(tools::cargo().args([
            "build",
            "--release",
            "--package=signing-backend",
            "--bin=cloudhsm-console",
            "--package=emulator",
            "--bin=cloudhsm-emulator",
        ]))
    })?;
    let time = Duration::from_secs(options.seconds);
    let emulator = Emulator::start()?;
    let backend = Backend::start(emulator.address, &emulator.keys)?;
    let proxy = nginx::proxy(emulator.address)?;
    backend.request(PAGE).send(backend.address)?;
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
    let request = bare.request(ONE);
    let (nginx, own) = side_by_side(&proxy, &request, &bare, ONE, time)?;
    let name = "An upstream that costs nothing (15 bytes)".to_owned();
    pairs.push(Pair { name, nginx, own });
    drop((bare, proxy, fixed));

    eprintln!("==> Load for {} minutes more", options.minutes);
    let long = Duration::from_secs(options.minutes * 60);
    let longer = backend.measure(ONE, long)?;
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
        own.push(backend.measure(question, time)?);
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
    let request = backend.request(question);
    let asked = std::thread::spawn(move || request.send(backend.address).map(|_| backend));
    let caught = catcher.catch();
    // Ends the backend.
    drop(asked.join());
    caught
}

struct Emulator {
    address: SocketAddr,
    keys: HashMap<String, String>,
    _process: Process,
    _stdout: BufReader<ChildStdout>,
}

impl Emulator {
    fn start() -> Result<Self> {
        let mut command = Command::new(released("cloudhsm-emulator"));
        command.args(["--listen", "127.0.0.1:0", "--clusters", "200"]).stderr(Stdio::null());
        let (process, stdout) = Process::start_piped("the emulator", &mut command)?;
        let mut stdout = BufReader::new(stdout);
        let mut keys = HashMap::new();
        while !keys.contains_key("AWS_REGION") {
            let line = next_line(&mut stdout, "the emulator")?;
            if let Some((name, value)) =
                line.strip_prefix("export ").and_then(|it| it.split_once('='))
            {
                keys.insert(name.to_owned(), value.to_owned());
            }
        }
        let url = keys.remove("AWS_ENDPOINT_URL").unwrap_or_default();
        let address = address_in(&url)?;
        Ok(Self { address, keys, _process: process, _stdout: stdout })
    }
}

/// A running backend as it is released.
pub(super) struct Backend {
    pub(super) address: SocketAddr,
    pub(super) token: String,
    process: Process,
    _stdout: BufReader<ChildStdout>,
}

impl Backend {
    fn start(upstream: SocketAddr, keys: &HashMap<String, String>) -> Result<Self> {
        // In a folder that the backend makes, so that it is as private as it has to be.
        let folder = workspace::folder(workspace::target().join("bench"))?.join("audit");
        let audit = folder.join(format!("{}.jsonl", upstream.port()));
        let _ = fs::remove_file(&audit);
        Self::with_log(upstream, keys, &audit)
    }

    /// With an audit log that is there already.
    pub(super) fn with_log(
        upstream: SocketAddr,
        keys: &HashMap<String, String>,
        audit: &Path,
    ) -> Result<Self> {
        let mut command = Command::new(released("cloudhsm-console"));
        command
            .args(["--listen", "127.0.0.1:0", "--region", REGION])
            .args(["--endpoint-url", &format!("http://{upstream}"), "--audit-file"])
            .arg(audit)
            .envs(keys)
            .env_remove("RUST_LOG")
            // Its log is written, as everywhere, but nobody reads it.
            .stderr(Stdio::null());
        let (process, stdout) = Process::start_piped("the signing backend", &mut command)?;
        let mut stdout = BufReader::new(stdout);
        let line = next_line(&mut stdout, "the signing backend")?;
        let link = line.strip_prefix("Open ").and_then(|link| link.split_once("/#token="));
        let (url, token) =
            link.ok_or_else(|| Error::Advice(format!("the backend printed {line} for its link")))?;
        Ok(Self { address: address_in(url)?, token: token.to_owned(), process, _stdout: stdout })
    }

    /// The headers that every request needs.
    pub(super) fn headers(&self) -> Vec<(String, String)> {
        vec![
            ("Host".to_owned(), self.address.to_string()),
            ("Authorization".to_owned(), format!("Bearer {}", self.token)),
        ]
    }

    fn request(&self, question: Question) -> Request {
        Request {
            path: format!("/api/regions/{REGION}/DescribeClusters"),
            headers: self.headers(),
            body: question.body.to_owned(),
        }
    }

    fn measure(&self, question: Question, time: Duration) -> Result<Measured> {
        let request = self.request(question);
        measure("the signing backend", self.process.id(), self.address, &request, time)
    }
}

fn released(name: &str) -> PathBuf {
    workspace::target().join("release").join(name)
}

fn next_line(stdout: &mut BufReader<ChildStdout>, name: &str) -> Result<String> {
    let mut line = String::new();
    match stdout.read_line(&mut line) {
        Ok(count) if count > 0 => Ok(line.trim_end().to_owned()),
        _ => Err(Error::Advice(format!("{name} ended before it was ready"))),
    }
}

fn address_in(url: &str) -> Result<SocketAddr> {
    let address =
        url.strip_prefix("http://").and_then(|rest| rest.trim_end_matches('/').parse().ok());
    address.ok_or_else(|| Error::Advice(format!("{url} is not an address on this machine")))
}
