//! The stream of the fleet: what readers get, what AWS is asked, and what happens when it answers badly.
//! In simulated time.

mod cost;
mod faults;
mod stream;

use std::time::Duration;

use axum::{body::Body, http::StatusCode};
use backend_api::{ApiErrorCode, FleetReader, LatestBackup, routes};
use cloudhsm_api::ClusterState;
use http_body_util::BodyExt as _;
use serde_json::json;
use stream::{SECOND, Stream, ids, is_listed, state};
use tower::ServiceExt as _;

use crate::support::{Bench, CLUSTER, OTHER, REGION, cloud_cluster, settings};

#[tokio::test(start_paused = true)]
async fn a_reader_gets_rows_without_secrets_and_what_is_known_beside_them() {
    let bench = Bench::new();
    bench.cloud.change(CLUSTER, |cluster| {
        cluster["Certificates"] = json!({ "ClusterCsr": "-----BEGIN CERTIFICATE REQUEST-----" });
    });
    let mut stream = Stream::open(&bench).await;
    assert_eq!(stream.headers["content-type"], "application/x-ndjson");
    assert_eq!(stream.headers["x-accel-buffering"], "no");
    stream.until("the listing", is_listed).await;
    let rows = stream.reader.rows(REGION);
    let row = rows.iter().find(|row| row.cluster.0.cluster_id == CLUSTER).unwrap();
    assert_eq!(row.cluster.0.name(), Some("payments"));
    assert!(row.cluster.0.extra.contains_key("FutureMember"), "what AWS adds later is there");
    let LatestBackup::Ready { backup_id, .. } = &row.latest_backup else { panic!("{row:?}") };
    assert_eq!(backup_id, "backup-bbbbbbbbbbb", "the newest");
    assert!(!row.findings.is_empty(), "it has no HSM");
    for secret in ["correct-horse", "BEGIN CERTIFICATE", "PreCoPassword"] {
        assert!(!stream.text.contains(secret), "{secret}");
    }
}

#[tokio::test(start_paused = true)]
async fn who_comes_back_gets_only_what_changed_since() {
    let bench = Bench::new();
    let mut first = Stream::open(&bench).await;
    first.until("the listing", is_listed).await;
    let position = first.reader.position().unwrap().to_owned();
    drop(first);
    bench.cloud.change(OTHER, |cluster| cluster["State"] = "DEGRADED".into());
    let mut second = Stream::at(&bench, &format!("{}?after={position}", routes::FLEET)).await;
    second.until("the change", |reader| state(reader, OTHER) == Some(ClusterState::Degraded)).await;
    assert_eq!((second.snapshots, ids(&second.reader)), (0, vec![OTHER.to_owned()]));
    let mut third = Stream::at(&bench, &format!("{}?after=another.7", routes::FLEET)).await;
    third.until("everything", |reader| reader.position().is_some()).await;
    assert_eq!((third.snapshots, third.rows), (1, 4), "two clusters in each of two regions");
    let odd = bench.get(&format!("{}?after=nonsense", routes::FLEET)).await;
    assert_eq!(
        (odd.status, odd.json()["error"]["field"].as_str()),
        (StatusCode::BAD_REQUEST, Some("after"))
    );
}

#[tokio::test(start_paused = true)]
async fn who_wants_the_beginning_gets_the_first_rows_and_the_end() {
    let bench = Bench::new();
    let at_first = format!("{}?rows=1", routes::FLEET);
    // Nothing is known yet: it is a stream as any other.
    let mut first = Stream::at(&bench, &at_first).await;
    first.until("the listing", is_listed).await;
    assert_eq!(first.reader.rows(REGION).len(), 2);
    let mut beginning = Stream::at(&bench, &at_first).await;
    beginning.for_a_while(Duration::from_secs(1)).await;
    assert!(!beginning.chunk().await, "it has ended");
    assert_eq!((beginning.snapshots, beginning.rows), (1, 2), "{}", beginning.text);
    assert!(beginning.reader.position().is_none() && beginning.reader.status(REGION).is_none());
    let mut whole = Stream::at(&bench, &format!("{}?rows=2", routes::FLEET)).await;
    whole.until("everything", |reader| reader.position().is_some()).await;
    let odd = bench.get(&format!("{}?rows=some", routes::FLEET)).await;
    assert_eq!(
        (odd.status, odd.json()["error"]["field"].as_str()),
        (StatusCode::BAD_REQUEST, Some("rows"))
    );
}

