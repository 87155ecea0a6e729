//! What can be done with a cluster and its HSMs here: the menus of its page and the palette offer the same.

use backend_api::Session;
use cloudhsm_api::{ClusterState, Hsm, HsmState, Operation};

use crate::route::{Place, Route};

/// Something that can be done with a cluster, on a page of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClusterAction {
    /// Its words.
    pub label: &'static str,
    /// The page where it is done.
    pub route: Route,
    /// It leads to a loss.
    pub is_grave: bool,
}

/// What can be done with a cluster. `state` is `None` as long as it is not known.
pub fn cluster_actions(
    place: &Place,
    state: Option<&ClusterState>,
    session: &Session,
) -> Vec<ClusterAction> {
    let can_tag = session.allows(Operation::TagResource);
    let can_edit = can_tag && session.allows(Operation::UntagResource);
    let mut actions = Vec::new();
    let mut add = |label, route: fn(Place) -> Route, is_grave| {
        actions.push(ClusterAction { label, route: route(place.clone()), is_grave });
    };
    if can_edit {
        add("Edit tags…", Route::EditTags, false);
    }
    if can_tag {
        add("Deletion protection…", Route::Protection, false);
    }
    if session.allows(Operation::DeleteCluster) {
        let (label, is_grave) = deletion(state);
        add(label, Route::DeleteCluster, is_grave);
    }
    actions
}

/// What the page of the deletion is called, and whether it leads to a loss.
fn deletion(state: Option<&ClusterState>) -> (&'static str, bool) {
    match state {
        Some(ClusterState::DeleteInProgress | ClusterState::Deleted) => {
            ("Show the deletion", false)
        }
        None | Some(ClusterState::Unknown(_)) => ("Delete cluster…", false),
        Some(_) => ("Delete cluster…", true),
    }
}

/// Whether the deletion of an HSM is offered.
pub fn can_delete_hsm(hsm: &Hsm, session: &Session) -> bool {
    let goes = matches!(hsm.state, Some(HsmState::DeleteInProgress | HsmState::Deleted));
    !goes && session.allows(Operation::DeleteHsm)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    #[test]
    fn nothing_alarms_where_there_is_nothing_to_delete() {
        let of = |state: &str| deletion(Some(&ClusterState::from(state)));
        assert_eq!(of("ACTIVE"), ("Delete cluster…", true));
        assert_eq!(of("DEGRADED"), ("Delete cluster…", true));
        assert_eq!(of("DELETED"), ("Show the deletion", false));
        assert_eq!(of("DELETE_IN_PROGRESS"), ("Show the deletion", false));
        assert_eq!(of("HIBERNATED"), ("Delete cluster…", false));
        assert_eq!(deletion(None), ("Delete cluster…", false));
    }

    #[test]
    fn only_what_the_backend_signs_is_offered() {
        let labels = |allowed_operations: Vec<Operation>| {
            let session = Session { allowed_operations, ..samples::session() };
            let actions = cluster_actions(&Place::new("r", "cluster-1"), None, &session);
            actions.into_iter().map(|it| it.label).collect::<Vec<_>>()
        };
        assert_eq!(labels(Vec::new()), [""; 0]);
        assert_eq!(labels(vec![Operation::TagResource]), ["Deletion protection…"]);
        let tags = vec![Operation::TagResource, Operation::UntagResource];
        assert_eq!(labels(tags), ["Edit tags…", "Deletion protection…"]);
        assert_eq!(labels(vec![Operation::DeleteCluster]), ["Delete cluster…"]);
    }

    #[test]
    fn what_goes_already_is_not_offered_to_be_deleted() {
        let offers = |state, allowed_operations| {
            let hsm = Hsm { hsm_id: "hsm-1".into(), state: Some(state), ..Hsm::default() };
            can_delete_hsm(&hsm, &Session { allowed_operations, ..samples::session() })
        };
        assert!(offers(HsmState::Degraded, vec![Operation::DeleteHsm]));
        assert!(!offers(HsmState::DeleteInProgress, vec![Operation::DeleteHsm]));
        assert!(!offers(HsmState::Deleted, vec![Operation::DeleteHsm]));
        assert!(!offers(HsmState::Active, Vec::new()));
    }
}
