//! The moment at which a request is handed over to AWS: what is certain before it, and what is not
//! afterwards.

use std::time::Duration;

use backend_api::{ApiErrorCode, AttemptState, routes};
use cloudhsm_api::Operation;
use serde_json::json;
use signing_backend::{audit::FileStore, clock::Clock as _, forward::Caller};

use crate::support::{Behaviour, Bench, CLUSTER, Lie, OTHER, REGION, assert_names_alice};

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

/// "Who" was once unknown on an accepted deletion, because STS did not answer.
#[tokio::test]
async fn nobody_deletes_without_a_known_caller() {
    let bench = Bench::new();
    let plan = bench.plan(CLUSTER).await;
    bench.cloud.become_caller(Caller::default());
    let reply = bench.send(bench.deletion(&plan, CLUSTER)).await;
    assert_eq!((reply.status.as_u16(), reply.code()), (503, ApiErrorCode::CredentialsUnavailable));
    assert!(bench.cloud.destroyed().is_empty());
    // The access key alone is enough: STS may be out of reach.
    let key_only = Caller { access_key_id: Some("AKIAALICE".into()), ..Caller::default() };
    bench.cloud.become_caller(key_only);
    assert_eq!(bench.send(bench.deletion(&plan, CLUSTER)).await.status, 200);
    assert_eq!(bench.audit_lines()[1]["who"], "AKIAALICE");
}

#[tokio::test]
async fn a_plan_of_one_account_is_not_carried_out_in_another() {
    let bench = Bench::new();
    let plan = bench.plan(CLUSTER).await;
    let bob = Caller {
        account: Some("999999999999".into()),
        access_key_id: Some("AKIABOB".into()),
        ..Caller::default()
    };
    bench.cloud.become_caller(bob);
    let reply = bench.send(bench.deletion(&plan, CLUSTER)).await;
    assert_eq!((reply.status.as_u16(), reply.code()), (403, ApiErrorCode::CallerChanged));
    assert!(bench.cloud.destroyed().is_empty());
}

/// Every record once named who asked, and not in which account, so that after a restart as somebody
/// else "not listed" was taken for "accepted".
#[tokio::test(start_paused = true)]
async fn another_accounts_listing_says_nothing_about_an_unfinished_deletion() {
    let bench = Bench::new();
    bench.cloud.next(Behaviour::Lost);
    bench.delete(CLUSTER).await;
    let line = bench.audit_lines()[0].clone();
    assert_names_alice(&line);
    // The other account has no such cluster.
    bench.cloud.change_clusters(Vec::clear);
    let alice = bench.cloud.caller_now();
    let bob = Caller {
        account: Some("9".into()),
        access_key_id: Some("AKIABOB".into()),
        ..Caller::default()
    };
    bench.cloud.become_caller(bob);
    let bench = bench.restart().await;
    // limit: time is not real
    tokio::time::sleep(Duration::from_hours(3)).await;
    let attempt = bench.attempt(CLUSTER).await;
    assert_eq!(attempt.state, AttemptState::Unknown);
    assert_eq!(attempt.not_followed, Some(backend_api::NotFollowed::OtherAccount));
    assert_eq!(bench.audit_lines().len(), 2, "nothing is recorded that nobody knows");
    // The credentials become the right ones again.
    bench.cloud.become_caller(alice);
    let attempt = bench.reaches(CLUSTER, AttemptState::Gone).await;
    assert_eq!(attempt.not_followed, None);
    assert_eq!(bench.lines(3).await[2]["outcome"], "gone", "not found is gone, never accepted");
}

/// An outcome that was unknown when the process ended was never looked for again.
#[tokio::test(start_paused = true)]
async fn what_is_unknown_is_taken_up_at_every_start_or_listed_with_the_reason() {
    let bench = Bench::new();
    bench.cloud.next(Behaviour::Lost);
    bench.delete(CLUSTER).await;
    let elsewhere = {
        let mut settings = crate::support::settings();
        settings.regions = vec!["eu-central-1".to_owned()];
        settings
    };
    let bench = bench.restart_with(elsewhere).await;
    let attempt = bench.attempt(CLUSTER).await;
    assert_eq!(attempt.state, AttemptState::Unknown);
    assert_eq!(attempt.not_followed, Some(backend_api::NotFollowed::OtherRegion));
    let bench = bench.restart().await;
    assert_eq!(bench.lines(3).await[2]["outcome"], "accepted");
    // Accepted is not the end either.
    let bench = bench.restart().await;
    bench.cloud.change_clusters(|all| all.retain(|it| it["ClusterId"] != CLUSTER));
    assert_eq!(bench.lines(4).await[3]["outcome"], "gone");
    let opened = {
        let file = bench.audit_file.clone();
        bench.backend.finish().await;
        let copy = file.with_file_name("copy.jsonl");
        std::fs::copy(&file, &copy).unwrap();
        FileStore::open(&copy).unwrap()
    };
    assert!(opened.last_words.is_empty(), "{:?}", opened.last_words);
}

