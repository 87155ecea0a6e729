//! Hostile requests on the wire, byte by byte: each refused with the right status, each told in the
//! log, and none with anything upstream.

mod hostile;

use std::fmt::Write as _;
use std::{fs::File, path::PathBuf, time::Duration};

use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use crate::support::{
    Scripted, eventually, in_time,
    process::{Running, cluster_in, in_front_of},
};

/// The program with its log, in front of an upstream that must see nothing.
struct Fort {
    running: Running,
    upstream: Scripted,
    log: PathBuf,
    _dir: TempDir,
}

impl Fort {
    async fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let (upstream, url) = cluster_in("ACTIVE").await;
        let log = dir.path().join("log");
        let mut command = in_front_of(&url, dir.path());
        command.stderr(File::create(&log).unwrap());
        let running = Running::start(command).await;
        Self { running, upstream, log, _dir: dir }
    }

    fn address(&self) -> &str {
        self.running.base.strip_prefix("http://").unwrap()
    }

    fn told(&self, words: &str) -> usize {
        std::fs::read_to_string(&self.log).unwrap().matches(words).count()
    }

    /// Waits until the log has these words once more than before.
    async fn wait_for_one_more(&self, words: &str, before: usize) {
        let what = format!("{words:?} is in the log more than {before} times");
        eventually(&what, async || (self.told(words) > before).then_some(())).await;
    }

    /// Writes bytes, and reads until the other end closes.
    async fn raw(&self, text: &str) -> String {
        let mut stream = TcpStream::connect(self.address()).await.unwrap();
        let text = text.replace("HOST", self.address()).replace("TOKEN", &self.running.token);
        // Who is refused may be refused before the last byte.
        let _ = stream.write_all(text.as_bytes()).await;
        let mut answer = Vec::new();
        let reading = stream.read_to_end(&mut answer); // limit: in the next line
        let _ = in_time(Duration::from_mins(1), "the end of the connection", reading).await;
        String::from_utf8_lossy(&answer).into_owned()
    }

    fn assert_nothing_went_upstream(&self) {
        // STS says who asks, which the audit log of a refused deletion tells too.
        let mut requests = self.upstream.requests();
        requests.retain(|request| !request.contains("Action=GetCallerIdentity"));
        assert!(requests.is_empty(), "{requests:?}");
    }
}

/// A request of an owner, but for the headers that are given.
fn request(line: &str, headers: &[&str], body: &str) -> String {
    let has = |name: &str| headers.iter().any(|header| header.starts_with(name));
    let mut text = format!("{line} HTTP/1.1\r\nConnection: close\r\n");
    for (name, value) in [("Host:", "HOST"), ("Authorization:", "Bearer TOKEN")] {
        if !has(name) {
            let _ = write!(text, "{name} {value}\r\n");
        }
    }
    for header in headers.iter().filter(|header| !header.ends_with(":-")) {
        let _ = write!(text, "{header}\r\n");
    }
    if !body.is_empty() && !has("Content-Length:") && !has("Transfer-Encoding:") {
        let _ = write!(text, "Content-Length: {}\r\n", body.len());
    }
    text + "\r\n" + body
}

const LIST: &str = "POST /api/regions/us-east-1/DescribeClusters";
const DELETE: &str = "POST /api/regions/us-east-1/DeleteCluster";
/// What the log says of a request that never became one.
const NOT_HTTP: &str = "a malformed HTTP request was refused";

#[tokio::test]
async fn a_refused_deletion_is_in_the_audit_log() {
    let fort = Fort::new().await;
    let body = r#"{"ClusterId":"cluster-aaaaaaaaaaa"}"#;
    fort.raw(&request(DELETE, &[], body)).await;
    fort.raw(&request(DELETE, &["X-Console-Permit: aaaa.bbbb"], body)).await;
    let activity = fort.running.json("/api/activity", None).await;
    let records = activity["records"].as_array().unwrap();
    let codes: Vec<_> = records.iter().map(|it| it["code"].clone()).collect();
    assert_eq!(codes, ["PermitInvalid", "PermitRequired"]);
    assert!(records.iter().all(|it| it["outcome"] == "refused"));
}

