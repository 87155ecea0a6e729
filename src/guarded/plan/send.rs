//! Sending a confirmed plan, once, and what came of it.

use std::sync::Arc;

use backend_api::{ApiError, Confirmation, DeletionPlan, Permit};

use crate::{
    api::{Client, is_outcome_unknown},
    state::Connection,
};

/// What came of a confirmation.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// AWS accepted it, or the first of several.
    Accepted,
    /// It may have been sent, and no answer says what came of it: the backend's attempt does.
    Unknown(Arc<ApiError>),
    /// Nothing was sent, or AWS refused it.
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
        match client.send_confirmed(plan, permit, confirmation).await {
            Ok(()) => Self::Accepted,
            Err(error) => {
                connection.notice(&error);
                Self::of_error(error)
            }
        }
    }

    fn of_error(error: ApiError) -> Self {
        let is_unknown = is_outcome_unknown(&error);
        let error = Arc::new(error);
        if is_unknown { Self::Unknown(error) } else { Self::Refused(error) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use backend_api::{ApiErrorCode, AttemptState};

    #[test]
    fn a_lost_answer_is_unknown_and_a_refusal_is_not() {
        let lost = [
            ApiErrorCode::BackendUnreachable,
            ApiErrorCode::NotTheBackend,
            ApiErrorCode::OutcomeUnknown,
            ApiErrorCode::UpstreamTimeout,
        ];
        for code in lost {
            let outcome = Outcome::of_error(ApiError::network(code.clone(), "gone"));
            assert!(matches!(outcome, Outcome::Unknown(_)), "{code}");
        }
        let refused = ApiError::backend(ApiErrorCode::PermitUsed, "used");
        assert_eq!(Outcome::of_error(refused.clone()), Outcome::Refused(Arc::new(refused)));
        // The backend says that it didn't send it, however it failed.
        let late = ApiError {
            outcome: Some(AttemptState::Refused),
            ..ApiError::network(ApiErrorCode::UpstreamTimeout, "AWS was too slow to be read")
        };
        assert!(matches!(Outcome::of_error(late), Outcome::Refused(_)));
    }
}
