//! `GET …/subnets`: the subnets of a region, to choose from for a new cluster.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State},
};
use backend_api::RegionSubnets;

use crate::{Backend, Failure, routes::region};

pub(crate) async fn subnets(
    State(backend): State<Arc<Backend>>,
    Path(region): Path<String>,
) -> Result<Json<RegionSubnets>, Failure> {
    region::check(&backend.settings, &region)?;
    Ok(Json(backend.dependents.subnets(&region).await))
}