#[tokio::test]
async fn who_is_slow_or_silent_is_closed() {
    let fort = Fort::new().await;
    let slow_header = "GET /api/session HTTP/1.1\r\nHost: HOST\r\nX: ";
    let slow_body = request(LIST, &["Content-Length: 100"], "{");
    let preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    let (header, body, silence, silent_http2) =
        tokio::join!(fort.raw(slow_header), fort.raw(&slow_body), fort.raw(""), fort.raw(preface));
    assert_eq!(header, "");
    assert!(body.starts_with("HTTP/1.1 408 "), "{body}");
    assert_eq!(silence, "");
    assert!(!silent_http2.contains("200"));
    fort.wait_for_one_more("RequestTimeout", 0).await;
    fort.wait_for_one_more("a connection without a request was closed", 2).await;
    fort.assert_nothing_went_upstream();
}

#[tokio::test]
async fn a_thousand_wrong_tokens_are_told_and_slowed_down() {
    let fort = Fort::new().await;
    let mut statuses = Vec::new();
    for number in 0..1000 {
        let url = format!("{}/api/session", fort.running.base);
        let request = fort.running.client.get(url).bearer_auth(format!("wrong-{number}"));
        statuses.push(request.send().await.unwrap().status().as_u16());
    }
    assert!(
        statuses[..20].iter().all(|it| *it == 401) && statuses[20..].iter().all(|it| *it == 429)
    );
    fort.wait_for_one_more("TooManyAttempts", 979).await;
    assert_eq!(fort.told("wrong-"), 0);
    fort.assert_nothing_went_upstream();
    // Nobody can lock the owner out.
    assert_eq!(fort.running.json("/api/session", None).await["mode"], "aws");
}

/// As many as this machine lets one process open, up to 10,000, all silent and all held: the owner
/// is answered all the same, as soon as the first of them are closed.
#[tokio::test]
async fn ten_thousand_connections_do_not_lock_the_owner_out() {
    const CONNECTIONS: usize = 10_000;
    let fort = Fort::new().await;
    let mut opening = tokio::task::JoinSet::new();
    for _ in 0..CONNECTIONS {
        let address = fort.address().to_owned();
        // Beyond the kernel's queue a connection takes seconds, or never comes.
        opening.spawn(async move {
            let opened = TcpStream::connect(address);
            tokio::time::timeout(Duration::from_secs(3), opened).await.ok()?.ok()
        });
    }
    let held: Vec<_> = opening.join_all().await.into_iter().flatten().collect();
    assert!(held.len() > 200, "only {} connections", held.len());
    let asked = fort.running.request("/api/session", None).timeout(Duration::from_mins(2));
    assert_eq!(asked.send().await.unwrap().status(), 200);
    let kilobytes = fort.running.most_memory();
    assert!(kilobytes.is_none_or(|it| it < 100_000), "{kilobytes:?} kB at most");
    drop(held);
}

/// One id from the page to the log, and AWS's own beside it.
#[tokio::test]
async fn a_callers_request_id_is_in_the_log_and_in_the_answer() {
    let fort = Fort::new().await;
    let line = LIST;
    let answer = fort.raw(&request(line, &["X-Request-Id: page-7f3a.1"], "{}")).await;
    assert!(answer.to_lowercase().contains("x-request-id: page-7f3a.1\r\n"), "{answer}");
    assert!(answer.to_lowercase().contains("x-amzn-requestid: request-9\r\n"), "{answer}");
    fort.wait_for_one_more("request_id=\"page-7f3a.1\" aws_request_id=\"request-9\"", 0).await;
    // What could be mistaken for another field or line of the log is no id.
    let answer = fort.raw(&request(line, &["X-Request-Id: a\" status=200"], "{}")).await;
    assert!(!answer.contains("status=200"), "{answer}");
    let twice = request(line, &["X-Request-Id: one", "X-Request-Id: two"], "{}");
    let answer = fort.raw(&twice).await;
    assert!(!answer.contains("id: one") && !answer.contains("id: two"), "{answer}");
}
