//! Whether there is room for what is created: in the account's quota, and in the zone's subnet.
//!
//! Service Quotas and EC2 are asked for the plan, and not again: if the room goes meanwhile, AWS
//! refuses. What they don't say is named as not known; it blocks nothing.

use aws_services::{Lookup, Service};
use backend_api::{Blocker, BlockerCode, QuotaResource, WarningCode};
use serde_json::Value;

use super::Change;
use crate::{
    dependents::{Allowed, Asking, Outcome, Quotas, Reading, free_addresses, quota, quota_beside},
    guard::{blocker::blocker, warning_list::Warnings},
};

/// What was found out.
#[derive(Debug, Clone)]
pub(crate) struct Room {
    what: &'static str,
    quota: Reading<Allowed>,
    /// The zone's subnet and its free addresses; `None` for a new cluster.
    subnet: Option<(String, Reading<Option<u32>>)>,
}

impl Room {
    /// For a new cluster: what Service Quotas said, beside the region's clusters.
    pub(super) fn of_new_cluster(quotas: Quotas, clusters: &[Value]) -> Self {
        let quota = quota_beside(quotas, clusters, QuotaResource::Clusters);
        Self { what: "clusters", quota, subnet: None }
    }

    /// Asks, where an HSM is added. `cluster` is AWS's answer.
    pub(super) async fn ask(
        asking: &Asking<'_>,
        change: &Change,
        cluster: Option<&Value>,
    ) -> Option<Self> {
        let Change::CreateHsm { zone, .. } = change else { return None };
        let mapping = cluster?.get("SubnetMapping")?;
        let id = mapping.get(zone).and_then(Value::as_str).map(str::to_owned);
        let subnet = async {
            let id = id?;
            let free = free_addresses(asking, &id).await;
            Some((id, free))
        };
        let (quota, subnet) = tokio::join!(quota(asking, QuotaResource::Hsms), subnet);
        Some(Self { what: "HSMs", quota, subnet })
    }

    /// What there is no room in.
    pub(super) fn blockers(&self) -> Vec<Blocker> {
        let mut blockers = Vec::new();
        if let Some(Allowed { limit: Some(limit), used: Some(used), leaving }) = self.quota.known()
            && used.saturating_sub(*leaving) >= *limit
        {
            let message = format!(
                "The account has {used} {} in this region, and its quota is {limit}. Ask AWS for \
                 more with Service Quotas, or delete what nobody needs.",
                self.what
            );
            blockers.push(blocker(BlockerCode::QuotaReached, message, vec![]));
        }
        if let Some((id, free)) = &self.subnet
            && free.known() == Some(&Some(0))
        {
            let message = format!(
                "{id} has no free IP address, and an HSM needs one. Free one in this subnet, or \
                 choose another zone."
            );
            blockers.push(blocker(BlockerCode::NoFreeAddress, message, vec![id.clone()]));
        }
        blockers
    }

    /// What isn't known.
    pub(super) fn warn(&self, warnings: &mut Warnings) {
        if self.quota.known().is_none_or(|it| it.limit.is_none() || it.used.is_none()) {
            let why = why(&self.quota.outcome, Service::Quotas, Lookup::ListServiceQuotas);
            let message = format!(
                "It isn’t known whether the account’s quota allows another one of its {}. {why}",
                self.what
            );
            warnings.info(WarningCode::QuotaUnknown, message, vec![]);
        }
        if let Some((id, free)) = &self.subnet
            && free.known().is_none_or(Option::is_none)
        {
            let why = why(&free.outcome, Service::Ec2, Lookup::DescribeSubnets);
            let message = format!("It isn’t known whether the subnet has a free IP address. {why}");
            warnings.info(WarningCode::SubnetUnknown, message, vec![id.clone()]);
        }
    }
}

/// An answer without the figure says nothing of it either.
fn why<T>(outcome: &Outcome<T>, service: Service, lookup: Lookup) -> String {
    match outcome {
        Outcome::Known(_) => format!("{service} doesn’t say."),
        unknown => unknown.why(service, lookup),
    }
}
