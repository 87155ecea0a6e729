//! What is rare by chance alone: a removal of several HSMs, and something that happens to it.

use proptest::prelude::*;

use crate::{
    adversary::{Mood, Trick},
    cloud::{CLUSTERS, HSMS},
    kms::Answers,
    schedule::{
        Act, Aim, Event, Index, OutsideChange, Patience, Step, answers, position_of, start, store,
    },
};

/// Something happens while a later one of several HSMs is on its way: rare by chance alone.
pub(crate) fn scene() -> impl Strategy<Value = Vec<Step>> {
    let slow = prop_oneof![3 => Just(Event::Next(Trick::Late)), 1 => Just(Event::Mood(Mood::Slow))];
    let act = prop_oneof![
        2 => start().prop_map(Act::Restart),
        1 => start().prop_map(Act::Kill),
        2 => Just(Act::Stop),
    ];
    let bits = prop::sample::select(vec![3_u8, 5, 6, 7]);
    (bits, 1_000_u32..4_000, slow, 1_000_u32..300_000, act, 0_u32..60_000).prop_map(
        |(bits, until_slow, slow, until_act, act, then)| {
            let at = |act| Event::At { second: false, act };
            let patience = Patience::Patient;
            let delete = Act::Delete { aim: Aim::Hsms(bits), think: 0, typo: false, patience };
            vec![
                Step { event: at(delete), then: until_slow },
                Step { event: slow, then: until_act },
                Step { event: at(act), then },
            ]
        },
    )
}

/// One of several HSMs that are deleted is listed again, perhaps for a while only.
pub(crate) fn return_of_one() -> impl Strategy<Value = Vec<Step>> {
    // With the first one that is deleted.
    let hsms = prop::sample::select(vec![(3_u8, 0), (5, 0), (6, 1), (7, 0), (7, 0), (7, 1)]);
    let slow = prop_oneof![3 => Just(Mood::Calm), 1 => Just(Mood::Slow), 1 => Just(Mood::Lying)];
    let goes_again = prop::option::weighted(0.3, 0_u32..60_000);
    (hsms, slow, 60_000_u32..500_000, goes_again, 0_u32..300_000).prop_map(
        |((bits, hsm), mood, until_back, goes_again, then): ((_, usize), _, _, _, _)| {
            let patience = Patience::Patient;
            let delete = Act::Delete { aim: Aim::Hsms(bits), think: 0, typo: false, patience };
            let outsider = |deed, then| {
                let target = position_of(HSMS[hsm].0);
                Step { event: Event::Outsider { target, deed }, then }
            };
            let mut steps = vec![
                Step { event: Event::At { second: false, act: delete }, then: until_back },
                Step { event: Event::Mood(mood), then: 0 },
                outsider(OutsideChange::ComeBack, goes_again.unwrap_or(then)),
            ];
            if goes_again.is_some() {
                steps.push(outsider(OutsideChange::Delete, then));
            }
            steps
        },
    )
}

/// The index that picks this one of the clusters.
fn cluster(position: usize) -> Index {
    let part = u64::MAX / CLUSTERS.len() as u64;
    Index(part * position as u64 + part / 2)
}

/// Between a plan that ends a cluster's service and its confirmation, a key store is connected, or KMS
/// answers otherwise.
pub(crate) fn change_of_a_key_store() -> impl Strategy<Value = Vec<Step>> {
    let sources = (answers(), answers());
    (0_usize..3, store(), store(), sources, 1_u32..6_000, 0_u32..30_000).prop_map(
        |(position, before, after, (first, then_kms), until, then)| {
            let set = |store| Event::KeyStore { cluster: cluster(position), store };
            let sources = |kms| Event::Sources { kms, metrics: Answers::Right };
            let aim = if position == 0 { Aim::Hsms(7) } else { Aim::Cluster(cluster(position)) };
            let patience = Patience::Patient;
            let delete = Act::Delete { aim, think: 6_000, typo: false, patience };
            vec![
                Step { event: set(before), then: 0 },
                Step { event: sources(first), then: 0 },
                Step { event: Event::At { second: false, act: delete }, then: until },
                Step { event: set(after), then: 0 },
                Step { event: sources(then_kms), then },
            ]
        },
    )
}
