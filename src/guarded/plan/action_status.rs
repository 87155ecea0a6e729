//! What came of the newest thing that was asked for on a page of a smaller plan.

use std::sync::Arc;

use backend_api::{ApiError, Attempt, AttemptState};
use cloudhsm_api::Operation;

use crate::{api::is_outcome_unknown, guarded::attempt::Lookup, route::Place};

/// What came of the newest thing that was asked for.
#[derive(Debug, Clone)]
pub(crate) enum ActionStatus {
    /// Nothing was asked for.
    Nothing,
    /// It was accepted, in words; with its attempt, if that is known.
    Done(&'static str, Option<String>),
    /// It was sent, or may have been: this attempt says what came of it.
    Open(Lookup, Option<Arc<ApiError>>),
    /// The guard or AWS refused.
    Refused(Arc<ApiError>),
}

/// The newest attempt of these operations on a resource that may have been sent, if its outcome is
/// open.
pub(super) fn newest_open(
    attempts: &[Attempt],
    place: &Place,
    operations: &[Operation],
) -> Option<String> {
    use AttemptState::{Announced, CameBack, Sent, StillUnknown, Unknown};
    let mut of_it = attempts.iter().filter(|it| {
        let was_sent = it.state.was_sent() || it.state == Announced;
        let is_of_it = it.resource == place.id && it.region == place.region;
        operations.contains(&it.operation) && is_of_it && was_sent
    });
    let newest = of_it.next()?;
    // What AWS accepted shows in the plan itself.
    let is_open = matches!(newest.state, Announced | Sent | Unknown | StillUnknown | CameBack);
    is_open.then(|| newest.id.clone())
}

/// What came of a call that passes no guard: refused only where that is certain.
pub(super) fn of_error(error: Arc<ApiError>, newest: Lookup) -> ActionStatus {
    if !is_outcome_unknown(&error) {
        return ActionStatus::Refused(error);
    }
    let lookup = error.attempt.clone().map_or(newest, Lookup::Id);
    ActionStatus::Open(lookup, Some(error))
}

#[cfg(test)]
mod tests {
    use backend_api::ApiErrorCode;

    use super::*;
    use crate::samples;

    #[test]
    fn only_what_is_open_is_followed_after_a_reload() {
        use AttemptState::{Gone, Permitted, Refused, Unknown};
        let attempt = |state| Attempt {
            id: "a".into(),
            state,
            operation: Operation::DeleteBackup,
            region: "r".into(),
            resource: "backup-a".into(),
            ..samples::attempt()
        };
        let place = Place::new("r", "backup-a");
        let operations = [Operation::DeleteBackup, Operation::RestoreBackup];
        let open = |states: &[AttemptState]| {
            let attempts: Vec<_> = states.iter().map(|state| attempt(*state)).collect();
            newest_open(&attempts, &place, &operations)
        };
        assert_eq!(open(&[Permitted, Refused, Unknown]).as_deref(), Some("a"));
        assert_eq!(open(&[Gone, Unknown]), None, "a newer one is known");
        assert_eq!(newest_open(&[attempt(Unknown)], &place, &[]), None);
    }

    #[test]
    fn a_lost_answer_is_not_called_a_failure() {
        let status = |error| of_error(Arc::new(error), Lookup::Id("newest".into()));
        let lost = ApiError::network(ApiErrorCode::BackendUnreachable, "lost");
        assert!(
            matches!(status(lost.clone()), ActionStatus::Open(Lookup::Id(id), _) if id == "newest")
        );
        let named = ApiError { attempt: Some("a".into()), ..lost };
        assert!(matches!(status(named), ActionStatus::Open(Lookup::Id(id), _) if id == "a"));
        let refused = ApiError::backend(ApiErrorCode::PermitRequired, "refused");
        assert!(matches!(status(refused), ActionStatus::Refused(_)));
    }
}
