//! What the HSMs of a cluster measured, on its own route.

use aws_services::{Lookup, Service};
use backend_api::{ApiErrorCode, SourceName, SourceStatus, Usage, UsageRange, routes};
use serde_json::json;

use crate::support::{Bench, CLUSTER, CloudWatch, Measured, OTHER, REGION};

fn measured(metric: &'static str, hsm: &'static str, values: &[Option<u32>]) -> Measured {
    Measured { metric, hsm, values: values.to_vec() }
}

async fn usage(bench: &Bench, range: UsageRange) -> Usage {
    let reply = bench.get(&routes::usage(REGION, CLUSTER, range)).await;
    assert_eq!(reply.status, 200, "{}", String::from_utf8_lossy(&reply.body));
    serde_json::from_slice(&reply.body).unwrap()
}

#[tokio::test]
async fn values_are_aligned_and_what_is_missing_is_a_gap() {
    for (range, count) in
        [(UsageRange::Day, 288), (UsageRange::Fortnight, 336), (UsageRange::NineWeeks, 252)]
    {
        let bench = Bench::new();
        bench.cloud.cloudwatch(CloudWatch::Has(vec![
            measured("HsmSessionCount", "hsm-1", &[Some(7), None, Some(0), Some(2)]),
            measured("HsmUnhealthy", "hsm-0", &[Some(1), None, None]),
            measured("HsmTemperature", "hsm-1", &[Some(40)]),
        ]));
        let seen = usage(&bench, range).await;
        assert_eq!(seen.source.name, SourceName::CloudWatch);
        assert_eq!((seen.source.status, seen.range), (SourceStatus::Known, range));
        assert_eq!(seen.period_seconds, range.period());
        let from = seen.from.epoch_millis().unwrap() / 1000;
        let end = from + i64::from(range.seconds());
        assert!(from % i64::from(range.period()) == 0 && end > 1_800_000_000);
        assert!(end - 1_800_000_000 <= i64::from(range.period()));
        let series = seen.series.unwrap();
        let [sessions, unhealthy] = series.as_slice() else { panic!("{series:?}") };
        assert_eq!(
            (sessions.metric.as_str(), sessions.hsm_id.as_str()),
            ("HsmSessionCount", "hsm-1")
        );
        assert_eq!(
            (unhealthy.metric.as_str(), unhealthy.hsm_id.as_str()),
            ("HsmUnhealthy", "hsm-0")
        );
        assert_eq!(sessions.values.len(), count);
        let (rest, last) = sessions.values.split_at(count - 4);
        assert_eq!(last, [Some(7), None, Some(0), Some(2)], "{range:?}");
        assert!(rest.iter().all(Option::is_none));
        assert_eq!(unhealthy.values[count - 3..], [Some(1), None, None]);
    }
}

#[tokio::test]
async fn no_metric_is_an_empty_list_and_no_answer_is_none() {
    let bench = Bench::new();
    bench.cloud.cloudwatch(CloudWatch::Has(vec![]));
    assert_eq!(usage(&bench, UsageRange::Day).await.series, Some(vec![]));
    for (cloudwatch, status) in [
        (CloudWatch::Unreachable, SourceStatus::Failed),
        (
            CloudWatch::Says(Lookup::ListMetrics, 400, json!({"__type": "AccessDenied"}), vec![]),
            SourceStatus::NotAllowed,
        ),
    ] {
        let bench = Bench::new();
        bench.cloud.cloudwatch(cloudwatch);
        let seen = usage(&bench, UsageRange::Day).await;
        assert_eq!((seen.source.status, seen.series), (status, None));
    }
}

#[tokio::test]
async fn a_wrong_range_names_the_field() {
    let bench = Bench::new();
    let path = routes::usage(REGION, CLUSTER, UsageRange::Day);
    let bare = path.split('?').next().unwrap();
    for query in ["", "?", "?range=", "?range=1h", "?range=24H", "?range=14d&range=24h", "?days=1"]
    {
        let reply = bench.get(&format!("{bare}{query}")).await;
        assert_eq!(reply.status, 400, "{query}");
        let error = &reply.json()["error"];
        assert_eq!(
            (&error["code"], &error["field"]),
            (&json!("MalformedRequest"), &json!("range"))
        );
    }
    let reply = bench.get(&format!("{bare}?range=week")).await;
    assert_eq!(reply.json()["error"]["allowed"], json!(["24h", "14d", "63d"]));
    assert!(bench.cloud.asked_of(Service::CloudWatch).is_empty());
    let missing = bench.get(&routes::usage(REGION, "cluster-zzzzzzzzzzz", UsageRange::Day)).await;
    assert_eq!((missing.status.as_u16(), missing.code()), (404, ApiErrorCode::ResourceNotFound));
    assert!(bench.cloud.asked_of(Service::CloudWatch).is_empty());
}

/// Whoever looks while another one looks, or soon after, costs nothing.
#[tokio::test]
async fn it_is_kept_for_five_minutes_by_cluster_and_range() {
    let bench = Bench::new();
    bench.cloud.cloudwatch(CloudWatch::Has(vec![measured("HsmSessionCount", "hsm-1", &[Some(1)])]));
    let asked = || bench.cloud.asked_of(Service::CloudWatch).len();
    let both = tokio::join!(usage(&bench, UsageRange::Day), usage(&bench, UsageRange::Day));
    assert_eq!(both.0, both.1);
    let once = asked();
    assert_eq!(once, 3, "a page of metrics, two of values");
    bench.clock.advance(299);
    let later = usage(&bench, UsageRange::Day).await;
    assert_eq!(later.source.age_seconds, Some(299));
    assert_eq!((later.from, asked()), (both.0.from, once));
    usage(&bench, UsageRange::Fortnight).await;
    assert_eq!(asked(), 2 * once);
    bench.clock.advance(1);
    usage(&bench, UsageRange::Day).await;
    assert_eq!(asked(), 3 * once);
    let other = bench.get(&routes::usage(REGION, OTHER, UsageRange::Day)).await;
    assert_eq!((other.status.as_u16(), asked()), (200, 4 * once));
    let stranger = signing_backend::forward::Caller {
        access_key_id: Some("AKIABOB".into()),
        ..bench.cloud.caller_now()
    };
    bench.cloud.become_caller(stranger);
    usage(&bench, UsageRange::Day).await;
    assert_eq!(asked(), 5 * once);
}

/// 28 HSMs and more: no call has more questions or values than CloudWatch takes.
#[tokio::test]
async fn many_hsms_are_asked_for_in_several_calls() {
    let bench = Bench::new();
    let names: Vec<&'static str> =
        (0..301).map(|number| &*Box::leak(format!("hsm-{number:03}").into_boxed_str())).collect();
    let all = names.iter().map(|hsm| measured("HsmSessionCount", hsm, &[Some(4)])).collect();
    bench.cloud.cloudwatch(CloudWatch::Has(all));
    let seen = usage(&bench, UsageRange::Fortnight).await;
    assert_eq!(seen.source.message, None);
    let series = seen.series.unwrap();
    assert_eq!(series.len(), 301);
    assert!(series.iter().all(|it| it.values.last() == Some(&Some(4))));
    // 300 questions of 336 values, and one, on two pages each.
    let asked = bench.cloud.asked_of(Service::CloudWatch);
    assert_eq!(asked.iter().filter(|it| **it == Lookup::GetMetricData).count(), 4);
}
