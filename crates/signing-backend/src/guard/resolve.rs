//! A deletion whose answer was lost: whether it happened is found out by looking.
//!
//! Also for what a process before this one announced and did not live to tell the end of. What is
//! found is one more outcome in the log, and says that it was found by looking.

use std::{sync::Arc, time::Duration};

use backend_api::{AuditEvent, AuditRecord};
use cloudhsm_api::{BackupState, ClusterState, HsmState, Operation, tag_value};

use super::{
    Guard, Target,
    record::{Outcome, single_tag},
    snapshot::Snapshot,
};
use crate::audit::Entry;

/// AWS shows a deletion within seconds; a minute later it is not going to.
const WAITS: [u64; 5] = [2, 4, 8, 16, 30];

impl Guard {
    /// Finds out what became of intents that have no outcome.
    pub fn resolve(self: &Arc<Self>, unresolved: Vec<AuditRecord>) {
        for record in unresolved {
            tracing::warn!(
                operation = %record.operation, resource = record.resource, attempt = record.attempt,
                "this was announced and its end is not known: looking"
            );
            match target_of(&record) {
                Some(target) => self.look_for(target, entry_of(record)),
                None => self.leave_unknown(entry_of(record)),
            }
        }
    }

    /// Looks in the background, until it is clear, for about a minute, or until the end.
    pub(super) fn look_for(self: &Arc<Self>, target: Target, entry: Entry) {
        let guard = self.clone();
        self.sending.spawn(async move {
            let looking = guard.look(&entry.region, &target);
            if let Some(found) = guard.ending.run_until_cancelled(looking).await {
                guard.record_outcome(entry, found).await;
            }
        });
    }

    /// What a change left behind can't be told from what was there before.
    fn leave_unknown(self: &Arc<Self>, entry: Entry) {
        let guard = self.clone();
        let detail = "The backend ended before AWS's answer came: look at the resource.";
        let unknown = Outcome::found("unknown", detail.to_owned());
        self.sending.spawn(async move { guard.record_outcome(entry, unknown).await });
    }

    async fn look(&self, region: &str, target: &Target) -> Outcome {
        let mut last = "it could not be read".to_owned();
        for wait in WAITS {
            tokio::time::sleep(Duration::from_secs(wait)).await;
            match self.read(region, target).await {
                Ok(snapshot) => {
                    let (happened, state) = fate(&snapshot, target);
                    if happened {
                        return Outcome::found("accepted", format!("Found by looking: {state}."));
                    }
                    last = format!("it was still {state}");
                }
                Err(failure) => last = format!("it could not be read: {}", failure.error.message),
            }
        }
        let detail =
            format!("Looked for a minute: {last}. Whether the deletion began is not known.");
        Outcome::found("unknown", detail)
    }
}

/// Whether the deletion has begun or ended, and the state that says so.
fn fate(snapshot: &Snapshot, target: &Target) -> (bool, String) {
    let gone = || (true, "the resource is no longer there".to_owned());
    let state_of = |state: Option<&str>, going: &[&str]| {
        let state = state.unwrap_or("in no state");
        (going.contains(&state), state.to_owned())
    };
    match target {
        Target::Cluster { .. } => snapshot.cluster.as_ref().map_or_else(gone, |cluster| {
            let going = [ClusterState::DeleteInProgress.as_str(), ClusterState::Deleted.as_str()];
            state_of(cluster.state.as_ref().map(ClusterState::as_str), &going)
        }),
        Target::Hsm { hsm_id, .. } => snapshot.hsm(hsm_id).map_or_else(gone, |hsm| {
            let going = [HsmState::DeleteInProgress.as_str(), HsmState::Deleted.as_str()];
            state_of(hsm.state.as_ref().map(HsmState::as_str), &going)
        }),
        Target::Backup { backup_id } => snapshot.backup(backup_id).map_or_else(gone, |backup| {
            let going = [BackupState::PendingDeletion.as_str(), BackupState::Deleted.as_str()];
            state_of(backup.backup_state.as_ref().map(BackupState::as_str), &going)
        }),
        Target::ClusterProtection { key, .. } | Target::BackupProtection { key, .. } => {
            match tag_value(snapshot.tags_of(target), key) {
                Some(value) => (false, format!("tagged {key} = {value}")),
                None if snapshot.holds(target) => (true, format!("there is no tag {key}")),
                None => (false, "no longer there itself".to_owned()),
            }
        }
    }
}

fn target_of(record: &AuditRecord) -> Option<Target> {
    let id = record.resource.clone();
    match record.operation {
        Operation::DeleteCluster => Some(Target::Cluster { cluster_id: id }),
        Operation::DeleteHsm => {
            Some(Target::Hsm { cluster_id: record.cluster.clone()?, hsm_id: id })
        }
        Operation::DeleteBackup => Some(Target::Backup { backup_id: id }),
        // Only a guarded one was planned.
        Operation::UntagResource if record.plan_digest.is_some() => {
            let key = single_tag(record.detail.as_deref()?)?.to_owned();
            Some(match record.cluster {
                Some(_) => Target::ClusterProtection { cluster_id: id, key },
                None => Target::BackupProtection { backup_id: id, key },
            })
        }
        _ => None,
    }
}

fn entry_of(record: AuditRecord) -> Entry {
    Entry {
        event: AuditEvent::Outcome,
        attempt: record.attempt,
        who: record.who,
        session: record.session,
        region: record.region,
        operation: record.operation,
        resource: record.resource,
        cluster: record.cluster,
        plan_digest: record.plan_digest,
        confirmation_matched: record.confirmation_matched,
        acknowledged: record.acknowledged,
        request_id: None,
        outcome: None,
        detail: None,
    }
}
