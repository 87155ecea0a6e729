//! What an account may have of something.

use cloudhsm_api::ErrorCode;

use crate::fault::Fault;

/// Refuses one more than the quota. No operation that creates lists this error, but it is the only
/// one that AWS's model has for it.
pub(super) fn check_quota(what: &str, count: usize, most: Option<usize>) -> Result<(), Fault> {
    match most.filter(|most| count >= *most) {
        None => Ok(()),
        Some(most) => Err(Fault::new(
            ErrorCode::CloudHsmResourceLimitExceeded,
            format!("The quota of {what} is {most}."),
        )),
    }
}
