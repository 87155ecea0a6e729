//! `GET /api/activity`: the newest audit records, and whether the log holds together.

use std::sync::Arc;

use axum::{Json, extract::State};
use backend_api::{Activity, code};

use crate::{Backend, Failure};

pub(crate) async fn activity(
    State(backend): State<Arc<Backend>>,
) -> Result<Json<Activity>, Failure> {
    backend.audit.activity().await.map(Json).map_err(|error| {
        tracing::error!(%error, "the activity can't be shown");
        Failure::backend(
            code::AUDIT_UNAVAILABLE,
            "The audit log can't be read; the backend's log says why.",
        )
    })
}
