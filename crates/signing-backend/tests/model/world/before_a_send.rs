//! What must have been written, read and left alone before something is sent.

use std::time::Duration;

use backend_api::{AuditEvent, AuditRecord};
use cloudhsm_api::{Operation, OperationClass};

use super::{Observation, Sent, Who, World};
use crate::cloud::PROTECTION;

impl World {
    /// The intent that a call was announced by: the newest for this, with no outcome after it.
    pub(super) fn intent(
        &self,
        who: Who,
        operation: Operation,
        region: &str,
        resource: &str,
    ) -> Option<AuditRecord> {
        let content = self.disks[who.process].content();
        let lines = content.lines.iter().rev().filter(|it| it.run == who.run).map(|it| &it.record);
        let is_it = |it: &&AuditRecord| {
            it.operation == operation && it.region == region && it.resource == resource
        };
        let newest = lines.clone().filter(is_it).find(|it| it.event == AuditEvent::Intent)?;
        let outcome = lines.filter(is_it).any(|it| {
            it.attempt == newest.attempt
                && it.event == AuditEvent::Outcome
                && it.sequence > newest.sequence
        });
        (!outcome).then(|| newest.clone())
    }

    /// The reading that a guarded call rests on; when it began.
    #[expect(clippy::too_many_arguments, reason = "all of what one record says")]
    pub(super) fn reading_before(
        &mut self,
        who: Who,
        key: &str,
        operation: Operation,
        resource: &str,
        attempt: &str,
        places: &mut Vec<String>,
        about: &str,
    ) -> Duration {
        let now = self.now();
        let task = tokio::task::try_id();
        let read = if operation == Operation::DeleteHsm { &places[0] } else { resource };
        let own = |it: &&Observation| it.who == who && it.task == task && it.id == read;
        let Some(sight) = self.observations.iter().rev().find(own).cloned() else {
            self.violation(format!("{about} was sent without a reading"));
            return now;
        };
        if now > sight.began + Duration::from_secs(2) {
            let old = now.saturating_sub(sight.began);
            self.violation(format!("{about} was sent {old:?} after its reading began"));
        }
        if sight.key != key {
            self.violation(format!("{about} was read with {} and sent with {key}", sight.key));
        }
        let Some(shown) = sight.shown else {
            self.violation(format!("{about} was sent although it was not listed"));
            return now;
        };
        let state = match operation {
            Operation::DeleteHsm => {
                shown.hsms.iter().find(|it| it.0 == resource).map_or("absent", |it| it.1.as_str())
            }
            _ => shown.state.as_str(),
        };
        let is_deletion = operation.class() == OperationClass::Destroying;
        let going = ["absent", "DELETE_IN_PROGRESS", "DELETED", "PENDING_DELETION"];
        if is_deletion && going.contains(&state) {
            self.violation(format!("{about} was sent although it was read as {state}"));
        }
        let mut wrong = Vec::new();
        let protected =
            shown.tags.iter().any(|(key, value)| (key.as_str(), value.as_str()) == PROTECTION);
        if is_deletion && protected {
            self.violation(format!("{about} was sent although it was read as protected"));
        }
        for other in self.sends(who.process, attempt, None).filter(|it| it.resource != resource) {
            let is_back = |(id, state): &(String, String)| {
                *id == other.resource && !going.contains(&state.as_str())
            };
            if shown.hsms.iter().any(is_back) {
                wrong
                    .push(format!("{about} was sent although {} was listed again", other.resource));
            }
        }
        for text in wrong {
            self.violation(text);
        }
        if operation == Operation::DeleteCluster && shown.hsms.iter().any(|it| it.1 != "DELETED") {
            self.violation(format!("{about} was sent although HSMs were listed"));
        }
        let cluster = places[0].clone();
        self.check_key_stores(who, (operation, &cluster), resource, attempt, &shown);
        places.extend(shown.cluster);
        sight.began
    }

    /// From the reading of a guarded call to its answer, nothing else of the same process touches
    /// the same.
    pub(super) fn alone(&mut self, new: &Sent, about: &str) {
        let overlaps = |it: &&Sent| {
            it.who == new.who
                && (it.is_guarded || new.is_guarded)
                && it.places.iter().any(|place| new.places.contains(place))
                // At the same instant one comes after the other.
                && it.ended.is_none_or(|ended| ended > new.since && it.at != ended)
        };
        if let Some(other) = self.sent.iter().find(overlaps) {
            let other = format!("{} {} of {}", other.operation, other.resource, other.attempt);
            self.violation(format!("{about} was sent while {other} was on its way"));
        }
    }
}
