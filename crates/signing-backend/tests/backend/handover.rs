//! The moment at which a request is handed over to AWS: what is certain before it, and what is not
//! afterwards.

mod accounts;
mod afterwards;

use std::time::Duration;

use backend_api::{ApiErrorCode, AttemptState};
use cloudhsm_api::Operation;
use serde_json::json;
use signing_backend::clock::Clock as _;

use crate::support::{Behaviour, Bench, CLUSTER, OTHER};

const KEY: &str = "cloudhsm-console:deletion-protection";

/// The limit on a whole request once answered a deletion that was still under way with "retry in a
/// second", and the page said that nothing was deleted.
#[tokio::test(start_paused = true)]
async fn the_limit_of_a_request_leaves_a_sent_deletion_unknown_and_followed() {
    let bench = Bench::new();
    let plan = bench.plan(CLUSTER).await;
    bench.cloud.next(Behaviour::Slow(60));
    let began = tokio::time::Instant::now();
    let reply = bench.send(bench.deletion(&plan, CLUSTER)).await;
    assert_eq!(began.elapsed().as_secs(), 90);
    let error = &reply.json()["error"];
    assert_eq!((reply.status.as_u16(), reply.code()), (504, ApiErrorCode::OutcomeUnknown));
    assert_eq!((&error["retryable"], &error["outcome"]), (&json!(false), &json!("unknown")));
    assert!(error.get("retryAfterSeconds").is_none());
    assert_eq!(error["attempt"], json!(plan.attempt));
    // The answer comes after all, and is recorded.
    let attempt = bench.reaches(CLUSTER, AttemptState::Accepted).await;
    assert_eq!(attempt.request_ids, ["request-1"]);
    assert_eq!(bench.cloud.destroyed().len(), 1);
}

/// It also answered ten seconds before the request was sent.
#[tokio::test(start_paused = true)]
async fn what_was_not_sent_in_time_is_not_sent_at_all() {
    let bench = Bench::new();
    let plan = bench.plan(CLUSTER).await;
    bench.cloud.slow_backups(95);
    let reply = bench.send(bench.deletion(&plan, CLUSTER)).await;
    assert_eq!((reply.status.as_u16(), reply.code()), (503, ApiErrorCode::TimeLimit));
    assert_eq!(reply.json()["error"]["outcome"], "refused");
    // limit: time is not real
    tokio::time::sleep(Duration::from_mins(10)).await;
    assert!(bench.cloud.destroyed().is_empty());
    let lines = bench.audit_lines();
    assert_eq!((&lines[1]["outcome"], &lines[1]["code"]), (&json!("refused"), &json!("TimeLimit")));
}

/// The reading was once 19 s old when the request was sent, and somebody had protected the cluster
/// in between.
#[tokio::test(start_paused = true)]
async fn a_reading_that_took_long_is_made_again_before_the_send() {
    let bench = Bench::new();
    let plan = bench.plan(CLUSTER).await;
    bench.cloud.slow_backups(10);
    let protecting = async {
        // limit: time is not real
        tokio::time::sleep(Duration::from_secs(12)).await;
        bench.cloud.tag(CLUSTER, KEY, "enabled");
    };
    let (reply, ()) = tokio::join!(bench.send(bench.deletion(&plan, CLUSTER)), protecting);
    assert_eq!((reply.status.as_u16(), reply.code()), (409, ApiErrorCode::PlanChanged));
    assert!(bench.cloud.destroyed().is_empty());

    // Slow pages of backups alone don't stop a deletion.
    bench.cloud.slow_backups(0);
    let plan = bench.plan(OTHER).await;
    bench.cloud.slow_backups(10);
    assert_eq!(bench.send(bench.deletion(&plan, OTHER)).await.status, 200);
}

/// Credentials that have to be looked up between the reading and the send once held the send up
/// without a limit.
#[tokio::test(start_paused = true)]
async fn credentials_that_come_too_late_for_the_reading_send_nothing_and_keep_the_plan() {
    let bench = Bench::new();
    let plan = bench.plan(CLUSTER).await;
    bench.cloud.next(Behaviour::TooLate);
    let reply = bench.send(bench.deletion(&plan, CLUSTER)).await;
    assert_eq!((reply.status.as_u16(), reply.code()), (503, ApiErrorCode::CredentialsUnavailable));
    assert_eq!(reply.json()["error"]["outcome"], "refused");
    assert!(bench.cloud.destroyed().is_empty());
    let lines = bench.audit_lines();
    let events = [&lines[0]["event"], &lines[1]["event"], &lines[1]["outcome"]];
    assert_eq!(events, ["intent", "outcome", "refused"]);
    // The same plan does, and every deletion has a time by which it must be sent.
    let before = bench.clock.monotonic();
    assert_eq!(bench.send(bench.deletion(&plan, CLUSTER)).await.status, 200);
    let limit = bench.cloud.destroyed_before().expect("a deletion without a limit");
    assert_eq!(limit, before + Duration::from_secs(2));
}

