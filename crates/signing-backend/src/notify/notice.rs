//! One notice.

use backend_api::Finding;
use serde::Serialize;

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "event", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum Change {
    /// Something is wrong, or to be done, that wasn't before.
    FindingAppeared {
        /// What.
        finding: Finding,
    },
    /// It no longer is.
    FindingCleared {
        /// What was.
        finding: Finding,
    },
    /// The cluster is in another state.
    StateChanged {
        /// Before.
        from: String,
        /// Now.
        to: String,
    },
    /// AWS no longer lists the cluster.
    ClusterGone,
    /// A change or a deletion ended.
    AttemptEnded {
        /// Its ID.
        attempt: String,
        /// The operation.
        operation: String,
        /// What it is about.
        resource: String,
        /// How it ended, as the wire has it.
        state: String,
        /// The same in words.
        words: String,
    },
}

/// What happened, and to what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Notice {
    /// The region.
    pub region: String,
    /// The cluster, if it is about one.
    pub cluster_id: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// Its tags say that it is production.
    pub production: bool,
    /// What happened.
    #[serde(flatten)]
    pub change: Change,
}

impl Notice {
    /// In one line, for people.
    pub fn words(&self) -> String {
        let what = match (&self.name, &self.cluster_id) {
            (Some(name), Some(id)) => format!("{name} ({id}) in {}", self.region),
            (None, Some(id)) => format!("{id} in {}", self.region),
            (_, None) => self.region.clone(),
        };
        let production = if self.production { ", production" } else { "" };
        let said = match &self.change {
            Change::FindingAppeared { finding } => format!("{} {}", finding.fact, finding.advice),
            Change::FindingCleared { finding } => format!("No longer: {}", finding.fact),
            Change::StateChanged { from, to } => format!("{from} → {to}"),
            Change::ClusterGone => "AWS no longer lists it.".to_owned(),
            Change::AttemptEnded { operation, resource, words, .. } => {
                format!("{operation} {resource}: {words}")
            }
        };
        format!("{what}{production}: {said}")
    }
}
