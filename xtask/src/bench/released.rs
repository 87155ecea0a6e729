//! The programs as they are released, running.

use std::{
    collections::HashMap,
    fs,
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{ChildStdout, Command, Stdio},
};

use crate::{
    error::{Error, Result},
    process::{self, Process},
    tools, workspace,
};

pub(super) const REGION: &str = "us-east-1";

/// Builds them.
pub(super) fn build() -> Result<()> {
    process::run(tools::cargo().args([
        "build",
        "--release",
        "--package=signing-backend",
        "--bin=cloudhsm-console",
        "--package=emulator",
        "--bin=cloudhsm-emulator",
    ]))
}

/// A running emulator as it is released.
pub(super) struct Emulator {
    pub(super) address: SocketAddr,
    pub(super) keys: HashMap<String, String>,
    _process: Process,
    _stdout: BufReader<ChildStdout>,
}

impl Emulator {
    pub(super) fn start() -> Result<Self> {
        Self::with(200, &[])
    }

    /// One that counts what it is asked, with all clusters in one region.
    pub(super) fn counting(clusters: u32) -> Result<Self> {
        Self::with(clusters, &["--control", "--region", REGION])
    }

    fn with(clusters: u32, flags: &[&str]) -> Result<Self> {
        let mut command = Command::new(released("cloudhsm-emulator"));
        command
            .args(["--listen", "127.0.0.1:0", "--clusters", &clusters.to_string()])
            .args(flags)
            .stderr(Stdio::null());
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
    pub(super) process: Process,
    _stdout: BufReader<ChildStdout>,
}

impl Backend {
    pub(super) fn start(upstream: SocketAddr, keys: &HashMap<String, String>) -> Result<Self> {
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
