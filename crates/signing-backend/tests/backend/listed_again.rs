//! HSMs of a removal that were gone, and that AWS lists again while the others are deleted.

use std::time::Duration;

use backend_api::{Attempt, AttemptState, StopReason, routes};
use serde_json::{Value, json};

use crate::{
    removal::{HSMS, attempt, begin, bench, ends, states},
    support::{Bench, CLUSTER},
};

/// The cluster's list of HSMs, changed as another client would.
fn change_hsms(bench: &Bench, change: impl FnOnce(&mut Vec<Value>)) {
    bench.cloud.change(CLUSTER, |it| change(it["Hsms"].as_array_mut().unwrap()));
}

fn list_again(bench: &Bench, id: &str) {
    let hsm = json!({"HsmId": id, "State": "ACTIVE", "ClusterId": CLUSTER});
    change_hsms(bench, |all| all.push(hsm));
}

/// How many more readings list an HSM that is being deleted.
fn still_listed(bench: &Bench, id: &str, readings: u32) {
    change_hsms(bench, |all| {
        all.iter_mut().find(|it| it["HsmId"] == id).unwrap()["Readings"] = readings.into();
    });
}

/// Begins the removal of these, and waits until the first one is gone and the second one was sent.
async fn first_is_gone(bench: &Bench, ids: &[&str]) -> Attempt {
    let begun = attempt(&begin(bench, ids).await);
    let gone = first_step_is(bench, &begun.id, AttemptState::Gone).await;
    // In real time: between the two, the log is written by a thread. Tokio's time would run on
    // meanwhile, and nobody would look at the first one any more.
    let start = std::time::Instant::now();
    while bench.cloud.destroyed().len() < 2 {
        assert!(start.elapsed() < test_limits::PATIENCE, "the second one is not sent");
        tokio::task::yield_now().await; // limit: in the line above
    }
    gone
}

async fn first_step_is(bench: &Bench, id: &str, state: AttemptState) -> Attempt {
    for _ in 0..1000 {
        let reply = bench.get(&routes::attempt(id)).await;
        let attempt: Attempt = serde_json::from_slice(&reply.body).unwrap();
        if attempt.steps[0].state == state {
            return attempt;
        }
        // limit: time is not real
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    panic!("the first step of {id} never becomes {state:?}");
}

/// Long enough that nobody looks at the first one any more.
async fn a_while_later() {
    // limit: time is not real
    tokio::time::sleep(Duration::from_mins(5)).await;
}

fn assert_came_back(bench: &Bench, ended: &Attempt, states_of_others: &[AttemptState]) {
    assert_eq!(ended.stop_reason, Some(StopReason::Changed), "{ended:?}");
    let words = ended.detail.as_deref().unwrap();
    assert!(words.contains(HSMS[0]) && words.contains("ACTIVE"), "{words}");
    let expected = [&[AttemptState::CameBack], states_of_others].concat();
    assert_eq!((ended.state, states(ended)), (AttemptState::CameBack, expected));
    assert_eq!(bench.cloud.destroyed().len(), 2);
    // Nothing says that all of them are deleted.
    let all = Value::from(ended.resource.as_str());
    let whole: Vec<_> = bench
        .audit_lines()
        .into_iter()
        .filter(|it| it["resource"] == all)
        .map(|it| it["outcome"].clone())
        .collect();
    assert_eq!(whole, [Value::Null, json!("stopped")]);
}

#[tokio::test(start_paused = true)]
async fn one_that_came_back_while_it_was_still_looked_at_stops_the_removal() {
    let bench = bench();
    let begun = first_is_gone(&bench, &HSMS).await;
    list_again(&bench, HSMS[0]);
    let ended = ends(&bench, &begun.id).await;
    assert_came_back(&bench, &ended, &[AttemptState::Gone, AttemptState::Planned]);
}

#[tokio::test(start_paused = true)]
async fn one_that_came_back_later_stops_the_removal_before_the_next_one_is_sent() {
    let bench = bench();
    let begun = first_is_gone(&bench, &HSMS).await;
    still_listed(&bench, HSMS[1], 30);
    a_while_later().await;
    list_again(&bench, HSMS[0]);
    let ended = ends(&bench, &begun.id).await;
    assert_came_back(&bench, &ended, &[AttemptState::Gone, AttemptState::Refused]);
}

#[tokio::test(start_paused = true)]
async fn one_that_came_back_before_the_last_one_was_gone_is_not_called_deleted() {
    let bench = bench();
    let begun = first_is_gone(&bench, &HSMS[..2]).await;
    still_listed(&bench, HSMS[1], 30);
    a_while_later().await;
    list_again(&bench, HSMS[0]);
    let ended = ends(&bench, &begun.id).await;
    assert_came_back(&bench, &ended, &[AttemptState::Gone]);
}

/// A listing that lags is waited for.
#[tokio::test(start_paused = true)]
async fn one_that_is_gone_after_all_does_not_stop_it() {
    let bench = bench();
    let begun = first_is_gone(&bench, &HSMS).await;
    list_again(&bench, HSMS[0]);
    first_step_is(&bench, &begun.id, AttemptState::Unknown).await;
    assert_eq!(bench.cloud.destroyed().len(), 2);
    change_hsms(&bench, |all| all.retain(|it| it["HsmId"] != HSMS[0]));
    let ended = ends(&bench, &begun.id).await;
    assert_eq!((ended.state, ended.stop_reason), (AttemptState::Gone, None), "{ended:?}");
    assert_eq!(bench.cloud.destroyed().len(), 3);
}
