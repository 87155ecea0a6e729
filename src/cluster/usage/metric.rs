//! The metrics of CloudWatch that have a plot.

/// What a metric counts of a documented limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Counts {
    /// Keys that there are.
    Keys,
    /// Users that there could be more.
    FreeUsers,
}

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
    /// What it counts of a documented limit.
    pub(super) counts: Option<Counts>,
    /// Any value but 0 is bad.
    pub(super) is_bad: bool,
}

/// One that counts nothing and is not bad.
const PLAIN: Metric =
    Metric { name: "", title: "", words: "", least_top: 5, own: None, counts: None, is_bad: false };

/// AWS keeps up to so many sessions on an HSM itself.
pub(super) const OWN_SESSIONS: u32 = 2;

pub(super) const SESSIONS: Metric = Metric {
    name: "HsmSessionCount",
    title: "Sessions",
    words: "Open sessions on each HSM; dashed: AWS’s own sessions",
    own: Some(OWN_SESSIONS),
    ..PLAIN
};

pub(super) const TOKEN_KEYS: Metric = Metric {
    name: "HsmKeysTokenOccupied",
    title: "Token keys",
    words: "Keys stored on each HSM",
    counts: Some(Counts::Keys),
    ..PLAIN
};

pub(super) const SESSION_KEYS: Metric = Metric {
    name: "HsmKeysSessionOccupied",
    title: "Session keys",
    words: "Keys that end with their session",
    counts: Some(Counts::Keys),
    ..PLAIN
};

pub(super) const USERS: Metric = Metric {
    name: "HsmUsersAvailable",
    title: "Users available",
    words: "How many more users each HSM can have",
    counts: Some(Counts::FreeUsers),
    ..PLAIN
};

/// All of them, in the order on screen.
pub(super) const METRICS: [&Metric; 5] = [
    &SESSIONS,
    &TOKEN_KEYS,
    &SESSION_KEYS,
    &USERS,
    &Metric {
        name: "HsmUnhealthy",
        title: "Unhealthy",
        words: "0 is healthy",
        least_top: 1,
        is_bad: true,
        ..PLAIN
    },
];
