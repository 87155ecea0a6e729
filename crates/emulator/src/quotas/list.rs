//! `ListServiceQuotas`.

use aws_services::{
    CLOUDHSM_SERVICE_CODE, ListServiceQuotasInput, ListServiceQuotasOutput, ServiceQuota,
};

use super::Quotas;
use crate::{lookups::LookupError, page_token};

/// The largest page, and the usual one.
const PAGE: u32 = 100;

/// Answers one page of the quotas of a region, in their order.
pub(crate) fn list(
    quotas: &Quotas,
    region: &str,
    input: &ListServiceQuotasInput,
) -> Result<ListServiceQuotasOutput, LookupError> {
    if input.service_code != CLOUDHSM_SERVICE_CODE {
        let message = "The request failed because the specified service does not exist.";
        return Err(LookupError::new("NoSuchResourceException", message));
    }
    let size = input.max_results.unwrap_or(PAGE);
    if !(1..=PAGE).contains(&size) {
        let message = format!("MaxResults must be between 1 and {PAGE}.");
        return Err(LookupError::new("IllegalArgumentException", message));
    }
    let list = format!("quotas {region}");
    let from: usize = match input.next_token.as_deref() {
        None => 0,
        Some(token) => {
            page_token::decode(&list, token).and_then(|text| text.parse().ok()).ok_or_else(
                || LookupError::new("InvalidPaginationTokenException", "Invalid NextToken."),
            )?
        }
    };
    let is_asked_for =
        |it: &&ServiceQuota| input.quota_code.is_none() || it.quota_code == input.quota_code;
    let found: Vec<_> = quotas.in_region(region).iter().filter(is_asked_for).collect();
    let to = from.saturating_add(usize::try_from(size).unwrap_or(usize::MAX)).min(found.len());
    let page = found.get(from..to).unwrap_or_default();
    Ok(ListServiceQuotasOutput {
        quotas: page.iter().map(|it| (*it).clone()).collect(),
        next_token: (to < found.len()).then(|| page_token::encode(&list, &to.to_string())),
        ..ListServiceQuotasOutput::default()
    })
}
