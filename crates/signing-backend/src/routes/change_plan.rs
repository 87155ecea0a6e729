//! `POST …/change-plan`: what a change would do that costs money or can't be changed back, and the
//! permit for it. The body has the operation and AWS's own input, as they will be sent.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, Request, State},
};
use backend_api::{ChangeRequest, DeletionPlan};
use bytes::Bytes;
use serde_json::{Map, Value};

use crate::{
    Backend, Failure,
    guard::{Change, Target},
    http::body,
    input,
    routes::region,
};

const MEMBERS: [&str; 2] = ["operation", "input"];

pub(crate) async fn change_plan(
    State(backend): State<Arc<Backend>>,
    Path(region): Path<String>,
    request: Request,
) -> Result<Json<DeletionPlan>, Failure> {
    region::check(&backend.settings, &region)?;
    let body = body::read(request.into_body(), &backend.settings.limits).await?;
    let malformed = |error: serde_json::Error| {
        let message = format!("The body must have an operation and its input: {error}.");
        Failure::malformed("body", message)
    };
    let members: Map<String, Value> = serde_json::from_slice(&body).map_err(malformed)?;
    if let Some(unknown) = members.keys().find(|name| !MEMBERS.contains(&name.as_str())) {
        let allowed = MEMBERS.map(str::to_owned).into();
        let message = format!("A change plan has no member {unknown:?}.");
        return Err(Failure::malformed(unknown.clone(), message).with_allowed(allowed));
    }
    let asked: ChangeRequest = serde_json::from_value(Value::Object(members)).map_err(malformed)?;
    let input = Bytes::from(asked.input.to_string());
    let input = input::check(asked.operation, &input)?;
    let change = Change::of(asked.operation, &input)?;
    backend.guard.plan(&region, &Target::Change(change)).await.map(Json)
}
