//! `cargo xtask demo`: emulator, backend and `trunk serve`, and the one link to open.

use std::{
    fs,
    io::{self, BufRead, BufReader},
    path::PathBuf,
    process::{ChildStdout, Command},
    sync::mpsc,
    thread,
    time::Duration,
};

use crate::{
    error::{Error, Result},
    interrupt, ports,
    process::{self, Process},
    setup,
    step::{at_once, step},
    tools, workspace,
};

/// Options of the demo.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// The port of the console.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// The port of the signing backend.
    #[arg(long, default_value_t = DEFAULT_BACKEND_PORT)]
    backend_port: u16,
    /// Build console and backend as they are released.
    #[arg(long)]
    release: bool,
}

/// The port that Trunk.toml's proxy names.
const DEFAULT_BACKEND_PORT: u16 = 8787;
const POLL: Duration = Duration::from_millis(100);

/// Runs until somebody ends it or a part of it dies.
pub(crate) fn run(options: &Options) -> Result<()> {
    ports::must_be_free(options.port, "--port")?;
    ports::must_be_free(options.backend_port, "--backend-port")?;
    at_once(|| build_backend(options.release), || setup::run(&setup::Options::default()))?;
    step("Build the console", "2 minutes at first, then seconds", || {
        process::run(trunk(options, "build").arg("--dist").arg(dist()?))
    })?;

    let (mut backend, token) = start_backend(options)?;
    let config = TrunkConfig::for_port(options.backend_port)?;
    let mut serve = trunk(options, "serve");
    serve.arg("--quiet").arg("--dist").arg(dist()?).args(["--address", "127.0.0.1"]);
    serve.args(["--port", &options.port.to_string()]);
    if let Some(config) = &config {
        serve.arg("--config").arg(&config.path);
    }
    let mut serve = Process::start("`trunk serve`", &mut serve)?;
    let mut both_run = || backend.check().and_then(|()| serve.check());

    ports::wait_until_answers(options.backend_port, "/healthz", &mut both_run)?;
    ports::wait_until_answers(options.port, "/", &mut both_run)?;
    println!("Open http://127.0.0.1:{}/#token={token}", options.port);
    eprintln!("Press Ctrl-C to stop. This is the emulator; nothing here is real.");

    loop {
        both_run()?;
        match interrupt::check() {
            // The way that a demo is meant to end.
            Err(Error::Interrupted) => return Ok(()),
            other => other?,
        }
        thread::sleep(POLL);
    }
}

fn build_backend(release: bool) -> Result<()> {
    let mut build = tools::cargo();
    build.args(["build", "-p", "signing-backend", "--bin", "cloudhsm-console"]);
    build.args(release.then_some("--release"));
    step("Build the signing backend", "2 minutes at first, then seconds", || {
        process::run(&mut build)
    })
}

/// A folder of its own, so that a demo leaves the released console alone.
fn dist() -> Result<PathBuf> {
    workspace::folder(workspace::target().join("demo").join("dist"))
}

fn trunk(options: &Options, subcommand: &str) -> Command {
    let mut command = tools::trunk();
    command.arg(subcommand).args(options.release.then_some("--release"));
    command
}

/// Starts the backend and waits for the session token that it prints.
fn start_backend(options: &Options) -> Result<(Process, String)> {
    let console = format!("http://127.0.0.1:{}", options.port);
    let mut command = Command::new(workspace::backend(options.release));
    command
        .args(["--emulator", "--listen", &format!("127.0.0.1:{}", options.backend_port)])
        .args(["--allow-origin", &console, "--console-url", &console])
        // Trunk's proxy names the backend without its port.
        .args(["--allow-host", "127.0.0.1"]);
    let (mut backend, stdout) = Process::start_piped("the signing backend", &mut command)?;
    let tokens = read_tokens(stdout);
    loop {
        match tokens.recv_timeout(POLL) {
            Ok(token) => return Ok((backend, token)),
            Err(_) => backend.check().and_then(|()| interrupt::check())?,
        }
    }
}

/// Passes on what the backend prints, all but the link: ours comes when it works.
fn read_tokens(stdout: ChildStdout) -> mpsc::Receiver<String> {
    let (sender, tokens) = mpsc::channel();
    thread::spawn(move || {
        for line in BufReader::new(stdout).lines().map_while(io::Result::ok) {
            match token_in(&line) {
                // Nobody listens any more when the demo ends.
                Some(token) => drop(sender.send(token.to_owned())),
                None => eprintln!("{line}"),
            }
        }
    });
    tokens
}

fn token_in(line: &str) -> Option<&str> {
    line.strip_prefix("Open ")?.split_once("#token=").map(|(_, token)| token.trim())
}

/// Trunk.toml with another backend port: trunk's flags can add a proxy, but not replace one.
#[derive(Debug)]
struct TrunkConfig {
    path: PathBuf,
}

impl TrunkConfig {
    /// `None` when Trunk.toml itself is right.
    fn for_port(port: u16) -> Result<Option<Self>> {
        if port == DEFAULT_BACKEND_PORT {
            return Ok(None);
        }
        let original = workspace::root().join("Trunk.toml");
        let text = fs::read_to_string(&original).map_err(Error::file(&original))?;
        let default = format!("127.0.0.1:{DEFAULT_BACKEND_PORT}");
        if !text.contains(&default) {
            return Err(Error::Advice(format!("Trunk.toml has no proxy to {default}")));
        }
        // Beside Trunk.toml, because relative paths in it start from its folder.
        let config = Self { path: workspace::root().join(format!(".trunk-{port}.toml")) };
        let text = text.replace(&default, &format!("127.0.0.1:{port}"));
        fs::write(&config.path, text).map_err(Error::file(&config.path))?;
        Ok(Some(config))
    }
}

impl Drop for TrunkConfig {
    fn drop(&mut self) {
        // Ignored by git; a leftover does no harm.
        let _ = fs::remove_file(&self.path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_is_read_from_the_link_only() {
        assert_eq!(token_in("Open http://127.0.0.1:8080/#token=abc-_1"), Some("abc-_1"));
        assert_eq!(token_in("listening on 127.0.0.1:8787"), None);
    }
}
