//! Whether a call that changes something may have been carried out, though its answer is an error.

use backend_api::{ApiError, ErrorSource, code};

/// Whether the error leaves open what became of the call: the answer was lost, can't be read, or
/// says that AWS or the backend broke down in the middle of it.
///
/// What AWS or the backend refused (4xx) is certain: nothing happened.
pub fn is_outcome_unknown(error: &ApiError) -> bool {
    match error.code.as_str() {
        code::OUTCOME_UNKNOWN
        | code::BACKEND_UNREACHABLE
        | code::NOT_THE_BACKEND
        | code::UPSTREAM_TIMEOUT
        | code::INTERNAL => return true,
        _ => {}
    }
    match error.source {
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
    fn only_a_refusal_is_certain() {
        for code in [
            code::OUTCOME_UNKNOWN,
            code::BACKEND_UNREACHABLE,
            code::NOT_THE_BACKEND,
            code::UPSTREAM_TIMEOUT,
            code::UPSTREAM_GARBLED,
            code::UPSTREAM_UNREACHABLE,
        ] {
            assert!(is_outcome_unknown(&ApiError::network(code, "lost")), "{code}");
        }
        assert!(is_outcome_unknown(&ApiError::backend(code::INTERNAL, "a defect")));
        for code in [code::PERMIT_REQUIRED, code::MALFORMED_REQUEST, code::CREDENTIALS_UNAVAILABLE]
        {
            assert!(!is_outcome_unknown(&ApiError::backend(code, "refused")), "{code}");
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
