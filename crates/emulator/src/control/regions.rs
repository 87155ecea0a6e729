//! What EC2 and Service Quotas have of a region, from outside.

use std::sync::Arc;

use axum::{
    Router,
    body::Bytes,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post},
};

use super::answer::{Shared, json_answer, problem};
use crate::service::Service;

pub(super) fn routes() -> Router<Arc<Service>> {
    Router::new()
        .route("/_emulator/regions/{region}/quotas", get(show_quotas).post(replace_quotas))
        .route("/_emulator/zones/{name}", post(order_zone))
}

async fn show_quotas(State(service): Shared, Path(region): Path<String>) -> Response {
    match_region(&service, &region, || json_answer(service.quotas().in_region(&region)))
}

async fn replace_quotas(
    State(service): Shared,
    Path(region): Path<String>,
    body: Bytes,
) -> Response {
    match serde_json::from_slice(&body) {
        Ok(quotas) => match_region(&service, &region, || {
            service.quotas().put(&region, quotas);
            StatusCode::NO_CONTENT.into_response()
        }),
        Err(error) => problem(StatusCode::BAD_REQUEST, &error.to_string()),
    }
}

async fn order_zone(State(service): Shared, Path(name): Path<String>, body: Bytes) -> Response {
    match serde_json::from_slice(&body) {
        Ok(order) => {
            service.zone_orders().insert(name, order);
            StatusCode::NO_CONTENT.into_response()
        }
        Err(error) => problem(StatusCode::BAD_REQUEST, &error.to_string()),
    }
}

fn match_region(service: &Service, region: &str, act: impl FnOnce() -> Response) -> Response {
    if service.regions.iter().any(|name| name == region) {
        act()
    } else {
        problem(StatusCode::NOT_FOUND, "there is no such region")
    }
}
