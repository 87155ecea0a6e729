//! A change of a cluster by its ID alone: its region is looked for.

use axum::{http::StatusCode, response::Response};

use super::{answer::problem, patch::PatchError};
use crate::{estate::Region, service::Service};

pub(super) fn in_its_region(
    service: &Service,
    act: impl Fn(&mut Region, i64) -> Result<Response, PatchError>,
) -> Response {
    let tried = service.regions.iter().find_map(|name| {
        let result = service.in_region(name, |region, now_millis| act(region, now_millis))?;
        (!matches!(result, Err(PatchError::NoSuchCluster))).then_some(result)
    });
    match tried {
        Some(Ok(response)) => response,
        Some(Err(error)) => problem(StatusCode::BAD_REQUEST, &error.to_string()),
        None => problem(StatusCode::NOT_FOUND, &PatchError::NoSuchCluster.to_string()),
    }
}
