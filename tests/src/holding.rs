//! A proxy in front of the backend that notes what is asked, and keeps some of it back until a test lets
//! it go.

use std::sync::{Arc, Mutex};

use tokio::{
    io::{AsyncWriteExt, copy_bidirectional},
    net::{TcpListener, TcpStream},
    sync::watch,
};

use crate::{PATIENCE, Stack, StackOptions, artifacts, in_time, recorder::next_request};

/// The proxy, and the backend behind it.
#[derive(Debug)]
pub struct Holding {
    /// The backend, which serves the console too.
    pub stack: Stack,
    port: u16,
    state: Arc<State>,
}

#[derive(Debug)]
struct State {
    backend: String,
    /// What a path has that is kept back.
    held: &'static str,
    holds: watch::Sender<bool>,
    asked: Mutex<Vec<Asked>>,
}

/// A request that came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Its path and query.
    pub path: String,
    /// Its answer is complete, or the browser wants it no longer.
    pub over: bool,
    /// What is kept back was still kept back when it came.
    pub early: bool,
}

impl Holding {
    /// Starts both. Paths that have `held` in them wait.
    pub async fn start(options: StackOptions, held: &'static str) -> Self {
        let port = artifacts::free_port();
        let origin = format!("http://127.0.0.1:{port}");
        let stack = Stack::start(&options.args(["--allow-origin", &origin]));
        let state = Arc::new(State {
            backend: stack.http().base().trim_start_matches("http://").to_owned(),
            held,
            holds: watch::Sender::new(true),
            asked: Mutex::default(),
        });
        let listener = TcpListener::bind(("127.0.0.1", port)).await.unwrap();
        let own = Arc::clone(&state);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(pass(stream, Arc::clone(&own)));
            }
        });
        Self { stack, port, state }
    }

    /// The link that a person would open; `path` begins with a slash.
    pub fn link_to(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}#token={}", self.port, self.stack.token())
    }

    /// What was kept back goes on, and what comes from now on.
    pub fn let_go(&self) {
        self.state.holds.send_replace(false);
    }

    /// The requests whose path begins so, in the order in which they came.
    pub fn asked(&self, start: &str) -> Vec<Asked> {
        let asked = self.state.asked.lock().unwrap();
        asked.iter().filter(|it| it.path.starts_with(start)).cloned().collect()
    }
}

/// One request a connection.
async fn pass(mut browser: TcpStream, state: Arc<State>) {
    let Some(request) = next_request(&mut browser, &mut Vec::new()).await else { return };
    let request = String::from_utf8(request).expect("the console sends text");
    let path = request.split(' ').nth(1).unwrap_or_default().to_owned();
    let place = {
        let mut asked = state.asked.lock().unwrap();
        let early = *state.holds.borrow();
        asked.push(Asked { path: path.clone(), over: false, early });
        asked.len() - 1
    };
    if path.contains(state.held) {
        let mut holds = state.holds.subscribe();
        let let_go = in_time(PATIENCE, "the test lets it go", holds.wait_for(|holds| !holds)).await;
        drop(let_go.expect("the state is there as long as this"));
    }
    let (head, body) = request.split_once("\r\n\r\n").unwrap_or((&request, ""));
    let kept = head.lines().filter(|line| {
        let line = line.to_ascii_lowercase();
        !line.starts_with("host:") && !line.starts_with("connection:")
    });
    let kept: Vec<_> = kept.collect();
    let head = format!("{}\r\nHost: {}\r\nConnection: close", kept.join("\r\n"), state.backend);
    if let Ok(mut backend) = TcpStream::connect(&state.backend).await
        && backend.write_all(format!("{head}\r\n\r\n{body}").as_bytes()).await.is_ok()
    {
        // Until either is gone.
        let _ = copy_bidirectional(&mut browser, &mut backend).await;
    }
    state.asked.lock().unwrap()[place].over = true;
}
