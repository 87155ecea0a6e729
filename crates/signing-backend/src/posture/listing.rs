//! All pages of a listing, of which each element is read by itself: one that is malformed must not
//! hide the others.

use backend_api::{ApiError, ApiErrorCode};
use bytes::Bytes;
use cloudhsm_api::{ListingPage, Operation};
use serde_json::json;

use crate::{
    Failure,
    forward::{Call, Upstream},
};

/// More pages than any region has: an upstream that never ends its list.
const MOST_PAGES: usize = 2000;

/// Reads every page of a listing; `list` is the member of the answer that has the elements.
pub(super) async fn all<T>(
    upstream: &dyn Upstream,
    region: &str,
    operation: Operation,
    list: &'static str,
    read: impl Fn(&str) -> T,
) -> Result<Vec<T>, ApiError> {
    let mut found = Vec::new();
    let mut tokens: Vec<String> = Vec::new();
    while tokens.len() < MOST_PAGES {
        let input = match tokens.last() {
            Some(token) => json!({ "NextToken": token }),
            None => json!({}),
        };
        let body = page(upstream, region, operation, input.to_string()).await?;
        let text = std::str::from_utf8(&body)
            .map_err(|_| garbled(format!("The answer of {operation} is not text.")))?;
        let page = ListingPage::split(text, list)
            .map_err(|error| garbled(format!("The answer of {operation}: {error}.")))?;
        found.extend(page.elements.into_iter().map(&read));
        match page.next_token {
            None => return Ok(found),
            Some(token) if tokens.contains(&token) => break,
            Some(token) => tokens.push(token),
        }
    }
    Err(garbled(format!("AWS kept returning more pages of {operation}; stopped.")))
}

async fn page(
    upstream: &dyn Upstream,
    region: &str,
    operation: Operation,
    input: String,
) -> Result<Bytes, ApiError> {
    let call = Call {
        region: region.to_owned(),
        operation,
        body: Bytes::from(input),
        only_with: None,
        send_before: None,
    };
    let answer = upstream.call(call).await;
    let answer = answer.map_err(|error| *error.into_failure(operation.class()).error)?;
    match answer.error() {
        Some(error) => Err(*Failure::service(error).error),
        None => Ok(answer.body),
    }
}

fn garbled(message: String) -> ApiError {
    ApiError::network(ApiErrorCode::UpstreamGarbled, message)
}
