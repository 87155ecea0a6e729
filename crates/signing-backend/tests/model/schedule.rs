//! What happens in one schedule, and how schedules are drawn.

mod strategies;

use crate::{
    adversary::{Mood, Trick},
    cloud::{BACKUPS, CLUSTERS, HSMS},
    kms::{Answers, Store},
    life::Place,
};

pub(crate) use strategies::{answers, schedule, start, store};

/// Picks one of several. Unlike proptest's own, it can be written down, so that a schedule can be kept
/// as it is printed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Index(pub(crate) u64);

impl Index {
    pub(crate) fn index(self, length: usize) -> usize {
        assert!(length > 0, "one of none");
        let picked = (u128::from(self.0) * length as u128) >> u64::BITS;
        usize::try_from(picked).unwrap()
    }
}

/// What is deleted, or unprotected.
#[derive(Debug, Clone)]
pub(crate) enum Aim {
    Cluster(Index),
    Hsm(Index),
    /// Several HSMs of the first cluster: one bit for each.
    Hsms(u8),
    Backup(Index),
    ClusterProtection(Index),
    BackupProtection(Index),
}

/// How long a client waits for its answer.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Patience {
    Patient,
    /// It goes away after so many polls of its request.
    Polls(u8),
    /// It goes away after so many milliseconds.
    Millis(u32),
}

/// The credentials of a process: two keys of one account, one of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Key {
    Alice,
    Bob,
    Stranger,
}

/// How a process starts again.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Start {
    pub(crate) key: Key,
    pub(crate) has_second_region: bool,
    /// STS answers.
    pub(crate) knows_account: bool,
    /// So many of the log's newest lines are read for the list of attempts. The program reads 500,
    /// of much longer logs.
    pub(crate) newest: usize,
}

#[derive(Debug, Clone)]
pub(crate) enum Act {
    /// Plans, thinks, confirms.
    Delete {
        aim: Aim,
        think: u32,
        typo: bool,
        patience: Patience,
    },
    /// Confirms a plan that was made before: a second tab, a double click, a script.
    Again {
        plan: Index,
        dry: bool,
        typo: bool,
        patience: Patience,
    },
    Tag {
        target: Index,
        patience: Patience,
    },
    Protect {
        target: Index,
        patience: Patience,
    },
    Restore {
        backup: Index,
        patience: Patience,
    },
    /// Asks that a deletion of several HSMs stops.
    Stop,
    Credentials {
        key: Key,
        told_late: bool,
    },
    /// The operator stops it in order, and starts it again.
    Restart(Start),
    /// SIGKILL, and started again at once.
    Kill(Start),
    /// Dies of its own at some place, later.
    Doom {
        place: Place,
        times: u8,
    },
    Disk {
        is_full: bool,
    },
    Clock {
        seconds: i64,
    },
}

#[derive(Debug, Clone)]
pub(crate) enum Event {
    /// Something happens at one of the two processes.
    At {
        second: bool,
        act: Act,
    },
    /// Somebody else, with another tool.
    Outsider {
        target: Index,
        deed: OutsideChange,
    },
    Mood(Mood),
    /// Somebody creates, connects, disconnects or deletes the key store of a cluster.
    KeyStore {
        cluster: Index,
        store: Store,
    },
    /// How KMS, and how CloudWatch answers from now on.
    Sources {
        kms: Answers,
        metrics: Answers,
    },
    /// How the next changing call ends.
    Next(Trick),
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum OutsideChange {
    Tag,
    Protect,
    Unprotect,
    Delete,
    Restore,
    /// An HSM that is gone is there again.
    ComeBack,
}

/// An event, and how many milliseconds pass after it.
#[derive(Debug, Clone)]
pub(crate) struct Step {
    pub(crate) event: Event,
    pub(crate) then: u32,
}

#[derive(Debug, Clone)]
pub(crate) struct Schedule {
    /// Of the adversary's decisions that no step makes.
    pub(crate) seed: u64,
    pub(crate) steps: Vec<Step>,
}

/// The IDs of the clusters and backups: what has tags.
pub(crate) fn tagged(index: Index) -> &'static str {
    let all: Vec<_> = CLUSTERS.iter().chain(&BACKUPS).map(|it| it.0).collect();
    all[index.index(all.len())]
}

pub(crate) fn anything(index: Index) -> &'static str {
    let all = everything();
    all[index.index(all.len())]
}

/// The index that picks this one of everything.
pub(crate) fn position_of(id: &str) -> Index {
    let all = everything();
    let position = all.iter().position(|it| *it == id).unwrap();
    // Half a place further, so that no rounding picks the one before.
    let (position, length) = (2 * position as u128 + 1, 2 * all.len() as u128);
    Index(u64::try_from((position << u64::BITS) / length).unwrap())
}

fn everything() -> Vec<&'static str> {
    CLUSTERS.iter().chain(&BACKUPS).chain(&HSMS).map(|it| it.0).collect()
}
