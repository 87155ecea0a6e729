//! What a change of a backup changes, member by member, before and after.

use backend_api::PlannedChange;
use cloudhsm_api::{BackupState, Timestamp};
use serde_json::Value;

use super::{BackupAction, BackupChange, access::Access};
use crate::guard::snapshot::Snapshot;

/// What isn't known, and isn't nothing.
const NOT_KNOWN: &str = "not known";

/// In AWS's words; `Principals` are those whom the policy allows.
pub(in crate::guard::change) fn effects(
    snapshot: &Snapshot,
    change: &BackupChange,
) -> Vec<PlannedChange> {
    let backup = snapshot.backup(&change.backup_id);
    let one = |what: &str, before: Option<String>, after: Option<String>| PlannedChange {
        what: what.to_owned(),
        before,
        after,
    };
    let state = || backup.and_then(|it| it.backup_state.as_ref()).map(BackupState::as_str);
    match &change.action {
        BackupAction::Copy { destination, tags } => {
            let given = tags.iter().map(|(key, value)| [key, "=", value].concat());
            let given: Vec<_> = given.collect();
            let own = backup.into_iter().flat_map(|it| &it.tag_list);
            let own: Vec<_> = own.map(|it| [it.key.as_str(), "=", &it.value].concat()).collect();
            let tags = if given.is_empty() { own } else { given };
            let mut all = vec![
                one("DestinationRegion", None, Some(destination.clone())),
                one("SourceBackup", None, Some(change.backup_id.clone())),
            ];
            if !tags.is_empty() {
                all.push(one("TagList", None, Some(tags.join(", "))));
            }
            all
        }
        BackupAction::NeverExpires(wanted) => {
            let before = backup.and_then(|it| it.never_expires).map(|it| it.to_string());
            vec![one("NeverExpires", before, Some(wanted.to_string()))]
        }
        BackupAction::Restore => {
            let ready = BackupState::Ready.as_str().to_owned();
            let mut all = vec![one("BackupState", state().map(str::to_owned), Some(ready))];
            let end = backup.and_then(|it| it.delete_timestamp.as_ref()).map(Timestamp::to_rfc3339);
            all.extend(end.map(|end| one("DeleteTimestamp", Some(end), None)));
            all
        }
        BackupAction::Share { policy, .. } => of_policy(snapshot, Some(policy)),
        BackupAction::Unshare { .. } => of_policy(snapshot, None),
    }
}

fn of_policy(snapshot: &Snapshot, after: Option<&str>) -> Vec<PlannedChange> {
    let read = snapshot.beside.as_ref().and_then(|it| it.policy.as_ref());
    let is_unknown = matches!(read, Some(Err(_)));
    let before = snapshot.beside.as_ref().and_then(|it| it.known_policy());
    let unknown = || is_unknown.then(|| NOT_KNOWN.to_owned());
    let names =
        |policy: &str| Access::of(policy).map_or_else(|| NOT_KNOWN.to_owned(), |it| it.words());
    let filled = |words: String| Some(words).filter(|it| !it.is_empty());
    vec![
        PlannedChange {
            what: "Principals".to_owned(),
            before: before.map(names).and_then(filled).or_else(unknown),
            after: after.map(names).and_then(filled),
        },
        PlannedChange {
            what: "Policy".to_owned(),
            before: before.map(indented).or_else(unknown),
            after: after.map(indented),
        },
    ]
}

/// A policy to read; as it is, if it is no JSON.
fn indented(policy: &str) -> String {
    let read = serde_json::from_str::<Value>(policy).ok();
    let written = read.and_then(|it| serde_json::to_string_pretty(&it).ok());
    written.unwrap_or_else(|| policy.to_owned())
}
