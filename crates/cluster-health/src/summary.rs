//! The findings of a cluster in the space of a badge.

use backend_api::{Finding, FindingKind as Kind, Severity};

/// The health of a cluster in a few words, for orders and filters. What the findings say is theirs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Health {
    /// How severe the most severe finding is.
    pub worst: Option<Severity>,
    kinds: u32,
}

impl Health {
    /// Of findings, the most severe first.
    pub fn of(findings: &[Finding]) -> Self {
        let kinds = findings.iter().fold(0, |all, finding| all | bit(finding.kind));
        Self { worst: findings.first().map(|finding| finding.severity), kinds }
    }

    /// Whether there is a finding of this kind.
    pub fn has(&self, kind: Kind) -> bool {
        self.kinds & bit(kind) != 0
    }

    /// Its severity as a filter names it; `ok` without a finding.
    pub fn word(&self) -> &'static str {
        match self.worst {
            None => "ok",
            Some(Severity::Info) => "info",
            Some(Severity::ToDo) => "to-do",
            Some(Severity::Warn) => "warning",
            Some(Severity::Bad) => "bad",
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
    fn the_most_severe_is_known_and_all_can_be_asked_for() {
        let finding = |kind, severity| Finding {
            kind,
            severity,
            fact: format!("{kind:?}"),
            advice: "".into(),
        };
        let health = Health::of(&[
            finding(Kind::Degraded, Severity::Bad),
            finding(Kind::UnknownState, Severity::Info),
        ]);
        assert_eq!((health.worst, health.word()), (Some(Severity::Bad), "bad"));
        for &kind in Kind::ALL {
            let there = matches!(kind, Kind::Degraded | Kind::UnknownState);
            assert_eq!(health.has(kind), there, "{kind:?}");
        }
        assert_eq!(Health::of(&[]).word(), "ok");
    }
}
