//! What the deletions of a removal so far explain, and what they don't.

use backend_api::{ApiErrorCode, Blocker, Difference};
use cloudhsm_api::{BackupState, ClusterState};
use serde_json::Value;

use crate::{Failure, guard::Target};

/// What the deletions before don't explain.
pub(super) fn changed(target: &Target, changes: &[Difference], blockers: &[Blocker]) -> Failure {
    let paths = changes.iter().map(|change| change.path.clone());
    let blocking = blockers.iter().map(|blocker| blocker.code.as_str().to_owned());
    let mut what: Vec<_> = paths.chain(blocking).collect();
    if what.is_empty() {
        what.push(format!("{} is no longer listed", target.id()));
    }
    let message = format!("Changed since the plan: {}. Nothing more was sent.", what.join(", "));
    let mut failure = Failure::backend(ApiErrorCode::PlanChanged, message);
    failure.error.differences = changes.to_vec();
    failure
}

/// Whether the deletion of these HSMs explains a change of their cluster.
pub(super) fn is_expected(change: &Difference, gone: &[&str]) -> bool {
    let found = |member: &str| change.found.as_ref().and_then(|it| it.get(member)?.as_str());
    let word = change.found.as_ref().and_then(Value::as_str);
    let (ready, making) = (BackupState::Ready, BackupState::CreateInProgress);
    if gone.iter().any(|id| change.path.starts_with(&format!("cluster.Hsms[{id}]"))) {
        return true;
    }
    match change.path.as_str() {
        "cluster.StateMessage" => true,
        "cluster.State" => {
            let calm = [
                ClusterState::Active.as_str(),
                ClusterState::UpdateInProgress.as_str(),
                ClusterState::ModifyInProgress.as_str(),
            ];
            word.is_some_and(|state| calm.contains(&state))
        }
        path if path.starts_with("backups[") && path.ends_with(']') => {
            // AWS makes one before it deletes an HSM of an ACTIVE cluster.
            let state = found("BackupState");
            change.planned.is_none()
                && [Some(ready.as_str()), Some(making.as_str())].contains(&state)
        }
        path if path.starts_with("backups[") && path.ends_with("].BackupState") => {
            let was = change.planned.as_ref().and_then(Value::as_str);
            was == Some(making.as_str()) && word == Some(ready.as_str())
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_the_deletions_explain_is_expected() {
        let change = |path: &str, planned: Value, found: Value| Difference {
            path: path.into(),
            planned: Some(planned).filter(|it| !it.is_null()),
            found: Some(found).filter(|it| !it.is_null()),
        };
        let making = json!({"BackupId": "backup-n", "BackupState": "CREATE_IN_PROGRESS"});
        for expected in [
            change("cluster.Hsms[hsm-1]", json!({"HsmId": "hsm-1"}), Value::Null),
            change("cluster.Hsms[hsm-1].State", json!("ACTIVE"), json!("DELETE_IN_PROGRESS")),
            change("cluster.State", json!("ACTIVE"), json!("UPDATE_IN_PROGRESS")),
            change("cluster.StateMessage", Value::Null, json!("x")),
            change("backups[backup-n]", Value::Null, making.clone()),
            change("backups[backup-n].BackupState", json!("CREATE_IN_PROGRESS"), json!("READY")),
        ] {
            assert!(is_expected(&expected, &["hsm-1"]), "{expected:?}");
        }
        for odd in [
            change("cluster.Hsms[hsm-2].State", json!("ACTIVE"), json!("DEGRADED")),
            change("cluster.Hsms[hsm-11].State", json!("ACTIVE"), json!("DEGRADED")),
            change("cluster.Hsms[hsm-3]", Value::Null, json!({"HsmId": "hsm-3"})),
            change("cluster.State", json!("ACTIVE"), json!("DELETE_IN_PROGRESS")),
            change("cluster.State", json!("ACTIVE"), json!("DEGRADED")),
            change("cluster.TagList[owner]", Value::Null, json!("bob")),
            change("backups[backup-o]", making, Value::Null),
            change("backups[backup-o].BackupState", json!("READY"), json!("PENDING_DELETION")),
        ] {
            assert!(!is_expected(&odd, &["hsm-1"]), "{odd:?}");
        }
    }
}
