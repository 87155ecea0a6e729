//! `POST …/deletion-plan` and `…/unprotection-plan`: what a deletion, or the removal of a
//! protection, would do, and the permit for it.
//!
//! A `POST`, though it changes nothing at AWS: each plan makes a permit.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State},
};
use backend_api::DeletionPlan;

use crate::{Backend, Failure, guard::Target, routes::region};

type PlanResult = Result<Json<DeletionPlan>, Failure>;

pub(crate) async fn cluster_deletion_plan(
    State(backend): State<Arc<Backend>>,
    Path((region, cluster_id)): Path<(String, String)>,
) -> PlanResult {
    plan(&backend, &region, &Target::Cluster { cluster_id }).await
}

pub(crate) async fn hsm_deletion_plan(
    State(backend): State<Arc<Backend>>,
    Path((region, cluster_id, hsm_id)): Path<(String, String, String)>,
) -> PlanResult {
    plan(&backend, &region, &Target::Hsm { cluster_id, hsm_id }).await
}

pub(crate) async fn backup_deletion_plan(
    State(backend): State<Arc<Backend>>,
    Path((region, backup_id)): Path<(String, String)>,
) -> PlanResult {
    plan(&backend, &region, &Target::Backup { backup_id }).await
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
