//! What happens to a cluster without a call: what its owner does with the HSM's own client, and what
//! AWS does by itself. Also what applies to a region: its rules, and what others share with it.

use std::sync::Arc;

use axum::{
    Router,
    body::Bytes,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use cloudhsm_api::{Backup, ClusterState};
use serde_json::{Value, json};

use super::{
    answer::{Shared, json_answer, problem},
    in_its_region::in_its_region,
    patch::{PatchError, merge},
};
use crate::{
    estate::{ClusterRecord, OLD_TYPE, Region, Rules},
    service::Service,
};

const NO_SUCH_REGION: &str = "there is no such region";

pub(super) fn routes() -> Router<Arc<Service>> {
    Router::new()
        .route("/_emulator/clusters/{id}/activate", post(activate))
        .route("/_emulator/clusters/{id}/replace-hsm", post(replace_hsm))
        .route("/_emulator/clusters/{id}/roll-back", post(roll_back))
        .route("/_emulator/regions/{region}/rules", get(show_rules).post(change_rules))
        .route("/_emulator/regions/{region}/shared-backups", post(share_backups))
}

async fn activate(State(service): Shared, Path(id): Path<String>) -> Response {
    in_its_region(&service, |region, now_millis| {
        in_state(region, &id, &ClusterState::Initialized)?;
        region.forget_changes_of(&id);
        region.activate(&id, now_millis);
        shown(region, &id)
    })
}

async fn replace_hsm(State(service): Shared, Path(id): Path<String>, body: Bytes) -> Response {
    let order: Value = serde_json::from_slice(&body).unwrap_or_default();
    let hsm_id = order.get("HsmId").and_then(Value::as_str);
    in_its_region(&service, |region, now_millis| {
        found(region, &id)?;
        match region.replace_hsm(&id, hsm_id, (now_millis, &service.pki)) {
            Some(new) => Ok(json_answer(&json!({ "HsmId": new }))),
            None => Err(PatchError::NoSuchHsm),
        }
    })
}

async fn roll_back(State(service): Shared, Path(id): Path<String>) -> Response {
    in_its_region(&service, |region, now_millis| {
        in_state(region, &id, &ClusterState::ModifyInProgress)?;
        let message = "The change of the HSM type failed and is being rolled back.";
        let state = ClusterState::RollbackInProgress;
        region.begin_type_change(&id, OLD_TYPE, (state, message), now_millis);
        shown(region, &id)
    })
}

async fn show_rules(State(service): Shared, Path(name): Path<String>) -> Response {
    let shown = service.in_region(&name, |region, _| json_answer(&region.rules));
    shown.unwrap_or_else(|| problem(StatusCode::NOT_FOUND, NO_SUCH_REGION))
}

async fn change_rules(State(service): Shared, Path(name): Path<String>, body: Bytes) -> Response {
    let changed = service.in_region(&name, |region, _| {
        let order: Value = serde_json::from_slice(&body)?;
        let mut whole = serde_json::to_value(&region.rules)?;
        merge(&mut whole, &order);
        region.rules = serde_json::from_value::<Rules>(whole)?;
        Ok(json_answer(&region.rules))
    });
    match changed {
        Some(Ok(answer)) => answer,
        Some(Err(error)) => {
            let error: serde_json::Error = error;
            problem(StatusCode::BAD_REQUEST, &error.to_string())
        }
        None => problem(StatusCode::NOT_FOUND, NO_SUCH_REGION),
    }
}

async fn share_backups(State(service): Shared, Path(name): Path<String>, body: Bytes) -> Response {
    let backups = match serde_json::from_slice::<Vec<Backup>>(&body) {
        Ok(backups) => backups,
        Err(error) => return problem(StatusCode::BAD_REQUEST, &error.to_string()),
    };
    let shared = service.in_region(&name, |region, _| {
        let named = backups.iter().filter_map(|it| Some((it.backup_arn.clone()?, it.clone())));
        region.shared.extend(named);
        StatusCode::NO_CONTENT.into_response()
    });
    shared.unwrap_or_else(|| problem(StatusCode::NOT_FOUND, NO_SUCH_REGION))
}

fn found<'a>(region: &'a Region, id: &str) -> Result<&'a ClusterRecord, PatchError> {
    region.clusters.get(id).ok_or(PatchError::NoSuchCluster)
}

fn in_state(region: &Region, id: &str, state: &ClusterState) -> Result<(), PatchError> {
    let own = found(region, id)?.state();
    if own == *state { Ok(()) } else { Err(PatchError::WrongState(own)) }
}

fn shown(region: &Region, id: &str) -> Result<Response, PatchError> {
    Ok(json_answer(&found(region, id)?.cluster))
}
