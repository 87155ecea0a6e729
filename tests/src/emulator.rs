//! The emulator as a program of its own, with its control surface: calls counted, faults ordered.

use std::process::Command;

use cloudhsm_api::Operation;
use hyper::Method;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{Http, Program, Run as _, artifacts, python::without_aws_configuration};

/// The regions that every emulator of a test serves.
pub const REGIONS: [&str; 2] = ["us-east-1", "eu-central-1"];

/// A running emulator.
#[derive(Debug)]
pub struct Emulator {
    program: Program,
    control: Control,
    credentials: Vec<(String, String)>,
    fleet: Fleet,
}

/// What there is in the beginning.
#[derive(Debug, Clone, Copy)]
enum Fleet {
    /// Nothing.
    Empty,
    /// The named clusters, and so many generated ones.
    Named(usize),
}

impl Emulator {
    /// An emulator that is fast enough for a test, and slow enough to see what is in between.
    pub fn start() -> Self {
        Self::with_clusters(0)
    }

    /// The same, with so many generated clusters beside the named ones.
    pub fn with_clusters(count: usize) -> Self {
        Self::at("127.0.0.1:0", Fleet::Named(count))
    }

    /// An emulator without any cluster.
    pub fn empty() -> Self {
        Self::at("127.0.0.1:0", Fleet::Empty)
    }

    fn at(address: &str, fleet: Fleet) -> Self {
        let mut command = Command::new(artifacts::emulator());
        command.args(["--listen", address, "--time-scale", "0.1", "--control"]);
        match fleet {
            Fleet::Empty => command.arg("--empty"),
            Fleet::Named(beside) => command.args(["--clusters", &beside.to_string()]),
        };
        let mut program = Program::start(&mut command);
        let mut variable = |name: &str| {
            let value = program.wait_for_line(name, |line| exported(line, name));
            (name.to_owned(), value)
        };
        let control = Control::new(variable("AWS_ENDPOINT_URL").1);
        let credentials = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"].map(variable).into();
        Self { program, control, credentials, fleet }
    }

    /// Where it is.
    pub fn url(&self) -> &str {
        self.control.0.base()
    }

    /// Its control surface.
    pub fn control(&self) -> &Control {
        &self.control
    }

    /// How many calls of an operation came in, signed.
    pub async fn calls(&self, operation: Operation) -> u64 {
        self.control.calls(operation).await
    }

    /// The environment variables that every AWS SDK takes credentials from.
    pub fn credentials(&self) -> &[(String, String)] {
        &self.credentials
    }

    /// Stops it, as a machine does that goes away.
    pub fn stop(&mut self) {
        self.program.kill();
    }

    /// Starts it again at the same address, with the fleet as it was in the beginning.
    pub fn start_again(&mut self) {
        let address = self.url().trim_start_matches("http://").to_owned();
        *self = Self::at(&address, self.fleet);
    }

    /// Runs the AWS CLI as somebody else would: `aws cloudhsmv2 …`.
    pub fn aws_cli(&self, region: &str, arguments: &[&str]) -> Value {
        let mut command = Command::new(artifacts::venv("aws"));
        without_aws_configuration(&mut command);
        command.envs(self.credentials.iter().cloned());
        command.args(["--endpoint-url", self.url(), "--region", region, "--output", "json"]);
        let output = command.arg("cloudhsmv2").args(arguments).finish();
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "aws cloudhsmv2 {arguments:?}: {stderr}");
        serde_json::from_slice(&output.stdout).unwrap_or(Value::Null)
    }
}

/// The access keys that an emulator knows.
#[derive(Debug, Clone, Deserialize)]
pub struct KnownKeys {
    /// A user's, which never end.
    pub user: Keys,
    /// A session's.
    pub session: Keys,
    /// A session's that has ended.
    pub expired: Keys,
}

/// One access key, as AWS writes it.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Keys {
    /// Names the key.
    pub access_key_id: String,
    /// Signs.
    pub secret_access_key: String,
    /// Comes with every request of a session.
    pub session_token: Option<String>,
}

/// The control surface of an emulator: calls counted, faults ordered.
#[derive(Debug, Clone)]
pub struct Control(Http);

impl Control {
    pub(crate) fn new(url: String) -> Self {
        Self(Http::new(url))
    }

    /// How many calls of an operation came in, signed.
    pub async fn calls(&self, operation: Operation) -> u64 {
        let calls: Value = self.0.get("/_emulator/calls", &[]).await.expect(200).json();
        calls["by_operation"][operation.name()].as_u64().unwrap_or(0)
    }

    /// Orders a fault for calls to come.
    pub async fn order_fault(&self, fault: Value) {
        let answer = self.0.post("/_emulator/faults", &[], &fault).await;
        assert!(answer.status.is_success(), "{}", answer.text());
    }

    /// Takes all faults back that have not happened.
    pub async fn clear_faults(&self) {
        self.0.send(Method::DELETE, "/_emulator/faults", &[], "").await.assert_status(204);
    }

    /// Merges JSON into a cluster, past all rules.
    pub async fn patch(&self, cluster_id: &str, patch: &Value) {
        let path = format!("/_emulator/clusters/{cluster_id}");
        let answer = self.0.post(&path, &[], patch).await;
        assert!(answer.status.is_success(), "{}", answer.text());
    }

