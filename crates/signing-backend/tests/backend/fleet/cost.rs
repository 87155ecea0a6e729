//! What AWS is asked, however many read.

use std::time::Duration;

use backend_api::FleetReader;
use cloudhsm_api::ClusterState;

use super::stream::{SECOND, Stream, ids, is_listed, state};
use crate::support::{Bench, CLUSTER, OTHER, REGION, cloud_cluster, settings};

#[tokio::test(start_paused = true)]
async fn fifty_readers_cost_what_one_costs() {
    let calls = async |readers: usize| {
        let bench = Bench::new();
        let mut streams = Vec::new();
        for _ in 0..readers {
            streams.push(Stream::open(&bench).await);
        }
        let reading = streams.iter_mut().map(|it| it.for_a_while(Duration::from_mins(10)));
        futures_join(reading).await;
        for stream in &streams {
            assert_eq!(ids(&stream.reader), [CLUSTER, OTHER]);
        }
        bench.cloud.calls()
    };
    let one = calls(1).await;
    assert!(one > 20, "{one} calls");
    assert_eq!(calls(50).await, one);
}

/// All of them side by side.
async fn futures_join(all: impl Iterator<Item = impl Future<Output = ()>>) {
    let mut all: Vec<_> = all.map(Box::pin).collect();
    std::future::poll_fn(|context| {
        all.retain_mut(|one| one.as_mut().poll(context).is_pending());
        if all.is_empty() { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn an_hour_of_a_thousand_idle_clusters_costs_a_quarter_of_a_listing_each_half_minute() {
    let mut one_region = settings();
    one_region.regions.truncate(1);
    let bench = Bench::with(one_region);
    bench.cloud.change_clusters(|clusters| {
        *clusters =
            (0..1000).map(|number| cloud_cluster(&format!("cluster-{number:011}"))).collect();
    });
    bench.cloud.change_backups(Vec::clear);
    let mut stream = Stream::open(&bench).await;
    stream
        .until("the listing", |it| it.status(REGION).is_some_and(|it| it.listed_at.is_some()))
        .await;
    assert_eq!(ids(&stream.reader).len(), 1000);
    let before = bench.cloud.calls();
    stream.for_a_while(Duration::from_hours(1)).await;
    let calls = bench.cloud.calls() - before;
    let each_half_minute = 120 * 40;
    assert!(calls * 4 <= each_half_minute, "{calls} calls, {each_half_minute} by the naive way");
    assert!(calls > 40 * 4, "it is still looked at: {calls}");
}

#[tokio::test(start_paused = true)]
async fn nobody_asks_aws_a_minute_after_the_last_reader_went() {
    let bench = Bench::new();
    let mut stream = Stream::open(&bench).await;
    stream.until("the listing", is_listed).await;
    drop(stream);
    // limit: of time that is not real
    tokio::time::sleep(40 * SECOND).await;
    let soon = bench.cloud.calls();
    // limit: of time that is not real
    tokio::time::sleep(60 * SECOND).await;
    let later = bench.cloud.calls();
    // limit: of time that is not real
    tokio::time::sleep(Duration::from_hours(5)).await;
    assert_eq!(bench.cloud.calls(), later);
    let mut stream = Stream::open(&bench).await;
    stream.until("rows at once", |reader| ids(reader) == [CLUSTER, OTHER]).await;
    stream.for_a_while(5 * SECOND).await;
    assert!(bench.cloud.calls() > later && later >= soon);
}

#[tokio::test(start_paused = true)]
async fn what_aws_works_on_is_seen_within_five_seconds() {
    let bench = Bench::new();
    bench.cloud.change_clusters(|clusters| {
        clusters.extend((0..1000).map(|number| {
            let mut cluster = cloud_cluster(&format!("cluster-{number:011}"));
            let state = if number < 20 { "UPDATE_IN_PROGRESS" } else { "ACTIVE" };
            cluster["State"] = state.into();
            cluster
        }));
    });
    let mut stream = Stream::open(&bench).await;
    stream.until("the listing", is_listed).await;
    stream.for_a_while(20 * SECOND).await;
    for number in 0..20 {
        bench.cloud.change(&format!("cluster-{number:011}"), |it| it["State"] = "ACTIVE".into());
    }
    let changed = tokio::time::Instant::now();
    let all = |reader: &FleetReader| {
        (0..20).all(|number| {
            state(reader, &format!("cluster-{number:011}")) == Some(ClusterState::Active)
        })
    };
    stream.until("all twenty", all).await;
    assert!(changed.elapsed() <= 5 * SECOND, "{:?}", changed.elapsed());
}
