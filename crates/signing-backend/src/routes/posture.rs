//! `GET /api/posture`: the posture report of all regions, read now.

use std::sync::Arc;

use axum::{
    extract::{Query, State, rejection::QueryRejection},
    http::header::{CONTENT_DISPOSITION, CONTENT_TYPE},
    response::{IntoResponse, Response},
};
use backend_api::ApiErrorCode;
use serde::Deserialize;

use crate::{
    Backend, Failure,
    posture::{PostureFormat, Survey, survey},
};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asked {
    #[serde(default)]
    format: Option<String>,
}

pub(crate) async fn posture(
    State(backend): State<Arc<Backend>>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, Failure> {
    let Query(asked) = asked.map_err(|error| Failure::malformed("format", error.body_text()))?;
    let format = match asked.format {
        None => PostureFormat::Json,
        Some(name) => PostureFormat::from_name(&name).ok_or_else(|| {
            let names = PostureFormat::ALL.map(|it| it.name().to_owned()).to_vec();
            Failure::malformed("format", "Unknown format.").with_allowed(names)
        })?,
    };
    let (upstream, clock) = (backend.upstream.clone(), backend.clock.clone());
    let report = survey(Survey::from(&backend.settings), upstream, clock).await;
    let text = format.write(&report).map_err(|error| {
        tracing::error!(%error, "the posture report can't be written");
        Failure::backend(
            ApiErrorCode::InternalError,
            "The backend failed. See its log for details.",
        )
    })?;
    let file =
        format!("attachment; filename=\"posture-{}.{}\"", report.time.date(), format.ending());
    Ok(([(CONTENT_TYPE, format.media_type()), (CONTENT_DISPOSITION, &file)], text).into_response())
}
