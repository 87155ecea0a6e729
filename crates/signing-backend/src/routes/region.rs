//! The region in a path: one of the operator's, and nothing else.

use backend_api::ApiErrorCode;

use crate::{Failure, Settings};

/// Checks a region of a path against the allowed ones.
pub(crate) fn check(settings: &Settings, region: &str) -> Result<(), Failure> {
    if settings.regions.iter().any(|allowed| allowed == region) {
        return Ok(());
    }
    let message = "Region not configured. Add it with --region.";
    Err(Failure::backend(ApiErrorCode::UnknownRegion, message)
        .with_field("region")
        .with_allowed(settings.regions.clone()))
}
