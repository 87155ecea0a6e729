//! The real backend with its embedded emulator, or in front of somebody else's endpoint.

use std::{
    fs,
    io::Write as _,
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;
use tempfile::TempDir;

use crate::{
    Answer, Control, Emulator, Http, Program, REGIONS, artifacts, python::without_aws_configuration,
};

/// How to start the backend.
#[derive(Debug, Clone)]
pub struct StackOptions {
    /// Flags beside the usual ones.
    pub arguments: Vec<String>,
    /// Environment variables.
    pub environment: Vec<(String, String)>,
    /// An AWS endpoint instead of the embedded emulator.
    pub endpoint: Option<String>,
    /// Another backend than the one built for tests.
    pub backend: Option<PathBuf>,
    /// Serve the built console too.
    pub console: bool,
    /// How slowly things happen in the embedded emulator: 1 makes a deletion take seconds.
    pub time_scale: f64,
}

impl Default for StackOptions {
    fn default() -> Self {
        Self {
            arguments: Vec::new(),
            environment: Vec::new(),
            endpoint: None,
            backend: None,
            console: false,
            // Fast enough for a test, slow enough that what is in between can be seen.
            time_scale: 0.1,
        }
    }
}

impl StackOptions {
    /// The backend with the console, for browser tests.
    pub fn with_console() -> Self {
        Self { console: true, ..Self::default() }
    }

    /// The backend in front of an emulator of its own, which can count calls and make faults.
    pub fn in_front_of(emulator: &Emulator) -> Self {
        let environment = emulator.credentials().to_vec();
        let endpoint = Some(emulator.url().to_owned());
        let regions = REGIONS.iter().flat_map(|region| ["--region", region]);
        Self { environment, endpoint, ..Self::default() }.args(regions)
    }

    /// Adds flags.
    #[must_use]
    pub fn args<'a>(mut self, arguments: impl IntoIterator<Item = &'a str>) -> Self {
        self.arguments.extend(arguments.into_iter().map(str::to_owned));
        self
    }

    /// So many generated clusters beside the named ones, in the embedded emulator.
    #[must_use]
    pub fn clusters(self, count: usize) -> Self {
        self.args(["--emulator-clusters", &count.to_string()])
    }

    /// Sets an environment variable.
    #[must_use]
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }
}

/// A running backend. Ends with the test; when the test fails, its log is shown.
#[derive(Debug)]
pub struct Stack {
    options: StackOptions,
    program: Program,
    http: Http,
    token: String,
    folder: TempDir,
}

impl Stack {
    /// The backend on the emulator.
    pub fn emulator() -> Self {
        Self::start(&StackOptions::default())
    }

    /// The backend as the options say.
    pub fn start(options: &StackOptions) -> Self {
        let folder = tempfile::tempdir().expect("the temporary folder is writable");
        let mut program = Self::program(options, "127.0.0.1:0", &folder);
        let (base, token) = program.wait_for_line("its link", link_in);
        Self { options: options.clone(), program, http: Http::new(base), token, folder }
    }

    /// Starts a backend that was killed again: same address, same token, same audit log.
    pub fn start_again(&mut self) {
        self.program.kill();
        let file = self.folder.path().join("token");
        let mut options = fs::OpenOptions::new();
        // As private as the backend demands.
        let opened = options.write(true).create(true).truncate(true).mode(0o600).open(&file);
        opened.and_then(|mut file| file.write_all(self.token.as_bytes())).expect("writable");
        let mut options = self.options.clone();
        options.arguments.extend(["--token-file".to_owned(), file.display().to_string()]);
        let address = self.http.base().trim_start_matches("http://").to_owned();
        self.program = Self::program(&options, &address, &self.folder);
        self.program.wait_for_line("its link", link_in);
    }

    fn program(options: &StackOptions, address: &str, folder: &TempDir) -> Program {
        let backend = options.backend.clone().unwrap_or_else(artifacts::backend);
        let mut command = Command::new(backend);
        without_aws_configuration(&mut command);
        command.args(["--listen", address, "--audit-file"]).arg(audit_file(folder));
        match &options.endpoint {
            Some(endpoint) => command.args(["--endpoint-url", endpoint]),
            None => command.args([
                "--emulator",
                "--emulator-control",
                "--emulator-time-scale",
                &options.time_scale.to_string(),
            ]),
        };
        if options.console {
            command.arg("--console-dir").arg(artifacts::dist());
        }
        command.args(&options.arguments).envs(options.environment.iter().cloned());
        Program::start(&mut command)
    }

    /// The control surface of the embedded emulator.
    pub fn control(&mut self) -> Control {
        let url = |line: &str| line.strip_prefix("# Emulator: ").map(str::to_owned);
        Control::new(self.program.wait_for_line("the emulator's address", url))
    }

    /// The link that a person would open.
    pub fn link(&self) -> String {
        format!("{}/#token={}", self.http.base(), self.token)
    }

    /// The same, to another page than the first.
    pub fn link_to(&self, path: &str) -> String {
        format!("{}{path}#token={}", self.http.base(), self.token)
    }

    /// A client without a token.
    pub fn http(&self) -> &Http {
        &self.http
    }

    /// The session's token.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// `GET` with the token.
    pub async fn get(&self, path: &str) -> Answer {
        self.http.get(path, &[("authorization", &self.bearer())]).await
    }

    /// `POST` with the token.
    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.post_with(path, &[], body).await
    }

    /// `POST` with the token and more headers.
    pub async fn post_with(&self, path: &str, headers: &[(&str, &str)], body: &Value) -> Answer {
        let bearer = self.bearer();
        let headers = [&[("authorization", bearer.as_str())], headers].concat();
        self.http.post(path, &headers, body).await
    }

    fn bearer(&self) -> String {
        format!("Bearer {}", self.token)
    }

    /// The audit log.
    pub fn audit(&self) -> String {
        std::fs::read_to_string(audit_file(&self.folder)).unwrap_or_default()
    }

    /// Changes the audit log as somebody does who can write to the file.
    pub fn forge_audit(&self, change: impl FnOnce(String) -> String) {
        let forged = change(self.audit());
        // The same file and not another one of that name: the backend has it open.
        fs::write(audit_file(&self.folder), forged).expect("the audit log is writable");
    }

    /// What the backend printed.
    pub fn printed(&self) -> String {
        self.program.printed()
    }

    /// Ends the backend at once, as `kill -9` does.
    pub fn kill(&mut self) {
        self.program.kill();
    }
}

fn audit_file(folder: &TempDir) -> PathBuf {
    Path::join(folder.path(), "audit.jsonl")
}

/// Where the backend is and its token, in `Open http://127.0.0.1:40123/#token=…`.
fn link_in(line: &str) -> Option<(String, String)> {
    let (base, token) = line.strip_prefix("Open ")?.split_once("/#token=")?;
    Some((base.to_owned(), token.trim().to_owned()))
}
