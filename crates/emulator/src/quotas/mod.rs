//! Service Quotas: what the account may have of CloudHSM in each region.
//!
//! Must not know HTTP, who calls, or what the regions have by now: nothing enforces these quotas but that
//! of HSMs in a cluster.

mod list;

use std::collections::BTreeMap;

use aws_services::{AppliedLevel, CLOUDHSM_SERVICE_CODE, ServiceQuota};

pub(crate) use list::list;

use crate::{credentials::ACCOUNT, estate::Region};

/// AWS's defaults: <https://docs.aws.amazon.com/cloudhsm/latest/userguide/limits.html>.
const CLUSTERS: usize = 4;
const HSMS: usize = 6;
/// An account that has more asked AWS for more, and has room for some.
const ROOM: usize = 2;

/// The quotas of all regions.
#[derive(Debug, Default)]
pub(crate) struct Quotas(BTreeMap<String, Vec<ServiceQuota>>);

impl Quotas {
    /// Those of an account that has these regions.
    pub(crate) fn of(regions: &[Region]) -> Self {
        Self(regions.iter().map(|region| (region.name.clone(), listed(region))).collect())
    }

    /// Those of one region.
    pub(crate) fn in_region(&self, region: &str) -> &[ServiceQuota] {
        self.0.get(region).map(Vec::as_slice).unwrap_or_default()
    }

    /// Puts others in the place of a region's.
    pub(crate) fn put(&mut self, region: &str, quotas: Vec<ServiceQuota>) {
        self.0.insert(region.to_owned(), quotas);
    }
}

fn listed(region: &Region) -> Vec<ServiceQuota> {
    let hsms = region.clusters.values().map(|it| it.cluster.present_hsms().count()).sum();
    let granted = |default: usize, present: usize| {
        if present > default { present.saturating_add(ROOM) } else { default }
    };
    // AWS publishes no codes of these: the emulator's are made up.
    vec![
        quota(region, "L-00000001", "Clusters", granted(CLUSTERS, region.clusters.len()), true),
        quota(region, "L-00000002", "HSMs", granted(HSMS, hsms), true),
        quota(region, "L-00000003", "HSMs per cluster", region.rules.hsms_a_cluster, false),
    ]
}

fn quota(region: &Region, code: &str, name: &str, value: usize, adjustable: bool) -> ServiceQuota {
    let arn =
        format!("arn:aws:servicequotas:{}:{ACCOUNT}:{CLOUDHSM_SERVICE_CODE}/{code}", region.name);
    ServiceQuota {
        service_code: Some(CLOUDHSM_SERVICE_CODE.to_owned()),
        service_name: Some("AWS CloudHSM".to_owned()),
        quota_arn: Some(arn),
        quota_code: Some(code.to_owned()),
        quota_name: Some(name.to_owned()),
        value: u32::try_from(value).ok().map(f64::from),
        unit: Some("None".to_owned()),
        adjustable: Some(adjustable),
        global_quota: Some(false),
        error_reason: None,
        quota_applied_at_level: Some(AppliedLevel::Account),
        ..ServiceQuota::default()
    }
}
