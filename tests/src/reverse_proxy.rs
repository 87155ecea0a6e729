//! nginx as a reverse proxy in front of the backend, which answers some requests itself.

use std::{fs, net::TcpStream, path::PathBuf};

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
    /// Starts both. `server` is what nginx does; in it, `BACKEND` is the backend's address, and `SWITCH` a
    /// file that is there while the proxy is [`ReverseProxy::switch`]ed on.
    pub async fn start(server: &str) -> Self {
        let folder = tempfile::tempdir().expect("the temporary folder is writable");
        let port = artifacts::free_port();
        let origin = format!("http://127.0.0.1:{port}");
        let stack = StackOptions::with_console().args(["--allow-origin", &origin]);
        let stack = Stack::start(&stack);
        let switch = folder.path().join("switch");
        let server = server
            .replace("BACKEND", stack.http().base())
            .replace("SWITCH", &switch.display().to_string());
        let file = folder.path().join("nginx.conf");
        fs::write(&file, nginx::configuration(folder.path(), port, &server)).unwrap();
        let program = Program::start(&mut nginx::command(folder.path(), &file)).gently();
        let address = format!("127.0.0.1:{port}");
        eventually("the proxy listens", async || TcpStream::connect(&address).ok()).await;
        Self { stack, _program: program, folder, port }
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
