//! `POST …/change-plan`: what a change would do that costs money or can't be changed back, and the
//! permit for it. The body has the operation and AWS's own input, as they will be sent.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, Request, State},
};
use backend_api::{ChangeRequest, DeletionPlan};
use bytes::Bytes;

use crate::{
    Backend, Failure,
    guard::{Change, Target},
    http::body,
    input,
    routes::region,
};

pub(crate) async fn change_plan(
    State(backend): State<Arc<Backend>>,
    Path(region): Path<String>,
    request: Request,
) -> Result<Json<DeletionPlan>, Failure> {
    region::check(&backend.settings, &region)?;
    let body = body::read(request.into_body(), &backend.settings.limits).await?;
    let asked: ChangeRequest = serde_json::from_slice(&body).map_err(|error| {
        Failure::malformed(
            "body",
            format!("The body must have an operation and its input: {error}."),
        )
    })?;
    let input = Bytes::from(asked.input.to_string());
    let input = input::check(asked.operation, &input)?;
    let change = Change::of(asked.operation, &input)?;
    backend.guard.plan(&region, &Target::Change(change)).await.map(Json)
}