    /// Adds backups to a cluster, as they come.
    pub async fn add_backups(&self, cluster_id: &str, backups: &Value) {
        let path = format!("/_emulator/clusters/{cluster_id}/backups");
        self.0.post(&path, &[], backups).await.assert_status(204);
    }

    /// How a service (`kms`, `cloudwatch`, `ec2`, …) behaves from now on: `answer`, `deny`, `throttle`,
    /// `fail`, `garble` or `hang`.
    pub async fn behave(&self, service: &str, behaviour: &str) {
        self.order_service(service, &json!({ "behaviour": behaviour })).await;
    }

    /// How many milliseconds each answer of a service takes from now on.
    pub async fn latency(&self, service: &str, milliseconds: u64) {
        self.order_service(service, &json!({ "latency_ms": milliseconds })).await;
    }

    async fn order_service(&self, service: &str, order: &Value) {
        let path = format!("/_emulator/services/{service}");
        self.0.post(&path, &[], order).await.assert_status(204);
    }

    /// How many calls of an operation a service got, signed; of all operations with `None`.
    pub async fn service_calls(&self, service: &str, operation: Option<&str>) -> u64 {
        let path = format!("/_emulator/services/{service}");
        let seen: Value = self.0.get(&path, &[]).await.expect(200).json();
        let count = operation.map_or(&seen["calls"], |name| &seen["by_operation"][name]);
        count.as_u64().unwrap_or(0)
    }

    /// How KMS behaves from now on, as [`Self::behave`].
    pub async fn kms(&self, behaviour: &str) {
        self.behave("kms", behaviour).await;
    }

    /// How many calls KMS got, signed.
    pub async fn kms_calls(&self) -> u64 {
        self.service_calls("kms", None).await
    }

    /// Adds a key store to KMS, as it comes.
    pub async fn add_key_store(&self, region: &str, store: &Value) {
        let path = format!("/_emulator/regions/{region}/key-stores");
        self.0.post(&path, &[], store).await.assert_status(204);
    }

    /// Merges JSON into a key store: `{"ConnectionState": "DISCONNECTED"}`.
    pub async fn patch_key_store(&self, id: &str, patch: &Value) {
        let path = format!("/_emulator/key-stores/{id}");
        self.0.post(&path, &[], patch).await.assert_status(200);
    }

    /// Puts a list of quotas in the place of a region's, as they come.
    pub async fn put_quotas(&self, region: &str, quotas: &Value) {
        let path = format!("/_emulator/regions/{region}/quotas");
        self.0.post(&path, &[], quotas).await.assert_status(204);
    }

    /// An availability zone is like this from now on: `{"state": "impaired"}`.
    pub async fn order_zone(&self, name: &str, order: &Value) {
        let path = format!("/_emulator/zones/{name}");
        self.0.post(&path, &[], order).await.assert_status(204);
    }

    /// Takes a cluster away at once, without ever showing it as DELETED.
    pub async fn remove(&self, cluster_id: &str) {
        let path = format!("/_emulator/clusters/{cluster_id}");
        self.0.send(Method::DELETE, &path, &[], "").await.assert_status(204);
    }

    /// Activates an INITIALIZED cluster, as its owner does with the HSM's own client.
    pub async fn activate(&self, cluster_id: &str) {
        self.order_of(cluster_id, "activate").await;
    }

    /// AWS replaces the first HSM of a cluster; before the initialization the CSR changes.
    pub async fn replace_hsm(&self, cluster_id: &str) {
        self.order_of(cluster_id, "replace-hsm").await;
    }

    /// AWS itself rolls the change of the HSM type back that is under way.
    pub async fn roll_back(&self, cluster_id: &str) {
        self.order_of(cluster_id, "roll-back").await;
    }

    async fn order_of(&self, cluster_id: &str, what: &str) {
        let path = format!("/_emulator/clusters/{cluster_id}/{what}");
        let answer = self.0.post(&path, &[], &json!({})).await;
        assert!(answer.status.is_success(), "{what}: {}", answer.text());
    }

    /// Merges JSON into the rules of a region: `{"migration_seconds": 60}`.
    pub async fn rules(&self, region: &str, change: &Value) {
        let path = format!("/_emulator/regions/{region}/rules");
        self.0.post(&path, &[], change).await.assert_status(200);
    }

    /// The access keys that the emulator knows.
    pub async fn credentials(&self) -> KnownKeys {
        self.0.get("/_emulator/credentials", &[]).await.expect(200).json()
    }

    /// The next call of an operation gets no answer, and its connection stays open.
    pub async fn hang(&self, operation: Operation) {
        self.order_fault(json!({ "operation": operation, "kind": "hang" })).await;
    }
}

/// The value in `export NAME=value` or `NAME=value`.
fn exported(line: &str, name: &str) -> Option<String> {
    let line = line.trim();
    let value =
        line.strip_prefix("export ").unwrap_or(line).strip_prefix(name)?.strip_prefix('=')?;
    Some(value.trim_matches(['\'', '"']).to_owned())
}
