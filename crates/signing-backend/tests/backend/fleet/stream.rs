//! A stream of the fleet, as a page reads it.

use std::time::Duration;

use axum::{
    body::Body,
    http::{HeaderMap, Request, StatusCode},
};
use backend_api::{FleetEvent, FleetReader, routes};
use cloudhsm_api::ClusterState;
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;

use crate::support::{Bench, REGION};

pub(super) const SECOND: Duration = Duration::from_secs(1);

/// A stream that is read.
pub(super) struct Stream {
    pub(super) headers: HeaderMap,
    pub(super) body: Body,
    pub(super) rest: Vec<u8>,
    pub(super) text: String,
    pub(super) reader: FleetReader,
    /// How many lines of each kind came.
    pub(super) snapshots: usize,
    pub(super) rows: usize,
}

impl Stream {
    pub(super) async fn open(bench: &Bench) -> Self {
        Self::at(bench, routes::FLEET).await
    }

    pub(super) async fn at(bench: &Bench, path: &str) -> Self {
        Self::of(bench, bench.request("GET", path, Body::empty())).await
    }

    pub(super) async fn of(bench: &Bench, request: Request<Body>) -> Self {
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
    pub(super) async fn chunk(&mut self) -> bool {
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
    pub(super) async fn until(&mut self, what: &str, holds: impl Fn(&FleetReader) -> bool) {
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
    pub(super) async fn for_a_while(&mut self, time: Duration) {
        // limit: the time itself
        let _ = tokio::time::timeout(time, async { while self.chunk().await {} }).await;
    }
}

pub(super) fn is_listed(reader: &FleetReader) -> bool {
    let listed =
        |region: &str| reader.status(region).is_some_and(|it| it.backups_listed_at.is_some());
    listed(REGION) && listed("eu-central-1")
}

pub(super) fn ids(reader: &FleetReader) -> Vec<String> {
    let rows = reader.rows(REGION);
    rows.iter().map(|row| row.cluster.0.cluster_id.clone()).collect()
}

pub(super) fn state(reader: &FleetReader, id: &str) -> Option<ClusterState> {
    let rows = reader.rows(REGION);
    rows.iter().find(|row| row.cluster.0.cluster_id == id)?.cluster.0.state.clone()
}
