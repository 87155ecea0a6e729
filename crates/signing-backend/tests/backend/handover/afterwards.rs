//! What readings show after something was sent, and after a restart.

use std::time::Duration;

use backend_api::{ApiErrorCode, AttemptState, routes};
use serde_json::json;
use signing_backend::{audit::FileStore, forward::Caller};

use crate::support::{Behaviour, Bench, CLUSTER, Lie, OTHER, REGION};

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
