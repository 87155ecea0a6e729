//! The backend's parts, and the router that they make.

use std::{path::PathBuf, sync::Arc, time::Duration};

use axum::{
    Router, middleware,
    response::{IntoResponse, Response},
};
use backend_api::{AuditRecord, Mode, TrustAnchor, code};
use tokio::sync::Semaphore;
use tower_http::{
    CompressionLevel,
    catch_panic::CatchPanicLayer,
    compression::{CompressionLayer, DefaultPredicate},
};

use crate::{
    Failure, OperationPolicy, SessionToken,
    audit::AuditLog,
    clock::Clock,
    forward::{Counted, Upstream},
    guard::{Guard, GuardRules, ProductionTags},
    http::{
        Hosts, Limits, Origins, TrustedUser, bearer, body, check_host, check_origin,
        console_files::console_files,
        cors,
        envelope::envelope,
        head::check_head,
        headers::security_headers,
        limits::{limit_load, limit_time},
    },
    metrics::Metrics,
    random::NoRandomness,
    routes::{self, Route},
};

/// What the operator decided.
#[derive(Debug, Clone)]
pub struct Settings {
    /// What stands behind the backend.
    pub mode: Mode,
    /// The regions that may be asked; never empty, the first is the default.
    pub regions: Vec<String>,
    /// What the account is called in the console.
    pub account_label: Option<String>,
    /// Its colour there, as `#b00020`.
    pub account_color: Option<String>,
    /// The operations that are signed.
    pub operations: OperationPolicy,
    /// The tag that blocks a deletion.
    pub deletion_protection: (String, String),
    /// The tags that say that something is production.
    pub production_tags: ProductionTags,
    /// How long a permit is good for.
    pub permit_lifetime: Duration,
    /// The hosts that are answered to.
    pub hosts: Hosts,
    /// The origins, beside the backend's own, whose pages may call.
    pub origins: Origins,
    /// Who names the user, when a proxy does.
    pub trusted_user: Option<TrustedUser>,
    /// Limits on requests.
    pub limits: Limits,
    /// The built console, to be served too.
    pub console: Option<Console>,
    /// Roots for the console to verify HSM certificates with, beside the pinned ones.
    pub trust_anchors: Vec<TrustAnchor>,
}

/// Where the built console is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Console {
    /// In a directory.
    Directory(PathBuf),
    /// In this binary.
    #[cfg(feature = "embedded-console")]
    Embedded,
}

/// A running backend.
#[derive(Debug)]
pub struct Backend {
    pub(crate) settings: Settings,
    pub(crate) token: SessionToken,
    pub(crate) upstream: Arc<dyn Upstream>,
    pub(crate) guard: Arc<Guard>,
    pub(crate) audit: AuditLog,
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) slots: Semaphore,
    pub(crate) wrong_tokens: bearer::WrongTokens,
}

impl Backend {
    /// From its parts.
    pub fn new(
        settings: Settings,
        token: SessionToken,
        upstream: Arc<dyn Upstream>,
        audit: AuditLog,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, NoRandomness> {
        let metrics = Arc::<Metrics>::default();
        let upstream: Arc<dyn Upstream> =
            Arc::new(Counted { inner: upstream, metrics: metrics.clone() });
        let rules = GuardRules {
            operations: settings.operations.clone(),
            deletion_protection: settings.deletion_protection.clone(),
            production_tags: settings.production_tags.clone(),
            permit_lifetime: settings.permit_lifetime,
        };
        let guard = Guard::new(upstream.clone(), audit.clone(), clock, rules, token.name())?;
        Ok(Self {
            guard: Arc::new(guard),
            audit,
            metrics,
            slots: Semaphore::new(settings.limits.requests),
            wrong_tokens: bearer::WrongTokens::default(),
            settings,
            token,
            upstream,
        })
    }

    /// Takes over from the processes before this one: shows the newest attempts of the log, and
    /// follows those that are not finished.
    pub fn take_over(&self, newest: &[AuditRecord], open: Vec<AuditRecord>) {
        // An emulator that was started again is another world.
        let same_world = self.settings.mode == Mode::Aws;
        self.guard.remember(newest, &open);
        self.guard.doubt(newest, same_world, &self.settings.regions);
        self.guard.take_up(open, same_world, &self.settings.regions);
    }

    /// Waits until every deletion that is under way has its outcome recorded.
    pub async fn finish(&self) {
        self.guard.finish().await;
    }
}

/// The router of a backend: testable without a socket.
pub fn app(backend: Arc<Backend>) -> Router {
    let console = backend.settings.console.as_ref().map(console_files);
    let (api, open): (Vec<_>, Vec<_>) = routes::table().into_iter().partition(Route::is_api);
    let in_time = middleware::from_fn_with_state(backend.clone(), limit_time);
    let add = |router: Router<Arc<Backend>>, route: Route| {
        let answer =
            if route.keeps_time { route.answer } else { route.answer.layer(in_time.clone()) };
        router.route(route.path, answer)
    };
    let api = api
        .into_iter()
        .fold(Router::new(), add)
        .route("/api/{*rest}", axum::routing::any(not_found))
        .method_not_allowed_fallback(method_not_allowed)
        .layer(middleware::from_fn_with_state(backend.clone(), body::buffer))
        .layer(middleware::from_fn_with_state(backend.clone(), bearer::require_token))
        .layer(cors(&backend.settings.origins))
        .layer(middleware::from_fn_with_state(backend.clone(), check_origin));
    let router = open
        .into_iter()
        .fold(Router::new(), add)
        .method_not_allowed_fallback(method_not_allowed)
        .merge(api)
        .with_state(backend.clone());
    let router = match console {
        Some(files) => router.fallback_service(files),
        None => router.fallback(not_found),
    };
    router
        .layer(CatchPanicLayer::custom(defect))
        .layer(middleware::from_fn_with_state(backend.clone(), check_host))
        .layer(middleware::from_fn(check_head))
        .layer(middleware::from_fn_with_state(backend.clone(), limit_load))
        .layer(middleware::from_fn(security_headers))
        .layer(middleware::from_fn_with_state(backend, envelope))
        // Outside of the envelope, so that errors travel compressed too. The fastest level: the
        // pages of a list are what is large, and someone waits for each.
        .layer(
            CompressionLayer::new()
                .quality(CompressionLevel::Fastest)
                .compress_when(DefaultPredicate::new()),
        )
}

/// A defect must not take the connection, and with it other requests, along. The panic's own text
/// is in the log already.
fn defect(_: Box<dyn std::any::Any + Send>) -> Response {
    Failure::backend(code::INTERNAL, "The backend has a defect; its log says where.")
        .into_response()
}

async fn not_found() -> Response {
    Failure::backend(code::NOT_FOUND, "There is no such path.")
        .with_allowed(routes::names())
        .into_response()
}

async fn method_not_allowed() -> Response {
    Failure::backend(code::METHOD_NOT_ALLOWED, "The path exists, but not for this method.")
        .into_response()
}
