//! What can be done with a cluster and its HSMs here: the menus of its page and the palette offer the same.

use backend_api::Session;
use cloudhsm_api::{Cluster, ClusterState, Hsm, HsmState, Operation, tag_value};

use crate::route::{Place, Route, Step};

/// The tag of a cluster whose HSMs were deleted for a while.
pub const PARKED_TAG: &str = "cloudhsm-console:parked";

/// The type that AWS no longer supports.
const OLD_TYPE: &str = "hsm1.medium";

/// Something that can be done with a cluster or a backup, on a page of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClusterAction {
    /// Its words.
    pub label: &'static str,
    /// The page where it is done.
    pub route: Route,
    /// It leads to a loss.
    pub is_grave: bool,
}

/// What can be done with a cluster: what the backend signs and the cluster's state makes sensible.
/// `cluster` is `None` as long as it is not known.
pub fn cluster_actions(
    place: &Place,
    cluster: Option<&Cluster>,
    session: &Session,
) -> Vec<ClusterAction> {
    let can_tag = session.allows(Operation::TagResource);
    let can_edit = can_tag && session.allows(Operation::UntagResource);
    let mut actions = Vec::new();
    let mut add = |label, route: Route, is_grave| {
        actions.push(ClusterAction { label, route, is_grave });
    };
    if can_edit {
        add("Edit tags…", Route::EditTags(place.clone()), false);
    }
    if can_tag {
        add("Deletion protection…", Route::Protection(place.clone()), false);
    }
    for (label, step) in steps(cluster, session) {
        add(label, Route::Change(place.clone(), step), false);
    }
    if session.allows(Operation::DeleteCluster) {
        let (label, is_grave) = deletion(cluster.and_then(|it| it.state.as_ref()));
        add(label, Route::DeleteCluster(place.clone()), is_grave);
    }
    actions
}

/// The steps of a cluster's life that are sensible now, each with its words. Of a cluster that is not
/// known, those that nearly always are.
fn steps(cluster: Option<&Cluster>, session: &Session) -> Vec<(&'static str, Step)> {
    use ClusterState::{
        Active, CreateInProgress, DeleteInProgress, Deleted, InitializeInProgress, Initialized,
        ModifyInProgress, RollbackInProgress, Uninitialized,
    };
    let state = cluster.and_then(|it| it.state.as_ref());
    let has_hsm = cluster.is_some_and(|it| it.present_hsms().next().is_some());
    let is_going = matches!(state, Some(DeleteInProgress | Deleted));
    let is_migrating = matches!(state, Some(ModifyInProgress | RollbackInProgress));
    let is_made = !is_going && !matches!(state, Some(CreateInProgress | InitializeInProgress));
    let is_uninitialized = state == Some(&Uninitialized);
    let is_active = state == Some(&Active);
    let is_old = cluster.and_then(|it| it.hsm_type.as_deref()) == Some(OLD_TYPE);
    let can_go_back =
        is_active && cluster.is_some_and(|it| it.hsm_type_rollback_expiration.is_some());
    let is_parked = cluster.is_some_and(|it| tag_value(&it.tag_list, PARKED_TAG).is_some());
    let allows = |operation| session.allows(operation);
    let can_modify = allows(Operation::ModifyCluster);
    let can_add = allows(Operation::CreateHsm);
    // Nobody parks what can't be woken here.
    let can_park = can_add && allows(Operation::DeleteHsm) && allows(Operation::TagResource);
    let is_restored = cluster.is_some_and(|it| it.source_backup().is_some());
    let all = [
        (
            can_add && is_made && !is_migrating && !is_parked && !(is_uninitialized && has_hsm),
            ("Add an HSM…", Step::AddHsm),
        ),
        (
            allows(Operation::InitializeCluster) && is_uninitialized && !is_restored,
            ("Initialize…", Step::Initialize),
        ),
        // Its page has the commands.
        (state == Some(&Initialized), ("Show how to activate", Step::Initialize)),
        (can_modify && is_made, ("Change backup retention…", Step::Retention)),
        (can_modify && is_active && is_old, ("Migrate to hsm2m.medium…", Step::Migrate)),
        (is_migrating || can_go_back && !is_old, ("Show the migration", Step::Migrate)),
        (can_park && is_active && has_hsm && !is_parked, ("Park…", Step::Park)),
        (can_add && is_parked && is_made, ("Wake…", Step::Wake)),
    ];
    all.into_iter().filter(|(is_sensible, _)| *is_sensible).map(|(_, step)| step).collect()
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
    use cloudhsm_api::Tag;

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
        assert_eq!(labels(vec![Operation::CreateHsm]), ["Add an HSM…"]);
        assert_eq!(labels(vec![Operation::ModifyCluster]), ["Change backup retention…"]);
    }

    #[test]
    fn each_state_has_its_own_steps() {
        use Step::{AddHsm, Initialize, Migrate, Park, Retention, Wake};
        let session = Session { allowed_operations: Operation::ALL.to_vec(), ..samples::session() };
        let cluster = |state: &str, hsms: usize| Cluster {
            state: Some(ClusterState::from(state)),
            hsms: vec![Hsm { state: Some(HsmState::Active), ..Hsm::default() }; hsms],
            ..Cluster::default()
        };
        let of = |cluster: &Cluster| -> Vec<Step> {
            steps(Some(cluster), &session).into_iter().map(|(_, step)| step).collect()
        };
        assert_eq!(of(&cluster("CREATE_IN_PROGRESS", 0)), []);
        assert_eq!(of(&cluster("UNINITIALIZED", 0)), [AddHsm, Initialize, Retention]);
        assert_eq!(of(&cluster("UNINITIALIZED", 1)), [Initialize, Retention]);
        assert_eq!(of(&cluster("INITIALIZED", 1)), [AddHsm, Initialize, Retention]);
        assert_eq!(of(&cluster("ACTIVE", 2)), [AddHsm, Retention, Park]);
        assert_eq!(of(&cluster("MODIFY_IN_PROGRESS", 2)), [Retention, Migrate]);
        assert_eq!(of(&cluster("DELETED", 0)), []);
        let old = Cluster { hsm_type: Some(OLD_TYPE.into()), ..cluster("ACTIVE", 1) };
        assert_eq!(of(&old), [AddHsm, Retention, Migrate, Park]);
        let tag_list = vec![Tag::new(PARKED_TAG, "us-east-1a=10.0.0.1")];
        let parked = Cluster { tag_list, ..cluster("ACTIVE", 0) };
        assert_eq!(of(&parked), [Retention, Wake]);
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
