//! The removal of the confirmed HSMs, one after the other: plan, permit, send once, look until it is
//! gone. The first that does not go ends it.

use std::sync::Arc;

use backend_api::{Confirmation, DeletionPlan, WarningCode, code};
use cloudhsm_api::{Backup, BackupState, Timestamp};
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;

use super::stage::{LastBackup, Stage};
use crate::{
    api::{Client, PlanTarget},
    pages::deletion::{
        outcome::Outcome,
        track::{CEILING_MILLIS, Followed, Known, Progress, Seen, pause_millis},
    },
    state::Connection,
    time::now_millis,
};

/// A plan that is out of date before it was used is made again so often. Nobody has looked at it:
/// what it rests on was confirmed before.
const PLANS: u32 = 3;
/// About six minutes.
const LOOKS_FOR_BACKUP: u32 = 20;

/// An HSM that goes.
#[derive(Debug, Clone)]
pub(super) struct Chosen {
    pub(super) id: String,
    pub(super) zone: String,
    /// What was typed for it.
    pub(super) typed: String,
}

/// What was confirmed.
#[derive(Debug, Clone)]
pub(in crate::pages::deletion) struct Removal {
    pub(super) region: String,
    pub(super) cluster_id: String,
    pub(super) chosen: Vec<Chosen>,
    pub(super) acknowledged: Vec<WarningCode>,
    /// The plan that was looked at; those of the others are made when it is their turn.
    pub(super) first: DeletionPlan,
    /// The backups that were there before.
    pub(super) backups: Vec<String>,
    /// Whether AWS backs the cluster up before it deletes an HSM.
    pub(super) is_active: bool,
}

/// A removal under way.
#[derive(Debug, Clone)]
pub(super) struct Run {
    pub(super) removal: Arc<Removal>,
    pub(super) client: Client,
    pub(super) connection: Connection,
    pub(super) stages: RwSignal<Vec<Stage>>,
    pub(super) backup: RwSignal<LastBackup>,
    /// Somebody wants no more to be sent.
    pub(super) stopping: RwSignal<bool>,
    /// The newest look failed with this.
    pub(super) trouble: RwSignal<Option<String>>,
    pub(super) over: RwSignal<bool>,
}

impl Run {
    pub(super) async fn go_through(self) {
        let count = self.removal.chosen.len();
        let mut going_on = true;
        for index in 0..count {
            // The first was confirmed just now; before the others somebody may have stopped.
            going_on = going_on && (index == 0 || !self.stopping.get_untracked());
            let stage = if going_on { self.remove(index).await } else { Stage::Untouched };
            going_on = going_on && stage.is_success();
            self.show(index, stage);
        }
        if going_on {
            self.await_backup().await;
        }
        self.trouble.set(None);
        self.over.set(true);
    }

    fn show(&self, index: usize, stage: Stage) {
        self.stages.update(|stages| {
            if let Some(place) = stages.get_mut(index) {
                *place = stage;
            }
        });
    }

    async fn remove(&self, index: usize) -> Stage {
        if index == 0 {
            return self.send(0, &self.removal.first).await;
        }
        let mut stage = Stage::Untouched;
        for _ in 0..PLANS {
            self.show(index, Stage::Planning);
            let plan = match self.plan(index).await {
                Ok(plan) => plan,
                Err(stage) => return stage,
            };
            stage = self.send(index, &plan).await;
            let changed =
                matches!(&stage, Stage::Refused(error) if error.code == code::PLAN_CHANGED);
            if !changed {
                break;
            }
        }
        stage
    }

    async fn plan(&self, index: usize) -> Result<DeletionPlan, Stage> {
        let Removal { region, cluster_id, chosen, .. } = &*self.removal;
        let hsm_id = chosen.get(index).map(|it| it.id.clone()).unwrap_or_default();
        let target = PlanTarget::Hsm { cluster_id: cluster_id.clone(), hsm_id };
        self.client.deletion_plan(region, &target).await.map_err(|error| {
            self.connection.notice(&error);
            if error.code == code::RESOURCE_NOT_FOUND {
                Stage::Watched(Progress::Gone)
            } else {
                Stage::Refused(Arc::new(error))
            }
        })
    }

    async fn send(&self, index: usize, plan: &DeletionPlan) -> Stage {
        if let Some(what) = unconfirmed(plan, &self.removal.acknowledged) {
            return Stage::Asks(what);
        }
        let (Some(permit), Some(chosen)) = (&plan.permit, self.removal.chosen.get(index)) else {
            return Stage::Asks("there is no permit for it.".to_owned());
        };
        self.show(index, Stage::Sending);
        let confirmation = Confirmation {
            typed: chosen.typed.clone(),
            acknowledged: self.removal.acknowledged.clone(),
            typed_name: None,
        };
        let sending = (plan, permit);
        match Outcome::of_sending(&self.client, self.connection, sending, &confirmation).await {
            Outcome::Accepted => self.watch(index, &chosen.id, Known::Accepted).await,
            Outcome::Unknown(_) => self.watch(index, &chosen.id, Known::Sent).await,
            Outcome::Refused(error) => Stage::Refused(error),
        }
    }

