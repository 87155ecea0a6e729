//! How much of CloudHSM an account may have in a region, and how much it has.
//!
//! Quotas are what Service Quotas lists: one that is missing there isn't known, because Service Quotas
//! leaves out what it has no value of. What is used is counted in CloudHSM's own listing.

use aws_services::{
    CLOUDHSM_SERVICE_CODE, ListServiceQuotasInput, ListServiceQuotasOutput, Lookup, Service,
    ServiceQuota,
};
use backend_api::QuotaResource;
use cloudhsm_api::{ClusterState, HsmState};
use serde_json::Value;

use super::reading::{Asking, Reading, RequestIds, Unknown};
use crate::reader::{Reader, text};

/// More pages than a service has quotas for.
const MOST_PAGES: usize = 20;
/// The largest page that Service Quotas makes.
const PAGE: u32 = 100;

/// What Service Quotas says of CloudHSM.
pub(crate) type Quotas = Reading<Vec<ServiceQuota>>;

/// What a region has of what quotas limit; `None` for what its listing doesn't say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) clusters: Option<u32>,
    pub(super) hsms: Option<u32>,
    /// Of these, so many are being deleted.
    leaving_clusters: u32,
    leaving_hsms: u32,
}

/// How much is allowed and how much there is, each `None` if that isn't known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Allowed {
    pub(crate) limit: Option<u32>,
    pub(crate) used: Option<u32>,
    /// Of those that are used, so many are being deleted: AWS doesn't document whether they count.
    pub(crate) leaving: u32,
}

/// A quota of a region and what is used of it, asked anew: for plans. Known is what Service Quotas
/// answered, be it without this quota.
pub(crate) async fn quota(asking: &Asking<'_>, resource: QuotaResource) -> Reading<Allowed> {
    let (quotas, used) = tokio::join!(quotas(asking), counts(asking));
    allowed(quotas, used.known(), resource)
}

/// The same, where the region's clusters are listed already, as AWS sent them.
pub(crate) fn quota_beside(
    quotas: Quotas,
    clusters: &[Value],
    resource: QuotaResource,
) -> Reading<Allowed> {
    allowed(quotas, Some(&Counts::of_clusters(clusters)), resource)
}

fn allowed(quotas: Quotas, used: Option<&Counts>, resource: QuotaResource) -> Reading<Allowed> {
    let leaving = used.map_or(0, |it| it.leaving(resource));
    let used = used.and_then(|it| it.of(resource));
    quotas.map(|listed| Allowed { limit: limit_among(&listed, resource), used, leaving })
}

/// CloudHSM's quotas in the region.
pub(crate) async fn quotas(asking: &Asking<'_>) -> Quotas {
    let ids = RequestIds::default();
    asking.read(Service::Quotas, &ids, pages(asking, &ids)).await
}

async fn pages(asking: &Asking<'_>, ids: &RequestIds) -> Result<Vec<ServiceQuota>, Unknown> {
    let mut found = Vec::new();
    let mut tokens: Vec<String> = Vec::new();
    for _ in 0..MOST_PAGES {
        let input = ListServiceQuotasInput {
            service_code: CLOUDHSM_SERVICE_CODE.to_owned(),
            max_results: Some(PAGE),
            next_token: tokens.last().cloned(),
            quota_code: None,
        };
        let lookup = Lookup::ListServiceQuotas;
        let page: ListServiceQuotasOutput = asking.ask(lookup, &input, ids).await?;
        found.extend(page.quotas);
        match page.next_token.filter(|token| !token.is_empty()) {
            Some(token) if tokens.contains(&token) => break,
            Some(token) => tokens.push(token),
            None => {
                // What stands in for Service Quotas may not know the service.
                found.retain(|it| {
                    it.service_code.as_deref().is_none_or(|code| code == CLOUDHSM_SERVICE_CODE)
                });
                return Ok(found);
            }
        }
    }
    Err(Unknown::failed("Service Quotas kept returning more pages; stopped."))
}

