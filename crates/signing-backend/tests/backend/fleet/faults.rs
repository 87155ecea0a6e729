//! What a reader sees when AWS fails or answers wrongly.

use std::time::Duration;

use backend_api::{ApiErrorCode, FleetReader};
use cloudhsm_api::Operation;

use super::stream::{SECOND, Stream, ids, is_listed};
use crate::support::{Bench, CLUSTER, Lie, OTHER, REGION};

#[tokio::test(start_paused = true)]
async fn a_listing_that_leaves_clusters_out_takes_no_row_away() {
    let bench = Bench::new();
    let mut stream = Stream::open(&bench).await;
    stream.until("the listing", is_listed).await;
    // The listings of both regions; the questions by ID are answered rightly.
    bench.cloud.lie([Lie::Shrinks]);
    let before = bench.cloud.calls();
    while bench.cloud.calls() < before + 6 {
        stream.for_a_while(SECOND).await;
    }
    assert_eq!(ids(&stream.reader), [CLUSTER, OTHER]);
    bench.cloud.change_clusters(|clusters| clusters.retain(|it| it["ClusterId"] != OTHER));
    stream.until("that one is gone", |reader| ids(reader) == [CLUSTER]).await;
    assert!(stream.text.contains(r#""event":"gone""#));
}

#[tokio::test(start_paused = true)]
async fn rows_stay_while_a_region_fails_and_it_is_told_since_when() {
    let bench = Bench::new();
    let mut stream = Stream::open(&bench).await;
    stream.until("the listing", is_listed).await;
    bench.cloud.fail_reading(true);
    let failed = |reader: &FleetReader| reader.status(REGION).is_some_and(|it| it.error.is_some());
    stream.until("the failure", failed).await;
    let status = stream.reader.status(REGION).unwrap().clone();
    assert!(status.listed_at.is_some() && status.next_try_at.is_some() && !status.listing);
    assert_eq!(status.error.map(|error| error.code), Some(ApiErrorCode::UpstreamUnreachable));
    assert_eq!(ids(&stream.reader), [CLUSTER, OTHER]);
    let before = bench.cloud.calls();
    stream.for_a_while(Duration::from_mins(10)).await;
    let _ = before;
    bench.cloud.fail_reading(false);
    stream.until("it works again", |reader| !failed(reader)).await;
    assert_eq!(stream.snapshots, 1);
}

#[tokio::test(start_paused = true)]
async fn a_listing_without_a_list_is_a_failure_and_not_an_empty_region() {
    let bench = Bench::new();
    let mut stream = Stream::open(&bench).await;
    stream.until("the listing", is_listed).await;
    bench.cloud.lie([Lie::Says("{}"), Lie::Says("{}")]);
    let garbled = |reader: &FleetReader| {
        let error = reader.status(REGION).and_then(|it| it.error.clone());
        error.is_some_and(|error| error.code == ApiErrorCode::UpstreamGarbled)
    };
    stream.until("the failure", garbled).await;
    assert_eq!(ids(&stream.reader), [CLUSTER, OTHER]);
}

#[tokio::test(start_paused = true)]
async fn a_listing_that_repeats_its_token_ends_and_is_a_failure() {
    let bench = Bench::new();
    let mut stream = Stream::open(&bench).await;
    stream.until("the listing", is_listed).await;
    let before = bench.cloud.calls();
    bench.cloud.lie(vec![Lie::Says(r#"{"Clusters":[],"NextToken":"again"}"#); 100]);
    let repeats = |reader: &FleetReader| {
        let error = reader.status(REGION).and_then(|it| it.error.clone());
        error.is_some_and(|error| error.message.contains("the same NextToken"))
    };
    stream.until("the failure", repeats).await;
    let calls = bench.cloud.calls() - before;
    assert!(calls < 10, "both regions were asked twice, not {calls} times");
    assert_eq!(ids(&stream.reader), [CLUSTER, OTHER]);
}

#[tokio::test(start_paused = true)]
async fn what_is_too_large_is_asked_for_in_smaller_pages() {
    let bench = Bench::new();
    bench.cloud.lie(vec![Lie::TooLarge; 2]);
    let mut stream = Stream::open(&bench).await;
    stream.until("the listing", is_listed).await;
    assert_eq!(ids(&stream.reader), [CLUSTER, OTHER]);
    assert!(!stream.text.contains("AnswerTooLarge"), "{}", stream.text);
    let inputs = bench.cloud.inputs(Operation::DescribeClusters);
    assert!(inputs.iter().any(|input| input["MaxResults"] == 10), "{inputs:?}");
    // Where one cluster alone is too large, the region's failure names the cause.
    bench.cloud.lie(vec![Lie::TooLarge; 100]);
    let too_large = |reader: &FleetReader| {
        let error = reader.status(REGION).and_then(|it| it.error.clone());
        error.is_some_and(|error| error.code == ApiErrorCode::AnswerTooLarge)
    };
    stream.until("the failure", too_large).await;
    let inputs = bench.cloud.inputs(Operation::DescribeClusters);
    assert!(inputs.iter().any(|input| input["MaxResults"] == 1), "{inputs:?}");
    assert_eq!(ids(&stream.reader), [CLUSTER, OTHER]);
}

#[tokio::test(start_paused = true)]
async fn another_accounts_clusters_replace_those_of_the_one_before() {
    let bench = Bench::new();
    let mut stream = Stream::open(&bench).await;
    stream.until("the listing", is_listed).await;
    let mut caller = bench.cloud.caller_now();
    caller.account = Some("999999999999".into());
    bench.cloud.become_caller(caller);
    bench.cloud.change_clusters(|clusters| clusters.retain(|it| it["ClusterId"] == OTHER));
    stream.until("the other account's", |reader| ids(reader) == [OTHER]).await;
    assert!(stream.snapshots >= 2);
}
