//! Schedules made up by chance.

use proptest::prelude::*;

use super::{Act, Aim, Event, Index, Key, OutsideChange, Patience, Schedule, Start, Step};
use crate::{
    adversary::{Mood, Trick},
    kms::{Answers, Store},
    life::Place,
    scenes,
};

pub(super) fn index() -> impl Strategy<Value = Index> {
    any::<u64>().prop_map(Index)
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

pub(super) fn event() -> impl Strategy<Value = Event> {
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

pub(super) fn act() -> impl Strategy<Value = Act> {
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

pub(super) fn aim() -> impl Strategy<Value = Aim> {
    prop_oneof![
        4 => index().prop_map(Aim::Cluster),
        4 => index().prop_map(Aim::Hsm),
        4 => (1_u8..8).prop_map(Aim::Hsms),
        3 => index().prop_map(Aim::Backup),
        1 => index().prop_map(Aim::ClusterProtection),
        1 => index().prop_map(Aim::BackupProtection),
    ]
}

pub(super) fn patience() -> impl Strategy<Value = Patience> {
    prop_oneof![
        6 => Just(Patience::Patient),
        1 => (0_u8..12).prop_map(Patience::Polls),
        1 => (0_u32..100_000).prop_map(Patience::Millis),
    ]
}

pub(super) fn place() -> impl Strategy<Value = Place> {
    prop::sample::select(vec![
        Place::BeforeAppend,
        Place::AfterAppend,
        Place::BeforeCall,
        Place::AfterCall,
        Place::AfterAnswer,
    ])
}

pub(super) fn key() -> impl Strategy<Value = Key> {
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
