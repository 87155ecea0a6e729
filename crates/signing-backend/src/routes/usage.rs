//! `GET …/usage`: what the HSMs of a cluster measured.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, Query, State, rejection::QueryRejection},
};
use backend_api::{Usage, UsageRange};
use serde::Deserialize;

use crate::{Backend, Failure, routes::region};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asked {
    #[serde(default)]
    range: Option<String>,
}

pub(crate) async fn usage(
    State(backend): State<Arc<Backend>>,
    Path((region, cluster_id)): Path<(String, String)>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Json<Usage>, Failure> {
    region::check(&backend.settings, &region)?;
    let Query(asked) = asked.map_err(|error| Failure::malformed("range", error.body_text()))?;
    let range = range(asked.range.as_deref())?;
    backend.dependents.usage(&region, &cluster_id, range).await.map(Json)
}

/// How far back, which has to be said: what is asked for costs money.
fn range(name: Option<&str>) -> Result<UsageRange, Failure> {
    let named = |it: &&UsageRange| Some(it.as_str()) == name;
    UsageRange::ALL.iter().find(named).copied().ok_or_else(|| {
        let message = if name.is_some() { "Unknown range." } else { "The range is missing." };
        let names = UsageRange::ALL.iter().map(|it| it.as_str().to_owned()).collect();
        Failure::malformed("range", message).with_allowed(names)
    })
}
