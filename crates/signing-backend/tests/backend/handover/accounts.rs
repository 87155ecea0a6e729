//! In whose name something is sent, and whose listing it is that says what came of it.

use std::time::Duration;

use backend_api::{ApiErrorCode, AttemptState};
use signing_backend::forward::Caller;

use crate::support::{Behaviour, Bench, CLUSTER, assert_names_alice};

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
