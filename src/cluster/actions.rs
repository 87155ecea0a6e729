//! What can be done with a cluster, for the menu in the head of its page.

use backend_api::Session;
use cloudhsm_api::{Cluster, ClusterState, Operation};

use crate::{
    components::{Deed, MenuItem},
    route::{Place, Route},
};

/// The menu's items. `cluster` is `None` as long as it is not known.
pub(super) fn actions(
    place: &Place,
    cluster: Option<&Cluster>,
    session: &Session,
) -> Vec<MenuItem> {
    let can_tag = session.allows(Operation::TagResource);
    let can_edit = can_tag && session.allows(Operation::UntagResource);
    let go =
        |label, route: Route, is_grave| MenuItem { label, deed: Deed::Go(route.href()), is_grave };
    let mut items = Vec::new();
    if can_edit {
        items.push(go("Edit tags…", Route::EditTags(place.clone()), false));
    }
    if can_tag {
        items.push(go("Deletion protection…", Route::Protection(place.clone()), false));
    }
    if session.allows(Operation::DeleteCluster) {
        let (label, is_grave) = deletion(cluster.and_then(|it| it.state.as_ref()));
        items.push(go(label, Route::DeleteCluster(place.clone()), is_grave));
    }
    items
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

#[cfg(test)]
mod tests {
    use super::*;

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
}
