//! The list that the warnings of a plan are put on.

use backend_api::{Warning, WarningCode};
use cloudhsm_api::Tag;

/// What a plan of a cluster says of these tags.
pub(super) const TAGGED_AS_PRODUCTION: &str = "The cluster is tagged as production.";

/// The warnings of one plan.
#[derive(Debug, Default)]
pub(super) struct Warnings(Vec<Warning>);

impl Warnings {
    /// Must be acknowledged.
    pub(super) fn require_acknowledgement(
        &mut self,
        code: WarningCode,
        message: impl Into<String>,
        subjects: Vec<String>,
    ) {
        self.0.push(Warning { code, message: message.into(), subjects, acknowledge: true });
    }

    /// Needs no acknowledgement.
    pub(super) fn info(
        &mut self,
        code: WarningCode,
        message: impl Into<String>,
        subjects: Vec<String>,
    ) {
        self.0.push(Warning { code, message: message.into(), subjects, acknowledge: false });
    }

    /// What isn't known: to be acknowledged where it is about production.
    pub(super) fn unknown(
        &mut self,
        code: WarningCode,
        message: impl Into<String>,
        subjects: Vec<String>,
        is_production: bool,
    ) {
        self.0.push(Warning {
            code,
            message: message.into(),
            subjects,
            acknowledge: is_production,
        });
    }

    /// Nothing, without one of these tags: those that say that it is production.
    pub(super) fn production(&mut self, tags: &[&Tag], message: &str) {
        let mut subjects: Vec<_> =
            tags.iter().map(|tag| format!("{}={}", tag.key, tag.value)).collect();
        subjects.dedup();
        if !subjects.is_empty() {
            self.require_acknowledgement(WarningCode::ProductionTag, message, subjects);
        }
    }

    /// AWS is changing it.
    pub(super) fn in_transition(&mut self, what: &str, state: Option<&str>) {
        let Some(state) = state.filter(|state| state.ends_with("_IN_PROGRESS")) else { return };
        // A deletion in progress is a blocker.
        if state != "DELETE_IN_PROGRESS" {
            self.info(
                WarningCode::InTransition,
                format!("The {what} is {state}. AWS may refuse the deletion until that is done."),
                vec![state.to_owned()],
            );
        }
    }

    /// More of them.
    pub(super) fn extend(&mut self, more: impl IntoIterator<Item = Warning>) {
        self.0.extend(more);
    }

    /// Those to acknowledge first.
    pub(super) fn sorted(mut self) -> Vec<Warning> {
        self.0.sort_by_key(|warning| !warning.acknowledge);
        self.0
    }
}
