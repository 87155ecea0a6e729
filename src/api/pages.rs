//! A listing, page by page: how pages are asked for, and what is no page.

use backend_api::{ApiError, ApiErrorCode};
use cloudhsm_api::{ListingError, ListingPage, Operation};
use gloo_timers::future::TimeoutFuture;
use serde_json::{Map, Value};

use super::{Client, transport::excerpt};

/// A service that never ends its pages must not keep the console busy for good. 25 clusters a page:
/// far beyond any quota.
const MOST_PAGES: usize = 2000;

/// What AWS is asked for at most, one size after the other, when an answer was too large. AWS's own
/// sizes are 25 clusters and 50 backups.
const SMALLER_PAGES: [u32; 3] = [10, 3, 1];

/// To read a longer page takes as long as to draw what is in it, some tens of milliseconds: the browser
/// gets to do something else between the two.
const LONG_PAGE: usize = 256 * 1024;

/// What a listing is confined to: AWS's name of a filter, and its one value.
pub(super) type Only<'a> = Option<(&'static str, &'a str)>;

/// The input of a listing: of one cluster or backup, or of all, from where the last page ended.
///
/// Written by hand: the backend checks it against AWS's shape, and a map of lists compiled for this
/// alone would weigh a kilobyte.
fn input(only: Only<'_>, next_token: Option<&str>, max_results: Option<u32>) -> Value {
    let mut input = Map::new();
    if let Some((name, value)) = only {
        let mut filters = Map::new();
        filters.insert(name.to_owned(), Value::Array(vec![value.into()]));
        input.insert("Filters".to_owned(), Value::Object(filters));
    }
    if let Some(token) = next_token {
        input.insert("NextToken".to_owned(), token.into());
    }
    if let Some(most) = max_results {
        input.insert("MaxResults".to_owned(), most.into());
    }
    Value::Object(input)
}

/// The next smaller page; `None` when pages can't get smaller.
fn smaller(size: Option<u32>) -> Option<u32> {
    SMALLER_PAGES.into_iter().find(|next| size.is_none_or(|size| *next < size))
}

pub(super) fn garbled(words: String) -> ApiError {
    ApiError::network(ApiErrorCode::UpstreamGarbled, words)
}

/// What an answer is that is no page of the listing.
fn not_a_page(operation: Operation, error: &ListingError, text: &str) -> ApiError {
    let mut refused = match error {
        ListingError::NotJson(problem) => ApiError::network(
            ApiErrorCode::NotTheBackend,
            format!("The response isn’t the expected JSON ({problem})."),
        ),
        ListingError::NoList(..) => {
            garbled(format!("The response to {operation} has no list. {error}."))
        }
    };
    // It can be a listing all the same, with clusters whose password nobody asked to see.
    refused.raw = (!text.contains("PreCoPassword")).then(|| excerpt(text));
    refused
}

/// How a listing goes on after a page.
pub(super) enum Next {
    /// Nothing more is needed.
    Enough,
    /// There are no more pages, or the next one begins here.
    Page(Option<String>),
}

/// Gets each page as it arrives, by its number, with its text.
pub(super) type ReadPage<'a> = &'a mut dyn FnMut(usize, &str) -> Result<Next, ApiError>;

impl Client {
    /// Reads a listing page by page.
    pub(super) async fn pages(
        &self,
        region: &str,
        operation: Operation,
        only: Only<'_>,
        read: ReadPage<'_>,
    ) -> Result<(), ApiError> {
        let mut size = None;
        let mut tokens: Vec<String> = Vec::new();
        while tokens.len() < MOST_PAGES {
            let input = input(only, tokens.last().map(String::as_str), size);
            let text = match self.text_of(region, operation, input).await {
                Ok(text) => text,
                Err(error) => match smaller(size) {
                    Some(smaller) if error.code == ApiErrorCode::AnswerTooLarge => {
                        size = Some(smaller);
                        continue;
                    }
                    _ => return Err(error),
                },
            };
            let next = read(tokens.len(), &text)?;
            if text.len() > LONG_PAGE {
                TimeoutFuture::new(0).await;
            }
            match next {
                Next::Enough | Next::Page(None) => return Ok(()),
                Next::Page(Some(token)) if tokens.contains(&token) => {
                    let words =
                        format!("{operation} returned the same NextToken again. Stopped reading.");
                    return Err(garbled(words));
                }
                Next::Page(Some(token)) => tokens.push(token),
            }
        }
        Err(garbled(format!("{operation} kept returning more pages. Stopped after {MOST_PAGES}.")))
    }
}

/// The entries of a page, unread.
pub(super) fn split<'a>(
    operation: Operation,
    list: &'static str,
    text: &'a str,
) -> Result<ListingPage<'a>, ApiError> {
    ListingPage::split(text, list).map_err(|error| not_a_page(operation, &error, text))
}

#[cfg(test)]
mod tests {
    use cloudhsm_api::DescribeClustersInput;

    use super::*;

    #[test]
    fn the_inputs_are_those_of_the_api() {
        let one = serde_json::to_value(DescribeClustersInput::one("cluster-a")).unwrap();
        assert_eq!(input(Some(("clusterIds", "cluster-a")), None, None), one);
        let next = DescribeClustersInput {
            next_token: Some("t".into()),
            max_results: Some(3),
            ..DescribeClustersInput::default()
        };
        assert_eq!(input(None, Some("t"), Some(3)), serde_json::to_value(next).unwrap());
    }

    #[test]
    fn pages_get_smaller_until_there_is_one_cluster_on_each() {
        let sizes = std::iter::successors(smaller(None), |size| smaller(Some(*size)));
        assert_eq!(sizes.collect::<Vec<_>>(), SMALLER_PAGES);
    }
}