    /// Looks until it is gone, or clear that it does not go.
    async fn watch(&self, index: usize, hsm_id: &str, known: Known) -> Stage {
        let Removal { region, cluster_id, .. } = &*self.removal;
        let began = now_millis();
        let mut followed = Followed::new(known);
        for look in 0.. {
            match self.client.cluster(region, cluster_id).await {
                Ok(cluster) => {
                    self.trouble.set(None);
                    let hsms = cluster.as_ref().map(|it| it.hsms.as_slice()).unwrap_or_default();
                    let found = hsms.iter().find(|hsm| hsm.hsm_id == hsm_id);
                    let progress = followed.look(Seen::hsm(found));
                    if progress.is_over() {
                        return Stage::Watched(progress);
                    }
                    self.show(index, Stage::Watched(progress));
                }
                Err(error) => {
                    self.connection.notice(&error);
                    self.trouble.set(Some(error.to_string()));
                }
            }
            if now_millis() - began > CEILING_MILLIS {
                break;
            }
            TimeoutFuture::new(pause_millis(look)).await;
        }
        Stage::GivenUp
    }

    /// If no HSM is left: waits for the backup that AWS made before.
    async fn await_backup(&self) {
        let Removal { region, cluster_id, backups, is_active, .. } = &*self.removal;
        match self.client.cluster(region, cluster_id).await {
            Ok(Some(cluster)) if cluster.present_hsms().next().is_none() => {}
            _ => return,
        }
        if !is_active {
            self.backup.set(LastBackup::NotExpected);
            return;
        }
        self.backup.set(LastBackup::Awaited);
        for look in 0..LOOKS_FOR_BACKUP {
            match self.client.backups(region, Some(cluster_id)).await {
                Ok(listed) => {
                    self.trouble.set(None);
                    if let Some(newest) = newest_of_new(listed, backups) {
                        let is_ready = newest.backup_state == Some(BackupState::Ready);
                        let newest = Box::new(newest);
                        if is_ready {
                            self.backup.set(LastBackup::Ready(newest));
                            return;
                        }
                        self.backup.set(LastBackup::Made(newest));
                    }
                }
                Err(error) => {
                    self.connection.notice(&error);
                    self.trouble.set(Some(error.to_string()));
                }
            }
            TimeoutFuture::new(pause_millis(look)).await;
        }
        if self.backup.with_untracked(|backup| *backup == LastBackup::Awaited) {
            self.backup.set(LastBackup::Missing);
        }
    }
}

/// What a plan says that was not confirmed: a blocker, or a loss that nobody acknowledged.
fn unconfirmed(plan: &DeletionPlan, acknowledged: &[WarningCode]) -> Option<String> {
    if let Some(blocker) = plan.blockers.first() {
        return Some(blocker.message.clone());
    }
    let missing = |warning: &&backend_api::Warning| {
        warning.acknowledge && !acknowledged.contains(&warning.code)
    };
    plan.warnings.iter().find(missing).map(|warning| warning.message.clone())
}

/// The newest backup that was not there before.
fn newest_of_new(listed: Vec<Backup>, before: &[String]) -> Option<Backup> {
    let made = |backup: &Backup| backup.create_timestamp.as_ref().and_then(Timestamp::epoch_millis);
    let mut newest: Option<Backup> = None;
    for backup in listed.into_iter().filter(|it| !before.contains(&it.backup_id)) {
        if newest.as_ref().is_none_or(|newest| made(newest) < made(&backup)) {
            newest = Some(backup);
        }
    }
    newest
}

#[cfg(test)]
mod tests {
    use super::*;
    use backend_api::{Blocker, Warning};

    #[test]
    fn a_later_plan_that_loses_more_is_not_confirmed() {
        let warning = Warning {
            code: WarningCode::NoReadyBackup,
            message: "all keys".into(),
            acknowledge: true,
            ..Warning::default()
        };
        let plan = DeletionPlan { warnings: vec![warning], ..DeletionPlan::default() };
        assert_eq!(unconfirmed(&plan, &[]), Some("all keys".into()));
        assert_eq!(unconfirmed(&plan, &[WarningCode::ProductionTag]), Some("all keys".into()));
        assert_eq!(unconfirmed(&plan, &[WarningCode::NoReadyBackup]), None);
        let blocker = Blocker { message: "protected".into(), ..Blocker::default() };
        let plan = DeletionPlan { blockers: vec![blocker], ..plan };
        assert_eq!(unconfirmed(&plan, &[WarningCode::NoReadyBackup]), Some("protected".into()));
    }

    #[test]
    fn the_backup_of_the_removal_is_the_newest_that_was_not_there() {
        let backup = |id: &str, day: i64| Backup {
            backup_id: id.into(),
            create_timestamp: Some(Timestamp::from_epoch_seconds(day * 86_400)),
            ..Backup::default()
        };
        let listed = vec![backup("old", 9), backup("first", 10), backup("second", 11)];
        let found = newest_of_new(listed.clone(), &["old".into()]);
        assert_eq!(found.map(|it| it.backup_id), Some("second".into()));
        let before: Vec<String> = listed.iter().map(|it| it.backup_id.clone()).collect();
        assert_eq!(newest_of_new(listed, &before), None);
    }
}
