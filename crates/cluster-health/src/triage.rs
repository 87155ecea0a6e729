//! The group of the list that a cluster belongs to.

use backend_api::{Finding, Severity};
use cloudhsm_api::ClusterState;

/// What a person does about a cluster, the most urgent first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Triage {
    /// Something is lost or broken.
    Problem,
    /// One more failure away from that.
    Warning,
    /// It waits for a person's action.
    ToDo,
    /// AWS is working on it: wait.
    InProgress,
    /// It serves, and nothing is to be done.
    Healthy,
    /// It was deleted.
    Gone,
}

impl Triage {
    /// All of them, the most urgent first.
    pub const ALL: [Self; 6] =
        [Self::Problem, Self::Warning, Self::ToDo, Self::InProgress, Self::Healthy, Self::Gone];

    /// Its name in filters and reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Problem => "problem",
            Self::Warning => "warning",
            Self::ToDo => "to-do",
            Self::InProgress => "in-progress",
            Self::Healthy => "healthy",
            Self::Gone => "gone",
        }
    }
}

/// The group of a cluster in this state with these findings.
///
/// A cluster in a state that AWS is changing isn't called healthy, and neither is one in a state that
/// this version doesn't know.
pub fn triage(state: Option<&ClusterState>, findings: &[Finding]) -> Triage {
    match state {
        Some(ClusterState::Deleted) => return Triage::Gone,
        Some(ClusterState::DeleteInProgress) => return Triage::InProgress,
        _ => {}
    }
    let worst = findings.iter().map(|finding| finding.severity).min();
    match (worst, state) {
        (Some(Severity::Bad), _) => Triage::Problem,
        (Some(Severity::Warn), _) => Triage::Warning,
        (Some(Severity::ToDo), _) => Triage::ToDo,
        (_, Some(state)) if state.is_in_transition() => Triage::InProgress,
        (_, None | Some(ClusterState::Unknown(_))) => Triage::Warning,
        _ => Triage::Healthy,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use backend_api::FindingKind;

    fn of(state: &str, severities: &[Severity]) -> Triage {
        let finding = |&severity: &Severity| Finding {
            kind: FindingKind::Degraded,
            severity,
            fact: String::new(),
            advice: "".into(),
        };
        let findings: Vec<_> = severities.iter().map(finding).collect();
        triage(Some(&ClusterState::from(state)), &findings)
    }

    #[test]
    fn the_worst_finding_decides_in_any_order() {
        use Severity::{Bad, Info, ToDo, Warn};
        assert_eq!(of("ACTIVE", &[Info, ToDo, Warn, Bad]), Triage::Problem);
        assert_eq!(of("ACTIVE", &[Info, Warn, ToDo]), Triage::Warning);
        assert_eq!(of("INITIALIZED", &[ToDo, Info]), Triage::ToDo);
        assert_eq!(of("ACTIVE", &[Info]), Triage::Healthy);
        assert_eq!(of("ACTIVE", &[]), Triage::Healthy);
    }

    #[test]
    fn what_aws_changes_is_not_called_healthy() {
        for state in [
            "CREATE_IN_PROGRESS",
            "INITIALIZE_IN_PROGRESS",
            "UPDATE_IN_PROGRESS",
            "MODIFY_IN_PROGRESS",
            "ROLLBACK_IN_PROGRESS",
            "DELETE_IN_PROGRESS",
        ] {
            assert_eq!(of(state, &[]), Triage::InProgress, "{state}");
            assert_eq!(of(state, &[Severity::Info]), Triage::InProgress, "{state}");
        }
        assert_eq!(of("MODIFY_IN_PROGRESS", &[Severity::Bad]), Triage::Problem);
    }

    #[test]
    fn what_goes_or_is_gone_asks_nothing_of_a_person() {
        assert_eq!(of("DELETED", &[Severity::Bad]), Triage::Gone);
        assert_eq!(of("DELETE_IN_PROGRESS", &[Severity::Bad]), Triage::InProgress);
    }

    #[test]
    fn a_state_that_nobody_knows_is_not_called_healthy() {
        assert_eq!(of("HIBERNATED", &[]), Triage::Warning);
        assert_eq!(of("HIBERNATED", &[Severity::Bad]), Triage::Problem);
        assert_eq!(triage(None, &[]), Triage::Warning);
    }

    #[test]
    fn the_groups_are_in_order_and_have_different_names() {
        assert!(Triage::ALL.is_sorted());
        let mut names = Triage::ALL.map(Triage::as_str).to_vec();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Triage::ALL.len());
    }
}
