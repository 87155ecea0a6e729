//! What was done to a cluster, by CloudTrail's record, on its own route.

mod unknown;

use std::time::Duration;

use aws_services::{CLOUDHSM_EVENT_SOURCE, Service, TrailEvent, TrailResource};
use backend_api::{ApiErrorCode, AskedStatus, History, SourceName, SourceStatus, routes};
use cloudhsm_api::Timestamp;
use serde_json::{Value, json};

use crate::support::{Bench, CLUSTER, CloudTrail, OTHER, REGION};

/// How many operations change something.
const CHANGING: usize = 14;

async fn now(bench: &Bench) -> History {
    let reply = bench.get(&routes::history(REGION, CLUSTER)).await;
    assert_eq!(reply.status, 200, "{}", String::from_utf8_lossy(&reply.body));
    serde_json::from_slice(&reply.body).unwrap()
}

/// Once nothing more is asked.
async fn history(bench: &Bench) -> History {
    for _ in 0..1000 {
        let seen = now(bench).await;
        if !seen.asking {
            return seen;
        }
        // limit: so many times, of time that is not real
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    panic!("it still asks: {:?}", now(bench).await);
}

fn event(id: &str, name: &str, seconds: i64, record: Value) -> TrailEvent {
    TrailEvent {
        event_id: Some(id.to_owned()),
        event_name: Some(name.to_owned()),
        event_time: Some(Timestamp::from_epoch_seconds(1_790_000_000 + seconds)),
        event_source: Some(CLOUDHSM_EVENT_SOURCE.to_owned()),
        cloud_trail_event: Some(record.to_string()),
        ..TrailEvent::default()
    }
}

fn about(cluster: &str) -> Value {
    json!({"requestParameters": {"clusterId": cluster}, "requestID": "r"})
}

fn ids(seen: &History) -> Vec<&str> {
    seen.events.as_ref().unwrap().iter().map(|it| it.id.as_deref().unwrap()).collect()
}

fn status_of(seen: &History, name: &str) -> AskedStatus {
    seen.operations.iter().find(|it| it.name.name() == name).unwrap().status
}

#[tokio::test(start_paused = true)]
async fn a_call_says_who_did_what_from_where_and_what_came_of_it() {
    let bench = Bench::new();
    let record = json!({
        "userIdentity": {
            "type": "AssumedRole", "arn": "arn:aws:sts::111122223333:assumed-role/admin/alice",
        },
        "sourceIPAddress": "198.51.100.7", "userAgent": "aws-cli/2", "requestID": "r-1",
        "errorCode": "AccessDenied", "errorMessage": "no",
        "requestParameters": {"clusterId": CLUSTER, "hsmId": "hsm-a"}, "responseElements": null,
    });
    let mut denied = event("e-1", "DeleteHsm", 1, record);
    denied.access_key_id = Some("ASIA1".to_owned());
    bench.cloud.cloudtrail(CloudTrail::Has(vec![denied]));
    let seen = history(&bench).await;
    assert_eq!(
        (seen.source.name, seen.source.status),
        (SourceName::CloudTrail, SourceStatus::Known)
    );
    assert_eq!((seen.complete, seen.days, seen.unmatched), (true, 90, 0));
    assert_eq!(seen.source.request_ids.len(), CHANGING);
    let [event] = seen.events.as_deref().unwrap() else { panic!("{seen:?}") };
    assert_eq!(event.who.as_deref(), Some("arn:aws:sts::111122223333:assumed-role/admin/alice"));
    assert_eq!(event.who_type.as_deref(), Some("AssumedRole"));
    assert_eq!(event.access_key_id.as_deref(), Some("ASIA1"));
    assert_eq!(event.source_ip.as_deref(), Some("198.51.100.7"));
    assert_eq!(event.user_agent.as_deref(), Some("aws-cli/2"));
    assert_eq!(event.error_code.as_deref(), Some("AccessDenied"));
    assert_eq!(event.request_id.as_deref(), Some("r-1"));
    assert_eq!(event.ids, [CLUSTER, "hsm-a"]);
}

#[tokio::test(start_paused = true)]
async fn events_of_the_cluster_its_hsms_and_its_backups_are_found_and_no_others() {
    let bench = Bench::new();
    let backup = json!({"requestParameters": {"resourceId": "backup-aaaaaaaaaaa"}});
    let arn = json!({"requestParameters": {"resourceArn": "arn:aws:cloudhsm:r:1:backup/backup-bbbbbbbbbbb"}});
    let created = json!({
        "requestParameters": {"clusterId": CLUSTER},
        "responseElements": {"hsm": {"hsmId": "hsm-gone", "clusterId": CLUSTER}},
    });
    let of_former = json!({"requestParameters": {"hsmId": "hsm-gone"}});
    let stem = json!({
        "requestParameters": {"sourceBackupId": "backup-parent"},
        "responseElements": {"cluster": {"clusterId": CLUSTER, "sourceBackupId": "backup-parent"}},
    });
    let parents = json!({"requestParameters": {"backupId": "backup-parent"}});
    let tagged = json!({"requestParameters": {
        "resourceId": OTHER, "tagList": [{"key": "like", "value": CLUSTER}],
    }});
    let mut of_another_service = event("kafka", "CreateCluster", 8, about(CLUSTER));
    of_another_service.event_source = Some("kafka.amazonaws.com".to_owned());
    let mut by_resource = event("resource", "ModifyCluster", 9, Value::Null);
    let name = Some(CLUSTER.to_owned());
    by_resource.resources = vec![TrailResource { resource_type: None, resource_name: name }];
    bench.cloud.cloudtrail(CloudTrail::Has(vec![
        event("tag", "TagResource", 1, backup),
        event("policy", "PutResourcePolicy", 2, arn),
        event("created", "CreateHsm", 3, created),
        event("former", "DeleteHsm", 4, of_former),
        event("stem", "CreateCluster", 5, stem),
        event("parents", "DeleteBackup", 6, parents),
        event("tagged", "TagResource", 7, tagged),
        event("other", "DeleteCluster", 7, about(OTHER)),
        of_another_service,
        by_resource,
    ]));
    let seen = history(&bench).await;
    assert_eq!(ids(&seen), ["resource", "stem", "former", "created", "policy", "tag"]);
    assert_eq!(seen.unmatched, 0);
}

#[tokio::test(start_paused = true)]
async fn what_an_event_lacks_is_absent_and_what_cannot_be_matched_is_counted() {
    let bench = Bench::new();
    let mut bare = event("bare", "CreateHsm", 3, about(CLUSTER));
    bare.event_source = None;
    bare.event_time = None;
    let mut garbled = event("garbled", "DeleteHsm", 2, Value::Null);
    garbled.cloud_trail_event = Some("{\"userIdentity\":".to_owned());
    garbled.username = Some("alice".to_owned());
    let hidden = event("hidden", "DeleteHsm", 1, json!({"requestParameters": null}));
    let never = event("never", "CreateCluster", 1, json!({"errorCode": "AccessDenied"}));
    bench.cloud.cloudtrail(CloudTrail::Has(vec![bare, garbled.clone(), hidden, never]));
    let seen = history(&bench).await;
    assert_eq!(ids(&seen), ["bare"]);
    assert_eq!(seen.events.unwrap()[0].who, None);
    assert_eq!(seen.unmatched, 2);
    // With a resource, a garbled record is still an event.
    let bench = Bench::new();
    let name = Some(format!("arn:aws:cloudhsm:r:1:cluster/{CLUSTER}"));
    garbled.resources = vec![TrailResource { resource_type: None, resource_name: name }];
    bench.cloud.cloudtrail(CloudTrail::Has(vec![garbled]));
    let seen = history(&bench).await;
    assert_eq!(seen.events.unwrap()[0].who.as_deref(), Some("alice"));
}

#[tokio::test(start_paused = true)]
async fn it_is_asked_one_call_a_second_and_answers_what_is_there_by_then() {
    let bench = Bench::new();
    let deleted = event("e-1", "DeleteCluster", 1, about(CLUSTER));
    bench.cloud.cloudtrail(CloudTrail::Has(vec![deleted]));
    let began = tokio::time::Instant::now();
    let first = now(&bench).await;
    assert_eq!((first.asking, first.complete, first.events), (true, false, None));
    tokio::time::sleep(Duration::from_millis(1500)).await; // limit: of time that is not real
    let soon = now(&bench).await;
    assert!(soon.asking && !soon.complete);
    assert_eq!(ids(&soon), ["e-1"]);
    assert_eq!(status_of(&soon, "DeleteCluster"), AskedStatus::Answered);
    assert_eq!(status_of(&soon, "UntagResource"), AskedStatus::Pending);
    assert!(history(&bench).await.complete);
    let took = began.elapsed().as_secs();
    assert!((13..=15).contains(&took), "{took} s");
    assert_eq!(bench.cloud.asked_of(Service::CloudTrail).len(), CHANGING);
    // Another cluster of the region shares the answers, for some minutes.
    let reply = bench.get(&routes::history(REGION, OTHER)).await;
    let other: History = serde_json::from_slice(&reply.body).unwrap();
    assert_eq!((other.asking, other.complete, other.events), (false, true, Some(vec![])));
    assert_eq!(bench.cloud.asked_of(Service::CloudTrail).len(), CHANGING);
    bench.clock.advance(301);
    let again = now(&bench).await;
    assert!(again.asking && again.complete, "what is old is shown until there is newer");
    history(&bench).await;
    assert_eq!(bench.cloud.asked_of(Service::CloudTrail).len(), 2 * CHANGING);
}

#[tokio::test(start_paused = true)]
async fn a_bound_of_pages_is_told_with_how_far_back_it_reaches() {
    let bench = Bench::new();
    let many =
        (0..201).map(|back| event(&format!("e{back}"), "TagResource", -back, about(CLUSTER)));
    bench.cloud.cloudtrail(CloudTrail::Has(many.collect()));
    let seen = history(&bench).await;
    assert!(!seen.complete);
    assert_eq!(seen.source.status, SourceStatus::Known);
    assert_eq!(seen.events.as_ref().map(Vec::len), Some(200));
    let cut = seen.operations.iter().find(|it| it.status == AskedStatus::CutOff).unwrap();
    assert_eq!(cut.name.name(), "TagResource");
    assert_eq!(cut.back_to, Some(Timestamp::from_epoch_seconds(1_790_000_000 - 199)));
}

#[tokio::test]
async fn it_is_of_a_cluster_that_is_there_and_of_no_plan() {
    let bench = Bench::new();
    let reply = bench.get(&routes::history(REGION, "cluster-zzzzzzzzzzz")).await;
    assert_eq!((reply.status.as_u16(), reply.code()), (404, ApiErrorCode::ResourceNotFound));
    let reply = bench.get(&routes::history("eu-west-9", CLUSTER)).await;
    assert_eq!(reply.code(), ApiErrorCode::UnknownRegion);
    bench.plan(CLUSTER).await;
    assert!(bench.cloud.asked_of(Service::CloudTrail).is_empty());
}