#[tokio::test(start_paused = true)]
async fn a_wish_to_see_everything_anew_is_followed_within_seconds() {
    let bench = Bench::new();
    let mut stream = Stream::open(&bench).await;
    stream.until("the listing", is_listed).await;
    stream.for_a_while(4 * SECOND).await;
    bench.cloud.change(OTHER, |cluster| cluster["State"] = "DEGRADED".into());
    assert_eq!(bench.post(routes::FLEET_REFRESH, &json!({})).await.status, StatusCode::ACCEPTED);
    let asked = tokio::time::Instant::now();
    stream.until("the change", |reader| state(reader, OTHER) == Some(ClusterState::Degraded)).await;
    assert!(asked.elapsed() <= 3 * SECOND, "{:?}", asked.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_deletion_shows_in_the_stream_with_its_attempt() {
    let bench = Bench::new();
    let mut stream = Stream::open(&bench).await;
    stream.until("the listing", is_listed).await;
    assert_eq!(bench.delete(CLUSTER).await.status, StatusCode::OK);
    let sent = tokio::time::Instant::now();
    let going =
        |reader: &FleetReader| state(reader, CLUSTER) == Some(ClusterState::DeleteInProgress);
    stream.until("its state", going).await;
    assert!(sent.elapsed() <= 5 * SECOND, "{:?}", sent.elapsed());
    assert!(stream.text.contains(r#""event":"attempts""#));
    bench.cloud.change_clusters(|clusters| clusters.retain(|it| it["ClusterId"] != CLUSTER));
    stream.until("that it is gone", |reader| ids(reader) == [OTHER]).await;
}

#[tokio::test(start_paused = true)]
async fn streams_have_a_bound_and_end_with_the_process() {
    let mut few = settings();
    few.limits.streams = 2;
    let bench = Bench::with(few);
    let mut streams = vec![Stream::open(&bench).await, Stream::open(&bench).await];
    let refused = bench.get(routes::FLEET).await;
    assert_eq!(refused.code(), ApiErrorCode::Overloaded);
    bench.backend.end_streams();
    for stream in &mut streams {
        stream.for_a_while(5 * SECOND).await;
        assert!(stream.text.contains(r#""event":"end""#), "{}", stream.text);
        assert!(!stream.chunk().await, "its body is at its end");
    }
}

#[tokio::test(start_paused = true)]
async fn lines_are_compressed_one_by_one() {
    let bench = Bench::new();
    let mut request = bench.request("GET", routes::FLEET, Body::empty());
    request.headers_mut().insert("accept-encoding", "br, gzip".parse().unwrap());
    let response = bench.router.clone().oneshot(request).await.unwrap();
    assert_eq!(response.headers()["content-encoding"], "gzip");
    let mut body = response.into_body();
    let first = body.frame().await.unwrap().unwrap().into_data().unwrap();
    let mut text = String::new();
    // The end is not there yet: what has come so far must be readable all the same.
    // limit: bytes in memory
    let _ = std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(&first[..]), &mut text);
    assert!(
        text.starts_with(r#"{"event":"snapshot""#) && text.contains(r#""event":"at""#),
        "{text}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_reader_who_takes_nothing_is_dropped_and_holds_no_place() {
    let mut few = settings();
    few.limits.streams = 1;
    let bench = Bench::with(few);
    bench.cloud.change_clusters(|clusters| {
        *clusters =
            (0..400).map(|number| cloud_cluster(&format!("cluster-{number:011}"))).collect();
    });
    let stalled = Stream::open(&bench).await;
    // limit: of time that is not real
    tokio::time::sleep(Duration::from_mins(3)).await;
    let mut next = Stream::open(&bench).await;
    next.until("the listing", is_listed).await;
    drop(stalled);
}

#[tokio::test(start_paused = true)]
async fn who_opens_a_stream_sees_what_is_new_within_seconds() {
    let bench = Bench::new();
    let mut first = Stream::open(&bench).await;
    first.until("the listing", is_listed).await;
    first.for_a_while(15 * SECOND).await;
    bench.cloud.change(OTHER, |cluster| cluster["State"] = "DEGRADED".into());
    let mut second = Stream::open(&bench).await;
    let opened = tokio::time::Instant::now();
    second.until("the change", |reader| state(reader, OTHER) == Some(ClusterState::Degraded)).await;
    assert!(opened.elapsed() <= 2 * SECOND, "{:?}", opened.elapsed());
}