/// A protection that was set through this backend came between reading and send.
#[tokio::test(start_paused = true)]
async fn a_protection_and_a_deletion_exclude_each_other() {
    let bench = Bench::new();
    let protection = json!({"ResourceId": CLUSTER, "TagList": [{"Key": KEY, "Value": "enabled"}]});
    let plan = bench.plan(CLUSTER).await;
    bench.cloud.next(Behaviour::Slow(5));
    let protecting = async {
        // limit: time is not real
        tokio::time::sleep(Duration::from_secs(2)).await;
        bench.call("TagResource", &protection).await
    };
    let (deleted, protected) = tokio::join!(bench.send(bench.deletion(&plan, CLUSTER)), protecting);
    assert_eq!(deleted.status, 200);
    assert_eq!(
        (protected.status.as_u16(), protected.code()),
        (409, ApiErrorCode::DeletionUnderWay)
    );
    assert_eq!(protected.json()["error"]["outcome"], "refused");

    // The other way round: while the tag is being set, nothing is deleted.
    let plan = bench.plan(OTHER).await;
    let protection = json!({"ResourceId": OTHER, "TagList": [{"Key": KEY, "Value": "enabled"}]});
    bench.cloud.next(Behaviour::Slow(5));
    let deleting = async {
        // limit: time is not real
        tokio::time::sleep(Duration::from_secs(2)).await;
        bench.send(bench.deletion(&plan, OTHER)).await
    };
    let (protected, deleted) = tokio::join!(bench.call("TagResource", &protection), deleting);
    assert_eq!(protected.status, 200);
    assert_eq!(deleted.code(), ApiErrorCode::DeletionUnderWay);
    assert_eq!(
        bench.send(bench.deletion(&plan, OTHER)).await.code(),
        ApiErrorCode::DeletionBlocked
    );
    assert_eq!(bench.cloud.destroyed().len(), 1);
}

/// A server error had three meanings: "not certain" in the log, "failed" in the activity, "unknown"
/// on the page; and nobody looked afterwards.
#[tokio::test(start_paused = true)]
async fn a_server_error_or_a_garbled_success_is_unknown_everywhere_and_followed() {
    let failure = r#"{"__type":"CloudHsmInternalFailureException","Message":"no"}"#;
    for (status, body) in [
        (500, failure),
        (502, "<html>502 Bad Gateway</html>"),
        (503, r#"{"__type":"ServiceUnavailable"}"#),
        (504, ""),
        (408, r#"{"__type":"RequestTimeoutException"}"#),
        (200, "{}"),
        (200, r#"{"Cluster":null}"#),
        (200, r#"{"__type":"CloudHsmServiceException","Message":"no"}"#),
        (403, "<html>blocked by the proxy</html>"),
    ] {
        let bench = Bench::new();
        bench.cloud.next(Behaviour::Says(status, body));
        let reply = bench.delete(CLUSTER).await;
        let error = &reply.json()["error"];
        assert_eq!((reply.status.as_u16(), reply.code()), (504, ApiErrorCode::OutcomeUnknown));
        assert_eq!((&error["outcome"], &error["retryable"]), (&json!("unknown"), &json!(false)));
        assert_eq!(error["upstreamStatus"], status, "{error}");
        assert_eq!(bench.lines(2).await[1]["outcome"], "unknown");
        assert_eq!(bench.lines(3).await[2]["outcome"], "accepted", "{status} {body}");
        assert_eq!(bench.cloud.destroyed().len(), 1, "never sent again");
    }
}

/// The same for what changes and can be changed back: a server error of it was called retryable.
#[tokio::test(start_paused = true)]
async fn a_change_without_an_answer_is_unknown_and_looked_for() {
    for behaviour in [Behaviour::Lost, Behaviour::Says(502, "<html>"), Behaviour::Says(500, "{}")] {
        let bench = Bench::new();
        bench.cloud.next(behaviour);
        let body = json!({"ResourceId": CLUSTER, "TagList": [{"Key": "a", "Value": "b"}]});
        let reply = bench.call("TagResource", &body).await;
        assert_eq!((reply.status.as_u16(), reply.code()), (504, ApiErrorCode::OutcomeUnknown));
        assert_eq!(reply.json()["error"]["retryable"], false);
        let attempt = bench.reaches(CLUSTER, AttemptState::Done).await;
        assert_eq!(attempt.last_seen.as_deref(), Some("1 of 1 tag changes"));
    }
}

#[tokio::test]
async fn a_refusal_of_awss_is_told_by_name_as_nothing_that_happened() {
    for (status, body, expected) in [
        (400, r#"{"__type":"ExpiredTokenException","Message":"old"}"#, "ExpiredTokenException"),
        (400, r#"{"__type":"AccessDeniedException","Message":"no"}"#, "AccessDeniedException"),
        (400, r#"{"__type":"ThrottlingException"}"#, "ThrottlingException"),
    ] {
        let bench = Bench::new();
        bench.cloud.next(Behaviour::Denies(status, body));
        let reply = bench.delete(CLUSTER).await;
        assert_eq!((reply.status.as_u16(), reply.code()), (status, expected.into()));
        assert_eq!(reply.json()["error"]["outcome"], "refused");
        let attempt = bench.attempt(CLUSTER).await;
        assert_eq!(
            (attempt.state, attempt.code.as_deref()),
            (AttemptState::Refused, Some(expected))
        );
        assert!(attempt.detail.unwrap().contains("Nothing was changed"));
    }
}

/// A clock that was set back made an expired permit good again.
#[tokio::test]
async fn a_clock_that_is_set_back_revives_no_permit() {
    let bench = Bench::new();
    let plan = bench.plan(CLUSTER).await;
    bench.clock.advance(301);
    bench.clock.set_by(-3600);
    assert_eq!(
        bench.send(bench.deletion(&plan, CLUSTER)).await.code(),
        ApiErrorCode::PermitExpired
    );
    let plan = bench.plan(CLUSTER).await;
    bench.clock.set_by(86_400);
    assert_eq!(bench.send(bench.deletion(&plan, CLUSTER)).await.status, 200);
    assert_eq!(
        bench.cloud.destroyed(),
        [(Operation::DeleteCluster, json!({"ClusterId": CLUSTER}))]
    );
}
