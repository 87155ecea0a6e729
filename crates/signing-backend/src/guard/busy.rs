//! Which targets are being acted on: one request each at a time.
//!
//! Between the second reading and the outcome nobody else's second reading may begin, or two permits
//! for one cluster would both find it as planned, and it would be deleted twice.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError},
};

use backend_api::code;

use super::Target;
use crate::Failure;

type Place = (String, Target);

/// The targets that are being acted on.
#[derive(Debug, Clone, Default)]
pub(crate) struct BusyTargets(Arc<Mutex<HashSet<Place>>>);

/// The right to act on a target, until it is dropped.
#[derive(Debug)]
pub(crate) struct Busy {
    targets: BusyTargets,
    place: Place,
}

impl BusyTargets {
    /// Takes a target that nobody acts on.
    pub(crate) fn enter(&self, region: &str, target: &Target) -> Result<Busy, Failure> {
        let place = (region.to_owned(), target.clone());
        let mut targets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if targets.insert(place.clone()) {
            return Ok(Busy { targets: self.clone(), place });
        }
        Err(Failure::backend(
            code::DELETION_UNDER_WAY,
            format!(
                "Another request is acting on {} right now: nothing was sent for this one. Wait \
                 for what comes of it.",
                target.id()
            ),
        ))
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        let mut targets = self.targets.0.lock().unwrap_or_else(PoisonError::into_inner);
        targets.remove(&self.place);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_at_a_time_for_each_target() {
        let targets = BusyTargets::default();
        let target = |id: &str| Target::Cluster { cluster_id: id.into() };
        let first = targets.enter("us-east-1", &target("a")).unwrap();
        assert!(targets.enter("us-east-1", &target("b")).is_ok());
        assert!(targets.enter("eu-west-1", &target("a")).is_ok());
        let second = targets.enter("us-east-1", &target("a")).unwrap_err();
        assert_eq!(second.error.code, code::DELETION_UNDER_WAY);
        drop(first);
        assert!(targets.enter("us-east-1", &target("a")).is_ok());
    }
}
