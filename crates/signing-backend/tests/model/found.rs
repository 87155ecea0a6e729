//! Schedules that once found something wrong, each as it was printed: run every time.

use crate::{
    adversary::{Mood, Trick},
    life::Place,
    run::run,
    schedule::{
        Act::{self, Credentials, Delete, Disk, Doom, Kill, Restart, Restore, Tag},
        Aim::{self, Backup, Cluster, Hsm, Hsms},
        Event::{self, At},
        Index, Key, OutsideChange,
        Patience::{Millis, Patient},
        Schedule, Start, Step, position_of,
    },
};

/// Runs a schedule that nothing may be wrong with.
fn holds(seed: u64, steps: Vec<Step>) {
    if let Err(wrong) = run(Schedule { seed, steps }) {
        panic!("{wrong}");
    }
}

fn first(act: Act, then: u32) -> Step {
    Step { event: At { second: false, act }, then }
}

fn second(act: Act, then: u32) -> Step {
    Step { event: At { second: true, act }, then }
}

fn delete(aim: Aim, think: u32) -> Act {
    Delete { aim, think, typo: false, patience: Patient }
}

/// The first HSM was gone, then the second one was refused, then the first one was listed again. Of
/// that, the next process read only the last.
#[test]
fn what_is_older_than_the_records_that_were_read_is_not_called_planned() {
    let start =
        Start { key: Key::Alice, has_second_region: false, knows_account: false, newest: 500 };
    let few = Start { key: Key::Stranger, has_second_region: true, knows_account: true, newest: 3 };
    holds(
        4_906_464_941_764_626_812,
        vec![
            first(Restart(start), 0),
            Step { event: Event::Mood(Mood::Stormy), then: 0 },
            second(Tag { target: Index(0), patience: Patient }, 4394),
            first(delete(Hsm(Index(0)), 71_186), 0),
            first(delete(Hsms(3), 2032), 1),
            Step { event: Event::Mood(Mood::Lying), then: 37_716 },
            first(Kill(few), 1350),
        ],
    );
}

/// Of the first HSM, which is gone, no record was read, and of the second one, nobody found out. What
/// is not known of the first one is not finished because the second one was given up.
#[test]
fn what_is_not_known_of_one_hsm_does_not_end_with_another_that_was_given_up() {
    let none = Start { key: Key::Alice, has_second_region: false, knows_account: false, newest: 0 };
    holds(
        7_337_043_972_124_759_900,
        vec![
            first(delete(Hsms(5), 0), 2351),
            Step { event: Event::Mood(Mood::Slow), then: 197_854 },
            first(Kill(none), 0),
            first(delete(Cluster(Index(0)), 0), 0),
            first(delete(Hsms(1), 0), 0),
            first(Doom { place: Place::BeforeAppend, times: 1 }, 40_290),
        ],
    );
}

/// Of a removal whose first HSM was gone, the next process read one record only, in which neither of the
/// two is named by itself. It called the second one unknown, which nobody then followed.
#[test]
fn a_step_that_was_never_announced_is_not_left_open_after_a_restart() {
    let few = Start { key: Key::Alice, has_second_region: false, knows_account: false, newest: 1 };
    holds(
        12_081_636_187_785_997_997,
        vec![
            first(delete(Hsms(3), 0), 1000),
            Step { event: Event::Next(Trick::Late), then: 178_223 },
            first(Restart(few), 4412),
            first(Tag { target: Index(0), patience: Millis(70) }, 1563),
            Step { event: Event::Next(Trick::Late), then: 480 },
            first(Credentials { key: Key::Bob, told_late: false }, 2709),
        ],
    );
}

/// The first HSM is there again while the second one is deleted: the third one is not sent, and not all
/// of them are called deleted.
#[test]
fn an_hsm_that_comes_back_stops_the_removal() {
    let back = |then| {
        let target = position_of("hsm-aaaaaaaaaaa");
        Step { event: Event::Outsider { target, deed: OutsideChange::ComeBack }, then }
    };
    for (seed, bits) in [(1, 7), (2, 7), (3, 3), (4, 3), (5, 7), (6, 5)] {
        for minutes in 1..8 {
            holds(seed, vec![first(delete(Hsms(bits), 0), minutes * 60_000), back(600_000)]);
        }
    }
}

/// The disk was full when the first HSM was gone after all, and it was listed again before that could be
/// written.
#[test]
fn what_was_kept_while_the_disk_was_full_rests_on_the_readings_before_that() {
    let back =
        Event::Outsider { target: position_of("hsm-aaaaaaaaaaa"), deed: OutsideChange::ComeBack };
    holds(
        12_138_024_888_043_484_550,
        vec![
            first(delete(Hsms(7), 0), 284_178),
            Step { event: Event::Mood(Mood::Lying), then: 0 },
            Step { event: back, then: 20_066 },
            first(delete(Cluster(Index(0)), 0), 2020),
            first(Disk { is_full: true }, 0),
            first(Restore { backup: Index(0), patience: Patient }, 149_719),
        ],
    );
}

/// Two listings left it out, and the credentials became another account's while the second one was on
/// its way.
#[test]
fn what_was_missing_when_the_credentials_changed_could_not_be_revised() {
    holds(
        777_172_729_773_779_411,
        vec![
            first(
                Delete {
                    aim: Cluster(Index(9_223_372_036_854_775_808)),
                    think: 1498,
                    typo: false,
                    patience: Millis(223),
                },
                0,
            ),
            first(delete(Cluster(Index(9_223_372_036_854_775_808)), 0), 19_080),
            first(delete(Hsm(Index(12_297_829_382_473_034_411)), 3495), 31_688),
            first(delete(Hsm(Index(12_490_941_520_131_733_313)), 19_449), 97_344),
            first(delete(Cluster(Index(8_636_845_964_104_081_407)), 17_819), 28_424),
            first(delete(Backup(Index(16_187_853_066_151_023_811)), 7630), 0),
            second(
                Delete {
                    aim: Hsm(Index(18_133_217_868_585_181_733)),
                    think: 1676,
                    typo: true,
                    patience: Patient,
                },
                28_780,
            ),
            first(Doom { place: Place::BeforeAppend, times: 0 }, 12_001),
            first(Doom { place: Place::AfterCall, times: 2 }, 0),
            Step { event: Event::Mood(Mood::Lying), then: 9580 },
            first(delete(Cluster(Index(17_838_552_922_517_091_217)), 281_005), 1357),
            first(Credentials { key: Key::Stranger, told_late: false }, 0),
        ],
    );
}

/// The HSM that an earlier attempt deleted was there again, and a listing that lagged still showed it as
/// DELETED when the next attempt was followed.
#[test]
fn what_an_earlier_deletion_left_is_not_the_last_word_on_the_next_one() {
    let back = Event::Outsider {
        target: Index(14_254_302_238_775_562_612),
        deed: OutsideChange::ComeBack,
    };
    let again = Act::Again {
        plan: Index(7_103_253_859_899_994_976),
        dry: false,
        typo: false,
        patience: Patient,
    };
    holds(
        13_855_208_199_740_290_664,
        vec![
            first(delete(Hsms(7), 0), 96_688),
            Step { event: Event::Mood(Mood::Lying), then: 0 },
            Step { event: back, then: 24_409 },
            first(delete(Hsm(Index(0)), 0), 11_421),
            first(delete(Hsm(Index(0)), 8563), 12_688),
            second(again, 0),
        ],
    );
}
