//! One notice.

use backend_api::Finding;
use serde::Serialize;

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "event", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub(crate) enum Change {
    /// Something is wrong, or to be done, that wasn't before; or it is more or less severe.
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

/// What happened, to what, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Notice {
    /// When the backend saw it.
    pub(crate) time: String,
    /// The region.
    pub(crate) region: String,
    /// The cluster, if it is about one.
    pub(crate) cluster_id: Option<String>,
    /// Its name.
    pub(crate) name: Option<String>,
    /// Its tags say that it is production; `None` if its tags aren't known.
    pub(crate) production: Option<bool>,
    /// What happened.
    #[serde(flatten)]
    pub(crate) change: Change,
}

impl Notice {
    /// In one line, for people.
    pub(crate) fn words(&self) -> String {
        let what = match (&self.name, &self.cluster_id) {
            (Some(name), Some(id)) => format!("{name} ({id}) in {}", self.region),
            (None, Some(id)) => format!("{id} in {}", self.region),
            (_, None) => self.region.clone(),
        };
        let production = if self.production == Some(true) { ", production" } else { "" };
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

/// A notice to test with.
#[cfg(test)]
pub(super) fn sample(name: &str) -> Notice {
    Notice {
        time: "2027-01-15T08:00:00.000Z".into(),
        region: "us-east-1".into(),
        cluster_id: Some("cluster-a".into()),
        name: Some(name.into()),
        production: Some(true),
        change: Change::StateChanged { from: "ACTIVE".into(), to: "DEGRADED".into() },
    }
}
