//! A webhook's receiver: answers as it is told, and keeps what came.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use serde_json::Value;
use tokio::{
    io::AsyncWriteExt,
    net::{TcpListener, TcpStream},
};

use crate::{eventually_or, recorder::next_request};

/// The receiver, and what came to it.
#[derive(Debug)]
pub struct Receiver {
    url: String,
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    /// Status and more headers, each with its line end.
    answers: VecDeque<(u16, String)>,
    received: Vec<Received>,
}

/// One request.
#[derive(Debug, Clone)]
pub struct Received {
    /// Everything before the body.
    pub head: String,
    /// The body, byte for byte.
    pub body: Vec<u8>,
}

impl Received {
    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        let (_, value) = self
            .head
            .lines()
            .filter_map(|line| line.split_once(':'))
            .find(|(found, _)| found.eq_ignore_ascii_case(name))?;
        Some(value.trim())
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

impl Receiver {
    /// Starts to listen; answers run out in order, then it is 204.
    pub async fn start(answers: &[(u16, &str)]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/notices", listener.local_addr().unwrap());
        let answers = answers.iter().map(|(status, headers)| (*status, (*headers).to_owned()));
        let state = State { answers: answers.collect(), received: Vec::new() };
        let state = Arc::new(Mutex::new(state));
        let shared = Arc::clone(&state);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(converse(stream, Arc::clone(&shared)));
            }
        });
        Self { url, state }
    }

    /// Where it is.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// What came so far.
    pub fn received(&self) -> Vec<Received> {
        self.state.lock().unwrap().received.clone()
    }

    /// Waits until so many requests have come.
    pub async fn wait_for(&self, count: usize) -> Vec<Received> {
        eventually_or(&format!("{count} requests come to the webhook"), async || {
            let received = self.received();
            if received.len() >= count { Ok(received) } else { Err(format!("{received:?}")) }
        })
        .await
    }
}

async fn converse(mut stream: TcpStream, state: Arc<Mutex<State>>) {
    let mut pending = Vec::new();
    while let Some(request) = next_request(&mut stream, &mut pending).await {
        let end = request.windows(4).position(|it| it == b"\r\n\r\n").unwrap();
        let head = String::from_utf8_lossy(&request[..end]).into_owned();
        let (status, headers) = {
            let mut state = state.lock().unwrap();
            state.received.push(Received { head, body: request[end + 4..].to_vec() });
            state.answers.pop_front().unwrap_or((204, String::new()))
        };
        let answer = format!("HTTP/1.1 {status} X\r\n{headers}content-length: 0\r\n\r\n");
        if stream.write_all(answer.as_bytes()).await.is_err() {
            return;
        }
    }
}
