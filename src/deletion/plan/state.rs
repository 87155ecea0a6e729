//! What the newest plan tells about the cluster.

use std::sync::Arc;

use backend_api::{ApiError, ApiErrorCode, BlockerCode, DeletionPlan};
use cloudhsm_api::ErrorCode;
use leptos::prelude::*;

use crate::state::Loaded;

/// What the newest plan tells about the cluster.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::deletion) enum PlanState {
    /// Nothing yet.
    Loading,
    /// A plan, of a cluster that is there.
    Planned(Arc<DeletionPlan>),
    /// The deletion runs.
    Running,
    /// The cluster is listed as DELETED.
    Over,
    /// No such cluster.
    Absent,
    /// The plan could not be made.
    Unreadable(Arc<ApiError>),
}

/// Tracks the plan.
pub(in crate::deletion) fn plan_state(plan: Loaded<DeletionPlan>) -> PlanState {
    judge(plan.error.get(), plan.value.get())
}

/// Whether it has to be drawn anew: not where a plan fills in.
pub(in crate::deletion) fn is_another(old: Option<&PlanState>, new: Option<&PlanState>) -> bool {
    match (old, new) {
        (Some(PlanState::Planned(old)), Some(PlanState::Planned(new))) => {
            old.planned_at != new.planned_at || old.asking().next().is_none()
        }
        _ => old != new,
    }
}

fn judge(error: Option<Arc<ApiError>>, plan: Option<Arc<DeletionPlan>>) -> PlanState {
    if let Some(error) = error {
        let by_aws = ErrorCode::CloudHsmResourceNotFound;
        let is_gone =
            error.code == ApiErrorCode::ResourceNotFound || error.code.as_str() == by_aws.as_str();
        return if is_gone { PlanState::Absent } else { PlanState::Unreadable(error) };
    }
    let Some(plan) = plan else { return PlanState::Loading };
    let blocked_by = |code| plan.blockers.iter().any(|blocker| blocker.code == code);
    if blocked_by(BlockerCode::DeletionInProgress) {
        PlanState::Running
    } else if blocked_by(BlockerCode::AlreadyDeleted) {
        PlanState::Over
    } else {
        PlanState::Planned(plan)
    }
}

#[cfg(test)]
mod tests {
    use backend_api::SourceStatus;

    use super::*;
    use crate::samples;

    #[test]
    fn a_cluster_that_is_not_there_is_absent_and_no_failure() {
        let error = |code: &str| Some(Arc::new(ApiError::backend(code, "no")));
        assert_eq!(judge(error("ResourceNotFound"), None), PlanState::Absent);
        assert_eq!(judge(error("CloudHsmResourceNotFoundException"), None), PlanState::Absent);
        assert!(matches!(judge(error("Overloaded"), None), PlanState::Unreadable(_)));
    }

    #[test]
    fn a_plan_that_fills_in_is_drawn_once() {
        let plan = |status| {
            let plan = DeletionPlan { sources: vec![samples::asked(status)], ..samples::plan() };
            PlanState::Planned(Arc::new(plan))
        };
        let (asking, complete) = (plan(SourceStatus::Asking), plan(SourceStatus::Known));
        assert!(!is_another(Some(&asking), Some(&complete)));
        assert!(is_another(Some(&complete), Some(&asking)), "it was planned again");
        assert!(is_another(Some(&complete), Some(&complete)));
        assert!(is_another(None, Some(&asking)) && is_another(Some(&asking), None));
        assert!(is_another(Some(&asking), Some(&PlanState::Running)));
    }

    #[test]
    fn a_deletion_under_way_is_followed_and_not_planned_again() {
        let plan = |code| {
            let blocker = samples::blocker(code);
            Some(Arc::new(DeletionPlan { blockers: vec![blocker], ..samples::plan() }))
        };
        assert_eq!(judge(None, plan(BlockerCode::DeletionInProgress)), PlanState::Running);
        assert_eq!(judge(None, plan(BlockerCode::AlreadyDeleted)), PlanState::Over);
        let blocked = judge(None, plan(BlockerCode::HsmsPresent));
        assert!(matches!(blocked, PlanState::Planned(_)));
        assert_eq!(judge(None, None), PlanState::Loading);
    }
}
