//! `GET …/use`: which clusters of a region have key stores, and which are used.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State},
};
use backend_api::RegionUse;

use crate::{Backend, Failure, routes::region};

pub(crate) async fn region_use(
    State(backend): State<Arc<Backend>>,
    Path(region): Path<String>,
) -> Result<Json<RegionUse>, Failure> {
    region::check(&backend.settings, &region)?;
    backend.dependents.of_region(&region).await.map(Json)
}
