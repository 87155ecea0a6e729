//! `GET …/history`: what was done to a cluster, as AWS's own record says.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State},
};
use backend_api::History;

use crate::{Backend, Failure, routes::region};

pub(crate) async fn history(
    State(backend): State<Arc<Backend>>,
    Path((region, cluster_id)): Path<(String, String)>,
) -> Result<Json<History>, Failure> {
    region::check(&backend.settings, &region)?;
    backend.history.of(&region, &cluster_id).await.map(Json)
}
