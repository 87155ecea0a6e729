//! The metrics of CloudWatch that have a plot.

/// A metric of an HSM.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Metric {
    /// AWS's name of it.
    pub(super) name: &'static str,
    /// What the plot is called.
    pub(super) title: &'static str,
    /// What is measured.
    pub(super) words: &'static str,
    /// The scale of the plot has at least this much room.
    pub(super) least_top: u32,
    /// How many of it are AWS's own, and no use of the cluster.
    pub(super) own: Option<u32>,
}

/// AWS keeps up to so many sessions on an HSM itself.
pub(super) const OWN_SESSIONS: u32 = 2;

pub(super) const SESSIONS: Metric = Metric {
    name: "HsmSessionCount",
    title: "Sessions",
    words: "Open sessions on each HSM; dashed: AWS’s own sessions",
    least_top: 5,
    own: Some(OWN_SESSIONS),
};

pub(super) const TOKEN_KEYS: Metric = Metric {
    name: "HsmKeysTokenOccupied",
    title: "Token keys",
    words: "Keys stored on each HSM",
    least_top: 5,
    own: None,
};

/// All of them, in the order on screen.
pub(super) const METRICS: [&Metric; 4] = [
    &SESSIONS,
    &TOKEN_KEYS,
    &Metric {
        name: "HsmKeysSessionOccupied",
        title: "Session keys",
        words: "Keys that end with their session",
        least_top: 5,
        own: None,
    },
    &Metric {
        name: "HsmUnhealthy",
        title: "Unhealthy",
        words: "0 is healthy",
        least_top: 1,
        own: None,
    },
];
