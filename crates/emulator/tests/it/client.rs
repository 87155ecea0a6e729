//! A client that signs with `aws-sigv4` and calls the emulator in memory, at a time that stands
//! still until a test moves it.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use aws_credential_types::Credentials as SigningKey;
use aws_sigv4::{
    http_request::{SignableBody, SignableRequest, SigningSettings, sign},
    sign::v4,
};
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, StatusCode},
};
use cloudhsm_api::ServiceError;
use emulator::{App, Clock, Config, Credentials, app};
use serde_json::{Value, json};
use tower::ServiceExt;

/// 2026-09-21T14:13:20Z
pub(crate) const START: i64 = 1_790_000_000_000;
pub(crate) const HOST: &str = "127.0.0.1:4567";

/// An emulator at a fixed time and one caller of it.
#[derive(Clone)]
pub(crate) struct Client {
    pub(crate) app: App,
    pub(crate) clock: Clock,
    pub(crate) credentials: Credentials,
    pub(crate) region: String,
    pub(crate) signing_name: String,
}

/// An answer, read.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) request_id: String,
    pub(crate) body: String,
    /// The body as it came.
    pub(crate) bytes: Vec<u8>,
    pub(crate) content_type: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        assert!(self.status.is_success(), "{} {}", self.status, self.body);
        serde_json::from_str(&self.body).unwrap()
    }

    /// The error's name and words.
    pub(crate) fn error(&self) -> (String, String) {
        assert!(!self.status.is_success(), "expected a refusal: {}", self.body);
        let error = ServiceError::read(self.status.as_u16(), None, None, self.body.as_bytes());
        (error.code.to_string(), error.message.unwrap_or_default())
    }

    pub(crate) fn code(&self) -> String {
        self.error().0
    }
}

impl Client {
    pub(crate) fn new(config: Config) -> Self {
        Self::at(START, config)
    }

    /// At another time, in milliseconds since the epoch.
    pub(crate) fn at(epoch_millis: i64, config: Config) -> Self {
        let clock = Clock::fixed(epoch_millis);
        let app = app(&Config { clock: clock.clone(), ..config }).unwrap();
        let credentials = app.credentials();
        let (region, signing_name) = ("us-east-1".to_owned(), "cloudhsm".to_owned());
        Self { app, clock, credentials, region, signing_name }
    }

    pub(crate) fn default() -> Self {
        Self::new(Config::default())
    }

    /// The same caller of another service.
    pub(crate) fn of_service(&self, signing_name: &str) -> Self {
        Self { signing_name: signing_name.to_owned(), ..self.clone() }
    }

    pub(crate) fn in_region(&self, region: &str) -> Self {
        Self { region: region.to_owned(), ..self.clone() }
    }

    pub(crate) fn wait(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }

    /// Until the time at which openssl makes certificates. It is later than [`START`].
    pub(crate) fn wait_until_now(&self) {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        let own = Duration::from_millis(u64::try_from(self.clock.now_millis()).unwrap());
        self.clock.advance(now.saturating_sub(own));
    }

    /// A signed request for an operation.
    pub(crate) fn request(&self, operation: &str, body: &str) -> Request<Body> {
        self.request_to(&format!("BaldrApiService.{operation}"), body)
    }

    /// A signed request to any target.
    pub(crate) fn request_to(&self, target: &str, body: &str) -> Request<Body> {
        let headers = [
            ("host", HOST),
            ("content-type", "application/x-amz-json-1.1"),
            ("x-amz-target", target),
        ];
        self.signed(&headers, body)
    }

    /// A signed form, as EC2 and STS want it.
    pub(crate) fn form(&self, form: &str) -> Request<Body> {
        let kind = "application/x-www-form-urlencoded; charset=utf-8";
        self.signed(&[("host", HOST), ("content-type", kind)], form)
    }

    /// A signed `POST /`.
    pub(crate) fn signed(&self, headers: &[(&str, &str)], body: &str) -> Request<Body> {
        self.signed_at("/", headers, body.as_bytes())
    }