/// A listing that lagged three seconds behind was once the last word: "not deleted, plan again".
#[tokio::test(start_paused = true)]
async fn a_listing_that_lags_or_shrinks_is_not_the_last_word() {
    let bench = Bench::new();
    assert_eq!(bench.delete(CLUSTER).await.status, 200);
    bench.cloud.lie(vec![Lie::Lags; 8]);
    // limit: time is not real
    tokio::time::sleep(Duration::from_secs(20)).await;
    let attempt = bench.attempt(CLUSTER).await;
    assert_eq!(
        (attempt.state, attempt.last_seen.as_deref()),
        (AttemptState::Accepted, Some("ACTIVE"))
    );
    bench.cloud.lie([Lie::Shrinks]);
    // limit: time is not real
    tokio::time::sleep(Duration::from_mins(5)).await;
    assert_eq!(bench.attempt(CLUSTER).await.state, AttemptState::Accepted);
    // AWS gives up, and deletes it after all.
    bench.cloud.change(CLUSTER, |it| it["State"] = "ACTIVE".into());
    let attempt = bench.reaches(CLUSTER, AttemptState::CameBack).await;
    assert!(attempt.detail.unwrap().contains("ACTIVE"));
    bench.cloud.change(CLUSTER, |it| it["State"] = "DELETED".into());
    bench.reaches(CLUSTER, AttemptState::Gone).await;
    let states: Vec<_> = bench.audit_lines().iter().map(|it| it["outcome"].clone()).collect();
    assert_eq!(states[1..], [json!("accepted"), json!("came-back"), json!("gone")]);
}

/// Two listings in a row had left the cluster out, the backend was restarted before it could look
/// further, and "gone" stayed.
#[tokio::test(start_paused = true)]
async fn a_cluster_that_was_found_missing_shortly_before_a_restart_is_looked_at_again() {
    let bench = Bench::new();
    assert_eq!(bench.delete(CLUSTER).await.status, 200);
    bench.cloud.lie(vec![Lie::Shrinks; 2]);
    bench.reaches(CLUSTER, AttemptState::Gone).await;
    let bench = bench.restart().await;
    bench.reaches(CLUSTER, AttemptState::Accepted).await;
    bench.cloud.change_clusters(|all| all.retain(|it| it["ClusterId"] != CLUSTER));
    bench.reaches(CLUSTER, AttemptState::Gone).await;
    let states: Vec<_> = bench.audit_lines().iter().map(|it| it["outcome"].clone()).collect();
    assert_eq!(states[1..], [json!("accepted"), json!("gone"), json!("accepted"), json!("gone")]);

    // What is gone stays so, and another account's listing says nothing about it.
    let bench = bench.restart().await;
    // limit: time is not real
    tokio::time::sleep(Duration::from_mins(10)).await;
    bench.cloud.become_caller(Caller::default());
    let bench = bench.restart().await;
    // limit: time is not real
    tokio::time::sleep(Duration::from_mins(10)).await;
    let attempt = bench.attempt(CLUSTER).await;
    assert_eq!((attempt.state, attempt.not_followed), (AttemptState::Gone, None));
    assert_eq!(bench.audit_lines().len(), 5);
    // Long afterwards nobody asks.
    bench.clock.advance(11 * 60);
    let calls = bench.cloud.calls();
    let bench = bench.restart().await;
    // limit: time is not real
    tokio::time::sleep(Duration::from_mins(10)).await;
    assert_eq!(bench.cloud.calls(), calls);
}

/// An answer without clusters was once a green "The cluster is deleted".
#[tokio::test(start_paused = true)]
async fn a_garbled_listing_is_never_a_success() {
    let bench = Bench::new();
    assert_eq!(bench.delete(CLUSTER).await.status, 200);
    let error = r#"{"__type":"CloudHsmServiceException","Message":"no"}"#;
    let lies = ["{}", r#"{"Clusters":null}"#, error, "[]", r#"{"Clusters":{}}"#];
    bench.cloud.lie(lies.iter().cycle().take(400).map(|body| Lie::Says(body)));
    // limit: time is not real
    tokio::time::sleep(Duration::from_hours(1)).await;
    let attempt = bench.attempt(CLUSTER).await;
    assert_eq!(attempt.state, AttemptState::Accepted);
    assert!(attempt.last_seen.unwrap().starts_with("not readable"), "and said so");
    // Neither for a plan.
    bench.cloud.lie([Lie::Says("{}")]);
    let path = routes::cluster_deletion_plan(REGION, OTHER);
    let reply = bench.post(&path, &json!({})).await;
    assert_eq!((reply.status.as_u16(), reply.code()), (502, ApiErrorCode::UpstreamGarbled));
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
