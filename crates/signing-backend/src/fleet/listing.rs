//! Listings page by page: each page as the texts of its elements. Lenient about elements, strict about
//! pages: an answer without its list is an error.

use backend_api::{ApiError, ApiErrorCode};
use bytes::Bytes;
use cloudhsm_api::{ListingPage, Operation, OperationClass};
use serde_json::{Map, Value};

use crate::{
    Failure,
    forward::{Answer, Call, Upstream},
};

/// 25 clusters a page: far beyond any quota.
const MOST_PAGES: usize = 2000;
/// What AWS is asked for at most, one size after the other, when an answer was too large.
const SMALLER_PAGES: [u32; 3] = [10, 3, 1];

/// A listing to read.
pub(crate) struct Listing<'a> {
    pub(crate) upstream: &'a dyn Upstream,
    pub(crate) region: &'a str,
    pub(crate) operation: Operation,
    /// The member that has the list.
    pub(crate) list: &'static str,
    /// The filter, if not everything is asked for.
    pub(crate) cluster_ids: Option<&'a [String]>,
}

impl Listing<'_> {
    /// Reads all pages; `on_page` gets the texts of each page's elements. How many pages there were.
    pub(crate) async fn read(
        &self,
        mut on_page: impl FnMut(&[&str]) + Send,
    ) -> Result<usize, Box<ApiError>> {
        let mut tokens: Vec<String> = Vec::new();
        let mut size = None;
        while tokens.len() < MOST_PAGES {
            let answer = match self.page(tokens.last(), size).await {
                Ok(answer) => answer,
                Err(error) => match smaller(size) {
                    Some(smaller) if error.code == ApiErrorCode::AnswerTooLarge => {
                        size = Some(smaller);
                        continue;
                    }
                    _ => return Err(error),
                },
            };
            // What no UTF-8 is can be in a name only, and must not take the region along.
            let text = String::from_utf8_lossy(&answer.body);
            let page = ListingPage::split(&text, self.list).map_err(|error| {
                let operation = self.operation;
                garbled(format!("The response to {operation} has no list. {error}."))
            })?;
            on_page(&page.elements);
            match page.next_token {
                None => return Ok(tokens.len() + 1),
                Some(token) if tokens.contains(&token) => {
                    return Err(garbled(format!(
                        "{} returned the same NextToken again. Stopped reading.",
                        self.operation
                    )));
                }
                Some(token) => tokens.push(token),
            }
        }
        Err(garbled(format!(
            "{} kept returning more pages. Stopped after {MOST_PAGES}.",
            self.operation
        )))
    }

    async fn page(
        &self,
        token: Option<&String>,
        size: Option<u32>,
    ) -> Result<Answer, Box<ApiError>> {
        let mut input = Map::new();
        if let Some(ids) = self.cluster_ids {
            input.insert("Filters".into(), serde_json::json!({ "clusterIds": ids }));
        }
        if let Some(token) = token {
            input.insert("NextToken".into(), token.as_str().into());
        }
        if let Some(size) = size {
            input.insert("MaxResults".into(), size.into());
        }
        let call = Call {
            region: self.region.to_owned(),
            operation: self.operation,
            body: Bytes::from(Value::Object(input).to_string()),
            only_with: None,
            send_before: None,
        };
        let answer = self.upstream.call(call).await;
        let answer = answer.map_err(|it| it.into_failure(OperationClass::Reading).error)?;
        match answer.error() {
            Some(error) => Err(Failure::service(error).error),
            None => Ok(answer),
        }
    }
}

fn garbled(message: String) -> Box<ApiError> {
    Failure::network(ApiErrorCode::UpstreamGarbled, message).error
}

/// The next size to try after this one; `None` is AWS's own.
fn smaller(size: Option<u32>) -> Option<u32> {
    SMALLER_PAGES.into_iter().find(|smaller| size.is_none_or(|size| *smaller < size))
}
