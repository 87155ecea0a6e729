//! The services beside CloudHSM from outside: how each behaves, and what it was asked.

use std::{collections::BTreeMap, sync::Arc};

use aws_services::UnknownService;
use axum::{
    Router,
    body::Bytes,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{delete, get},
};
use serde::{Deserialize, Serialize};

use super::answer::{Shared, json_answer, problem};
use crate::{
    lookups::{Behaviour, Conduct},
    service::Service,
};

/// How a service behaves from now on, as a test orders it. What is absent remains as it is.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Order {
    behaviour: Option<Behaviour>,
    latency_ms: Option<u64>,
}

/// How a service behaves, and what it was asked.
#[derive(Debug, Serialize)]
struct Shown {
    behaviour: Behaviour,
    latency_ms: u64,
    calls: u64,
    by_operation: BTreeMap<&'static str, u64>,
}

pub(super) fn routes() -> Router<Arc<Service>> {
    Router::new()
        .route("/_emulator/services/{name}", get(show_one).post(order_one))
        .route("/_emulator/services/{name}/calls", delete(forget_calls))
}

fn shown(conduct: &Conduct) -> Shown {
    Shown {
        behaviour: conduct.behaviour,
        latency_ms: conduct.latency_ms,
        calls: conduct.calls.values().sum(),
        by_operation: conduct.calls.clone(),
    }
}

fn carry_out(conduct: &mut Conduct, order: &Order) {
    conduct.behaviour = order.behaviour.unwrap_or(conduct.behaviour);
    conduct.latency_ms = order.latency_ms.unwrap_or(conduct.latency_ms);
}

async fn show_one(State(service): Shared, Path(name): Path<String>) -> Response {
    with_conduct(&service, &name, |conduct| json_answer(&shown(conduct)))
}

async fn order_one(State(service): Shared, Path(name): Path<String>, body: Bytes) -> Response {
    match serde_json::from_slice(&body) {
        Ok(order) => with_conduct(&service, &name, |conduct| {
            carry_out(conduct, &order);
            StatusCode::NO_CONTENT.into_response()
        }),
        Err(error) => problem(StatusCode::BAD_REQUEST, &error.to_string()),
    }
}

async fn forget_calls(State(service): Shared, Path(name): Path<String>) -> Response {
    with_conduct(&service, &name, |conduct| {
        conduct.calls.clear();
        StatusCode::NO_CONTENT.into_response()
    })
}

fn with_conduct(
    service: &Service,
    name: &str,
    act: impl FnOnce(&mut Conduct) -> Response,
) -> Response {
    match name.parse() {
        Ok(asked) => act(service.conducts().of(asked)),
        Err(error) => {
            let error: UnknownService = error;
            problem(StatusCode::NOT_FOUND, &error.to_string())
        }
    }
}
