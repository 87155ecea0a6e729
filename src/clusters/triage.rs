//! What a cluster asks of the person on call, in one word. Each cluster counts once.

use cloudhsm_api::{Cluster, ClusterState};
use cluster_health::{Health, Severity};

use crate::state::is_in_transition;

/// The group of a cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Triage {
    /// Something is lost or broken.
    Problem,
    /// One more failure away from that.
    Warning,
    /// It waits for a person.
    ToDo,
    /// AWS is working on it or on one of its HSMs.
    InProgress,
    /// Nothing to do.
    Healthy,
    /// Deleted: neither healthy nor a problem.
    Deleted,
}

impl Triage {
    /// Those that the strip above the list counts, in its order.
    pub const COUNTED: [Self; 5] =
        [Self::Problem, Self::Warning, Self::ToDo, Self::InProgress, Self::Healthy];

    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Problem, Self::Warning, Self::ToDo, Self::InProgress, Self::Healthy, Self::Deleted];

    /// Of a cluster with these findings.
    pub fn of(cluster: &Cluster, health: &Health) -> Self {
        if cluster.state == Some(ClusterState::Deleted) {
            return Self::Deleted;
        }
        match health.worst.as_ref().map(|(severity, _)| severity) {
            Some(Severity::Bad) => Self::Problem,
            Some(Severity::Warn) => Self::Warning,
            Some(Severity::ToDo) => Self::ToDo,
            Some(Severity::Info) | None if is_in_transition(cluster) => Self::InProgress,
            Some(Severity::Info) | None => Self::Healthy,
        }
    }

    /// Its word in a filter.
    pub fn word(self) -> &'static str {
        match self {
            Self::Problem => "problem",
            Self::Warning => "warning",
            Self::ToDo => "to-do",
            Self::InProgress => "in-progress",
            Self::Healthy => "healthy",
            Self::Deleted => "deleted",
        }
    }

    /// What the strip calls so many of them.
    pub fn title(self, count: usize) -> &'static str {
        match self {
            Self::Problem if count == 1 => "Problem",
            Self::Problem => "Problems",
            Self::Warning if count == 1 => "Warning",
            Self::Warning => "Warnings",
            Self::ToDo => "To do",
            Self::InProgress => "In progress",
            Self::Healthy => "Healthy",
            Self::Deleted => "Deleted",
        }
    }

    /// The place in the list's own order: problems, then warnings, then all others.
    pub fn rank(self) -> u8 {
        match self {
            Self::Problem => 0,
            Self::Warning => 1,
            _ => 2,
        }
    }

    /// It belongs to the group on top of the list.
    pub fn needs_attention(self) -> bool {
        self.rank() < 2
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cluster_health::{Finding, Kind};

    fn triage(state: ClusterState, severities: &[Severity]) -> Triage {
        let finding = |severity: &Severity| Finding {
            kind: Kind::Degraded,
            severity: *severity,
            fact: String::new(),
            advice: String::new(),
        };
        let health = Health::of(severities.iter().map(finding).collect());
        Triage::of(&Cluster { state: Some(state), ..Cluster::default() }, &health)
    }

    #[test]
    fn the_worst_finding_decides_then_what_aws_is_doing() {
        use ClusterState::{Active, CreateInProgress, Deleted};
        assert_eq!(triage(Active, &[Severity::Bad, Severity::Warn]), Triage::Problem);
        assert_eq!(triage(CreateInProgress, &[Severity::Warn]), Triage::Warning);
        assert_eq!(triage(CreateInProgress, &[Severity::ToDo]), Triage::ToDo);
        assert_eq!(triage(CreateInProgress, &[Severity::Info]), Triage::InProgress);
        assert_eq!(triage(CreateInProgress, &[]), Triage::InProgress);
        assert_eq!(triage(Active, &[Severity::Info]), Triage::Healthy);
        assert_eq!(triage(Active, &[]), Triage::Healthy);
        assert_eq!(triage(Deleted, &[Severity::Bad]), Triage::Deleted, "nothing to be done");
    }

    #[test]
    fn problems_come_before_warnings_and_those_before_the_rest() {
        let ranks = Triage::ALL.map(Triage::rank);
        assert_eq!(ranks, [0, 1, 2, 2, 2, 2]);
        assert!(Triage::Warning.needs_attention() && !Triage::ToDo.needs_attention());
    }
}
