//! Whether a call that changes something may have been carried out, though its answer is an error.

use backend_api::{ApiError, ApiErrorCode, AttemptState, ErrorSource};

/// Whether the error leaves open what became of the call.
///
/// What the backend says about the attempt decides: only `refused` means that nothing happened.
/// Where it doesn't say, the answer may have been lost on the way, or somebody between console and
/// backend wrote it.
pub fn is_outcome_unknown(error: &ApiError) -> bool {
    if let Some(outcome) = error.outcome {
        return outcome != AttemptState::Refused;
    }
    match error.code {
        ApiErrorCode::OutcomeUnknown
        | ApiErrorCode::BackendUnreachable
        | ApiErrorCode::NotTheBackend
        | ApiErrorCode::UpstreamTimeout
        | ApiErrorCode::UpstreamGarbled
        | ApiErrorCode::InternalError => return true,
        _ => {}
    }
    match error.source {
        // 408: whether the whole request arrived is not certain.
        ErrorSource::Aws => error.upstream_status.is_none_or(|it| it >= 500 || it == 408),
        ErrorSource::Network => true,
        // It refused, or could not begin: no credentials, no audit log, too busy.
        ErrorSource::Backend => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_backend_says_about_the_attempt_decides() {
        for state in AttemptState::ALL {
            let with_outcome = |error| ApiError { outcome: Some(*state), ..error };
            let expected = *state != AttemptState::Refused;
            for error in [
                ApiError::network(ApiErrorCode::UpstreamTimeout, "late"),
                ApiError::backend(ApiErrorCode::PlanChanged, "changed"),
            ] {
                assert_eq!(is_outcome_unknown(&with_outcome(error)), expected, "{state:?}");
            }
        }
    }

    #[test]
    fn only_a_refusal_is_certain() {
        for code in [
            ApiErrorCode::OutcomeUnknown,
            ApiErrorCode::BackendUnreachable,
            ApiErrorCode::NotTheBackend,
            ApiErrorCode::UpstreamTimeout,
            ApiErrorCode::UpstreamGarbled,
            ApiErrorCode::UpstreamUnreachable,
        ] {
            assert!(is_outcome_unknown(&ApiError::network(code.clone(), "lost")), "{code}");
        }
        // A 504 of whatever stands in between.
        let timed_out = ApiError::backend(ApiErrorCode::UpstreamTimeout, "late");
        assert!(is_outcome_unknown(&timed_out));
        assert!(is_outcome_unknown(&ApiError::backend(ApiErrorCode::InternalError, "a defect")));
        for code in [
            ApiErrorCode::PermitRequired,
            ApiErrorCode::MalformedRequest,
            ApiErrorCode::CredentialsUnavailable,
        ] {
            assert!(!is_outcome_unknown(&ApiError::backend(code.clone(), "refused")), "{code}");
        }
        for (status, unknown) in [(400, false), (403, false), (408, true), (500, true), (503, true)]
        {
            let error = ApiError {
                source: ErrorSource::Aws,
                upstream_status: Some(status),
                ..ApiError::backend("CloudHsmServiceException", "AWS's")
            };
            assert_eq!(is_outcome_unknown(&error), unknown, "{status}");
        }
    }
}
