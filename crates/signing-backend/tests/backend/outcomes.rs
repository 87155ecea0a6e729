//! What comes of a deletion that was sent: answers, lost answers, clients and networks that go.

use backend_api::ApiErrorCode;
use serde_json::json;

use crate::support::{Behaviour, Bench, CLUSTER, OTHER};

#[tokio::test]
async fn what_aws_answers_and_what_it_does_not() {
    for (behaviour, status, expected, outcome, sent) in [
        (Behaviour::Refuse, 400, "CloudHsmInvalidRequestException".into(), "refused", 1),
        (Behaviour::Unreachable, 502, ApiErrorCode::UpstreamUnreachable, "refused", 0),
        (Behaviour::Lost, 504, ApiErrorCode::OutcomeUnknown, "unknown", 1),
    ] {
        let bench = Bench::new();
        bench.cloud.next(behaviour);
        let reply = bench.delete(CLUSTER).await;
        assert_eq!((reply.status.as_u16(), reply.code()), (status, expected.clone()));
        assert_eq!(reply.json()["error"]["retryable"], false);
        assert_eq!(bench.cloud.destroyed().len(), sent);
        assert_eq!(reply.json()["error"]["outcome"], outcome);
        let line = &bench.audit_lines()[1];
        assert_eq!((&line["outcome"], &line["code"]), (&json!(outcome), &json!(expected.as_str())));
        // Whoever asks afterwards gets the same.
        let attempt = reply.json()["error"]["attempt"].as_str().unwrap().to_owned();
        let attempt = bench.get(&format!("/api/attempts/{attempt}")).await.json();
        assert_eq!(
            (&attempt["state"], &attempt["code"]),
            (&json!(outcome), &json!(expected.as_str()))
        );
    }
}

#[tokio::test]
async fn a_network_that_fails_at_the_second_reading_costs_nothing() {
    let bench = Bench::new();
    let plan = bench.plan(CLUSTER).await;
    bench.cloud.fail_reading(true);
    let reply = bench.send(bench.deletion(&plan, CLUSTER)).await;
    assert_eq!((reply.status.as_u16(), reply.code()), (502, ApiErrorCode::UpstreamUnreachable));
    bench.cloud.fail_reading(false);
    assert_eq!(bench.send(bench.deletion(&plan, CLUSTER)).await.status, 200);
}

#[tokio::test]
async fn a_client_that_goes_away_leaves_no_deletion_without_its_outcome() {
    let mut sent = 0;
    let expected = |event: &str| (json!(event), json!(ApiErrorCode::ClientGone));
    let (refusal, outcome) = (expected("refusal"), expected("outcome"));
    let gone = |event: &str| match event {
        "refusal" => (&refusal.0, &refusal.1),
        _ => (&outcome.0, &outcome.1),
    };
    let (mut patience, mut tries) = (2, 0);
    // How often the deletion has to be polled depends on the machine.
    while sent < 5 && patience < 1_000_000 {
        patience += 1 + patience / 16;
        tries += 1;
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
            // Cancelled before it was sent: refused before or after its intent was recorded.
            0 => match events.len() {
                0 => unreachable!("a confirmed deletion leaves a record"),
                1 => assert_eq!((&lines[0]["event"], &lines[0]["code"]), gone("refusal")),
                _ => {
                    assert_eq!(events, ["intent", "outcome"]);
                    assert_eq!((&lines[1]["event"], &lines[1]["code"]), gone("outcome"));
                    assert_eq!(lines[1]["outcome"], "refused");
                }
            },
            1 => {
                assert_eq!(events, ["intent", "outcome"]);
                assert_eq!(lines[1]["outcome"], "accepted");
            }
            many => panic!("{many} deletions"),
        }
        sent += bench.cloud.destroyed().len();
    }
    assert!(
        (1..tries).contains(&sent),
        "it must end before and after the sending: {sent} of {tries}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_lost_answer_is_followed_until_the_cluster_is_gone() {
    let bench = Bench::new();
    bench.cloud.next(Behaviour::Lost);
    assert_eq!(bench.delete(CLUSTER).await.code(), ApiErrorCode::OutcomeUnknown);
    let found = bench.lines(3).await;
    assert_eq!(
        (&found[2]["outcome"], &found[2]["attempt"]),
        (&json!("accepted"), &found[0]["attempt"])
    );
    assert!(found[2]["detail"].as_str().unwrap().contains("DELETE_IN_PROGRESS"));
    bench.cloud.change_clusters(|clusters| clusters.retain(|it| it["ClusterId"] != CLUSTER));
    assert_eq!(bench.lines(4).await[3]["outcome"], "gone");
}

#[tokio::test(start_paused = true)]
async fn what_did_not_happen_stays_unknown_for_two_hours_and_ends_with_the_process() {
    let bench = Bench::new();
    bench.cloud.next(Behaviour::Lost);
    bench.delete(CLUSTER).await;
    bench.cloud.change(CLUSTER, |cluster| cluster["State"] = "ACTIVE".into());
    let began = tokio::time::Instant::now();
    let line = bench.lines(3).await[2].clone();
    assert_eq!(line["outcome"], "still-unknown");
    let minutes = began.elapsed().as_secs() / 60;
    assert!((119..=122).contains(&minutes), "{minutes}");
    assert!(line["detail"].as_str().unwrap().contains("120 minutes"), "{line}");
    bench.cloud.next(Behaviour::Lost);
    bench.delete(OTHER).await;
    // Not another two hours.
    bench.backend.finish().await;
    assert_eq!(bench.audit_lines().len(), 5);
}
