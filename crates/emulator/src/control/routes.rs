//! The control surface's URLs, below `/_emulator`.
//!
//! | call | does |
//! |---|---|
//! | `GET /_emulator/calls` | counts by operation and region, and the latest calls one by one |
//! | `DELETE /_emulator/calls` | starts to count afresh |
//! | `GET /_emulator/faults` | the faults that still wait |
//! | `POST /_emulator/faults` | adds a fault: `{"operation": "DeleteCluster", "times": 1, "kind": "throttle"}`, or an answer: `{"kind": "raw", "status": 200, "body": {}}` |
//! | `DELETE /_emulator/faults` | takes all faults back |
//! | `GET /_emulator/credentials` | the three access keys: `user`, `session`, and `expired`, which has ended |
//! | `GET /_emulator/clusters/{id}` | the cluster as it is, whatever its region |
//! | `POST /_emulator/clusters/{id}` | merges JSON into the cluster, and stops what is under way |
//! | `DELETE /_emulator/clusters/{id}` | takes the cluster away at once |
//! | `POST /_emulator/clusters/{id}/backups` | adds a list of backups to the cluster, as they come |
//! | `POST /_emulator/clusters/{id}/activate` | activates an `INITIALIZED` cluster, as its owner does with the HSM's own client |
//! | `POST /_emulator/clusters/{id}/replace-hsm` | AWS replaces an HSM: `{"HsmId": "hsm-…"}`, or the first one; before initialization the CSR changes |
//! | `POST /_emulator/clusters/{id}/roll-back` | AWS itself rolls the change of the HSM type back that is under way |
//! | `GET /_emulator/regions/{region}/rules` | quotas, zones without CloudHSM, how long a migration takes, … |
//! | `POST /_emulator/regions/{region}/rules` | merges JSON into them: `{"clusters": 4, "hsms": 6}`, `{"new_hsm1_clusters": true}`; all of them are in `estate/rules.rs` |
//! | `POST /_emulator/regions/{region}/shared-backups` | adds a list of backups that another account shares, each with its `BackupArn` |
//! | `GET /_emulator/services/{name}` | how `kms`, `cloudwatch`, `ec2`, … behaves, and how many calls it got |
//! | `POST /_emulator/services/{name}` | how it behaves from now on: `{"behaviour": "deny"}`, or `answer`, `throttle`, `fail`, `garble`, `hang`; `{"latency_ms": 300}` before each answer |
//! | `DELETE /_emulator/services/{name}/calls` | starts to count its calls afresh |
//! | `GET /_emulator/key-stores` | KMS's key stores, by region |
//! | `POST /_emulator/key-stores/{id}` | merges JSON into a key store: `{"ConnectionState": "DISCONNECTED"}` |
//! | `POST /_emulator/regions/{region}/key-stores` | adds a key store, as it comes |
//! | `GET /_emulator/regions/{region}/quotas` | what Service Quotas has of CloudHSM there |
//! | `POST /_emulator/regions/{region}/quotas` | puts a list of quotas in their place, as they come |
//! | `POST /_emulator/zones/{name}` | how an availability zone is from now on: `{"state": "impaired", "messages": ["…"]}` |

use std::sync::Arc;

