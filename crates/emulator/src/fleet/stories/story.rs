//! What a story consists of: the words in which each is written.
//!
//! Must not know metrics, wires or which clusters there are. Ages are relative to the start of the
//! emulator, as those of the fleet.

/// What CloudWatch and EC2 know of a cluster.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Story {
    /// What its HSMs are used for.
    pub(crate) usage: Usage,
    /// What is around them.
    pub(crate) surroundings: Surroundings,
}

/// What the HSMs of a cluster are used for. The default is nobody's: AWS's own sessions, no keys.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Usage {
    /// When its clients work.
    pub(crate) rhythm: Rhythm,
    /// How many sessions clients have with each HSM in their busiest hour.
    pub(crate) peak_sessions: u32,
    /// How many sessions with each HSM never end, beside AWS's own.
    pub(crate) standing_sessions: u32,
    /// How many session keys a session of a client has.
    pub(crate) session_keys_each: u32,
    /// How many token keys there are at the start.
    pub(crate) token_keys: u32,
    /// How many of them each day before brought.
    pub(crate) token_keys_a_day: u32,
    /// How many users there are.
    pub(crate) users: u32,
    /// When nothing was measured.
    pub(crate) gap: Option<Gap>,
    /// The HSM that has replaced another.
    pub(crate) replaced: Option<Replaced>,
    /// The HSM that does not answer.
    pub(crate) failing: Option<Failing>,
}

/// When clients work.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Rhythm {
    /// Never: there are none.
    #[default]
    Never,
    /// By day on working days.
    Office,
    /// Always, by day more than at night.
    Always,
    /// For two hours after one in the morning.
    Nightly,
}

/// A time in which nothing was measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Gap {
    /// So many hours before the start it began.
    pub(crate) began_hours_ago: u32,
    /// So many hours before the start it ended.
    pub(crate) ended_hours_ago: u32,
}

/// An HSM that has replaced another, with an ID of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Replaced {
    /// The last letter of its zone's name.
    pub(crate) zone: char,
    /// When, before the start.
    pub(crate) days_ago: u32,
}

/// An HSM that stopped answering.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Failing {
    /// The last letter of its zone's name.
    pub(crate) zone: char,
    /// When, before the start.
    pub(crate) hours_ago: u32,
}

/// What is around the HSMs of a cluster. The default is nothing but them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Surroundings {
    /// What carries the cluster's security group beside the HSMs.
    pub(crate) clients: &'static [Client],
    /// From where else the cluster's security group lets connections in: CIDR, description.
    pub(crate) open_to: &'static [(&'static str, &'static str)],
    /// The last letter of the zone whose subnet has no free addresses.
    pub(crate) full_zone: Option<char>,
    /// The account that shares its subnets with this one.
    pub(crate) subnets_of: Option<&'static str>,
}

/// What carries the security group of a cluster, and so can reach its HSMs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Client {
    /// Its name.
    pub(crate) name: &'static str,
    /// What it is.
    pub(crate) kind: ClientKind,
    /// The last letter of its zone's name.
    pub(crate) zone: char,
}

/// What a client is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ClientKind {
    /// An instance of EC2; its interface has its name as a tag.
    Instance,
    /// A function of Lambda, whose interface AWS manages.
    Function,
}
