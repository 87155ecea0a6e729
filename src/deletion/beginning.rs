//! What the page of a cluster's deletion begins with: an attempt, or the plan.

use backend_api::{Attempt, AttemptState};
use cloudhsm_api::Operation;

use crate::state::NotedAttempt;

/// What the page of a cluster's deletion begins with: an attempt, or the plan (`None`).
///
/// `attempts` are newest first. What was only planned, or was refused, is not shown: nothing came of
/// it. Of HSMs that are all deleted nothing is left to say either.
pub(super) fn beginning(
    attempts: &[Attempt],
    region: &str,
    cluster_id: &str,
    noted: Option<&NotedAttempt>,
) -> Option<String> {
    let newest = attempts.iter().find(|it| concerns(it, region, cluster_id));
    let own = noted.filter(|it| !it.is_aside);
    let place_of_own = own.and_then(|own| attempts.iter().position(|it| it.id == own.id));
    let shown = match (newest, own) {
        (Some(newest), _) if noted.is_some_and(|it| it.is_aside && it.id == newest.id) => None,
        // Confirmed in this browser, after whatever else was sent, or perhaps never sent.
        (None, Some(own)) => Some(own.id.clone()),
        (Some(newest), Some(own)) => {
            let place = attempts.iter().position(|it| it.id == newest.id);
            let is_later = place_of_own.is_some() && place_of_own < place;
            Some(if is_later { own.id.clone() } else { newest.id.clone() })
        }
        (newest, None) => newest.map(|it| it.id.clone()),
    };
    let is_finished_removal = |id: &String| {
        let attempt = attempts.iter().find(|it| it.id == *id);
        attempt.is_some_and(|it| {
            it.operation == Operation::DeleteHsm && it.state == AttemptState::Gone
        })
    };
    shown.filter(|id| !is_finished_removal(id))
}

/// The newest deletion of the cluster itself that may have been sent.
pub(super) fn of_cluster<'a>(
    attempts: &'a [Attempt],
    region: &str,
    cluster_id: &str,
) -> Option<&'a Attempt> {
    attempts
        .iter()
        .filter(|it| it.operation == Operation::DeleteCluster)
        .find(|it| concerns(it, region, cluster_id))
}

fn concerns(attempt: &Attempt, region: &str, cluster_id: &str) -> bool {
    let is_deletion = matches!(attempt.operation, Operation::DeleteCluster | Operation::DeleteHsm);
    let is_of_it = attempt.resource == cluster_id || attempt.cluster.as_deref() == Some(cluster_id);
    let came_to_nothing = matches!(
        attempt.state,
        AttemptState::Planned | AttemptState::Permitted | AttemptState::Refused
    );
    is_deletion && is_of_it && attempt.region == region && !came_to_nothing
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    fn attempt(id: &str, operation: Operation, state: AttemptState) -> Attempt {
        let is_cluster = operation == Operation::DeleteCluster;
        Attempt {
            id: id.into(),
            state,
            operation,
            region: "r".into(),
            resource: if is_cluster { "c".into() } else { "hsm-1 hsm-2".into() },
            cluster: Some("c".into()),
            ..samples::attempt()
        }
    }

    fn noted(id: &str, is_aside: bool) -> NotedAttempt {
        NotedAttempt { id: id.into(), at: 0.0, is_aside }
    }

    #[test]
    fn the_newest_deletion_that_may_have_been_sent_is_shown() {
        use AttemptState::{Accepted, Gone, Permitted, Refused, Stopped};
        use Operation::{DeleteBackup, DeleteCluster, DeleteHsm};
        let attempts = [
            attempt("planned", DeleteCluster, Permitted),
            attempt("refused", DeleteCluster, Refused),
            attempt("backup", DeleteBackup, Accepted),
            attempt("cluster", DeleteCluster, Accepted),
            attempt("hsms", DeleteHsm, Stopped),
        ];
        let of = |attempts: &[Attempt], noted: Option<&NotedAttempt>| {
            beginning(attempts, "r", "c", noted)
        };
        assert_eq!(of(&attempts, None).as_deref(), Some("cluster"));
        assert_eq!(of(&attempts[4..], None).as_deref(), Some("hsms"));
        assert_eq!(of(&attempts[..3], None), None);
        assert_eq!(beginning(&attempts, "other", "c", None), None);
        assert_eq!(of(&[attempt("hsms", DeleteHsm, Gone)], None), None);
        assert_eq!(of(&[attempt("gone", DeleteCluster, Gone)], None).as_deref(), Some("gone"));
        assert_eq!(of_cluster(&attempts[4..], "r", "c"), None);
    }

    #[test]
    fn what_this_browser_confirmed_is_shown_until_somebody_puts_it_aside() {
        let attempts = [attempt("hsms", Operation::DeleteHsm, AttemptState::Stopped)];
        let of =
            |attempts: &[Attempt], noted: NotedAttempt| beginning(attempts, "r", "c", Some(&noted));
        assert_eq!(of(&[], noted("lost", false)).as_deref(), Some("lost"));
        assert_eq!(of(&[], noted("lost", true)), None);
        assert_eq!(of(&attempts, noted("hsms", true)), None);
        let both = [
            attempt("own", Operation::DeleteCluster, AttemptState::Permitted),
            attempt("hsms", Operation::DeleteHsm, AttemptState::Stopped),
        ];
        assert_eq!(of(&both, noted("own", false)).as_deref(), Some("own"));
        // A newer one of somebody else.
        assert_eq!(of(&attempts, noted("older", true)).as_deref(), Some("hsms"));
    }
}
