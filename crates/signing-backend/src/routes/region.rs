//! The region in a path: one of the operator's, and nothing else.

use backend_api::code;

use crate::{Failure, Settings};

/// Checks a region of a path against the allowed ones.
pub(crate) fn check(settings: &Settings, region: &str) -> Result<(), Failure> {
    if settings.regions.iter().any(|allowed| allowed == region) {
        return Ok(());
    }
    let message = "This is not one of the regions of this backend; --region allows one more.";
    Err(Failure::backend(code::UNKNOWN_REGION, message)
        .with_field("region")
        .with_allowed(settings.regions.clone()))
}
