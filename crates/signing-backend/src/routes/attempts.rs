//! `GET /api/attempts`, `GET /api/attempts/{attempt}` and its `/receipt`, `POST /api/attempts/{attempt}/stop`: what was
//! planned, sent and found out.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State},
};
use backend_api::{Attempt, Attempts, Receipt};

use crate::{Backend, Failure};

pub(crate) async fn attempts(State(backend): State<Arc<Backend>>) -> Json<Attempts> {
    Json(backend.guard.attempts())
}

pub(crate) async fn attempt(
    State(backend): State<Arc<Backend>>,
    Path(id): Path<String>,
) -> Result<Json<Attempt>, Failure> {
    backend.guard.attempt_or_recorded(&id).await.map(Json)
}

pub(crate) async fn receipt(
    State(backend): State<Arc<Backend>>,
    Path(id): Path<String>,
) -> Result<Json<Receipt>, Failure> {
    backend.guard.receipt(&id).await.map(Json)
}

pub(crate) async fn stop_attempt(
    State(backend): State<Arc<Backend>>,
    Path(id): Path<String>,
) -> Result<Json<Attempt>, Failure> {
    backend.guard.stop(&id).map(Json)
}
