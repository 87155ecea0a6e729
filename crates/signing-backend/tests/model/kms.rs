//! KMS beside the cloud: which key stores have their keys in a cluster, how KMS answers about them, and
//! that nothing is sent when what it said in the plan no longer holds.
//!
//! Must not draw from the adversary: a schedule that is kept means the same with it and without.

use std::{collections::HashMap, time::Duration};

use backend_api::{AuditEvent, WarningCode};
use cloudhsm_api::Operation;
use serde_json::{Value, json};
use tokio::task::Id;

use crate::world::{Shown, Who, World};

/// The key store of a cluster, as somebody sets it with another tool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Store {
    /// There is none.
    Absent,
    Connected,
    Connecting,
    Disconnected,
    Failed,
}

impl Store {
    /// KMS's word for its state.
    fn state(self) -> Option<&'static str> {
        match self {
            Self::Absent => None,
            Self::Connected => Some("CONNECTED"),
            Self::Connecting => Some("CONNECTING"),
            Self::Disconnected => Some("DISCONNECTED"),
            Self::Failed => Some("FAILED"),
        }
    }

    fn is_in_use(self) -> bool {
        matches!(self, Self::Connected | Self::Connecting)
    }
}

/// How a source answers for a while.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Answers {
    /// As it is.
    #[default]
    Right,
    /// The policy doesn't allow it.
    Denies,
    /// Nobody is there.
    Unreachable,
    /// A success without its list.
    Hollow,
    /// Later than the backend waits.
    Late,
}

/// The key stores, by the cluster that has their keys.
#[derive(Debug, Default)]
pub(crate) struct Kms {
    pub(crate) stores: HashMap<&'static str, Store>,
    pub(crate) answers: Answers,
    /// CloudWatch's, which is asked for a plan only.
    pub(crate) metrics_answer: Answers,
    /// What each answer about key stores showed.
    seen: Vec<Seen>,
    /// What the plan of an attempt rests on, and how many answers there were by then.
    planned: HashMap<(usize, String), (Option<Stores>, usize)>,
}

/// Cluster and key store: those that are there, in the order of the clusters.
type Stores = Vec<(&'static str, Store)>;

#[derive(Debug)]
struct Seen {
    who: Who,
    task: Option<Id>,
    /// `None`: the answer doesn't say.
    stores: Option<Stores>,
}

impl Kms {
    fn listed(&self, account: &str, region: &str) -> Stores {
        let all = crate::cloud::CLUSTERS.iter().filter(|it| (it.1, it.2) == (account, region));
        let store = |it: &(&'static str, _, _)| Some((it.0, *self.stores.get(it.0)?));
        all.filter_map(store).filter(|it| it.1 != Store::Absent).collect()
    }

    /// The answer to `DescribeCustomKeyStores`.
    pub(crate) fn answer(&self, account: &str, region: &str) -> Value {
        let store = |(cluster, store): (&'static str, Store)| {
            json!({
                "CustomKeyStoreId": cluster.replace("cluster", "cks"), "ConnectionState": store.state(),
                "CustomKeyStoreName": cluster.replace("cluster", "keys of"),
                "CustomKeyStoreType": "AWS_CLOUDHSM", "CloudHsmClusterId": cluster,
            })
        };
        let stores: Vec<_> = self.listed(account, region).into_iter().map(store).collect();
        json!({ "CustomKeyStores": stores, "Truncated": false })
    }

    /// Notes what a backend is shown.
    pub(crate) fn note(&mut self, who: Who, account: &str, region: &str) {
        let is_right = self.answers == Answers::Right;
        let stores = is_right.then(|| self.listed(account, region));
        self.seen.push(Seen { who, task: tokio::task::try_id(), stores });
    }

    /// The newest answer that this task of a run got, of those after the first ones.
    fn newest(&self, who: Who, after: usize) -> Option<&Seen> {
        let task = tokio::task::try_id();
        self.seen[after..].iter().rev().find(|it| it.who == who && it.task == task)
    }

    /// A plan came, in the task that asked for it.
    pub(crate) fn planned(&mut self, who: Who, attempt: &str) {
        let stores = self.newest(who, 0).and_then(|it| it.stores.clone());
        self.planned.insert((who.process, attempt.to_owned()), (stores, self.seen.len()));
    }
}

impl World {
    /// A deletion that ends the service of a cluster is handed over: KMS was asked once more after the
    /// plan, no key store is in use, what is lost was acknowledged, and it is as it was planned.
    pub(crate) fn check_key_stores(
        &mut self,
        who: Who,
        (operation, cluster): (Operation, &str),
        resource: &str,
        attempt: &str,
        shown: &Shown,
    ) {
        let is_left = |it: &(String, String)| it.0 != resource && it.1 == "ACTIVE";
        let ends_service = match operation {
            Operation::DeleteCluster => true,
            Operation::DeleteHsm => {
                let is_active = |it: &(String, String)| it.0 == resource && it.1 == "ACTIVE";
                shown.hsms.iter().any(is_active) && !shown.hsms.iter().any(is_left)
            }
            _ => false,
        };
        let Some((planned, after)) =
            self.kms.planned.get(&(who.process, attempt.to_owned())).cloned()
        else {
            return;
        };
        if !ends_service {
            return;
        }
        let about = format!("{operation} {resource} of {attempt}");
        let Some(seen) = self.kms.newest(who, after) else {
            return self.violation(format!("{about} was sent without asking KMS after the plan"));
        };
        let of_cluster =
            |all: &Stores| -> Stores { all.iter().filter(|it| it.0 == cluster).copied().collect() };
        let (planned, found) =
            (planned.as_ref().map(of_cluster), seen.stores.as_ref().map(of_cluster));
        self.figures.key_stores_read += 1;
        let is_as_planned = planned == found || planned.is_none() && found == Some(Stores::new());
        let stores = found.clone().unwrap_or_default();
        if stores.iter().any(|it| it.1.is_in_use()) {
            self.violation(format!("{about} was sent although a key store is in use: {stores:?}"));
        } else if !is_as_planned {
            let text = format!("{about} was sent, planned with {planned:?}, read as {found:?}");
            self.violation(text);
        }
        if operation == Operation::DeleteCluster && !stores.is_empty() {
            let content = self.disks[who.process].content();
            let code = WarningCode::KmsKeyStore.as_str();
            let is_it = |it: &&crate::disk::Line| {
                it.record.attempt == attempt && it.record.event == AuditEvent::Intent
            };
            let intent = content.lines.iter().rev().find(is_it);
            let is_missing =
                intent.is_none_or(|it| !it.record.acknowledged.iter().any(|it| it == code));
            drop(content);
            if is_missing {
                self.violation(format!("{about} was sent, and nobody acknowledged {stores:?}"));
            }
        }
    }
}

/// Longer than the backend waits for a source.
pub(crate) const LATE: Duration = Duration::from_secs(30);
