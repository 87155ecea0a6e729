//! `POST …/clusters/{cluster}/hsms/deletion-plan` and `…/hsms/deletion`: several HSMs of a cluster,
//! planned and confirmed together, deleted one after the other in the backend.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, Request, State},
    http::StatusCode,
};
use backend_api::{Attempt, CONFIRMATION_HEADER, DRY_RUN_HEADER, DeletionPlan, PERMIT_HEADER};
use cloudhsm_api::{Operation, Secret};
use serde_json::{Value, json};

use crate::{
    Backend, Failure,
    guard::{DeletionRequest, HsmIds, OperationRequest, Target},
    http::body,
    routes::{
        operation::{header_text, user},
        region,
    },
};

/// More than AWS lets a cluster have: 28.
/// <https://docs.aws.amazon.com/cloudhsm/latest/userguide/limits.html>
const MOST: usize = 28;

pub(crate) async fn hsms_deletion_plan(
    State(backend): State<Arc<Backend>>,
    Path((region, cluster_id)): Path<(String, String)>,
    request: Request,
) -> Result<Json<DeletionPlan>, Failure> {
    region::check(&backend.settings, &region)?;
    let hsms = hsm_ids(&backend, request.into_body()).await?;
    backend.guard.plan(&region, &Target::Hsms { cluster_id, hsms }).await.map(Json)
}

pub(crate) async fn hsms_deletion(
    State(backend): State<Arc<Backend>>,
    Path((region, cluster_id)): Path<(String, String)>,
    request: Request,
) -> Result<(StatusCode, Json<Attempt>), Failure> {
    region::check(&backend.settings, &region)?;
    let (parts, body) = request.into_parts();
    if header_text(&parts.headers, DRY_RUN_HEADER)?.is_some() {
        let message = "Dry run isn't available for several HSMs at once. Use it for each HSM.";
        return Err(Failure::malformed(DRY_RUN_HEADER, message));
    }
    let hsms = hsm_ids(&backend, body).await?;
    let ids: Vec<_> = hsms.as_slice().iter().cloned().map(Value::from).collect();
    let body = json!({ "ClusterId": cluster_id, "HsmIds": ids });
    let request = DeletionRequest {
        asked: OperationRequest {
            user: user(&backend, &parts)?,
            region,
            operation: Operation::DeleteHsm,
            body: body.as_object().cloned().unwrap_or_default(),
        },
        permit: header_text(&parts.headers, PERMIT_HEADER)?.map(Secret::new),
        confirmation: header_text(&parts.headers, CONFIRMATION_HEADER)?,
        dry_run: false,
        limit: backend.settings.limits.total_time,
    };
    let attempt = backend.guard.delete_hsms(request).await?;
    Ok((StatusCode::ACCEPTED, Json(attempt)))
}

/// The body: `{"hsmIds": ["hsm-…", …]}`.
async fn hsm_ids(backend: &Backend, body: axum::body::Body) -> Result<HsmIds, Failure> {
    let bytes = body::read(body, &backend.settings.limits).await?;
    let wrong = |message: String| Failure::malformed("hsmIds", message);
    let value: Value = serde_json::from_slice(&bytes)
        .map_err(|error| wrong(format!("The body is not JSON: {error}.")))?;
    let ids = value.as_object().filter(|members| members.len() == 1);
    let ids = ids.and_then(|members| members.get("hsmIds")).and_then(Value::as_array);
    let ids = ids.and_then(|ids| {
        ids.iter().map(|id| id.as_str().map(str::to_owned)).collect::<Option<Vec<_>>>()
    });
    let ids = ids.ok_or_else(|| {
        wrong("The body must be an object with hsmIds, a list of HSM IDs, and nothing else.".into())
    })?;
    if ids.len() > MOST {
        return Err(wrong(format!(
            "{} HSM IDs are more than a cluster can have ({MOST}).",
            ids.len()
        )));
    }
    HsmIds::new(ids).ok_or_else(|| {
        wrong("The list of HSM IDs is empty, or an ID is empty, has spaces or comes twice.".into())
    })
}
