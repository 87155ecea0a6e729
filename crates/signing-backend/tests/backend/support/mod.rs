//! A backend to test, and what stands around it.

mod cloud;
mod neighbours;
mod owner;
pub(crate) mod process;
mod quotas;
mod trail;
mod upstream;

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Request, StatusCode},
};
use backend_api::{
    ApiErrorCode, CONFIRMATION_HEADER, Confirmation, DeletionPlan, Mode, PERMIT_HEADER, WarningCode,
};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use signing_backend::{
    Backend, OperationPolicy, SessionToken, Settings, app,
    audit::{AuditLog, FileStore, OpenError},
    clock::Clock,
    dependents::Looks,
    guard::ProductionTags,
    http::{Hosts, Limits, Origins},
};
use tempfile::TempDir;
use tower::ServiceExt as _;

pub(crate) use cloud::{Behaviour, Cloud, Kms, Lie, Region, cluster as cloud_cluster};
pub(crate) use neighbours::{CloudWatch, Ec2, Measured, Network, ec2_error};
pub(crate) use owner::OWNER;
pub(crate) use quotas::{Quotas, quota};
pub(crate) use test_limits::{eventually, eventually_or, in_time};
pub(crate) use trail::CloudTrail;
pub(crate) use upstream::{Act, Scripted};

pub(crate) const CLUSTER: &str = "cluster-aaaaaaaaaaa";
pub(crate) const OTHER: &str = "cluster-bbbbbbbbbbb";
pub(crate) const REGION: &str = "us-east-1";

/// A clock whose wall time stands until it is moved; its monotonic time goes on with tokio's, which
/// a test can pause.
#[derive(Debug)]
pub(crate) struct ManualClock {
    wall: AtomicI64,
    monotonic: AtomicI64,
    started: tokio::time::Instant,
}

impl ManualClock {
    pub(crate) fn new() -> Self {
        Self {
            wall: AtomicI64::new(1_800_000_000),
            monotonic: AtomicI64::new(1_000),
            started: tokio::time::Instant::now(),
        }
    }

    /// Time passes.
    pub(crate) fn advance(&self, seconds: i64) {
        self.wall.fetch_add(seconds, Ordering::SeqCst);
        self.monotonic.fetch_add(seconds, Ordering::SeqCst);
    }

    /// Somebody sets the clock, to later or to earlier.
    pub(crate) fn set_by(&self, seconds: i64) {
        self.wall.fetch_add(seconds, Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> SystemTime {
        let seconds = u64::try_from(self.wall.load(Ordering::SeqCst)).unwrap();
        UNIX_EPOCH + Duration::from_secs(seconds)
    }

    fn monotonic(&self) -> Duration {
        let moved = u64::try_from(self.monotonic.load(Ordering::SeqCst)).unwrap();
        Duration::from_secs(moved) + self.started.elapsed()
    }
}

/// A backend over a cloud in memory.
pub(crate) struct Bench {
    pub(crate) cloud: Arc<Cloud>,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) backend: Arc<Backend>,
    pub(crate) router: Router,
    pub(crate) token: String,
    pub(crate) audit_file: PathBuf,
    dir: TempDir,
}

/// One answer.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|_| panic!("not JSON: {}", String::from_utf8_lossy(&self.body)))
    }

    pub(crate) fn code(&self) -> ApiErrorCode {
        self.json()["error"]["code"].as_str().unwrap_or("no error").into()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }
}

/// A record names the caller that a bench begins with, and where.
pub(crate) fn assert_names_alice(line: &Value) {
    for (member, value) in [
        ("account", "123456789012"),
        ("partition", "aws"),
        ("accessKeyId", "AKIAALICE"),
        ("caller", "arn:aws:iam::123456789012:user/Alice"),
        ("endpoint", "https://cloudhsmv2.us-east-1.amazonaws.com/"),
    ] {
        assert_eq!(line[member], value, "{line}");
    }
}