use axum::{
    Router,
    body::Bytes,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use cloudhsm_api::Backup;
use serde_json::{Value, json};

use super::{
    Control,
    answer::{Shared, json_answer, problem},
    calls::CallLog,
    faults::Order,
    in_its_region::in_its_region,
    key_stores::{self, KeyStoreChangeError},
    life,
    patch::{self, PatchError},
    regions, services,
};
use crate::{Credentials, lock::lock, service::Service};

pub(crate) fn routes(service: Arc<Service>) -> Router {
    Router::new()
        .route("/_emulator/calls", get(show_calls).delete(forget_calls))
        .route("/_emulator/faults", get(show_faults).post(add_fault).delete(clear_faults))
        .route("/_emulator/credentials", get(show_credentials))
        .route(
            "/_emulator/clusters/{id}",
            get(show_cluster).post(patch_cluster).delete(remove_cluster),
        )
        .route("/_emulator/clusters/{id}/backups", post(add_backups))
        .merge(life::routes())
        .merge(services::routes())
        .merge(regions::routes())
        .route("/_emulator/key-stores", get(show_key_stores))
        .route("/_emulator/key-stores/{id}", post(patch_key_store))
        .route("/_emulator/regions/{region}/key-stores", post(add_key_store))
        .with_state(service)
}

async fn show_calls(State(service): Shared) -> Response {
    with_control(&service, |control| json_answer(&*lock(&control.calls)))
}

async fn forget_calls(State(service): Shared) -> Response {
    with_control(&service, |control| {
        *lock(&control.calls) = CallLog::default();
        StatusCode::NO_CONTENT.into_response()
    })
}

async fn show_faults(State(service): Shared) -> Response {
    with_control(&service, |control| json_answer(lock(&control.faults).orders()))
}

async fn add_fault(State(service): Shared, body: Bytes) -> Response {
    match serde_json::from_slice::<Order>(&body) {
        Ok(order) => with_control(&service, |control| {
            lock(&control.faults).add(order);
            StatusCode::NO_CONTENT.into_response()
        }),
        Err(error) => problem(StatusCode::BAD_REQUEST, &error.to_string()),
    }
}

async fn clear_faults(State(service): Shared) -> Response {
    with_control(&service, |control| {
        lock(&control.faults).clear();
        StatusCode::NO_CONTENT.into_response()
    })
}

async fn show_credentials(State(service): Shared) -> Response {
    with_control(&service, |_| {
        let keys = service.keys();
        let json = |own: &Credentials| {
            json!({
                "AccessKeyId": own.access_key_id,
                "SecretAccessKey": own.secret_access_key,
                "SessionToken": own.session_token,
            })
        };
        json_answer(&json!({
            "user": json(keys.user()), "session": json(keys.session()), "expired": json(keys.expired()),
        }))
    })
}

async fn show_cluster(State(service): Shared, Path(id): Path<String>) -> Response {
    in_its_region(&service, |region, _| {
        let record = region.clusters.get(&id).ok_or(PatchError::NoSuchCluster)?;
        Ok(json_answer(&record.cluster))
    })
}

async fn patch_cluster(State(service): Shared, Path(id): Path<String>, body: Bytes) -> Response {
    match serde_json::from_slice::<Value>(&body) {
        Ok(change) => in_its_region(&service, |region, _| {
            Ok(json_answer(&patch::patch(region, &id, &change)?))
        }),
        Err(error) => problem(StatusCode::BAD_REQUEST, &error.to_string()),
    }
}

async fn add_backups(State(service): Shared, Path(id): Path<String>, body: Bytes) -> Response {
    match serde_json::from_slice::<Vec<Backup>>(&body) {
        Ok(backups) => in_its_region(&service, |region, _| {
            patch::add_backups(region, &id, &backups)?;
            Ok(StatusCode::NO_CONTENT.into_response())
        }),
        Err(error) => problem(StatusCode::BAD_REQUEST, &error.to_string()),
    }
}

async fn remove_cluster(State(service): Shared, Path(id): Path<String>) -> Response {
    in_its_region(&service, |region, _| {
        patch::remove(region, &id)?;
        Ok(StatusCode::NO_CONTENT.into_response())
    })
}

async fn show_key_stores(State(service): Shared) -> Response {
    let kms = service.kms();
    let of = |region: &String| (region.clone(), json!(kms.in_region(region).collect::<Vec<_>>()));
    json_answer(&service.regions.iter().map(of).collect::<Value>())
}

async fn patch_key_store(State(service): Shared, Path(id): Path<String>, body: Bytes) -> Response {
    let patched = serde_json::from_slice::<Value>(&body)
        .map_err(KeyStoreChangeError::from)
        .and_then(|change| key_stores::patch(&mut service.kms(), &id, &change));
    changed(patched.map(|store| json_answer(&store)))
}

async fn add_key_store(
    State(service): Shared,
    Path(region): Path<String>,
    body: Bytes,
) -> Response {
    let added = serde_json::from_slice::<Value>(&body)
        .map_err(KeyStoreChangeError::from)
        .and_then(|store| key_stores::add(&mut service.kms(), &region, store));
    changed(added.map(|()| StatusCode::NO_CONTENT.into_response()))
}

fn changed(result: Result<Response, KeyStoreChangeError>) -> Response {
    result.unwrap_or_else(|error| {
        let status = match error {
            KeyStoreChangeError::NoSuchKeyStore => StatusCode::NOT_FOUND,
            KeyStoreChangeError::NotAKeyStore(_) => StatusCode::BAD_REQUEST,
        };
        problem(status, &error.to_string())
    })
}

/// These routes exist only where there is a control surface.
fn with_control(service: &Service, act: impl FnOnce(&Control) -> Response) -> Response {
    service.control.as_ref().map_or_else(|| StatusCode::NOT_FOUND.into_response(), act)
}
