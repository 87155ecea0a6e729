//! The stream of the fleet: its lines, one after the other, as they arrive.

use backend_api::{ApiError, ApiErrorCode, FleetEvent, routes};
use gloo_net::http::Response;
use gloo_timers::future::TimeoutFuture;
use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, ReadableStreamDefaultReader};

use super::{Client, transport};
use crate::{frame::next_frame, time::now_millis};

/// No line is longer: a hundred rows are a few hundred kilobytes.
const LONGEST_LINE: usize = 64 * 1024 * 1024;
/// So much is copied out of the browser's memory at once. A browser hands over up to 2 MiB, and the
/// program's memory never shrinks: with 5000 clusters, such copies were a third of it.
const LONGEST_CHUNK: u32 = 64 * 1024;
/// Reading goes on for so long before the page gets to do something else.
const LONGEST_READING_MILLIS: f64 = 30.0;

impl Client {
    /// Reads the stream until it ends; `on_event` gets each of its lines. `after` is where the reader
    /// is (`STREAM.SEQUENCE`), if it has been there before.
    pub async fn fleet(
        &self,
        after: Option<&str>,
        signal: Option<&AbortSignal>,
        mut on_event: impl FnMut(FleetEvent),
    ) -> Result<(), ApiError> {
        // At first the beginning: `boot.js` has asked for that. A small fleet is all in it.
        let mut path = match after {
            Some(after) => format!("{}?after={after}", routes::FLEET),
            None => routes::FLEET_BEGINNING.to_owned(),
        };
        let response = self.stream(&path, signal).await?;
        if read(&response, signal, &mut on_event).await? || path != routes::FLEET_BEGINNING {
            return Ok(());
        }
        routes::FLEET.clone_into(&mut path);
        // The first rows show before the others are asked for: the backend that sends thousands, and the
        // browser that unpacks them, take the processor from whoever draws.
        next_frame().await;
        let response = self.stream(&path, signal).await?;
        read(&response, signal, &mut on_event).await.map(drop)
    }

    async fn stream(&self, path: &str, signal: Option<&AbortSignal>) -> Result<Response, ApiError> {
        transport::open(self.request("GET", path, None, &[]), signal).await
    }

    /// The backend lists all regions again as soon as it may.
    pub async fn refresh_fleet(&self) -> Result<(), ApiError> {
        self.send("POST", routes::FLEET_REFRESH, None, &[]).await.map(drop)
    }
}

/// Reads lines to their end; whether the reader has everything then.
async fn read(
    response: &Response,
    signal: Option<&AbortSignal>,
    on_event: &mut impl FnMut(FleetEvent),
) -> Result<bool, ApiError> {
    let mut complete = false;
    let mut lines = Lines::default();
    let mut chunks = Chunks::of(response)?;
    while let Some(chunk) = chunks.next().await? {
        lines.add(&chunk)?;
        let mut since_millis = now_millis();
        while let Some(line) = lines.next() {
            let event = super::client::parse(&line)?;
            complete |= matches!(event, FleetEvent::At { .. } | FleetEvent::End { .. });
            on_event(event);
            // A large fleet comes faster than it is read, and the page is to stay usable.
            if now_millis() - since_millis > LONGEST_READING_MILLIS {
                TimeoutFuture::new(0).await;
                // Whoever ended the stream meanwhile wants nothing more of it.
                if signal.is_some_and(AbortSignal::aborted) {
                    return Err(broken("The stream was ended."));
                }
                since_millis = now_millis();
            }
        }
    }
    Ok(complete)
}

/// The chunks of a body, none longer than [`LONGEST_CHUNK`].
pub(super) struct Chunks {
    reader: ReadableStreamDefaultReader,
    /// What the browser handed over and is still to be read, and where that begins.
    rest: Option<(Uint8Array, u32)>,
}

impl Chunks {
    pub(super) fn of(response: &Response) -> Result<Self, ApiError> {
        let reader = response.body().map(|body| body.get_reader());
        let reader = reader.and_then(|reader| reader.dyn_into().ok());
        let reader = reader.ok_or_else(|| broken("The response has no body."))?;
        Ok(Self { reader, rest: None })
    }

    pub(super) async fn next(&mut self) -> Result<Option<Vec<u8>>, ApiError> {
        if self.rest.is_none() {
            self.rest = self.read().await?.map(|bytes| (bytes, 0));
        }
        let Some((bytes, begin)) = self.rest.take() else { return Ok(None) };
        let end = begin.saturating_add(LONGEST_CHUNK).min(bytes.length());
        let chunk = bytes.subarray(begin, end).to_vec();
        self.rest = (end < bytes.length()).then_some((bytes, end));
        Ok(Some(chunk))
    }

    /// What arrived next; `None` at the end of the body.
    async fn read(&self) -> Result<Option<Uint8Array>, ApiError> {
        let read = JsFuture::from(self.reader.read()).await;
        let read = read.map_err(|error| broken(&text_of(&error)))?;
        let member = |name: &str| Reflect::get(&read, &JsValue::from_str(name)).ok();
        if member("done").is_none_or(|done| done.is_truthy()) {
            return Ok(None);
        }
        Ok(member("value").and_then(|value| value.dyn_into().ok()))
    }
}

pub(super) fn broken(detail: &str) -> ApiError {
    transport::unreachable_backend(detail)
}

fn text_of(error: &JsValue) -> String {
    error.as_string().unwrap_or_else(|| format!("{error:?}"))
}

/// Lines out of chunks that end anywhere.
#[derive(Debug, Default)]
pub(super) struct Lines {
    bytes: Vec<u8>,
    /// Where the next line begins.
    begin: usize,
    /// No line ends before this.
    searched: usize,
}

impl Lines {
    /// Adds a chunk.
    pub(super) fn add(&mut self, chunk: &[u8]) -> Result<(), ApiError> {
        self.bytes.extend_from_slice(chunk);
        if self.bytes.len() > LONGEST_LINE {
            return Err(ApiError::network(ApiErrorCode::NotTheBackend, "The stream has no lines."));
        }
        Ok(())
    }

    /// The next line that is complete, without its end.
    pub(super) fn next(&mut self) -> Option<String> {
        loop {
            let found = self.bytes.get(self.searched..)?.iter().position(|byte| *byte == b'\n');
            let Some(found) = found else {
                self.bytes.drain(..self.begin);
                (self.begin, self.searched) = (0, self.bytes.len());
                return None;
            };
            let (begin, end) = (self.begin, self.searched + found);
            // The end itself.
            (self.begin, self.searched) = (end + 1, end + 1);
            if end > begin {
                let line = self.bytes.get(begin..end)?;
                return Some(String::from_utf8_lossy(line).into_owned());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_come_out_whole_however_they_arrive() {
        let text = "{\"a\":1}\n{\"b\":\"é\"}\n\n{\"c\":3}\n{\"un";
        for size in 1..=text.len() {
            let mut lines = Lines::default();
            let mut found: Vec<String> = Vec::new();
            for chunk in text.as_bytes().chunks(size) {
                lines.add(chunk).unwrap();
                found.extend(std::iter::from_fn(|| lines.next()));
            }
            assert_eq!(found, ["{\"a\":1}", "{\"b\":\"é\"}", "{\"c\":3}"], "chunks of {size}");
            assert_eq!(lines.bytes, b"{\"un");
        }
    }

    #[test]
    fn what_has_no_lines_is_given_up() {
        let mut lines = Lines::default();
        lines.add(&vec![b'x'; LONGEST_LINE]).unwrap();
        assert!(lines.add(b"x").is_err());
    }
}
