//! Proxies that others wrote in front of the backend: nginx, which can answer some requests itself, and Caddy.

use std::{
    fs,
    net::TcpStream,
    path::{Path, PathBuf},
    process::Command,
};

use tempfile::TempDir;

use crate::{Program, Stack, StackOptions, artifacts, eventually, nginx};

/// A running proxy and the backend behind it.
#[derive(Debug)]
pub struct ReverseProxy {
    /// The backend, which serves the console too.
    pub stack: Stack,
    _program: Program,
    folder: TempDir,
    port: u16,
}

impl ReverseProxy {
    /// Starts nginx and the backend. `server` is what nginx does; in it, `BACKEND` is the backend's address, and
    /// `SWITCH` a file that is there while the proxy is [`ReverseProxy::switch`]ed on.
    pub async fn start(server: &str) -> Self {
        let program = |folder: &Path, port: u16, server: &str| {
            let file = folder.join("nginx.conf");
            fs::write(&file, nginx::configuration(folder, port, server)).unwrap();
            nginx::command(folder, &file)
        };
        Self::of(server, program).await
    }

    /// Starts Caddy and the backend, with HTTP/2 on the same port and without TLS. `site` is what Caddy does, as
    /// `server` in [`ReverseProxy::start`].
    pub async fn start_caddy(site: &str) -> Self {
        let program = |folder: &Path, port: u16, site: &str| {
            let file = folder.join("Caddyfile");
            let text = format!(
                "{{\n admin off\n auto_https off\n servers {{\n protocols h1 h2c\n }}\n}}\n\
                 http://127.0.0.1:{port} {{\n{site}\n}}\n"
            );
            fs::write(&file, text).unwrap();
            let mut command = Command::new("caddy");
            command.args(["run", "--adapter", "caddyfile", "--config"]).arg(&file);
            command.env("HOME", folder);
            command
        };
        Self::of(site, program).await
    }

    async fn of(server: &str, program: impl FnOnce(&Path, u16, &str) -> Command) -> Self {
        let folder = tempfile::tempdir().expect("the temporary folder is writable");
        let port = artifacts::free_port();
        let origin = format!("http://127.0.0.1:{port}");
        let stack = StackOptions::with_console().args(["--allow-origin", &origin]);
        let stack = Stack::start(&stack);
        let switch = folder.path().join("switch");
        let server = server
            .replace("BACKEND", stack.http().base())
            .replace("SWITCH", &switch.display().to_string());
        let program = Program::start(&mut program(folder.path(), port, &server)).gently();
        let address = format!("127.0.0.1:{port}");
        eventually("the proxy listens", async || TcpStream::connect(&address).ok()).await;
        Self { stack, _program: program, folder, port }
    }

    /// Where it listens.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Host and port, as a page names them.
    pub fn host(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// The link that a person would open; `path` begins with a slash.
    pub fn link_to(&self, path: &str) -> String {
        format!("http://{}{path}#token={}", self.host(), self.stack.token())
    }

    /// Makes the proxy answer by itself, in one of the ways that its configuration has, or not any more.
    pub fn switch(&self, way: &str, on: bool) {
        let file = self.switch_file(way);
        if on {
            fs::write(file, "").unwrap();
        } else {
            fs::remove_file(file).unwrap();
        }
    }

    fn switch_file(&self, way: &str) -> PathBuf {
        self.folder.path().join(["switch", way].concat())
    }
}
