//! The stream of the fleet: its lines, one after the other, as they arrive.

use backend_api::{ApiError, ApiErrorCode, FleetEvent, routes};
use gloo_net::http::Response;
use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, ReadableStreamDefaultReader};

use super::{Client, transport};

/// No line is longer: a hundred rows are a few hundred kilobytes.
const LONGEST_LINE: usize = 64 * 1024 * 1024;

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
        loop {
            let response = transport::open(self.request("GET", &path, None, &[]), signal).await?;
            let mut complete = false;
            let mut lines = Lines::default();
            let mut chunks = Chunks::of(&response)?;
            while let Some(chunk) = chunks.next().await? {
                lines.add(&chunk, &mut |line| {
                    let event = super::client::parse(line)?;
                    complete |= matches!(event, FleetEvent::At { .. } | FleetEvent::End { .. });
                    on_event(event);
                    Ok(())
                })?;
            }
            if complete || path != routes::FLEET_BEGINNING {
                return Ok(());
            }
            routes::FLEET.clone_into(&mut path);
        }
    }

    /// The backend lists all regions again as soon as it may.
    pub async fn refresh_fleet(&self) -> Result<(), ApiError> {
        self.send("POST", routes::FLEET_REFRESH, None, &[]).await.map(drop)
    }
}

/// The chunks of a body.
struct Chunks(ReadableStreamDefaultReader);

impl Chunks {
    fn of(response: &Response) -> Result<Self, ApiError> {
        let reader = response.body().map(|body| body.get_reader());
        let reader = reader.and_then(|reader| reader.dyn_into().ok());
        reader.map(Self).ok_or_else(|| broken("The response has no body."))
    }

    async fn next(&mut self) -> Result<Option<Vec<u8>>, ApiError> {
        let read = JsFuture::from(self.0.read()).await;
        let read = read.map_err(|error| broken(&text_of(&error)))?;
        let member = |name: &str| Reflect::get(&read, &JsValue::from_str(name)).ok();
        if member("done").is_none_or(|done| done.is_truthy()) {
            return Ok(None);
        }
        let bytes = member("value").and_then(|value| value.dyn_into::<Uint8Array>().ok());
        Ok(bytes.map(|bytes| bytes.to_vec()))
    }
}

fn broken(detail: &str) -> ApiError {
    transport::unreachable_backend(detail)
}

fn text_of(error: &JsValue) -> String {
    error.as_string().unwrap_or_else(|| format!("{error:?}"))
}

/// Lines out of chunks that end anywhere.
#[derive(Debug, Default)]
struct Lines(Vec<u8>);

impl Lines {
    /// Adds a chunk; `on_line` gets each line that is complete, without its end.
    fn add(
        &mut self,
        chunk: &[u8],
        on_line: &mut dyn FnMut(&str) -> Result<(), ApiError>,
    ) -> Result<(), ApiError> {
        let mut rest = chunk;
        while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
            let (line, after) = rest.split_at(end);
            self.0.extend_from_slice(line);
            // The end itself.
            rest = after.get(1..).unwrap_or_default();
            let line = std::mem::take(&mut self.0);
            if !line.is_empty() {
                on_line(&String::from_utf8_lossy(&line))?;
            }
        }
        self.0.extend_from_slice(rest);
        if self.0.len() > LONGEST_LINE {
            return Err(ApiError::network(
                ApiErrorCode::NotTheBackend,
                "The stream of the fleet has no lines.",
            ));
        }
        Ok(())
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
                let mut take = |line: &str| {
                    found.push(line.to_owned());
                    Ok(())
                };
                lines.add(chunk, &mut take).unwrap();
            }
            assert_eq!(found, ["{\"a\":1}", "{\"b\":\"é\"}", "{\"c\":3}"], "chunks of {size}");
            assert_eq!(lines.0, b"{\"un");
        }
    }

    #[test]
    fn a_line_that_can_not_be_read_ends_the_reading() {
        let mut lines = Lines::default();
        let refuse = &mut |_: &str| Err(broken("no"));
        assert!(lines.add(b"x\ny\n", refuse).is_err());
    }
}
