//! What isn’t known of the past is never nothing.

use aws_services::Service;
use backend_api::SourceStatus;
use serde_json::json;
use signing_backend::{Settings, dependents::Looks, forward::Caller};

use super::{CHANGING, about, event, history, ids, now};
use crate::support::{Bench, CLUSTER, CloudTrail, settings};

/// What CloudTrail answers, what is known then, and how often it was asked at most.
fn table() -> Vec<(&'static str, CloudTrail, SourceStatus, bool, usize)> {
    use SourceStatus::{Failed, Known, NotAllowed};
    let refuses = |status, code: &str| {
        CloudTrail::Says(None, status, json!({"__type": code, "message": "no"}), Vec::new())
    };
    let says = |body| CloudTrail::Says(None, 200, body, Vec::new());
    let some = || vec![event("e-1", "DeleteHsm", 1, about(CLUSTER))];
    let throttled = json!({"__type": "ThrottlingException", "message": "Rate exceeded"});
    vec![
        ("nothing", CloudTrail::Has(vec![]), Known, true, CHANGING),
        ("not allowed", refuses(400, "AccessDeniedException"), NotAllowed, false, 1),
        ("throttled", refuses(400, "ThrottlingException"), Failed, false, 2),
        ("failing", refuses(500, "InternalFailure"), Failed, false, 2),
        ("not spoken", CloudTrail::Absent, Failed, false, 2),
        ("no list", says(json!({})), Failed, false, 2),
        ("another form", says(json!({"Events": [1]})), Failed, false, 2),
        ("the same page", says(json!({"Events": [], "NextToken": "1"})), Failed, false, 4),
        ("out of reach", CloudTrail::Unreachable, Failed, false, 2),
        ("hanging", CloudTrail::Hangs, Failed, false, 2),
        (
            "throttled for one",
            CloudTrail::Says(Some("CreateHsm"), 400, throttled, some()),
            Failed,
            true,
            CHANGING,
        ),
    ]
}

#[tokio::test(start_paused = true)]
async fn what_is_not_known_is_never_nothing() {
    for (what, trail, status, has_events, most) in table() {
        let bench = Bench::new();
        bench.cloud.cloudtrail(trail);
        let seen = history(&bench).await;
        assert_eq!(seen.source.status, status, "{what}: {seen:?}");
        assert_eq!(seen.complete, status == SourceStatus::Known, "{what}");
        assert_eq!(seen.events.is_some(), has_events, "{what}");
        assert_eq!(seen.source.message.is_some(), status != SourceStatus::Known, "{what}");
        assert_eq!(seen.source.permission, "cloudtrail:LookupEvents");
        let asked = bench.cloud.asked_of(Service::CloudTrail).len();
        assert!(asked <= most, "{what}: {asked}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_failure_is_asked_again_and_another_identity_has_another_record() {
    let bench = Bench::new();
    bench.cloud.cloudtrail(CloudTrail::Unreachable);
    assert_eq!(history(&bench).await.source.status, SourceStatus::Failed);
    bench.cloud.cloudtrail(CloudTrail::Has(vec![event("e-1", "DeleteHsm", 1, about(CLUSTER))]));
    bench.clock.advance(31);
    assert_eq!(ids(&history(&bench).await), ["e-1"]);
    bench.cloud.cloudtrail(CloudTrail::Unreachable);
    bench.clock.advance(301);
    let failed = history(&bench).await;
    assert_eq!((failed.source.status, failed.complete), (SourceStatus::Failed, false));
    assert_eq!(ids(&failed), ["e-1"], "what was done is not undone");
    let bob = Caller { access_key_id: Some("AKIABOB".into()), ..bench.cloud.caller_now() };
    bench.cloud.become_caller(bob);
    let seen = now(&bench).await;
    assert_eq!((seen.asking, seen.events), (true, None));
}

#[tokio::test]
async fn what_is_not_asked_is_not_known_and_costs_no_call() {
    let bench = Bench::with(Settings { looks: Looks::none(), ..settings() });
    let seen = now(&bench).await;
    assert_eq!((seen.source.status, seen.asking), (SourceStatus::NotAsked, false));
    assert_eq!((seen.complete, seen.events), (false, None));
    assert!(bench.cloud.asked_of(Service::CloudTrail).is_empty());
}
