//! `GET …/dependents`: who depends on a cluster, as AWS's other services say.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State},
};
use backend_api::Dependents;

use crate::{Backend, Failure, routes::region};

pub(crate) async fn dependents(
    State(backend): State<Arc<Backend>>,
    Path((region, cluster_id)): Path<(String, String)>,
) -> Result<Json<Dependents>, Failure> {
    region::check(&backend.settings, &region)?;
    // So many questions at once are a large future.
    Box::pin(backend.dependents.of(&region, &cluster_id)).await.map(Json)
}
