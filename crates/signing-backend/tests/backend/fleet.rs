//! The stream of the fleet: what readers get, what AWS is asked, and what happens when it answers badly.
//! In simulated time.

use std::time::Duration;

use axum::{
    body::Body,
    http::{HeaderMap, Request, StatusCode},
};
use backend_api::{ApiErrorCode, FleetEvent, FleetReader, LatestBackup, routes};
use cloudhsm_api::{ClusterState, Operation};
use http_body_util::BodyExt as _;
use serde_json::json;
use tower::ServiceExt as _;

use crate::support::{Bench, CLUSTER, Lie, OTHER, REGION, cloud_cluster, settings};

const SECOND: Duration = Duration::from_secs(1);

/// A stream that is read.
struct Stream {
    headers: HeaderMap,
    body: Body,
    rest: Vec<u8>,
    text: String,
    reader: FleetReader,
    /// How many lines of each kind came.
    snapshots: usize,
    rows: usize,
}

impl Stream {
    async fn open(bench: &Bench) -> Self {
        Self::at(bench, routes::FLEET).await
    }

    async fn at(bench: &Bench, path: &str) -> Self {
        Self::of(bench, bench.request("GET", path, Body::empty())).await
    }

    async fn of(bench: &Bench, request: Request<Body>) -> Self {
        let response = bench.router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        let (parts, body) = response.into_parts();
        Self {
            headers: parts.headers,
            body,
            rest: Vec::new(),
            text: String::new(),
            reader: FleetReader::default(),
            snapshots: 0,
            rows: 0,
        }
    }

    /// One chunk of the body; `false` at its end.
    async fn chunk(&mut self) -> bool {
        let Some(frame) = self.body.frame().await else { return false };
        let Ok(data) = frame.unwrap().into_data() else { return true };
        self.rest.extend_from_slice(&data);
        while let Some(end) = self.rest.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = self.rest.drain(..=end).collect();
            let line = String::from_utf8(line).unwrap();
            let event: FleetEvent = serde_json::from_str(&line).unwrap();
            match &event {
                FleetEvent::Snapshot { .. } => self.snapshots += 1,
                FleetEvent::Rows { rows, .. } => self.rows += rows.len(),
                _ => {}
            }
            self.reader.read(event);
            self.text.push_str(&line);
        }
        true
    }

    /// Reads until something holds.
    async fn until(&mut self, what: &str, holds: impl Fn(&FleetReader) -> bool) {
        let reading = async {
            while !holds(&self.reader) {
                assert!(self.chunk().await, "the stream ended before {what}: {}", self.text);
            }
        };
        // limit: of time that is not real
        let read = tokio::time::timeout(Duration::from_hours(2), reading).await;
        assert!(read.is_ok(), "{what} did not come in two hours: {}", self.text);
    }

    /// Reads for a time, whatever comes.
    async fn for_a_while(&mut self, time: Duration) {
        // limit: the time itself
        let _ = tokio::time::timeout(time, async { while self.chunk().await {} }).await;
    }
}

fn is_listed(reader: &FleetReader) -> bool {
    let listed =
        |region: &str| reader.status(region).is_some_and(|it| it.backups_listed_at.is_some());
    listed(REGION) && listed("eu-central-1")
}

fn ids(reader: &FleetReader) -> Vec<String> {
    let rows = reader.rows(REGION);
    rows.iter().map(|row| row.cluster.0.cluster_id.clone()).collect()
}

fn state(reader: &FleetReader, id: &str) -> Option<ClusterState> {
    let rows = reader.rows(REGION);
    rows.iter().find(|row| row.cluster.0.cluster_id == id)?.cluster.0.state.clone()
}

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
