//! What comes of a deletion that was sent: answers, lost answers, clients and networks that go.

use std::time::Duration;

use backend_api::code;
use serde_json::json;

use crate::support::{Behaviour, Bench, CLUSTER, OTHER, eventually_within};

/// Looking ends by itself before; no time passes in truth.
const LOOKING: Duration = Duration::from_mins(30);

/// Waits until intent and outcome are followed by what looking found.
async fn third_line(bench: &Bench) {
    eventually_within(LOOKING, "a third line of the audit log", async || {
        (bench.audit_lines().len() >= 3).then_some(())
    })
    .await;
}

#[tokio::test]
async fn what_aws_answers_and_what_it_does_not() {
    for (behaviour, status, expected, outcome, sent) in [
        (
            Behaviour::Refuse,
            400,
            "CloudHsmInvalidRequestException",
            "CloudHsmInvalidRequestException",
            1,
        ),
        (Behaviour::Unreachable, 502, code::UPSTREAM_UNREACHABLE, code::UPSTREAM_UNREACHABLE, 0),
        (Behaviour::Lost, 504, code::OUTCOME_UNKNOWN, "unknown", 1),
    ] {
        let bench = Bench::new();
        bench.cloud.next(behaviour);
        let reply = bench.delete(CLUSTER).await;
        assert_eq!((reply.status.as_u16(), reply.code()), (status, expected.to_owned()));
        assert_eq!(reply.json()["error"]["retryable"], false);
        assert_eq!(bench.cloud.destroyed().len(), sent);
        assert_eq!(bench.audit_lines()[1]["outcome"], outcome);
    }
}

#[tokio::test]
async fn a_network_that_fails_at_the_second_reading_costs_nothing() {
    let bench = Bench::new();
    let plan = bench.plan(CLUSTER).await;
    bench.cloud.fail_reading(true);
    let reply = bench.send(bench.deletion(&plan, CLUSTER)).await;
    assert_eq!((reply.status.as_u16(), reply.code()), (502, code::UPSTREAM_UNREACHABLE.into()));
    bench.cloud.fail_reading(false);
    assert_eq!(bench.send(bench.deletion(&plan, CLUSTER)).await.status, 200);
}

#[tokio::test]
async fn a_client_that_goes_away_leaves_no_deletion_without_its_outcome() {
    let mut sent = 0;
    for patience in 0..40 {
        let bench = Bench::new();
        let plan = bench.plan(CLUSTER).await;
        let waiting = bench.send(bench.deletion(&plan, CLUSTER));
        let impatience = async {
            for _ in 0..patience {
                tokio::task::yield_now().await; // limit: so many times
            }
        };
        tokio::select! {
            biased;
            _ = waiting => {}
            () = impatience => {}
        }
        bench.backend.finish().await;
        let lines = bench.audit_lines();
        let events: Vec<_> = lines.iter().map(|line| line["event"].clone()).collect();
        match bench.cloud.destroyed().len() {
            0 => assert!(events.is_empty(), "{events:?}"),
            1 => assert_eq!(events, ["intent", "outcome"]),
            many => panic!("{many} deletions"),
        }
        sent += bench.cloud.destroyed().len();
    }
    assert!((1..40).contains(&sent), "the loop must end before and after the sending: {sent}");
}

#[tokio::test(start_paused = true)]
async fn a_lost_answer_is_resolved_by_looking() {
    let bench = Bench::new();
    bench.cloud.next(Behaviour::Lost);
    assert_eq!(bench.delete(CLUSTER).await.code(), code::OUTCOME_UNKNOWN);
    third_line(&bench).await;
    let lines = bench.audit_lines();
    assert_eq!(
        (&lines[2]["outcome"], &lines[2]["attempt"]),
        (&json!("accepted"), &lines[0]["attempt"])
    );
    assert!(lines[2]["detail"].as_str().unwrap().contains("DELETE_IN_PROGRESS"));
}

#[tokio::test(start_paused = true)]
async fn what_did_not_happen_stays_unknown_and_ends_with_the_process() {
    let bench = Bench::new();
    bench.cloud.next(Behaviour::Lost);
    bench.delete(CLUSTER).await;
    bench.cloud.change(CLUSTER, |cluster| cluster["State"] = "ACTIVE".into());
    third_line(&bench).await;
    let line = bench.audit_lines()[2].clone();
    assert_eq!(line["outcome"], "unknown");
    assert!(line["detail"].as_str().unwrap().contains("still ACTIVE"), "{line}");
    bench.cloud.next(Behaviour::Lost);
    bench.delete(OTHER).await;
    // Not another minute.
    bench.backend.finish().await;
    assert_eq!(bench.audit_lines().len(), 5);
}
