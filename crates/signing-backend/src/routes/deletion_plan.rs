//! `POST …/deletion-plan` and `…/unprotection-plan`: what a deletion, or the removal of a
//! protection, would do, and the permit for it.
//!
//! With `?filling=true` the answer is a stream of plans, each with more of what is known.
//!
//! A `POST`, though it changes nothing at AWS: each plan makes a permit.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, Query, State, rejection::QueryRejection},
    response::{IntoResponse, Response},
};
use backend_api::DeletionPlan;
use serde::Deserialize;

use super::filling_plan;
use crate::{Backend, Failure, guard::Target, routes::region};

type PlanResult = Result<Json<DeletionPlan>, Failure>;

/// A query that can't be read is refused.
type Filling = Result<Query<Asked>, QueryRejection>;

/// How a plan is asked for.
#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    /// At once, and then again with what came, until it is complete.
    #[serde(default)]
    filling: bool,
}

pub(crate) async fn cluster_deletion_plan(
    State(backend): State<Arc<Backend>>,
    Path((region, cluster_id)): Path<(String, String)>,
    filling: Filling,
) -> Result<Response, Failure> {
    plan_filling(backend, region, Target::Cluster { cluster_id }, filling).await
}

pub(crate) async fn hsm_deletion_plan(
    State(backend): State<Arc<Backend>>,
    Path((region, cluster_id, hsm_id)): Path<(String, String, String)>,
    filling: Filling,
) -> Result<Response, Failure> {
    plan_filling(backend, region, Target::Hsm { cluster_id, hsm_id }, filling).await
}

pub(crate) async fn backup_deletion_plan(
    State(backend): State<Arc<Backend>>,
    Path((region, backup_id)): Path<(String, String)>,
    filling: Filling,
) -> Result<Response, Failure> {
    plan_filling(backend, region, Target::Backup { backup_id }, filling).await
}

pub(crate) async fn cluster_unprotection_plan(
    State(backend): State<Arc<Backend>>,
    Path((region, cluster_id)): Path<(String, String)>,
) -> PlanResult {
    let key = backend.settings.deletion_protection.0.clone();
    plan(&backend, &region, &Target::ClusterProtection { cluster_id, key }).await
}

pub(crate) async fn backup_unprotection_plan(
    State(backend): State<Arc<Backend>>,
    Path((region, backup_id)): Path<(String, String)>,
) -> PlanResult {
    let key = backend.settings.deletion_protection.0.clone();
    plan(&backend, &region, &Target::BackupProtection { backup_id, key }).await
}

async fn plan(backend: &Backend, region: &str, target: &Target) -> PlanResult {
    region::check(&backend.settings, region)?;
    backend.guard.plan(region, target).await.map(Json)
}

async fn plan_filling(
    backend: Arc<Backend>,
    region: String,
    target: Target,
    filling: Filling,
) -> Result<Response, Failure> {
    let Query(asked) = filling.map_err(|error| Failure::malformed("filling", error.body_text()))?;
    if !asked.filling {
        return plan(&backend, &region, &target).await.map(IntoResponse::into_response);
    }
    region::check(&backend.settings, &region)?;
    filling_plan::answer(backend, region, target).await
}
