use proptest::prelude::*;

use super::*;
use AttemptState::{Accepted, CameBack, Done, Gone, StillUnknown, Unknown};

fn before() -> Observation {
    Observation::Before("ACTIVE".into())
}

fn under_way() -> Observation {
    Observation::UnderWay("DELETE_IN_PROGRESS".into())
}

fn states(from: AttemptState, observations: &[Observation]) -> Vec<AttemptState> {
    let mut progress = Progress::new(from, Gone);
    observations.iter().map(|observation| progress.observe(observation)).collect()
}

#[test]
fn a_listing_that_lags_is_waited_for_and_is_no_failure() {
    let mut observations = vec![before(); 20];
    observations.extend([under_way(), Observation::Reached("DELETED".into())]);
    let seen = states(Accepted, &observations);
    assert!(seen[..21].iter().all(|state| *state == Accepted), "{seen:?}");
    assert_eq!(seen[21], Gone);
}

#[test]
fn one_listing_without_it_proves_nothing_and_two_are_revised_if_it_shows_again() {
    assert_eq!(
        states(
            Unknown,
            &[Observation::Absent, before(), Observation::Absent, Observation::Absent, before()]
        ),
        [Unknown, Unknown, Unknown, Gone, Unknown]
    );
}

/// A listing that lags shows what an earlier deletion of the same left.
#[test]
fn what_is_shown_as_deleted_is_gone_at_once_and_looked_at_four_times_more() {
    let deleted = || Observation::Reached("DELETED".into());
    assert_eq!(
        states(Accepted, &[deleted(), under_way(), before(), before(), before()]),
        [Gone, Accepted, Accepted, Accepted, CameBack]
    );
    let mut progress = Progress::new(Accepted, Gone);
    let mut finals = Vec::new();
    for seen in [deleted(), deleted(), Observation::Absent, deleted(), Observation::Absent] {
        assert_eq!(progress.observe(&seen), Gone);
        finals.push(progress.is_final());
    }
    assert_eq!(finals, [false, false, false, false, true]);
}

#[test]
fn what_was_gone_and_is_shown_again_came_back_after_three_readings() {
    let again = [before(), before(), before()];
    let observations = [&[Observation::Absent, Observation::Absent][..], &again].concat();
    assert_eq!(states(Accepted, &observations), [Accepted, Gone, Unknown, Unknown, CameBack]);
    let mut progress = Progress::listed_again(Gone, &before());
    assert_eq!(progress.state(), Unknown);
    let seen: Vec<_> = again.iter().map(|it| progress.observe(it)).collect();
    assert_eq!(seen, [Unknown, Unknown, CameBack]);
    assert_eq!(Progress::listed_again(Gone, &under_way()).state(), Accepted);
}

#[test]
fn what_was_being_deleted_and_is_shown_again_came_back_until_it_goes_after_all() {
    let observations = [
        under_way(),
        before(),
        before(),
        before(),
        under_way(),
        Observation::Absent,
        Observation::Absent,
    ];
    assert_eq!(
        states(Accepted, &observations),
        [Accepted, Accepted, Accepted, CameBack, Accepted, Accepted, Gone]
    );
}

#[test]
fn tags_are_done_when_they_are_there_and_never_because_their_resource_is_missing() {
    let mut progress = Progress::new(Unknown, Done);
    assert_eq!(progress.observe(&Observation::Absent), Unknown);
    assert_eq!(progress.observe(&Observation::Absent), Unknown);
    assert_eq!(progress.observe(&Observation::Reached("tagged".into())), Done);
    assert!(progress.is_final());
}

#[test]
fn the_end_of_the_time_is_no_failure() {
    assert_eq!(Progress::new(Accepted, Gone).give_up(), StillUnknown);
    assert_eq!(Progress::new(Unknown, Gone).give_up(), StillUnknown);
    assert_eq!(Progress::new(CameBack, Gone).give_up(), CameBack);
}

#[test]
fn pauses_grow_to_half_a_minute() {
    let pauses: Vec<_> = (0..200).map(pause).collect();
    assert!(pauses.is_sorted());
    assert_eq!((pauses[0].as_secs(), pauses[199].as_secs()), (1, 30));
}

fn observation() -> impl Strategy<Value = Observation> {
    prop_oneof![Just(Observation::Absent), Just(before()), Just(under_way())]
}

proptest! {
    #[test]
    fn a_success_rests_on_what_was_read_last(
        observations in prop::collection::vec(observation(), 1..30), accepted in any::<bool>()
    ) {
        let from = if accepted { Accepted } else { Unknown };
        let mut progress = Progress::new(from, Gone);
        for (index, observation) in observations.iter().enumerate() {
            let state = progress.observe(observation);
            prop_assert!(!matches!(state, AttemptState::Refused | Done));
            if state == Gone {
                prop_assert_eq!(observation, &Observation::Absent);
                prop_assert!(index > 0 && observations[index - 1] == Observation::Absent);
            }
        }
    }
}
