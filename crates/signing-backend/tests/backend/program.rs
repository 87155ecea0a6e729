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

#[tokio::test]
async fn sudden_death_between_intent_and_answer_leaves_the_intent() {
    let dir = tempfile::tempdir().unwrap();
    let describe = json!({"Clusters": [{"ClusterId": CLUSTER, "State": "ACTIVE", "Hsms": []}]});
    let describe = Act::ok(&describe.to_string());
    let (upstream, url) = Scripted::start(vec![describe]).await;
    upstream.hang_at("BaldrApiService.DeleteCluster");
    let start = || {
        let mut command = program();
        command
            .args(["--listen", "127.0.0.1:0", "--region", "us-east-1", "--endpoint-url", &url])
            .arg("--audit-file")
            .arg(dir.path().join("audit.jsonl"))
            .env("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
            .env("AWS_SECRET_ACCESS_KEY", "secret");
        command
    };
    let mut running = Running::start(start()).await;
    let plan = running.plan(CLUSTER).await;
    let deleting = tokio::spawn(running.deletion(&plan).send());
    let arrived =
        || upstream.requests().iter().any(|it| it.contains("BaldrApiService.DeleteCluster"));
    while !arrived() {
        tokio::task::yield_now().await;
    }
    running.child.kill().await.unwrap();
    assert!(deleting.await.unwrap().is_err());
    let audit = dir.path().join("audit.jsonl");
    let text = std::fs::read_to_string(&audit).unwrap();
    let line: Value = serde_json::from_str(text.trim_end()).unwrap();
    assert_eq!((&line["event"], &line["resource"]), (&json!("intent"), &json!(CLUSTER)));
    // Started again, over a torn line, it says so and goes on.
    std::fs::write(&audit, format!("{text}{{\"sequence\":2,")).unwrap();
    let running = Running::start(start()).await;
    let activity = running.json("/api/activity", None).await;
    assert_eq!(activity["chain"], json!({"status": "verified", "records": 1}));
    let torn = std::fs::read_to_string(dir.path().join("audit.jsonl.torn-1")).unwrap();
    assert_eq!(torn, "{\"sequence\":2,");
}
