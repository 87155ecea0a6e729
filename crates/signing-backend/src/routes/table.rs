//! Every route, in one table: the router, the answer to a path that does not exist and the document of
//! the wire are made from it.

use std::sync::Arc;

use axum::{
    http::Method,
    routing::{MethodRouter, get, post},
};
use backend_api::routes as paths;

use crate::{Backend, routes};

/// One route: a method, a path with its parameters in braces, and what answers.
#[derive(Debug, Clone)]
pub struct Route {
    /// The only method.
    pub method: Method,
    /// The path.
    pub path: &'static str,
    pub(crate) answer: MethodRouter<Arc<Backend>>,
    /// It may send something that changes the account, so it keeps the time itself.
    pub(crate) keeps_time: bool,
}

impl Route {
    /// Whether it is behind the session token.
    pub fn is_api(&self) -> bool {
        self.path.starts_with("/api/")
    }
}

/// All of them.
pub fn table() -> Vec<Route> {
    let route = |method, path, answer| Route { method, path, answer, keeps_time: false };
    let reading = |path, answer| route(Method::GET, path, answer);
    let posting = |path, answer| route(Method::POST, path, answer);
    let sending = |path, answer| Route { keeps_time: true, ..route(Method::POST, path, answer) };
    vec![
        reading("/healthz", get(routes::healthz)),
        reading("/readyz", get(routes::readyz)),
        reading(paths::SESSION, get(routes::session)),
        reading(paths::ACTIVITY, get(routes::activity)),
        reading(paths::POSTURE, get(routes::posture)),
        reading(paths::FLEET, get(routes::fleet)),
        posting(paths::FLEET_REFRESH, post(routes::refresh_fleet)),
        reading(paths::ATTEMPTS, get(routes::attempts)),
        reading("/api/attempts/{attempt}", get(routes::attempt)),
        reading("/api/attempts/{attempt}/receipt", get(routes::receipt)),
        posting("/api/attempts/{attempt}/stop", post(routes::stop_attempt)),
        reading("/api/regions/{region}/use", get(routes::region_use)),
        sending("/api/regions/{region}/{operation}", post(routes::operation)),
        reading("/api/regions/{region}/subnets", get(routes::subnets)),
        posting("/api/regions/{region}/change-plan", post(routes::change_plan)),
        posting(
            "/api/regions/{region}/clusters/{cluster}/deletion-plan",
            post(routes::cluster_deletion_plan),
        ),
        reading("/api/regions/{region}/clusters/{cluster}/dependents", get(routes::dependents)),
        reading("/api/regions/{region}/clusters/{cluster}/usage", get(routes::usage)),
        reading("/api/regions/{region}/clusters/{cluster}/history", get(routes::history)),
        posting(
            "/api/regions/{region}/clusters/{cluster}/hsms/deletion-plan",
            post(routes::hsms_deletion_plan),
        ),
        sending(
            "/api/regions/{region}/clusters/{cluster}/hsms/deletion",
            post(routes::hsms_deletion),
        ),
        posting(
            "/api/regions/{region}/clusters/{cluster}/hsms/{hsm}/deletion-plan",
            post(routes::hsm_deletion_plan),
        ),
        posting(
            "/api/regions/{region}/backups/{backup}/deletion-plan",
            post(routes::backup_deletion_plan),
        ),
        posting(
            "/api/regions/{region}/clusters/{cluster}/unprotection-plan",
            post(routes::cluster_unprotection_plan),
        ),
        posting(
            "/api/regions/{region}/backups/{backup}/unprotection-plan",
            post(routes::backup_unprotection_plan),
        ),
    ]
}

/// The routes as a caller writes them.
pub(crate) fn names() -> Vec<String> {
    table().iter().map(|route| format!("{} {}", route.method, route.path)).collect()
}
