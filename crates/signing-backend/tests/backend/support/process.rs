//! The program as a process, and a client for it.

use std::{
    path::Path,
    process::{ExitStatus, Output, Stdio},
    time::Duration,
};

use backend_api::{Confirmation, DeletionPlan};
use serde_json::{Value, json};
use test_limits::{Run as _, in_time};
use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    process::{Child, Command},
};

use super::{Act, CLUSTER, Scripted};

/// How long the program may take for an answer.
pub(crate) const LIMIT: Duration = Duration::from_secs(20);
/// How long the program may take to print its link, on a slow machine.
const START: Duration = Duration::from_secs(30);
/// How long it may take to end: it finishes what is in flight.
const END: Duration = Duration::from_mins(1);

pub(crate) fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cloudhsm-console"));
    command.kill_on_drop(true).env_clear().stdin(Stdio::null());
    command
}

pub(crate) struct Running {
    pub(crate) child: Child,
    pub(crate) base: String,
    pub(crate) token: String,
    pub(crate) client: reqwest::Client,
}

impl Running {
    pub(crate) async fn start(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let line = lines.next_line(); // limit: in the next line
        let line = in_time(START, "the program prints its link", line).await;
        let line = line.unwrap().expect("the program ended before its link");
        let (base, token) = line.strip_prefix("Open ").unwrap().split_once("/#token=").unwrap();
        // Kept open: a program whose stdout is closed must not notice.
        // limit: the program's end, or the runtime's
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        let client = signing_client();
        Self { child, base: base.to_owned(), token: token.to_owned(), client }
    }

    pub(crate) fn request(&self, path: &str, body: Option<&Value>) -> reqwest::RequestBuilder {
        let url = format!("{}{path}", self.base);
        let request = match body {
            None => self.client.get(url),
            Some(body) => self.client.post(url).body(body.to_string()),
        };
        request.bearer_auth(&self.token)
    }

    pub(crate) async fn json(&self, path: &str, body: Option<&Value>) -> Value {
        let response = self.request(path, body).send().await.unwrap();
        serde_json::from_slice(&response.bytes().await.unwrap()).unwrap()
    }

    pub(crate) async fn plan(&self, cluster: &str) -> DeletionPlan {
        let path = backend_api::routes::cluster_deletion_plan("us-east-1", cluster);
        serde_json::from_value(self.json(&path, Some(&json!({}))).await).unwrap()
    }

    pub(crate) fn deletion(&self, plan: &DeletionPlan) -> reqwest::RequestBuilder {
        let acknowledged =
            plan.warnings.iter().filter(|it| it.acknowledge).map(|it| it.code).collect();
        let typed = plan.type_to_confirm.clone();
        let confirmation = Confirmation { typed, acknowledged, ..Confirmation::default() };
        let path = backend_api::routes::operation(&plan.region, plan.operation);
        self.request(&path, Some(&plan.request.body))
            .header(backend_api::PERMIT_HEADER, &plan.permit.as_ref().unwrap().token)
            .header(backend_api::CONFIRMATION_HEADER, confirmation.to_header())
    }

    pub(crate) fn signal(&self, name: &str) {
        let id = self.child.id().unwrap().to_string();
        let kill = std::process::Command::new("kill").args(["-s", name, &id]).finish();
        assert!(kill.status.success(), "{kill:?}");
    }

    /// The most memory that it has had, in kilobytes; `None` where the system doesn't say.
    pub(crate) fn most_memory(&self) -> Option<usize> {
        let status = format!("/proc/{}/status", self.child.id()?);
        let status = std::fs::read_to_string(status).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
        line.trim().trim_end_matches(" kB").parse().ok()
    }

    /// Waits for the program's own end.
    pub(crate) async fn ended(&mut self) -> ExitStatus {
        let end = self.child.wait(); // limit: in the next line
        in_time(END, "the program's end", end).await.unwrap()
    }

    /// Ends the program at once, as `kill -9` does.
    pub(crate) async fn kill(&mut self) {
        in_time(END, "the end of a killed program", self.child.kill()).await.unwrap();
    }
}

pub(crate) fn signing_client() -> reqwest::Client {
    // The tests' process has no other user of TLS to choose a provider.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().no_proxy().timeout(LIMIT).build().unwrap()
}

pub(crate) fn emulator(dir: &Path) -> Command {
    let mut command = program();
    command.args(["--emulator", "--emulator-time-scale", "0"]);
    command.arg("--audit-file").arg(dir.join("audit.jsonl"));
    command
}

/// On a free port, unless the flags say where.
pub(crate) fn listen(flags: &[&str]) -> &'static [&'static str] {
    if flags.contains(&"--listen") { &[] } else { &["--listen", "127.0.0.1:0"] }
}

pub(crate) fn listening(mut command: Command) -> Command {
    command.args(listen(&[]));
    command
}

/// Runs a program to its end.
pub(crate) async fn output(command: &mut Command) -> Output {
    let what = format!("the end of {:?}", command.as_std());
    in_time(END, &what, command.output()).await.unwrap() // limit: around it
}

pub(crate) async fn fails(command: &mut Command) -> String {
    let Output { status, stderr, stdout } = output(command).await;
    assert_eq!(status.code(), Some(2));
    assert!(stdout.is_empty());
    String::from_utf8(stderr).unwrap()
}

/// The program in front of a scripted upstream, with a log that outlives it.
pub(crate) fn in_front_of(url: &str, dir: &Path) -> Command {
    let mut command = program();
    command
        .args(["--listen", "127.0.0.1:0", "--region", "us-east-1", "--endpoint-url", url])
        .arg("--audit-file")
        .arg(dir.join("audit.jsonl"))
        .env("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
        .env("AWS_SECRET_ACCESS_KEY", "secret");
    command
}

pub(crate) async fn cluster_in(state: &str) -> (Scripted, String) {
    Scripted::start(vec![listing(state)]).await
}

/// An upstream at which a confirmed deletion hung when the program was killed; its log is in `dir`.
pub(crate) async fn killed_while_deleting(dir: &Path) -> (Scripted, String) {
    let (upstream, url) = cluster_in("ACTIVE").await;
    upstream.hang_at("BaldrApiService.DeleteCluster");
    let mut running = Running::start(in_front_of(&url, dir)).await;
    let plan = running.plan(CLUSTER).await;
    let deletion = tokio::spawn(running.deletion(&plan).send());
    upstream.wait_for(0, "BaldrApiService.DeleteCluster").await;
    running.kill().await;
    assert!(deletion.await.unwrap().is_err());
    (upstream, url)
}

/// One answer that fits every call: the cluster in this state, and no backups.
pub(crate) fn listing(state: &str) -> Act {
    let cluster = json!({"ClusterId": CLUSTER, "State": state, "Hsms": []});
    let all = json!({"Clusters": [cluster], "Backups": [], "Cluster": cluster});
    Act::ok(&all.to_string())
}

pub(crate) async fn verify(audit: &Path) -> (Option<i32>, String) {
    let output = self::output(program().args(["audit", "verify"]).arg(audit)).await;
    (output.status.code(), String::from_utf8(output.stdout).unwrap())
}
