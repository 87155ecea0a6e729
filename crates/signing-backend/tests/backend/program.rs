//! The program itself: flags, start, signals, sudden death.

use std::{
    path::Path,
    process::{Output, Stdio},
    time::Duration,
};

use backend_api::{Confirmation, DeletionPlan};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    process::{Child, Command},
};

use crate::support::{Act, CLUSTER, Scripted};

fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cloudhsm-console"));
    command.kill_on_drop(true).env_clear().stdin(Stdio::null());
    command
}

struct Running {
    child: Child,
    base: String,
    token: String,
    client: reqwest::Client,
}

impl Running {
    async fn start(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let line = lines.next_line().await.unwrap().expect("the program ended before its link");
        let (base, token) = line.strip_prefix("Open ").unwrap().split_once("/#token=").unwrap();
        // Kept open: a program whose stdout is closed must not notice.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        let client = signing_client();
        Self { child, base: base.to_owned(), token: token.to_owned(), client }
    }

    fn request(&self, path: &str, body: Option<&Value>) -> reqwest::RequestBuilder {
        let url = format!("{}{path}", self.base);
        let request = match body {
            None => self.client.get(url),
            Some(body) => self.client.post(url).body(body.to_string()),
        };
        request.bearer_auth(&self.token)
    }

    async fn json(&self, path: &str, body: Option<&Value>) -> Value {
        let response = self.request(path, body).send().await.unwrap();
        serde_json::from_slice(&response.bytes().await.unwrap()).unwrap()
    }

    async fn plan(&self, cluster: &str) -> DeletionPlan {
        let path = backend_api::routes::cluster_deletion_plan("us-east-1", cluster);
        serde_json::from_value(self.json(&path, Some(&json!({}))).await).unwrap()
    }

    fn deletion(&self, plan: &DeletionPlan) -> reqwest::RequestBuilder {
        let acknowledged =
            plan.warnings.iter().filter(|it| it.acknowledge).map(|it| it.code).collect();
        let typed = plan.type_to_confirm.clone();
        let confirmation = Confirmation { typed, acknowledged, ..Confirmation::default() };
        let path = backend_api::routes::operation(&plan.region, plan.operation);
        self.request(&path, Some(&plan.request.body))
            .header(backend_api::PERMIT_HEADER, &plan.permit.as_ref().unwrap().token)
            .header(backend_api::CONFIRMATION_HEADER, confirmation.to_header())
    }

    fn signal(&self, name: &str) {
        let id = self.child.id().unwrap().to_string();
        assert!(
            std::process::Command::new("kill").args(["-s", name, &id]).status().unwrap().success()
        );
    }
}

fn signing_client() -> reqwest::Client {
    // The tests' process has no other user of TLS to choose a provider.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(20)).build().unwrap()
}

fn emulator(dir: &Path) -> Command {
    let mut command = program();
    command.args(["--emulator", "--emulator-time-scale", "0"]);
    command.arg("--audit-file").arg(dir.join("audit.jsonl"));
    command
}

/// On a free port, unless the flags say where.
fn listen(flags: &[&str]) -> &'static [&'static str] {
    if flags.contains(&"--listen") { &[] } else { &["--listen", "127.0.0.1:0"] }
}

fn listening(mut command: Command) -> Command {
    command.args(listen(&[]));
    command
}

async fn fails(command: &mut Command) -> String {
    let Output { status, stderr, stdout } = command.output().await.unwrap();
    assert_eq!(status.code(), Some(2));
    assert!(stdout.is_empty());
    String::from_utf8(stderr).unwrap()
}

