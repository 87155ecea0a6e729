//! `DescribeCustomKeyStores`: all of a region, or one by ID or name, page by page.

use aws_services::{CustomKeyStore, DescribeCustomKeyStoresInput, DescribeCustomKeyStoresOutput};

use super::Kms;
use crate::lookups::LookupError;

/// So many are on a page, if the caller doesn't ask for fewer.
const PAGE: usize = 100;
const LARGEST_PAGE: u32 = 1000;

/// Answers one page. The marker is the ID of the last key store on the page before.
pub(crate) fn describe(
    kms: &Kms,
    region: &str,
    input: &DescribeCustomKeyStoresInput,
) -> Result<DescribeCustomKeyStoresOutput, LookupError> {
    let (id, name) = (&input.custom_key_store_id, &input.custom_key_store_name);
    if id.is_some() && name.is_some() {
        let message = "CustomKeyStoreId and CustomKeyStoreName cannot both be specified.";
        return Err(LookupError::new("ValidationException", message));
    }
    let size = match input.limit {
        None => PAGE,
        Some(limit @ 1..=LARGEST_PAGE) => usize::try_from(limit).unwrap_or(PAGE),
        Some(limit) => {
            let message = format!(
                "1 validation error detected: Value '{limit}' at 'limit' failed to satisfy \
                 constraint: Member must be between 1 and {LARGEST_PAGE}"
            );
            return Err(LookupError::new("ValidationException", message));
        }
    };
    let is_asked_for = |store: &&CustomKeyStore| {
        id.as_ref().is_none_or(|id| store.custom_key_store_id.as_ref() == Some(id))
            && name.as_ref().is_none_or(|name| store.custom_key_store_name.as_ref() == Some(name))
    };
    let all: Vec<_> = kms.in_region(region).filter(is_asked_for).collect();
    if all.is_empty() && (id.is_some() || name.is_some()) {
        return Err(LookupError::new("CustomKeyStoreNotFoundException", ""));
    }
    let start = match &input.marker {
        None => 0,
        Some(marker) => {
            let last = all.iter().position(|it| it.custom_key_store_id.as_ref() == Some(marker));
            last.ok_or_else(|| LookupError::new("InvalidMarkerException", ""))? + 1
        }
    };
    let page: Vec<_> = all.iter().skip(start).take(size).map(|store| (*store).clone()).collect();
    let truncated = start + page.len() < all.len();
    let last = page.last().and_then(|store| store.custom_key_store_id.clone());
    Ok(DescribeCustomKeyStoresOutput {
        custom_key_stores: page,
        next_marker: last.filter(|_| truncated),
        truncated,
        ..DescribeCustomKeyStoresOutput::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn three() -> Kms {
        let mut kms = Kms::default();
        for id in ["cks-2", "cks-1", "cks-3"] {
            let name = Some(format!("store {id}"));
            let store = CustomKeyStore { custom_key_store_name: name, ..CustomKeyStore::default() };
            kms.put("us-east-1", id, store);
        }
        kms
    }

    fn ids(output: &DescribeCustomKeyStoresOutput) -> Vec<&str> {
        output.custom_key_stores.iter().filter_map(|it| it.custom_key_store_id.as_deref()).collect()
    }

    #[test]
    fn pages_follow_each_other_and_end() {
        let kms = three();
        let input = DescribeCustomKeyStoresInput { limit: Some(2), ..Default::default() };
        let first = describe(&kms, "us-east-1", &input).unwrap();
        assert_eq!((ids(&first), first.truncated), (vec!["cks-1", "cks-2"], true));
        let input = DescribeCustomKeyStoresInput { marker: first.next_marker, ..input };
        let second = describe(&kms, "us-east-1", &input).unwrap();
        assert_eq!((ids(&second), second.truncated), (vec!["cks-3"], false));
        assert_eq!(second.next_marker, None);
        let elsewhere =
            describe(&kms, "eu-central-1", &DescribeCustomKeyStoresInput::default()).unwrap();
        assert_eq!(elsewhere, DescribeCustomKeyStoresOutput::default());
    }

    #[test]
    fn one_is_found_by_id_or_name_and_what_is_wrong_is_refused() {
        let kms = three();
        let code = |input| describe(&kms, "us-east-1", &input).unwrap_err().code;
        let by_id = |id: &str| DescribeCustomKeyStoresInput {
            custom_key_store_id: Some(id.to_owned()),
            ..Default::default()
        };
        let by_name = DescribeCustomKeyStoresInput {
            custom_key_store_name: Some("store cks-3".to_owned()),
            ..Default::default()
        };
        assert_eq!(ids(&describe(&kms, "us-east-1", &by_id("cks-1")).unwrap()), ["cks-1"]);
        assert_eq!(ids(&describe(&kms, "us-east-1", &by_name).unwrap()), ["cks-3"]);
        assert_eq!(code(by_id("cks-9")), "CustomKeyStoreNotFoundException");
        let both =
            DescribeCustomKeyStoresInput { custom_key_store_name: Some("x".into()), ..by_id("x") };
        assert_eq!(code(both), "ValidationException");
        for limit in [0, 1001] {
            let input = DescribeCustomKeyStoresInput { limit: Some(limit), ..Default::default() };
            assert_eq!(code(input), "ValidationException");
        }
        let marker = Some("cks-9".to_owned());
        let input = DescribeCustomKeyStoresInput { marker, ..Default::default() };
        assert_eq!(code(input), "InvalidMarkerException");
    }
}
