//! `GET /healthz` and `GET /readyz`: for what monitors the process. Nothing about the account.

use std::sync::Arc;

use axum::{Json, extract::State};
use backend_api::ApiErrorCode;
use serde_json::{Value, json};

use crate::{Backend, Failure};

/// The process answers.
pub(crate) async fn healthz() -> Json<Value> {
    Json(json!({ "status": "ok" }))
}

/// Credentials can be resolved.
pub(crate) async fn readyz(State(backend): State<Arc<Backend>>) -> Result<Json<Value>, Failure> {
    match backend.upstream.ready().await {
        Ok(()) => Ok(Json(json!({ "status": "ready" }))),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            let message = "No AWS credentials found. See the log.";
            Err(Failure::backend(ApiErrorCode::CredentialsUnavailable, message).with_retry_after(5))
        }
    }
}
