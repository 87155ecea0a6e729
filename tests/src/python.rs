//! Programs in Python: our own scripts around boto3, and moto's server.

use std::{path::Path, process::Command};

use serde_json::Value;

use crate::{Http, Program, Run as _, artifacts, eventually};

/// A script of `tests/peers`, run in the Python environment of the tests.
#[derive(Debug)]
pub struct Python {
    command: Command,
}

impl Python {
    /// The script of that name, with nothing of this machine's AWS configuration.
    pub fn script(name: &str) -> Self {
        Self::file(&artifacts::peer(name))
    }

    /// The same for a script that is elsewhere.
    pub fn file(path: &Path) -> Self {
        let mut command = Command::new(artifacts::venv("python3"));
        command.arg(path);
        without_aws_configuration(&mut command);
        Self { command }
    }

    /// Adds an argument.
    #[must_use]
    pub fn arg(mut self, argument: &str) -> Self {
        self.command.arg(argument);
        self
    }

    /// Sets an environment variable.
    #[must_use]
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    /// Starts the script, which serves until the test ends.
    pub fn start(mut self) -> Program {
        Program::start(&mut self.command)
    }

    /// Runs the script, which prints one JSON document.
    pub fn json(mut self) -> Value {
        let output = self.command.finish();
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{:?} failed:\n{stderr}", self.command);
        serde_json::from_slice(&output.stdout).unwrap_or_else(|error| {
            panic!("{error} in {:?}", String::from_utf8_lossy(&output.stdout))
        })
    }
}

/// Takes away everything from which an AWS SDK would take credentials, regions or endpoints.
pub(crate) fn without_aws_configuration(command: &mut Command) {
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("AWS_") {
            command.env_remove(name);
        }
    }
    command.env("AWS_CONFIG_FILE", "/dev/null");
    command.env("AWS_SHARED_CREDENTIALS_FILE", "/dev/null");
    command.env("AWS_EC2_METADATA_DISABLED", "true");
}

/// moto's server: many AWS services, written by others.
#[derive(Debug)]
pub struct Moto {
    http: Http,
    program: Program,
}

impl Moto {
    /// Starts moto and waits until it answers.
    pub async fn start() -> Self {
        let port = artifacts::free_port();
        let mut command = Command::new(artifacts::venv("moto_server"));
        command.args(["--host", "127.0.0.1", "--port", &port.to_string()]);
        let program = Program::start(&mut command);
        let http = Http::new(format!("http://127.0.0.1:{port}"));
        eventually("moto answers", async || {
            http.try_send(hyper::Method::GET, "/moto-api/", &[], "").await
        })
        .await;
        Self { http, program }
    }

    /// Where it is.
    pub fn url(&self) -> &str {
        self.http.base()
    }

    /// What it printed: a line a request.
    pub fn printed(&self) -> String {
        self.program.printed()
    }
}
