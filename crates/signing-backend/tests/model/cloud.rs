//! The ground truth: what two accounts hold at each time, and what AWS makes of a request.

mod carrying_out;

use std::{collections::HashMap, time::Duration};

use serde_json::{Value, json};

use crate::schedule::OutsideChange;

pub(crate) const ACCOUNT: &str = "111111111111";
pub(crate) const STRANGE: &str = "222222222222";
pub(crate) const FIRST: &str = "us-east-1";
pub(crate) const SECOND: &str = "eu-central-1";
pub(crate) const PROTECTION: (&str, &str) = ("cloudhsm-console:deletion-protection", "enabled");

/// ID, account, region.
pub(crate) const CLUSTERS: [(&str, &str, &str); 4] = [
    ("cluster-aaaaaaaaaaa", ACCOUNT, FIRST),
    ("cluster-bbbbbbbbbbb", ACCOUNT, FIRST),
    ("cluster-ccccccccccc", ACCOUNT, SECOND),
    ("cluster-ddddddddddd", STRANGE, FIRST),
];
/// All of the first cluster.
pub(crate) const HSMS: [(&str, &str, &str); 3] = [
    ("hsm-aaaaaaaaaaa", ACCOUNT, FIRST),
    ("hsm-bbbbbbbbbbb", ACCOUNT, FIRST),
    ("hsm-ccccccccccc", ACCOUNT, FIRST),
];
pub(crate) const BACKUPS: [(&str, &str, &str); 4] = [
    ("backup-aaaaaaaaaaa", ACCOUNT, FIRST),
    ("backup-bbbbbbbbbbb", ACCOUNT, FIRST),
    ("backup-ccccccccccc", ACCOUNT, FIRST),
    ("backup-ddddddddddd", STRANGE, FIRST),
];
const BACKUP_OF: [usize; 4] = [0, 0, 1, 3];

/// Where a resource is: account and region.
pub(crate) fn home(id: &str) -> (&'static str, &'static str) {
    let all = CLUSTERS.iter().chain(&HSMS).chain(&BACKUPS);
    all.clone().find(|it| it.0 == id).map_or((ACCOUNT, FIRST), |it| (it.1, it.2))
}

/// A cluster, an HSM or a backup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Thing {
    pub(crate) id: String,
    pub(crate) cluster: &'static str,
    pub(crate) state: &'static str,
    pub(crate) tags: Vec<(String, String)>,
}

impl Thing {
    fn new(id: &str, cluster: &'static str, state: &'static str) -> Self {
        Self { id: id.to_owned(), cluster, state, tags: Vec::new() }
    }

    pub(crate) fn is_gone(&self) -> bool {
        matches!(self.state, "DELETED" | "PENDING_DELETION")
    }

    fn tag_list(&self) -> Value {
        self.tags.iter().map(|(key, value)| json!({ "Key": key, "Value": value })).collect()
    }
}

/// What an account holds in a region.
#[derive(Debug, Clone, Default)]
pub(crate) struct Holdings {
    pub(crate) clusters: Vec<Thing>,
    pub(crate) hsms: Vec<Thing>,
    pub(crate) backups: Vec<Thing>,
}

impl Holdings {
    pub(crate) fn find(&self, id: &str) -> Option<&Thing> {
        self.all().find(|it| it.id == id)
    }

    fn all(&self) -> impl Iterator<Item = &Thing> {
        self.clusters.iter().chain(&self.hsms).chain(&self.backups)
    }

    fn find_mut(&mut self, id: &str) -> Option<&mut Thing> {
        let all = self.clusters.iter_mut().chain(&mut self.hsms).chain(&mut self.backups);
        all.into_iter().find(|it| it.id == id)
    }

    pub(crate) fn cluster_json(&self, cluster: &Thing) -> Value {
        let hsm =
            |it: &Thing| json!({ "HsmId": it.id, "ClusterId": it.cluster, "State": it.state });
        let hsms = self.hsms.iter().filter(|it| it.cluster == cluster.id).map(hsm);
        json!({
            "ClusterId": cluster.id, "State": cluster.state, "VpcId": "vpc-1",
            "CreateTimestamp": 1_700_000_000, "Hsms": hsms.collect::<Value>(),
            "TagList": cluster.tag_list()
        })
    }
}

pub(crate) fn backup_json(backup: &Thing) -> Value {
    json!({
        "BackupId": backup.id, "ClusterId": backup.cluster, "BackupState": backup.state,
        "CreateTimestamp": 1_790_000_000, "TagList": backup.tag_list()
    })
}

/// What becomes of a deletion that AWS accepted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deletion {
    pub(crate) takes: Duration,
    /// It fails, and the resource is as it was.
    pub(crate) fails: bool,
    /// How long it is listed as DELETED afterwards.
    pub(crate) shown: Duration,
}

