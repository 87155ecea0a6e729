//! The backend with a cloud behind it.

use std::{path::PathBuf, sync::Arc, time::Duration};

use axum::{Router, body::Body, http::Request};
use backend_api::{CONFIRMATION_HEADER, Confirmation, DeletionPlan, PERMIT_HEADER, WarningCode};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use signing_backend::{
    Backend, SessionToken, Settings, app,
    audit::{AuditLog, FileStore, OpenError},
};
use tempfile::TempDir;
use tower::ServiceExt as _;

use super::{Cloud, REGION, Reply, clock::ManualClock, settings};

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