#[tokio::test]
async fn a_cluster_is_deleted_through_the_program_and_sigterm_ends_it() {
    let dir = tempfile::tempdir().unwrap();
    let mut running = Running::start(listening(emulator(dir.path()))).await;
    let session = running.json("/api/session", None).await;
    assert_eq!(session["mode"], "emulator");
    assert_eq!(session["regions"], json!(["us-east-1", "eu-central-1"]));
    assert!(session["arn"].as_str().unwrap().starts_with("arn:aws:iam::"));
    assert_eq!(session["credentials"]["source"], "Emulator");
    let list = "/api/regions/us-east-1/DescribeClusters";
    let clusters = running.json(list, Some(&json!({}))).await;
    let deletable = clusters["Clusters"].as_array().unwrap().iter().find(|cluster| {
        cluster["State"] == "ACTIVE" && cluster["Hsms"].as_array().unwrap().is_empty()
    });
    let id = deletable.unwrap()["ClusterId"].as_str().unwrap();
    let plan = running.plan(id).await;
    let reply = running.deletion(&plan).send().await.unwrap();
    assert_eq!(reply.status(), 200, "{}", reply.text().await.unwrap());
    running.signal("TERM");
    assert!(running.child.wait().await.unwrap().success());
    let audit = std::fs::read_to_string(dir.path().join("audit.jsonl")).unwrap();
    assert_eq!(audit.lines().count(), 2, "{audit}");
}

#[tokio::test]
async fn it_refuses_to_start_unsafely_and_says_why() {
    let dir = tempfile::tempdir().unwrap();
    let token = dir.path().join("token");
    std::fs::write(&token, "a".repeat(43)).unwrap();
    let token = token.to_str().unwrap();
    for (flags, words) in [
        (vec!["--listen", "0.0.0.0:0"], "loopback"),
        (vec!["--token-file", token], "chmod 600"),
        (vec!["--allow-origin", "*"], "not an origin"),
        (vec!["--allow-host", "http://x"], "not a host"),
        (vec!["--console-dir", dir.path().to_str().unwrap()], "index.html"),
        (vec!["--region", "us-east-1.evil.example"], "region"),
        (vec!["--permit-seconds", "301"], "300"),
        (vec!["--allow-operation", "DeleteEverything"], "not an operation"),
    ] {
        let text = fails(emulator(dir.path()).args(&flags).args(listen(&flags))).await;
        assert!(text.contains(words), "{flags:?}: {text}");
    }
    let running = Running::start(listening(emulator(dir.path()))).await;
    let text = fails(&mut listening(emulator(dir.path()))).await;
    assert!(text.contains("another process"), "{text}");
    drop(running);
}

#[tokio::test]
async fn no_secret_is_in_the_log_at_its_most_verbose() {
    let dir = tempfile::tempdir().unwrap();
    let log = std::fs::File::create(dir.path().join("log")).unwrap();
    let mut command = program();
    let body = json!({"Clusters": [{"ClusterId": CLUSTER, "State": "ACTIVE", "PreCoPassword": "correct-horse"}]});
    let (_upstream, url) = Scripted::start(vec![Act::ok(&body.to_string())]).await;
    command
        .args(["--listen", "127.0.0.1:0", "--region", "us-east-1", "--log-level", "trace"])
        .args(["--endpoint-url", &url])
        .arg("--audit-file")
        .arg(dir.path().join("audit.jsonl"))
        .env("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
        .env("AWS_SECRET_ACCESS_KEY", "the-secret-access-key")
        .env("AWS_SESSION_TOKEN", "the-session-token")
        .stderr(log);
    let running = Running::start(command).await;
    running.json("/api/session", None).await;
    let list = "/api/regions/us-east-1/DescribeClusters";
    let clusters = running.json(list, Some(&json!({}))).await;
    assert_eq!(clusters["Clusters"][0]["PreCoPassword"], "correct-horse");
    let plan = running.plan(CLUSTER).await;
    running.deletion(&plan).send().await.unwrap();
    running.signal("TERM");
    let mut child = running.child;
    child.wait().await.unwrap();
    let log = std::fs::read_to_string(dir.path().join("log")).unwrap();
    assert!(log.contains("/DescribeClusters") && log.contains("TRACE"), "{log}");
    for secret in [
        "the-secret-access-key",
        "the-session-token",
        &running.token,
        "correct-horse",
        "Signature=",
    ] {
        assert!(!log.contains(secret), "{secret} is in the log");
    }
}

/// The program in front of a scripted upstream, with a log that outlives it.
fn in_front_of(url: &str, dir: &Path) -> Command {
    let mut command = program();
    command
        .args(["--listen", "127.0.0.1:0", "--region", "us-east-1", "--endpoint-url", url])
        .arg("--audit-file")
        .arg(dir.join("audit.jsonl"))
        .env("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
        .env("AWS_SECRET_ACCESS_KEY", "secret");
    command
}

async fn cluster_in(state: &str) -> (Scripted, String) {
    let clusters = json!({"Clusters": [{"ClusterId": CLUSTER, "State": state, "Hsms": []}]});
    Scripted::start(vec![Act::ok(&clusters.to_string())]).await
}

async fn verify(audit: &Path) -> (Option<i32>, String) {
    let output = program().args(["audit", "verify"]).arg(audit).output().await.unwrap();
    (output.status.code(), String::from_utf8(output.stdout).unwrap())
}

#[tokio::test]
async fn sudden_death_at_each_step_leaves_a_log_that_says_what_is_known() {
    for (step, events) in [
        // Before anything was decided.
        (Some("BaldrApiService.DescribeBackups"), vec![]),
        // Between intent and answer.
        (Some("BaldrApiService.DeleteCluster"), vec!["intent"]),
        // After the answer.
        (None, vec!["intent", "outcome"]),
    ] {
        let dir = tempfile::tempdir().unwrap();
        let audit = dir.path().join("audit.jsonl");
        let (upstream, url) = cluster_in("ACTIVE").await;
        let mut running = Running::start(in_front_of(&url, dir.path())).await;
        let plan = running.plan(CLUSTER).await;
        let seen = upstream.requests().len();
        let deletion = running.deletion(&plan).send();
        match step {
            None => assert_eq!(deletion.await.unwrap().status(), 200),
            Some(step) => {
                upstream.hang_at(step);
                let deletion = tokio::spawn(deletion);
                while !upstream.requests()[seen..].iter().any(|it| it.contains(step)) {
                    tokio::task::yield_now().await;
                }
                running.child.kill().await.unwrap();
                assert!(deletion.await.unwrap().is_err());
            }
        }
        running.child.kill().await.unwrap();
        let text = std::fs::read_to_string(&audit).unwrap();
        let found: Vec<String> = text
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).unwrap()["event"].to_string())
            .collect();
        assert_eq!(found, events.iter().map(|it| format!("\"{it}\"")).collect::<Vec<_>>());
        assert_eq!(verify(&audit).await.0, Some(0));
    }
}

