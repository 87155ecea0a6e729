//! The findings of a cluster in the space of a badge.

use backend_api::{Finding, FindingKind as Kind, Severity};

/// The health of a cluster, for the list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Health {
    /// The most severe finding: how severe, and what.
    pub worst: Option<(Severity, String)>,
    /// How many others there are.
    pub others: usize,
    /// What each says, the most severe first.
    pub facts: Vec<String>,
    kinds: u32,
}

impl Health {
    /// Of findings, the most severe first.
    pub fn of(findings: Vec<Finding>) -> Self {
        let kinds = findings.iter().fold(0, |all, finding| all | bit(finding.kind));
        let others = findings.len().saturating_sub(1);
        let worst = findings.first().map(|finding| (finding.severity, finding.fact.clone()));
        let facts = findings.into_iter().map(|finding| finding.fact).collect();
        Self { worst, others, facts, kinds }
    }

    /// Whether there is a finding of this kind.
    pub fn has(&self, kind: Kind) -> bool {
        self.kinds & bit(kind) != 0
    }

    /// Its severity as a filter names it; `ok` without a finding.
    pub fn word(&self) -> &'static str {
        match &self.worst {
            None => "ok",
            Some((Severity::Info, _)) => "info",
            Some((Severity::ToDo, _)) => "to-do",
            Some((Severity::Warn, _)) => "warning",
            Some((Severity::Bad, _)) => "bad",
        }
    }
}

fn bit(kind: Kind) -> u32 {
    1 << kind as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_severe_is_shown_and_all_can_be_asked_for() {
        let finding = |kind, severity| Finding {
            kind,
            severity,
            fact: format!("{kind:?}"),
            advice: String::new(),
        };
        let health = Health::of(vec![
            finding(Kind::Degraded, Severity::Bad),
            finding(Kind::UnknownState, Severity::Info),
        ]);
        assert_eq!(health.worst, Some((Severity::Bad, "Degraded".to_owned())));
        assert_eq!((health.others, health.word()), (1, "bad"));
        assert_eq!(health.facts, ["Degraded", "UnknownState"]);
        for &kind in Kind::ALL {
            let there = matches!(kind, Kind::Degraded | Kind::UnknownState);
            assert_eq!(health.has(kind), there, "{kind:?}");
        }
        assert_eq!(Health::of(Vec::new()).word(), "ok");
    }
}
