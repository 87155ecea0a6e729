//! Which resources are being acted on: one request each at a time.
//!
//! Between the second reading and the answer nobody else's second reading may begin, or two permits
//! for one cluster would both find it as planned, and it would be deleted twice. For the same reason
//! no change, such as a protection, is sent meanwhile.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError},
};

use backend_api::ApiErrorCode;

use crate::Failure;

/// Region and ID of a cluster or a backup.
type Place = (String, String);

/// The clusters and backups that are being acted on.
#[derive(Debug, Clone, Default)]
pub(crate) struct BusyTargets(Arc<Mutex<HashSet<Place>>>);

/// The right to act on some of them, until it is dropped.
#[derive(Debug)]
pub(crate) struct Busy {
    targets: BusyTargets,
    places: Vec<Place>,
}

impl BusyTargets {
    /// Takes clusters and backups that nobody acts on; all of these or none. An empty ID is nothing.
    pub(crate) fn enter(&self, region: &str, ids: &[&str]) -> Result<Busy, Failure> {
        let ids = ids.iter().filter(|id| !id.is_empty());
        let places: Vec<Place> = ids.map(|id| (region.to_owned(), (*id).to_owned())).collect();
        let mut targets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, id)) = places.iter().find(|place| targets.contains(*place)) {
            return Err(Failure::backend(
                ApiErrorCode::DeletionUnderWay,
                format!(
                    "Another request for {id} is being sent right now. Nothing was sent for this \
                     one. Check its outcome, then try again."
                ),
            ));
        }
        targets.extend(places.iter().cloned());
        Ok(Busy { targets: self.clone(), places })
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        let mut targets = self.targets.0.lock().unwrap_or_else(PoisonError::into_inner);
        for place in &self.places {
            targets.remove(place);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_at_a_time_for_each_resource() {
        let targets = BusyTargets::default();
        let first = targets.enter("us-east-1", &["a", "x"]).unwrap();
        assert!(targets.enter("us-east-1", &["b", ""]).is_ok());
        assert!(targets.enter("eu-west-1", &["a"]).is_ok());
        let second = targets.enter("us-east-1", &["c", "a"]).unwrap_err();
        assert_eq!(second.error.code, ApiErrorCode::DeletionUnderWay);
        assert!(targets.enter("us-east-1", &["c"]).is_ok(), "nothing was taken in part");
        drop(first);
        assert!(targets.enter("us-east-1", &["a"]).is_ok());
    }
}