pub(crate) fn settings() -> Settings {
    Settings {
        mode: Mode::Aws,
        regions: vec![REGION.to_owned(), "eu-central-1".to_owned()],
        operations: OperationPolicy::new(false, &[]),
        account_label: None,
        account_color: None,
        deletion_protection: ("cloudhsm-console:deletion-protection".into(), "enabled".into()),
        production_tags: ProductionTags::default(),
        permit_lifetime: Duration::from_mins(5),
        looks: Looks::default(),
        hosts: Hosts::new("127.0.0.1:8787".parse().unwrap(), &[]).unwrap(),
        origins: Origins::new(&["https://console.example.com".to_owned()]).unwrap(),
        limits: Limits::default(),
        trusted_user: None,
        console: None,
        trust_anchors: Vec::new(),
    }
}

impl Bench {
    pub(crate) fn new() -> Self {
        Self::with(settings())
    }

    pub(crate) fn with(settings: Settings) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let audit_file = dir.path().join("audit.jsonl");
        let clock = Arc::new(ManualClock::new());
        let opened = FileStore::open(&audit_file).unwrap();
        let audit = AuditLog::new(Box::new(opened.store), &opened.verifier, clock.clone());
        Self::with_audit(settings, audit, clock, dir, audit_file)
    }

    pub(crate) fn with_audit(
        settings: Settings,
        audit: AuditLog,
        clock: Arc<ManualClock>,
        dir: TempDir,
        audit_file: PathBuf,
    ) -> Self {
        let cloud = Arc::new(Cloud::default());
        if audit_file.exists() {
            cloud.watch(audit_file.clone());
        }
        Self::over(cloud, settings, audit, clock, dir, audit_file)
    }

    fn over(
        cloud: Arc<Cloud>,
        settings: Settings,
        audit: AuditLog,
        clock: Arc<ManualClock>,
        dir: TempDir,
        audit_file: PathBuf,
    ) -> Self {
        let token = SessionToken::generate().unwrap();
        let text = token.expose().to_owned();
        let backend = Backend::new(settings, token, cloud.clone(), audit, clock.clone()).unwrap();
        let backend = Arc::new(backend);
        let router = app(backend.clone());
        Self { cloud, clock, backend, router, token: text, audit_file, dir }
    }

    /// The same cloud, time and log under a new process.
    pub(crate) async fn restart(self) -> Self {
        self.restart_with(settings()).await
    }

    /// The same with other settings; what is not finished is taken over, as at a start.
    pub(crate) async fn restart_with(self, settings: Settings) -> Self {
        let Self { cloud, clock, backend, router, audit_file, dir, .. } = self;
        backend.finish().await;
        // The log is one process's own.
        drop((router, backend));
        let start = std::time::Instant::now();
        let opened = loop {
            match FileStore::open(&audit_file) {
                // A program that another test starts has it too, from its fork to its exec.
                Err(OpenError::InUse(_)) if start.elapsed() < Duration::from_secs(10) => {
                    std::thread::yield_now(); // limit: in the condition above
                }
                opened => break opened.unwrap(),
            }
        };
        let audit = AuditLog::new(Box::new(opened.store), &opened.verifier, clock.clone());
        let newest = audit.newest(500).await.unwrap();
        let bench = Self::over(cloud, settings, audit, clock, dir, audit_file);
        bench.backend.take_over(&newest, opened.last_words);
        bench
    }

    /// Waits, in tokio's time, until the log has as many lines.
    pub(crate) async fn lines(&self, count: usize) -> Vec<Value> {
        for _ in 0..20_000 {
            let lines = self.audit_lines();
            if lines.len() >= count {
                return lines;
            }
            // limit: so many times, of time that is not real
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
        panic!("{count} lines did not come in 20,000 s: {:?}", self.audit_lines());
    }

    /// The newest attempt for a resource.
    pub(crate) async fn attempt(&self, resource: &str) -> backend_api::Attempt {
        let body = self.get(backend_api::routes::ATTEMPTS).await.body;
        let all: backend_api::Attempts = serde_json::from_slice(&body).unwrap();
        all.attempts.into_iter().find(|it| it.resource == resource).unwrap()
    }

    /// Waits, in tokio's time, until the newest attempt for a resource is in this state.
    pub(crate) async fn reaches(
        &self,
        resource: &str,
        state: backend_api::AttemptState,
    ) -> backend_api::Attempt {
        for _ in 0..20_000 {
            let attempt = self.attempt(resource).await;
            if attempt.state == state {
                return attempt;
            }
            // limit: so many times, of time that is not real
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
        panic!("{resource} is {:?}, not {state:?}", self.attempt(resource).await);
    }

    /// Sends a request as it is.
    pub(crate) async fn send(&self, request: Request<Body>) -> Reply {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes().to_vec();
        Reply { status: parts.status, headers: parts.headers, body }
    }

    /// A request with the host and the token.
    pub(crate) fn request(&self, method: &str, path: &str, body: impl Into<Body>) -> Request<Body> {
        Request::builder()
            .method(method)
            .uri(path)
            .header("host", "127.0.0.1:8787")
            .header("authorization", format!("Bearer {}", self.token))
            .body(body.into())
            .unwrap()
    }

    pub(crate) async fn get(&self, path: &str) -> Reply {
        self.send(self.request("GET", path, Body::empty())).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Reply {
        self.send(self.request("POST", path, body.to_string())).await
    }

    pub(crate) async fn call(&self, operation: &str, body: &Value) -> Reply {
        self.post(&format!("/api/regions/{REGION}/{operation}"), body).await
    }

    /// A plan that must succeed.
    pub(crate) async fn plan(&self, cluster: &str) -> DeletionPlan {
        let path = backend_api::routes::cluster_deletion_plan(REGION, cluster);
        self.plan_at(&path).await
    }

    pub(crate) async fn plan_at(&self, path: &str) -> DeletionPlan {
        let reply = self.post(path, &json!({})).await;
        assert_eq!(reply.status, 200, "{}", String::from_utf8_lossy(&reply.body));
        serde_json::from_slice(&reply.body).unwrap()
    }

    /// Who depends on a cluster.
    pub(crate) async fn dependents(&self, cluster: &str) -> backend_api::Dependents {
        let reply = self.get(&backend_api::routes::dependents(REGION, cluster)).await;
        assert_eq!(reply.status, 200, "{}", String::from_utf8_lossy(&reply.body));
        serde_json::from_slice(&reply.body).unwrap()
    }

    /// A deletion as the console sends it.
    pub(crate) fn deletion(&self, plan: &DeletionPlan, typed: &str) -> Request<Body> {
        let acknowledged =
            plan.warnings.iter().filter(|it| it.acknowledge).map(|it| it.code).collect();
        self.deletion_with(plan, typed, acknowledged)
    }

    pub(crate) fn deletion_with(
        &self,
        plan: &DeletionPlan,
        typed: &str,
        acknowledged: Vec<WarningCode>,
    ) -> Request<Body> {
        let confirmation = Confirmation {
            typed: typed.to_owned(),
            acknowledged,
            typed_name: plan.name_to_confirm.clone(),
        };
        self.deletion_confirmed(plan, &confirmation)
    }

    pub(crate) fn deletion_confirmed(
        &self,
        plan: &DeletionPlan,
        confirmation: &Confirmation,
    ) -> Request<Body> {
        let path = backend_api::routes::operation(&plan.region, plan.operation);
        let mut request = self.request("POST", &path, plan.request.body.to_string());
        let permit = &plan.permit.as_ref().expect("a plan without blockers").token;
        let headers = request.headers_mut();
        headers.insert(PERMIT_HEADER, permit.parse().unwrap());
        headers.insert(CONFIRMATION_HEADER, confirmation.to_header().parse().unwrap());
        request
    }

    /// A plan and its deletion, both of which must succeed.
    pub(crate) async fn delete(&self, cluster: &str) -> Reply {
        let plan = self.plan(cluster).await;
        self.send(self.deletion(&plan, cluster)).await
    }

    /// The lines of the audit log.
    pub(crate) fn audit_lines(&self) -> Vec<Value> {
        std::fs::read_to_string(&self.audit_file)
            .unwrap()
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }
}
