//! Pages, and the tokens between them.

use std::collections::BTreeMap;

use crate::{
    fault::Fault,
    page_token::{decode, encode},
};

/// Where a list goes on, as opaque text: bound to the list that it came from.
#[derive(Debug)]
pub(super) struct Pager<'a> {
    list: &'a str,
    max_results: usize,
    after: Option<String>,
}

impl<'a> Pager<'a> {
    /// `list` names what is listed, and where; a token of another list is refused.
    pub(super) fn new(
        list: &'a str,
        max_results: Option<i64>,
        default: usize,
        token: Option<&str>,
    ) -> Result<Self, Fault> {
        let after = match token.filter(|token| !token.is_empty()) {
            None => None,
            Some(token) => Some(decode(list, token).ok_or_else(|| {
                Fault::invalid_request("The NextToken value is not valid for this request.")
            })?),
        };
        let max_results = max_results.and_then(|max| usize::try_from(max).ok()).unwrap_or(default);
        Ok(Self { list, max_results, after })
    }

    /// The page's items, and the token of the next page if there is one.
    ///
    /// The token holds the last key, not a position: what is added or deleted meanwhile neither
    /// repeats an item nor hides one.
    pub(super) fn page<'m, V>(
        &self,
        items: &'m BTreeMap<String, V>,
        matches: impl Fn(&V) -> bool,
    ) -> (Vec<&'m V>, Option<String>) {
        self.page_of(items.iter().filter(|(_, item)| matches(item)), |(key, _)| (*key).clone())
            .map_items(|(_, item)| item)
    }

    /// As [`Pager::page`], over items that are already in the order of their keys.
    pub(super) fn page_of<T>(
        &self,
        items: impl Iterator<Item = T>,
        key: impl Fn(&T) -> String,
    ) -> Page<T> {
        let mut rest =
            items.skip_while(|item| self.after.as_ref().is_some_and(|after| key(item) <= *after));
        let page: Vec<T> = rest.by_ref().take(self.max_results).collect();
        let token = match (rest.next(), page.last()) {
            (Some(_), Some(last)) => Some(encode(self.list, &key(last))),
            _ => None,
        };
        Page(page, token)
    }
}

/// Items and the token of the next page.
#[derive(Debug)]
pub(super) struct Page<T>(pub(super) Vec<T>, pub(super) Option<String>);

impl<T> Page<T> {
    fn map_items<U>(self, map: impl FnMut(T) -> U) -> (Vec<U>, Option<String>) {
        (self.0.into_iter().map(map).collect(), self.1)
    }
}
