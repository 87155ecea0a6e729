//! What each call does to what is there.

use std::time::Duration;

use cloudhsm_api::Operation;
use serde_json::{Value, json};

use super::{CLUSTERS, Change, Cloud, Deletion, Place, Refusal, Thing, backup_json};

impl Cloud {
    /// What AWS makes of a changing request of an account.
    pub(crate) fn carry_out(
        &mut self,
        now: Duration,
        place: Place,
        operation: Operation,
        input: &Value,
        deletion: Deletion,
    ) -> Result<Value, Refusal> {
        let text = |member: &str| input[member].as_str().unwrap_or_default().to_owned();
        match operation {
            Operation::DeleteCluster => self.delete(now, place, &text("ClusterId"), deletion),
            Operation::DeleteHsm => self.delete(now, place, &text("HsmId"), deletion),
            Operation::DeleteBackup => self.turn_backup(now, place, &text("BackupId"), true),
            Operation::RestoreBackup => self.turn_backup(now, place, &text("BackupId"), false),
            Operation::TagResource | Operation::UntagResource => self.tag(now, place, input),
            _ => Err("CloudHsmInvalidRequestException"),
        }
    }

    pub(super) fn delete(
        &mut self,
        now: Duration,
        place: Place,
        id: &str,
        deletion: Deletion,
    ) -> Result<Value, Refusal> {
        let holdings = self.now(place);
        let thing = holdings.find(id).ok_or("CloudHsmResourceNotFoundException")?.clone();
        let is_full = holdings.hsms.iter().any(|it| it.cluster == id && !it.is_gone());
        if is_full || matches!(thing.state, "DELETE_IN_PROGRESS" | "DELETED") {
            return Err("CloudHsmInvalidRequestException");
        }
        let before = thing.state;
        self.backups_made += 1;
        let number = self.backups_made.to_string();
        let letters: String = number.bytes().map(|it| char::from(it + b'p' - b'0')).collect();
        let made = format!("backup-{letters:z<11}");
        self.change(now, place, |it| {
            it.find_mut(id).unwrap().state = "DELETE_IN_PROGRESS";
            if let Some(cluster) = it.find_mut(thing.cluster) {
                cluster.state = "UPDATE_IN_PROGRESS";
                it.backups.push(Thing::new(&made, thing.cluster, "CREATE_IN_PROGRESS"));
            }
        });
        let mut due = |after: Duration, change| self.due.push((now + after, place, change));
        due(deletion.takes / 2, Change::Set(made, "READY"));
        if deletion.fails {
            let before = if before == "UPDATE_IN_PROGRESS" { "ACTIVE" } else { before };
            due(deletion.takes, Change::Set(id.to_owned(), before));
        } else {
            due(deletion.takes, Change::Set(id.to_owned(), "DELETED"));
            due(deletion.takes + deletion.shown, Change::Remove(id.to_owned()));
        }
        let holdings = self.now(place);
        Ok(match holdings.clusters.iter().find(|it| it.id == id) {
            Some(cluster) => json!({ "Cluster": holdings.cluster_json(cluster) }),
            None => json!({ "HsmId": id }),
        })
    }

    pub(super) fn turn_backup(
        &mut self,
        now: Duration,
        place: Place,
        id: &str,
        away: bool,
    ) -> Result<Value, Refusal> {
        let backup = self.now(place).backups.iter().find(|it| it.id == id);
        let backup = backup.ok_or("CloudHsmResourceNotFoundException")?;
        if backup.is_gone() == away {
            return Err("CloudHsmInvalidRequestException");
        }
        self.change(now, place, |it| {
            it.find_mut(id).unwrap().state = if away { "PENDING_DELETION" } else { "READY" };
        });
        Ok(json!({ "Backup": backup_json(self.now(place).find(id).unwrap()) }))
    }

    pub(super) fn tag(
        &mut self,
        now: Duration,
        place: Place,
        input: &Value,
    ) -> Result<Value, Refusal> {
        let id = input["ResourceId"].as_str().unwrap_or_default();
        self.now(place).find(id).ok_or("CloudHsmResourceNotFoundException")?;
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let list = |member: &str| input[member].as_array().cloned().unwrap_or_default();
        let set: Vec<_> =
            list("TagList").iter().map(|it| (text(&it["Key"]), text(&it["Value"]))).collect();
        let removed: Vec<_> = list("TagKeyList").iter().map(text).collect();
        self.change(now, place, |it| {
            let tags = &mut it.find_mut(id).unwrap().tags;
            tags.retain(|(key, _)| !removed.contains(key) && set.iter().all(|it| it.0 != *key));
            tags.extend(set);
        });
        Ok(json!({}))
    }

    /// An HSM that is gone is there again, if its cluster is.
    pub(super) fn come_back(
        &mut self,
        now: Duration,
        place: Place,
        id: &str,
    ) -> Result<Value, Refusal> {
        let holdings = self.now(place);
        let cluster = CLUSTERS[0].0;
        let has_cluster = holdings
            .find(cluster)
            .is_some_and(|it| matches!(it.state, "ACTIVE" | "UPDATE_IN_PROGRESS"));
        let is_gone = holdings.find(id).is_none_or(Thing::is_gone);
        if !id.starts_with("hsm-") || !is_gone || !has_cluster {
            return Err("CloudHsmInvalidRequestException");
        }
        self.returns += 1;
        // What was to become of it.
        self.due.retain(|(_, _, change)| match change {
            Change::Set(of, _) | Change::Remove(of) => of != id,
        });
        self.change(now, place, |it| {
            it.hsms.retain(|hsm| hsm.id != id);
            it.hsms.push(Thing::new(id, cluster, "ACTIVE"));
        });
        Ok(json!({}))
    }
}