    /// A signed `POST` to a path.
    pub(crate) fn signed_at(
        &self,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Request<Body> {
        let own = &self.credentials;
        let identity = SigningKey::new(
            &own.access_key_id,
            &own.secret_access_key,
            own.session_token.clone(),
            None,
            "test",
        )
        .into();
        let now = u64::try_from(self.clock.now_millis()).unwrap();
        let parameters = v4::SigningParams::builder()
            .identity(&identity)
            .region(&self.region)
            .name(&self.signing_name)
            .time(UNIX_EPOCH + Duration::from_millis(now))
            .settings(SigningSettings::default())
            .build()
            .unwrap();
        let signable = SignableRequest::new(
            "POST",
            format!("http://{HOST}{path}"),
            headers.iter().copied(),
            SignableBody::Bytes(body),
        )
        .unwrap();
        let (instructions, _) = sign(signable, &parameters.into()).unwrap().into_parts();
        let mut request = Request::post(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut request = request.body(Body::from(body.to_vec())).unwrap();
        instructions.apply_to_request_http1x(&mut request);
        request
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        send(self.app.router(), request).await
    }

    pub(crate) async fn call(&self, operation: &str, input: Value) -> Answer {
        self.send(self.request(operation, &input.to_string())).await
    }

    /// A plain request to the control surface.
    pub(crate) async fn control(&self, method: &str, path: &str, body: Value) -> Answer {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let request = Request::builder().method(method).uri(path).body(Body::from(body)).unwrap();
        self.send(request).await
    }

    /// Changes the rules of the region.
    pub(crate) async fn rules(&self, change: Value) {
        let path = format!("/_emulator/regions/{}/rules", self.region);
        self.control("POST", &path, change).await.json();
    }

    /// Something of the control surface that happens to a cluster.
    pub(crate) async fn happens(&self, id: &str, what: &str) -> Answer {
        self.control("POST", &format!("/_emulator/clusters/{id}/{what}"), Value::Null).await
    }

    /// All clusters of the region, by their Name.
    pub(crate) async fn clusters(&self) -> Vec<Value> {
        let mut clusters = Vec::new();
        let mut input = json!({});
        loop {
            let page = self.call("DescribeClusters", input).await.json();
            clusters.extend(page["Clusters"].as_array().unwrap().clone());
            match page["NextToken"].as_str() {
                Some(token) => input = json!({ "NextToken": token }),
                None => return clusters,
            }
        }
    }

    pub(crate) async fn cluster_named(&self, name: &str) -> Value {
        let tag = json!({ "Key": "Name", "Value": name });
        let all = self.clusters().await;
        all.into_iter().find(|one| one["TagList"].as_array().unwrap().contains(&tag)).unwrap()
    }

    /// The cluster, if it is still listed.
    pub(crate) async fn cluster(&self, id: &str) -> Option<Value> {
        let input = json!({ "Filters": { "clusterIds": [id] } });
        let page = self.call("DescribeClusters", input).await.json();
        page["Clusters"].get(0).cloned()
    }

    pub(crate) async fn backups_of(&self, cluster_id: &str) -> Vec<Value> {
        let input = json!({ "Filters": { "clusterIds": [cluster_id] } });
        let page = self.call("DescribeBackups", input).await.json();
        page["Backups"].as_array().unwrap().clone()
    }
}

pub(crate) async fn send(router: Router, request: Request<Body>) -> Answer {
    let response = router.oneshot(request).await.unwrap();
    let request_id = response
        .headers()
        .get("x-amzn-requestid")
        .map(|id| id.to_str().unwrap().to_owned())
        .unwrap_or_default();
    let status = response.status();
    let kind = response.headers().get("content-type");
    let content_type = kind.map(|kind| kind.to_str().unwrap().to_owned()).unwrap_or_default();
    let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    let body = String::from_utf8_lossy(&bytes).into_owned();
    Answer { status, request_id, body, bytes: bytes.to_vec(), content_type }
}
