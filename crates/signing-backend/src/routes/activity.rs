//! `GET /api/activity`: the newest audit records, and whether the log holds together.

use std::sync::Arc;

use axum::{
    extract::State,
    http::{HeaderValue, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
};
use backend_api::ApiErrorCode;

use crate::{Backend, Failure, audit::AuditError};

pub(crate) async fn activity(State(backend): State<Arc<Backend>>) -> Result<Response, Failure> {
    let failure = |error: AuditError| {
        tracing::error!(%error, "the activity can't be read");
        Failure::backend(
            ApiErrorCode::AuditUnavailable,
            "The audit log can't be read. See the backend's log.",
        )
    };
    let activity = backend.audit.activity().await.map_err(failure)?;
    let json =
        serde_json::to_vec(&*activity).map_err(|error| failure(AuditError::Read(error.into())))?;
    Ok(([(CONTENT_TYPE, HeaderValue::from_static("application/json"))], json).into_response())
}
