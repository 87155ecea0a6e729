//! What happens in one schedule, and how schedules are drawn.

use proptest::prelude::*;

use crate::{
    adversary::{Mood, Trick},
    cloud::{BACKUPS, CLUSTERS, HSMS},
    kms::{Answers, Store},
    life::Place,
    scenes,
};

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

fn index() -> impl Strategy<Value = Index> {
    any::<u64>().prop_map(Index)
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

pub(crate) fn schedule() -> impl Strategy<Value = Schedule> {
    let scene = prop_oneof![6 => Just(Vec::new()), 1 => scenes::scene(), 1 => scenes::return_of_one(),
        1 => scenes::change_of_a_key_store()];
    (any::<u64>(), scene, prop::collection::vec(step(), 3..18)).prop_map(|(seed, scene, steps)| {
        let steps = scene.into_iter().chain(steps).collect();
        Schedule { seed, steps }
    })
}

fn step() -> impl Strategy<Value = Step> {
    let then = prop_oneof![
        3 => Just(0),
        4 => 1_u32..3_000,
        4 => 3_000_u32..40_000,
        2 => 40_000_u32..400_000,
        1 => 400_000_u32..2_400_000,
    ];
    (event(), then).prop_map(|(event, then)| Step { event, then })
}

fn event() -> impl Strategy<Value = Event> {
    let deed = prop_oneof![
        3 => Just(OutsideChange::Tag),
        1 => Just(OutsideChange::Protect),
        1 => Just(OutsideChange::Unprotect),
        2 => Just(OutsideChange::Delete),
        1 => Just(OutsideChange::Restore),
        1 => Just(OutsideChange::ComeBack),
    ];
    prop_oneof![
        16 => (prop::bool::weighted(0.3), act()).prop_map(|(second, act)| Event::At { second, act }),
        1 => (index(), deed).prop_map(|(target, deed)| Event::Outsider { target, deed }),
        3 => Mood::any().prop_map(Event::Mood),
        1 => (index(), store()).prop_map(|(cluster, store)| Event::KeyStore { cluster, store }),
        1 => (answers(), answers()).prop_map(|(kms, metrics)| Event::Sources { kms, metrics }),
        4 => Trick::any().prop_map(Event::Next),
    ]
}

pub(crate) fn store() -> impl Strategy<Value = Store> {
    use Store::{Absent, Connected, Connecting, Disconnected, Failed};
    prop::sample::select(vec![Absent, Absent, Connected, Connecting, Disconnected, Failed])
}

pub(crate) fn answers() -> impl Strategy<Value = Answers> {
    use Answers::{Denies, Hollow, Late, Right, Unreachable};
    prop::sample::select(vec![Right, Right, Right, Denies, Unreachable, Hollow, Late])
}

fn act() -> impl Strategy<Value = Act> {
    let think = prop_oneof![8 => 0_u32..20_000, 1 => 20_000_u32..320_000];
    let typo = prop::bool::weighted(0.05);
    prop_oneof![
        14 => (aim(), think, typo, patience()).prop_map(|(aim, think, typo, patience)| {
            Act::Delete { aim, think, typo, patience }
        }),
        3 => (index(), prop::bool::weighted(0.2), typo, patience())
            .prop_map(|(plan, dry, typo, patience)| Act::Again { plan, dry, typo, patience }),
        2 => (index(), patience()).prop_map(|(target, patience)| Act::Tag { target, patience }),
        2 => (index(), patience())
            .prop_map(|(target, patience)| Act::Protect { target, patience }),
        1 => (index(), patience())
            .prop_map(|(backup, patience)| Act::Restore { backup, patience }),
        1 => Just(Act::Stop),
        1 => (key(), any::<bool>())
            .prop_map(|(key, told_late)| Act::Credentials { key, told_late }),
        1 => start().prop_map(Act::Restart),
        1 => start().prop_map(Act::Kill),
        3 => (place(), 0_u8..6).prop_map(|(place, times)| Act::Doom { place, times }),
        1 => any::<bool>().prop_map(|is_full| Act::Disk { is_full }),
        1 => (-200_000_i64..200_000).prop_map(|seconds| Act::Clock { seconds }),
    ]
}

fn aim() -> impl Strategy<Value = Aim> {
    prop_oneof![
        4 => index().prop_map(Aim::Cluster),
        4 => index().prop_map(Aim::Hsm),
        4 => (1_u8..8).prop_map(Aim::Hsms),
        3 => index().prop_map(Aim::Backup),
        1 => index().prop_map(Aim::ClusterProtection),
        1 => index().prop_map(Aim::BackupProtection),
    ]
}

fn patience() -> impl Strategy<Value = Patience> {
    prop_oneof![
        6 => Just(Patience::Patient),
        1 => (0_u8..12).prop_map(Patience::Polls),
        1 => (0_u32..100_000).prop_map(Patience::Millis),
    ]
}

fn place() -> impl Strategy<Value = Place> {
    prop::sample::select(vec![
        Place::BeforeAppend,
        Place::AfterAppend,
        Place::BeforeCall,
        Place::AfterCall,
        Place::AfterAnswer,
    ])
}

fn key() -> impl Strategy<Value = Key> {
    prop_oneof![4 => Just(Key::Alice), 3 => Just(Key::Bob), 2 => Just(Key::Stranger)]
}

pub(crate) fn start() -> impl Strategy<Value = Start> {
    let newest = prop_oneof![2 => Just(500_usize), 1 => 0_usize..8];
    (key(), prop::bool::weighted(0.8), prop::bool::weighted(0.9), newest).prop_map(
        |(key, has_second_region, knows_account, newest)| Start {
            key,
            has_second_region,
            knows_account,
            newest,
        },
    )
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
