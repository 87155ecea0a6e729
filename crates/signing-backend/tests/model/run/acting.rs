//! What happens in a run, one event after the other.

use cloudhsm_api::Operation;
use serde_json::json;

use super::{Model, START};
use crate::{
    cloud::PROTECTION,
    people::Client,
    schedule::{Act, Patience, tagged},
};

impl Model {
    pub(super) async fn act(&mut self, at: usize, act: Act) {
        if self.processes[at].life.is_over() {
            self.start(at, START);
        }
        let process = self.processes[at].clone();
        let plans = self.plans[at].clone();
        let client = |patience| {
            let (world, process) = (self.world.clone(), process.clone());
            Client { world, process, patience }
        };
        match act {
            Act::Delete { aim, think, typo, patience } => {
                tokio::spawn(client(patience).delete(aim, think, typo, plans));
            }
            Act::Again { plan, dry, typo, patience } => {
                let client = client(patience);
                if let Some(made) = plans.pick(plan) {
                    tokio::spawn(async move { client.confirm(&made, typo, dry).await });
                }
            }
            Act::Tag { target, patience } => {
                self.tags += 1;
                let tag = json!([{ "Key": "number", "Value": self.tags.to_string() }]);
                Self::change(client(patience), Operation::TagResource, tagged(target), Some(tag));
            }
            Act::Protect { target, patience } => {
                self.tags += 1;
                let tags = json!([
                    { "Key": PROTECTION.0, "Value": PROTECTION.1 },
                    { "Key": "number", "Value": self.tags.to_string() }
                ]);
                Self::change(client(patience), Operation::TagResource, tagged(target), Some(tags));
            }
            Act::Restore { backup, patience } => {
                let id = crate::cloud::BACKUPS[backup.index(4)].0;
                Self::change(client(patience), Operation::RestoreBackup, id, None);
            }
            Act::Stop => {
                tokio::spawn(client(Patience::Patient).stop_newest());
            }
            Act::Credentials { key, told_late } => process.set_credentials(key, told_late),
            Act::Restart(start) => self.restart(at, start).await,
            Act::Kill(start) => {
                self.world.lock().unwrap().figures.kills += 1;
                self.start(at, start);
            }
            Act::Doom { place, times } => process.life.doom(place, times),
            Act::Disk { is_full } => self.disks[at].content().is_full = is_full,
            Act::Clock { seconds } => self.clocks[at].set_by(seconds),
        }
    }

    fn change(
        client: Client,
        operation: Operation,
        id: &'static str,
        tags: Option<serde_json::Value>,
    ) {
        let body = match tags {
            Some(tags) => json!({ "ResourceId": id, "TagList": tags }),
            None => json!({ "BackupId": id }),
        };
        tokio::spawn(async move { client.change(operation, id, body).await });
    }
}
