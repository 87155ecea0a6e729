//! `GET /api/fleet`: the fleet as a stream of lines, each a JSON object.
//!
//! The lines are compressed here and not by the router's layer, because each batch has to leave at once.

use std::{io::Write as _, sync::Arc, time::Duration};

use axum::{
    body::Body,
    extract::{Query, State, rejection::QueryRejection},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use backend_api::{ApiErrorCode, FleetEvent};
use bytes::Bytes;
use flate2::{Compression, write::GzEncoder};
use serde::Deserialize;
use tokio::sync::{OwnedSemaphorePermit, mpsc};
use tokio_stream::wrappers::ReceiverStream;

use crate::{
    Backend, Failure,
    fleet::{Changes, Line, Position, Watcher, beginning},
};

/// When nothing happens for this long, the reader gets a line that says so.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// A reader who takes nothing for this long is gone, or comes back.
const SLOWEST: Duration = Duration::from_secs(30);
/// Lines of this many bytes leave together.
const BATCH_BYTES: usize = 64 * 1024;

#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    /// `STREAM.SEQUENCE`, as the last `at` had it.
    after: Option<String>,
    /// No more rows of a region; if it has more, the stream ends after them.
    rows: Option<usize>,
}

pub(crate) async fn fleet(
    State(backend): State<Arc<Backend>>,
    asked: Result<Query<Asked>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let Query(asked) = asked.map_err(|error| Failure::malformed("rows", error.body_text()))?;
    let position = match asked.after.as_deref() {
        None | Some("") => None,
        Some(text) => Some(Position::parse(text).ok_or_else(|| {
            Failure::malformed("after", "Expected STREAM.SEQUENCE, as the stream told them.")
        })?),
    };
    let place = Arc::clone(&backend.streams).try_acquire_owned().map_err(|_| {
        let message = "Too many streams of the fleet at once. Close other tabs.";
        Failure::backend(ApiErrorCode::Overloaded, message).with_retry_after(5)
    })?;
    let compressed = accepts_gzip(&headers);
    let (chunks, body) = mpsc::channel(1);
    let stream = Stream {
        _watcher: backend.fleet.watch(),
        _place: place,
        backend,
        position,
        beginning: asked.rows,
        encoder: compressed.then(|| GzEncoder::new(Vec::new(), Compression::fast())),
        chunks,
    };
    tokio::spawn(stream.run());
    let mut response = Body::from_stream(ReceiverStream::new(body)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/x-ndjson"));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    // nginx would hold the lines back otherwise.
    headers.insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    // `identity` too, so that no layer compresses what has to leave line by line.
    let encoding = if compressed { "gzip" } else { "identity" };
    headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    Ok(response)
}

pub(crate) async fn refresh_fleet(State(backend): State<Arc<Backend>>) -> StatusCode {
    backend.fleet.refresh();
    StatusCode::ACCEPTED
}

fn accepts_gzip(headers: &HeaderMap) -> bool {
    let values = headers.get_all(header::ACCEPT_ENCODING).iter();
    let mut codings = values.filter_map(|value| value.to_str().ok()).flat_map(|it| it.split(','));
    codings.any(|coding| {
        let mut parts = coding.split(';').map(str::trim);
        let refused = |part: &str| part.trim_end_matches(['0', '.']) == "q=";
        parts.next().is_some_and(|name| name.eq_ignore_ascii_case("gzip")) && !parts.any(refused)
    })
}

/// What a reader gets: a chunk of the body.
type Chunk = Result<Bytes, std::io::Error>;

/// One reader.
struct Stream {
    backend: Arc<Backend>,
    position: Option<Position>,
    /// So many rows of each region are enough, as long as nothing was sent.
    beginning: Option<usize>,
    encoder: Option<GzEncoder<Vec<u8>>>,
    chunks: mpsc::Sender<Chunk>,
    /// AWS is asked as long as this is there.
    _watcher: Watcher,
    _place: OwnedSemaphorePermit,
}

/// The reader is gone, or too slow.
struct Gone;

impl Stream {
    /// Writes what the reader lacks, again and again, until it is gone or the process ends.
    async fn run(mut self) {
        let fleet = Arc::clone(&self.backend.fleet);
        let mut changes = Changes::of(fleet.changes(), self.backend.guard.attempts_changes());
        let mut resumes = true;
        loop {
            if changes.take_attempts() {
                fleet.set_attempts(self.backend.guard.attempts().attempts);
            }
            changes.take_fleet();
            let mut lines = fleet.since(self.position.as_ref());
            if !resumes {
                // That only changes follow is said once.
                lines.retain(|line| !matches!(line, Line::Event(FleetEvent::Resumed { .. })));
            }
            resumes = false;
            if let Some(first) = self.beginning.take().and_then(|most| beginning(&lines, most)) {
                let _ = self.write(first).await;
                return self.finish().await;
            }
            if self.write(lines).await.is_err() {
                return;
            }
            tokio::select! {
                changed = changes.next() => if changed.is_err() { return },
                () = tokio::time::sleep(HEARTBEAT) => {}
                () = self.chunks.closed() => return,
                () = fleet.ended() => {
                    let reason = "The backend is stopping.".to_owned();
                    let _ = self.write(vec![Line::Event(FleetEvent::End { reason })]).await;
                    return self.finish().await;
                }
            }
        }
    }

    async fn write(&mut self, lines: Vec<Line>) -> Result<(), Gone> {
        let mut text = String::new();
        for line in lines {
            match &line {
                Line::Event(FleetEvent::Snapshot { stream } | FleetEvent::Resumed { stream }) => {
                    self.position = Some(Position { stream: stream.clone(), sequence: 0 });
                }
                Line::Event(FleetEvent::At { sequence, .. }) => {
                    if let Some(position) = &mut self.position {
                        position.sequence = *sequence;
                    }
                }
                _ => {}
            }
            write_line(&mut text, &line);
            if text.len() >= BATCH_BYTES {
                self.send(&std::mem::take(&mut text)).await?;
            }
        }
        self.send(&text).await
    }

    async fn send(&mut self, text: &str) -> Result<(), Gone> {
        let chunk = match &mut self.encoder {
            None => Bytes::copy_from_slice(text.as_bytes()),
            Some(encoder) => {
                // Into memory: only that could fail.
                let written = encoder.write_all(text.as_bytes()).and_then(|()| encoder.flush());
                written.map_err(|_| Gone)?;
                Bytes::from(std::mem::take(encoder.get_mut()))
            }
        };
        self.put(chunk).await
    }

    async fn put(&self, chunk: Bytes) -> Result<(), Gone> {
        if chunk.is_empty() {
            return Ok(());
        }
        self.chunks.send_timeout(Ok(chunk), SLOWEST).await.map_err(|_| Gone)
    }

    /// The end of the compressed body, so that the reader sees a whole one.
    async fn finish(mut self) {
        let rest = self.encoder.take().and_then(|encoder| encoder.finish().ok());
        let _ = self.put(rest.unwrap_or_default().into()).await;
    }
}

/// Writes a line of JSON. Rows are JSON already.
fn write_line(text: &mut String, line: &Line) {
    match line {
        Line::Rows(region, rows) => {
            text.push_str(r#"{"event":"rows","region":"#);
            // Strings, numbers and JSON values have no way to fail, here and below.
            text.push_str(&serde_json::to_string(&**region).unwrap_or_default());
            text.push_str(r#","rows":["#);
            for (index, row) in rows.iter().enumerate() {
                text.push_str(if index == 0 { "" } else { "," });
                text.push_str(row);
            }
            text.push_str("]}\n");
        }
        Line::Event(event) => {
            text.push_str(&serde_json::to_string(event).unwrap_or_default());
            text.push('\n');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_written_as_the_wire_has_them() {
        let mut text = String::new();
        write_line(&mut text, &Line::Rows("us\"east".into(), Vec::new()));
        let event: FleetEvent = serde_json::from_str(&text).unwrap();
        assert_eq!(event, FleetEvent::Rows { region: "us\"east".into(), rows: Vec::new() });
        assert!(text.ends_with("]}\n"));
    }

    #[test]
    fn only_who_takes_gzip_gets_it() {
        let accepts = |value: &'static str| {
            let value = HeaderValue::from_static(value);
            accepts_gzip(&HeaderMap::from_iter([(header::ACCEPT_ENCODING, value)]))
        };
        assert!(accepts("gzip") && accepts("br, GZIP;q=0.5") && accepts("deflate,gzip"));
        assert!(!accepts("br") && !accepts("gzip;q=0") && !accepts("gzip;q=0.0, br"));
        assert!(!accepts_gzip(&HeaderMap::new()));
    }
}