#[tokio::test]
async fn the_next_start_mends_the_log_and_finds_out_what_became_of_an_intent() {
    let dir = tempfile::tempdir().unwrap();
    let audit = dir.path().join("audit.jsonl");
    let (upstream, url) = cluster_in("ACTIVE").await;
    upstream.hang_at("BaldrApiService.DeleteCluster");
    let mut running = Running::start(in_front_of(&url, dir.path())).await;
    let plan = running.plan(CLUSTER).await;
    let deletion = tokio::spawn(running.deletion(&plan).send());
    while !upstream.requests().iter().any(|it| it.contains("DeleteCluster")) {
        tokio::task::yield_now().await;
    }
    running.child.kill().await.unwrap();
    assert!(deletion.await.unwrap().is_err());
    let text = std::fs::read_to_string(&audit).unwrap();
    std::fs::write(&audit, format!("{text}{{\"sequence\":2,")).unwrap();

    let (_upstream, url) = cluster_in("DELETE_IN_PROGRESS").await;
    let running = Running::start(in_front_of(&url, dir.path())).await;
    let torn = std::fs::read_to_string(dir.path().join("audit.jsonl.torn-1")).unwrap();
    assert_eq!(torn, "{\"sequence\":2,");
    let outcome = loop {
        let activity = running.json("/api/activity", None).await;
        assert_eq!(activity["chain"]["status"], "verified");
        if activity["records"].as_array().unwrap().len() == 2 {
            break activity["records"][0].clone();
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    assert_eq!((&outcome["outcome"], &outcome["event"]), (&json!("accepted"), &json!("outcome")));
    assert!(outcome["detail"].as_str().unwrap().contains("looking"), "{outcome}");
    drop(running);

    let text = std::fs::read_to_string(&audit).unwrap();
    std::fs::write(&audit, text.replace("DeleteCluster", "DeleteBackup")).unwrap();
    let (code, said) = verify(&audit).await;
    assert_eq!(code, Some(1));
    assert!(said.contains("audit.jsonl:2: line 1 is not the one"), "{said}");
}

#[tokio::test]
async fn check_tells_what_is_good_and_what_is_not() {
    let dir = tempfile::tempdir().unwrap();
    let (_upstream, url) = cluster_in("ACTIVE").await;
    let check = |url: &str, more: &[&str]| {
        let mut command = program();
        command
            .args(["check", "--listen", "127.0.0.1:0", "--region", "us-east-1"])
            .args(["--endpoint-url", url])
            .arg("--audit-file")
            .arg(dir.path().join("audit.jsonl"))
            .args(more)
            .env("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
            .env("AWS_SECRET_ACCESS_KEY", "the-secret");
        command
    };
    let output = check(&url, &["--read-only"]).output().await.unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{text}");
    for part in [
        "listen",
        "operations   DescribeBackups",
        "EnvironmentVariable",
        "DescribeClusters is answered",
        "audit",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert!(!text.contains("the-secret") && !text.contains("FAIL"), "{text}");
    let output = check("http://127.0.0.1:1", &["--listen", "0.0.0.0:0"]).output().await.unwrap();
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{text}");
    let mut command = check("http://127.0.0.1:1", &["--upstream-timeout", "1"]);
    let output = command.output().await.unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(text.contains("FAIL  us-east-1    AWS can't be reached"), "{text}");
}

#[tokio::test]
async fn beyond_loopback_it_speaks_tls() {
    let dir = tempfile::tempdir().unwrap();
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let (certificate, key) = (dir.path().join("cert.pem"), dir.path().join("key.pem"));
    std::fs::write(&certificate, made.cert.pem()).unwrap();
    std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
    let command = || {
        let mut command = emulator(dir.path());
        command.args(["--listen", "0.0.0.0:0", "--tls-cert"]).arg(&certificate);
        command.arg("--tls-key").arg(&key);
        command
    };
    let text = fails(&mut command()).await;
    assert!(text.contains("--allow-host"), "{text}");
    let mut started = command();
    started.args(["--allow-host", "localhost"]);
    let mut running = Running::start(started).await;
    assert!(running.base.starts_with("https://localhost:"), "{}", running.base);
    let trusted = reqwest::Certificate::from_pem(made.cert.pem().as_bytes()).unwrap();
    running.client =
        reqwest::Client::builder().no_proxy().tls_certs_only([trusted]).build().unwrap();
    assert_eq!(running.json("/api/session", None).await["mode"], "emulator");
    // Plain HTTP on the same port is no way in.
    let plain = running.base.replace("https", "http");
    assert!(signing_client().get(plain).send().await.is_err());
}

/// Writes bytes, and reads until the other end closes.
async fn raw(running: &Running, text: &str) -> String {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let address = running.base.strip_prefix("http://").unwrap();
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    let text = text.replace("HOST", address).replace("TOKEN", &running.token);
    stream.write_all(text.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn smuggled_absolute_and_endless_requests_reach_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let (upstream, url) = cluster_in("ACTIVE").await;
    let running = Running::start(in_front_of(&url, dir.path())).await;
    let post = "POST /api/regions/us-east-1/DescribeClusters HTTP/1.1\r\nHost: HOST\r\n\
                Authorization: Bearer TOKEN\r\nConnection: close\r\n";
    for (request, status) in [
        (format!("{post}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{{}}x"), "400"),
        (format!("{post}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{{}}"), "400"),
        (format!("{post}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n"), "400"),
        (format!("{post}Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n"), "400"),
        ("GET http://evil.example/api/session HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\nAuthorization: Bearer TOKEN\r\n\r\n".into(), "403"),
        ("GET /api/session HTTP/1.1\r\nHost: evil.example\r\nHost: HOST\r\nConnection: close\r\n\r\n".into(), "403"),
        ("GET /api/session HTTP/1.1\r\nConnection: close\r\n\r\n".into(), "403"),
        ("GET /\0 HTTP/1.1\r\n\r\n".into(), "400"),
        // A header that does not end: closed when its time is over.
        ("GET /api/session HTTP/1.1\r\nHost: HOST\r\nX: ".into(), ""),
    ] {
        let answer = raw(&running, &request).await;
        let found = answer.split(' ').nth(1).unwrap_or_default();
        assert_eq!(found, status, "{request}: {answer}");
    }
    assert!(upstream.requests().is_empty(), "{:?}", upstream.requests());
}