#[derive(Debug, Clone)]
enum Change {
    Set(String, &'static str),
    Remove(String),
}

type Place = (&'static str, &'static str);

/// Everything, at every time.
#[derive(Debug)]
pub(crate) struct Cloud {
    history: HashMap<Place, Vec<(Duration, Holdings)>>,
    due: Vec<(Duration, Place, Change)>,
    backups_made: u32,
    /// How often an HSM that was gone was there again.
    pub(crate) returns: u64,
}

/// A request that AWS refused: its error's name.
pub(crate) type Refusal = &'static str;

impl Cloud {
    pub(crate) fn new() -> Self {
        let mut history = HashMap::new();
        for place in [(ACCOUNT, FIRST), (ACCOUNT, SECOND), (STRANGE, FIRST), (STRANGE, SECOND)] {
            history.insert(place, vec![(Duration::ZERO, Holdings::default())]);
        }
        let mut cloud = Self { history, due: Vec::new(), backups_made: 0, returns: 0 };
        for (id, account, region) in CLUSTERS {
            let now = cloud.first((account, region));
            now.clusters.push(Thing::new(id, "", "ACTIVE"));
        }
        for (id, account, region) in HSMS {
            cloud.first((account, region)).hsms.push(Thing::new(id, CLUSTERS[0].0, "ACTIVE"));
        }
        for ((id, account, region), of) in BACKUPS.into_iter().zip(BACKUP_OF) {
            let backup = Thing::new(id, CLUSTERS[of].0, "READY");
            cloud.first((account, region)).backups.push(backup);
        }
        cloud
    }

    fn first(&mut self, place: Place) -> &mut Holdings {
        &mut self.history.get_mut(&place).unwrap()[0].1
    }

    /// Lets everything happen that is due.
    pub(crate) fn advance(&mut self, now: Duration) {
        while let Some(next) = (0..self.due.len()).min_by_key(|it| self.due[*it].0)
            && self.due[next].0 <= now
        {
            let (at, place, change) = self.due.remove(next);
            self.change(at, place, |holdings| match change {
                Change::Set(id, state) => {
                    if let Some(thing) = holdings.find_mut(&id) {
                        thing.state = state;
                    }
                    let busy = holdings.hsms.iter().any(|it| it.state == "DELETE_IN_PROGRESS");
                    let calm = holdings.clusters.iter_mut();
                    calm.filter(|it| !busy && it.state == "UPDATE_IN_PROGRESS")
                        .for_each(|it| it.state = "ACTIVE");
                }
                Change::Remove(id) => {
                    holdings.clusters.retain(|it| it.id != id);
                    holdings.hsms.retain(|it| it.id != id);
                }
            });
        }
    }

    fn change(&mut self, at: Duration, place: Place, change: impl FnOnce(&mut Holdings)) {
        let times = self.history.get_mut(&place).unwrap();
        let mut next = times.last().unwrap().1.clone();
        change(&mut next);
        times.push((at, next));
    }

    /// What is there now.
    pub(crate) fn now(&self, place: Place) -> &Holdings {
        &self.history[&place].last().unwrap().1
    }

    /// What was there at some time.
    pub(crate) fn then(&self, place: Place, at: Duration) -> &Holdings {
        let times = &self.history[&place];
        let after = times.partition_point(|it| it.0 <= at);
        &times[after.saturating_sub(1)].1
    }

    /// Whether a resource was away, or on its way for good, at some time since.
    pub(crate) fn was_gone_since(&self, id: &str, since: Duration) -> bool {
        let times = &self.history[&home(id)];
        let last_before = times.partition_point(|it| it.0 <= since).saturating_sub(1);
        times[last_before..].iter().any(|it| it.1.find(id).is_none_or(Thing::is_gone))
    }

    /// Whether a resource was away at some time, and has been ever since.
    pub(crate) fn is_gone_from(&self, id: &str, since: Duration) -> bool {
        let times = &self.history[&home(id)];
        let last_before = times.partition_point(|it| it.0 <= since).saturating_sub(1);
        times[last_before..].iter().all(|it| it.1.find(id).is_none_or(Thing::is_gone))
    }

    /// What somebody does with another tool.
    pub(crate) fn outsider(
        &mut self,
        now: Duration,
        id: &str,
        deed: OutsideChange,
        deletion: Deletion,
    ) {
        let place = home(id);
        let tags = |value: &str| json!({ "ResourceId": id, "TagList": [{ "Key": PROTECTION.0, "Value": value }] });
        // What AWS refuses has just not happened.
        let _ = match deed {
            OutsideChange::Tag => self.tag(
                now,
                place,
                &json!({ "ResourceId": id, "TagList": [{ "Key": "by", "Value": now.as_millis().to_string() }] }),
            ),
            OutsideChange::Protect => self.tag(now, place, &tags(PROTECTION.1)),
            OutsideChange::Unprotect => {
                self.tag(now, place, &json!({ "ResourceId": id, "TagKeyList": [PROTECTION.0] }))
            }
            OutsideChange::Delete if id.starts_with("backup-") => self.turn_backup(now, place, id, true),
            OutsideChange::Delete => self.delete(now, place, id, deletion),
            OutsideChange::ComeBack => self.come_back(now, place, id),
            OutsideChange::Restore => self.turn_backup(now, place, id, false),
        };
    }
}
