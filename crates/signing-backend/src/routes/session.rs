//! `GET /api/session`: who and what this backend is.

use std::sync::Arc;

use axum::{Json, extract::State};
use backend_api::Session;

use crate::Backend;

pub(crate) async fn session(State(backend): State<Arc<Backend>>) -> Json<Session> {
    let caller = backend.upstream.caller().await;
    let settings = &backend.settings;
    Json(Session {
        mode: settings.mode,
        account: caller.account,
        account_label: settings.account_label.clone(),
        account_color: settings.account_color.clone(),
        arn: caller.arn,
        regions: settings.regions.clone(),
        default_region: settings.regions.first().cloned().unwrap_or_default(),
        read_only: settings.operations.read_only(),
        allowed_operations: settings.operations.allowed().to_vec(),
        deletion_protection: settings.deletion_protection.clone(),
        credentials: caller.credentials,
        trust_anchors: settings.trust_anchors.clone(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    })
}
