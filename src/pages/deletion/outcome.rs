//! Sending a confirmed plan, once, and what came of it.

use std::sync::Arc;

use backend_api::{ApiError, Confirmation, DeletionPlan, Permit, code};

use crate::{api::Client, state::Connection};

/// What came of a confirmed deletion.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// AWS accepted it.
    Accepted,
    /// It was sent, or may have been, and no answer came that tells.
    Unknown(Arc<ApiError>),
    /// Nothing was deleted.
    Refused(Arc<ApiError>),
}

impl Outcome {
    /// Sends, and waits for the answer. Never tries again.
    pub async fn of_sending(
        client: &Client,
        connection: Connection,
        (plan, permit): (&DeletionPlan, &Permit),
        confirmation: &Confirmation,
    ) -> Self {
        match client.delete(plan, permit, confirmation).await {
            Ok(_) => Self::Accepted,
            Err(error) => {
                connection.notice(&error);
                Self::of_error(error)
            }
        }
    }

    fn of_error(error: ApiError) -> Self {
        let may_have_happened = match error.code.as_str() {
            // Between console and backend the answer can be lost after the backend has sent; and an
            // answer that can't be read may have been a yes.
            code::OUTCOME_UNKNOWN
            | code::BACKEND_UNREACHABLE
            | code::NOT_THE_BACKEND
            | code::INTERNAL => true,
            // AWS broke down in the middle of it.
            _ => error.upstream_status.is_some_and(|status| status >= 500),
        };
        let error = Arc::new(error);
        if may_have_happened { Self::Unknown(error) } else { Self::Refused(error) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lost_answer_is_unknown_and_a_refusal_is_not() {
        let lost = [code::BACKEND_UNREACHABLE, code::NOT_THE_BACKEND, code::OUTCOME_UNKNOWN];
        for code in lost {
            let outcome = Outcome::of_error(ApiError::network(code, "gone"));
            assert!(matches!(outcome, Outcome::Unknown(_)), "{code}");
        }
        for (status, known) in [(500, false), (503, false), (400, true)] {
            let error = ApiError {
                code: "CloudHsmInternalFailureException".into(),
                upstream_status: Some(status),
                ..ApiError::default()
            };
            assert_eq!(matches!(Outcome::of_error(error), Outcome::Refused(_)), known, "{status}");
        }
        let refused = ApiError::backend(code::PERMIT_USED, "used");
        assert_eq!(Outcome::of_error(refused.clone()), Outcome::Refused(Arc::new(refused)));
    }
}