/// What the region has, if quotas are asked for at all.
pub(super) async fn counts(asking: &Asking<'_>) -> Reading<Counts> {
    let reader = Reader {
        upstream: asking.upstream,
        region: asking.region,
        only_with: asking.only_with.clone(),
    };
    let ids = RequestIds::default();
    let listed = async {
        let clusters = reader.clusters().await;
        let clusters = clusters.map_err(|failure| Unknown::failed(failure.error.message))?;
        Ok(Counts::of_clusters(&clusters))
    };
    asking.read(Service::Quotas, &ids, listed).await
}

impl Counts {
    /// All but what is DELETED: AWS doesn't document whether what is being deleted counts, and it is
    /// there.
    fn of_clusters(clusters: &[Value]) -> Self {
        let is = |element: &Value, state: &str| text(element, "State") == Some(state);
        let present = || clusters.iter().filter(|it| !is(it, ClusterState::Deleted.as_str()));
        let hsms = present().map(|cluster| match cluster.get("Hsms") {
            None | Some(Value::Null) => Some(0),
            Some(Value::Array(all)) => {
                Some(all.iter().filter(|it| !is(it, HsmState::Deleted.as_str())).count())
            }
            Some(_) => None,
        });
        let count = |number: usize| u32::try_from(number).ok();
        let goes = |it: &&Value| is(it, ClusterState::DeleteInProgress.as_str());
        let all_hsms = present().filter_map(|it| it.get("Hsms")?.as_array()).flatten();
        let leaving_hsms = all_hsms.filter(goes).count();
        Self {
            clusters: count(present().count()),
            hsms: hsms.sum::<Option<usize>>().and_then(count),
            leaving_clusters: count(present().filter(goes).count()).unwrap_or_default(),
            leaving_hsms: count(leaving_hsms).unwrap_or_default(),
        }
    }

    fn leaving(self, resource: QuotaResource) -> u32 {
        match resource {
            QuotaResource::Clusters => self.leaving_clusters,
            QuotaResource::Hsms => self.leaving_hsms,
            QuotaResource::HsmsPerCluster => 0,
        }
    }

    /// What it has of a resource; of one cluster it says nothing.
    pub(super) fn of(self, resource: QuotaResource) -> Option<u32> {
        match resource {
            QuotaResource::Clusters => self.clusters,
            QuotaResource::Hsms => self.hsms,
            QuotaResource::HsmsPerCluster => None,
        }
    }
}

/// The limit of a resource; two that contradict each other say nothing.
fn limit_among(listed: &[ServiceQuota], resource: QuotaResource) -> Option<u32> {
    let mut limits = listed.iter().filter(|it| resource_of(it) == Some(resource)).map(limit_of);
    let first = limits.next()??;
    limits.all(|other| other == Some(first)).then_some(first)
}

/// What a quota limits, by AWS's name of it: AWS documents these names, and no codes.
///
/// <https://docs.aws.amazon.com/cloudhsm/latest/userguide/limits.html>
pub(super) fn resource_of(quota: &ServiceQuota) -> Option<QuotaResource> {
    match quota.quota_name.as_deref()?.trim().to_lowercase().as_str() {
        "clusters" => Some(QuotaResource::Clusters),
        "hsms" => Some(QuotaResource::Hsms),
        "hsms per cluster" => Some(QuotaResource::HsmsPerCluster),
        _ => None,
    }
}

/// Its value, if that is a number of something.
pub(super) fn limit_of(quota: &ServiceQuota) -> Option<u32> {
    let value = quota.value?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "what is no such number is another one afterwards"
    )]
    let number = value as u32;
    let is_same = (f64::from(number) - value).abs() < f64::EPSILON;
    let is_count = quota.unit.as_deref().is_none_or(|unit| matches!(unit, "" | "None" | "Count"));
    (is_same && is_count && quota.error_reason.is_none()).then_some(number)
}

#[cfg(test)]
mod tests;
