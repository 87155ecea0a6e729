//! The guard and the log against everything that can go wrong around them, in simulated time.
//!
//! The router, guard and log are the real ones. Around them: an AWS whose ground truth the checks
//! know, and in which an HSM that was gone can be there again; an adversary that delays, loses, cuts
//! and garbles calls, refuses them, fails them, and makes listings lag and leave things out; clients
//! that go away; two processes with a log each, at the same AWS; disks that are full; clocks that are
//! set; key stores that are connected, and sources that don't answer, between a plan and its send; kills
//! at every step; restarts with other credentials and regions.
//!
//! What must hold, whatever happens, is in [`check`], [`evidence`] and [`world`]:
//!
//! - Nothing that was handed over is called refused, or not sent, without a certain refusal.
//! - Nothing is called deleted, or done, without readings of the same account that show it.
//! - A permit sends once, before its end, and not after a stop was answered.
//! - Each send has its intent in the log and is signed with that intent's key; its reading is not
//!   older than two seconds, was signed with the same key, and showed what may be deleted.
//! - What ends a cluster's service is sent only after KMS was asked once more, and only if no key store
//!   is in use and each is as the plan said.
//! - Of several HSMs, none is sent after a reading that lists one again which was gone, and all are
//!   called deleted only if that is the last word of each.
//! - From that reading to the answer, the same process sends nothing else for the same.
//! - The log's last word is never contradicted by what AWS did, and in the end it is what the backend
//!   shows; nothing stays open that nobody looks after.
//!
//! What the adversary does not do: answer with an error of AWS below 500 (but 408) after it carried
//! the request out, or with a whole success before; answer with another account's listing to the
//! same access key; leave a resource out of more than five listings. A backend that is killed, gets
//! other credentials, or can't read or write, right after two of those may keep a wrong "deleted".
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test's helpers are the test")]

mod adversary;
mod check;
mod cloud;
mod disk;
mod evidence;
mod figures;
mod found;
mod kms;
mod life;
mod people;
mod process;
mod run;
mod scenes;
mod schedule;
mod time;
mod wire;
mod world;

use std::{
    cell::Cell,
    panic::resume_unwind,
    thread,
    time::{Duration, Instant},
};

use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};

use figures::Figures;

/// A number from the environment.
fn number(name: &str, default: u64) -> u64 {
    let text = std::env::var(name).ok();
    text.map_or(default, |text| text.parse().unwrap_or_else(|_| panic!("{name}={text}")))
}

/// How many schedules without being told.
const SCHEDULES: u64 = 10_000;
/// Schedules run side by side, each lane with a seed of its own: the same ones on any machine.
const LANES: u64 = 2;

/// `MODEL_SCHEDULES` says how many schedules, `MODEL_SEED` which, and `MODEL_SHRINKS` how often a
/// failing one is made smaller.
#[test]
fn no_schedule_makes_the_backend_say_what_is_not_true_or_send_what_was_not_confirmed() {
    let (schedules, seed) = (number("MODEL_SCHEDULES", SCHEDULES), number("MODEL_SEED", 1));
    // A schedule takes 13 ms in a build for tests on an idle machine.
    test_limits::allow(
        Duration::from_mins(10) + Duration::from_millis(200) * u32::try_from(schedules).unwrap(),
    );
    let start = Instant::now();
    let sums: Vec<_> = thread::scope(|scope| {
        let lane = |lane| scope.spawn(move || run_lane(schedules.div_ceil(LANES), seed, lane));
        let lanes: Vec<_> = (0..LANES).map(lane).collect();
        lanes.into_iter().map(thread::ScopedJoinHandle::join).collect()
    });
    let mut sum = Figures::default();
    for lane in sums {
        sum += lane.unwrap_or_else(|panic| resume_unwind(panic));
    }
    println!("seed {seed}, {:?}: {sum:#?}", start.elapsed());
    // A guard that lets nothing pass is no guard.
    assert!(sum.deleting * 2 > sum.schedules, "{sum:?}");
    assert!(sum.gone * 2 > sum.schedules, "{sum:?}");
    // Both are there: sends after such a reading, and sends that it prevented.
    let is_many = sum.schedules >= 1_000;
    assert!(!is_many || sum.key_stores_read > 0 && sum.key_stores_prevented > 0, "{sum:?}");
}

/// Runs the schedules of one lane; panics with the smallest one that fails.
#[allow(clippy::print_stdout, reason = "a long run says how far it is")]
fn run_lane(schedules: u64, seed: u64, lane: u64) -> Figures {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    bytes[8..16].copy_from_slice(&lane.to_le_bytes());
    let config = Config {
        cases: u32::try_from(schedules).unwrap(),
        max_shrink_iters: u32::try_from(number("MODEL_SHRINKS", 400)).unwrap(),
        failure_persistence: None,
        ..Config::default()
    };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let start = Instant::now();
    let all = Cell::new(Figures::default());
    let result = TestRunner::new_with_rng(config, rng).run(&schedule::schedule(), |schedule| {
        let figures = run::run(schedule).map_err(TestCaseError::fail)?;
        let mut sum = all.get();
        sum += figures;
        all.set(sum);
        if sum.schedules % 5_000 == 0 {
            println!("lane {lane}, {:?}: {sum:?}", start.elapsed());
        }
        Ok(())
    });
    match result {
        Ok(()) => all.get(),
        Err(TestError::Fail(reason, schedule)) => {
            panic!("{reason}\n\nseed {seed}, lane {lane}: {schedule:?}")
        }
        Err(error) => panic!("{error}"),
    }
}
