//! Static hosts that others wrote, serving the console below a path, on another origin than the
//! backend: nginx and Caddy, configured by the files that `cargo xtask dist` writes.

use std::{
    fs,
    net::TcpStream,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{Http, Program, Stack, StackOptions, artifacts, eventually, nginx};

/// Where the console is on every host.
pub const BASE: &str = "/console/";

/// Which server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Server {
    Nginx,
    Caddy,
}

/// The console's files and their host's configuration, to be changed before the host starts.
#[derive(Debug)]
pub struct Site {
    folder: TempDir,
    port: u16,
    /// The backend, which lets this site's pages call.
    pub stack: Stack,
}

/// A running host.
#[derive(Debug)]
pub struct StaticHost {
    _program: Program,
    http: Http,
}

impl Site {
    /// A backend, and a console that names it in its configuration.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("the temporary folder is writable");
        let port = artifacts::free_port();
        let origin = format!("http://127.0.0.1:{port}");
        let stack = Stack::start(&StackOptions::default().args(["--allow-origin", &origin]));
        let site = Self { folder, port, stack };
        let mut dist = Command::new(artifacts::xtask());
        dist.current_dir(artifacts::repository()).args(["dist", "--no-build"]);
        dist.args(["--public-url", BASE, "--backend-url", site.stack.http().base()]);
        dist.arg("--out").arg(site.files()).arg("--hosting").arg(site.hosting());
        let mut dist = Program::start(&mut dist);
        assert!(dist.wait().success(), "{}", dist.printed());
        site.configure(&json!({ "backend": site.stack.http().base() }));
        site
    }

    /// The console's files.
    pub fn files(&self) -> PathBuf {
        self.folder.path().join("www").join(BASE.trim_matches('/'))
    }

    fn hosting(&self) -> PathBuf {
        self.folder.path().join("hosting")
    }

    /// Writes `config.json`.
    pub fn configure(&self, configuration: &Value) {
        fs::write(self.files().join("config.json"), configuration.to_string()).unwrap();
    }

    /// The one file whose name starts and ends so.
    pub fn file(&self, start: &str, end: &str) -> PathBuf {
        let entries = fs::read_dir(self.files()).unwrap().map(|entry| entry.unwrap().path());
        let fits = |path: &PathBuf| {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            name.starts_with(start) && name.ends_with(end)
        };
        let found: Vec<_> = entries.filter(fits).collect();
        assert_eq!(found.len(), 1, "{start}…{end}: {found:?}");
        found[0].clone()
    }

    /// Gives a file other content, in all its forms.
    pub fn replace(&self, file: &Path, content: &[u8]) {
        fs::write(file, content).unwrap();
        for compressed in ["br", "gz"] {
            let mut name = file.as_os_str().to_owned();
            name.push(".");
            name.push(compressed);
            // The configuration has none.
            let _ = fs::remove_file(name);
        }
    }

    /// Changes a file so that it still is what it was, but not byte for byte; what it held.
    pub fn tamper(&self, start: &str, end: &str) -> Vec<u8> {
        let file = self.file(start, end);
        let genuine = fs::read(&file).unwrap();
        // A section of its own that WebAssembly skips.
        self.replace(&file, &[&genuine[..], &[0, 2, 1, b'x']].concat());
        genuine
    }

    /// The link that a person would open.
    pub fn link(&self) -> String {
        self.link_to("")
    }

    /// The same, to another page than the first.
    pub fn link_to(&self, page: &str) -> String {
        format!("http://127.0.0.1:{}{BASE}{page}#token={}", self.port, self.stack.token())
    }

    /// Starts the host with the configuration as it was written.
    pub async fn serve(&self, server: Server) -> StaticHost {
        self.serve_changed(server, str::to_owned).await
    }

    /// Starts the host with the configuration as somebody changed it.
    pub async fn serve_changed(
        &self,
        server: Server,
        change: impl FnOnce(&str) -> String,
    ) -> StaticHost {
        let name = match server {
            Server::Nginx => "nginx.conf",
            Server::Caddy => "Caddyfile",
        };
        let written = fs::read_to_string(self.hosting().join(name)).unwrap();
        let root = self.folder.path().join("www");
        let written = change(&written.replace("/srv/www", &root.to_string_lossy()));
        let around = match server {
            Server::Nginx => nginx::configuration(self.folder.path(), self.port, &written),
            Server::Caddy => format!(
                "{{\n admin off\n auto_https off\n}}\n\
                 http://127.0.0.1:{} {{\n{written}\n}}\n",
                self.port
            ),
        };
        let file = self.folder.path().join(name);
        fs::write(&file, around).unwrap();
        let mut command = match server {
            Server::Nginx => nginx::command(self.folder.path(), &file),
            Server::Caddy => {
                let mut command = Command::new("caddy");
                command.args(["run", "--adapter", "caddyfile", "--config"]).arg(&file);
                command.env("HOME", self.folder.path());
                command
            }
        };
        let program = Program::start(&mut command).gently();
        let address = format!("127.0.0.1:{}", self.port);
        eventually("the host listens", async || TcpStream::connect(&address).ok()).await;
        StaticHost { _program: program, http: Http::new(format!("http://{address}")) }
    }
}

impl Default for Site {
    fn default() -> Self {
        Self::new()
    }
}

impl StaticHost {
    /// A client of the host.
    pub fn http(&self) -> &Http {
        &self.http
    }
}
