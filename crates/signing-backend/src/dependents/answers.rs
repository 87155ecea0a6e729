//! The answers to pages, of all sources, side by side. The guard reads its own.

mod usage;

use std::{sync::Arc, time::Duration};

use aws_services::{
    CustomKeyStore, Lookup, Service, ServiceQuota,
    ec2::{AvailabilityZone, NetworkInterface, Subnet},
};
use backend_api::{ApiErrorCode, DocumentedLimits, RecentUse, RegionSubnets, SourceName};
use cloudhsm_api::Cluster;
use cluster_health::network_findings;

use super::{
    Asking, LIMIT, Looks,
    clients::{NO_GROUP, group_of, in_group, without_hsms},
    families::KeptFamilies,
    kept::Kept,
    key_stores::key_stores,
    metrics::Series,
    quotas::{Counts, counts, quotas},
    recent_use::{Uses, recent_use},
    region_subnets::{by_vpc, of_region},
    report,
    security_group::{Group, security_group},
    subnets::subnets,
    window::Window,
    zones::zones,
};
use crate::{
    Failure, Settings,
    clock::Clock,
    forward::Upstream,
    reader::{Reader, garbled},
};

/// What KMS and EC2 say is kept so long.
const KEEP: Duration = Duration::from_mins(1);
/// What CloudWatch says is kept so long: it costs money, and has no newer value before.
const KEEP_METRICS: Duration = Duration::from_mins(5);
/// Quotas and zones rarely change.
const KEEP_REGION: Duration = Duration::from_mins(5);
/// What CloudWatch says of a whole region is kept so long: it costs the most.
const KEEP_USES: Duration = Duration::from_mins(15);
/// A picture of nine weeks may take longer than a plan.
pub(super) const METRICS_LIMIT: Duration = Duration::from_secs(10);

/// A region and a cluster.
type Place = (String, String);

/// Asks for what depends on clusters, and keeps the answers.
#[derive(Debug)]
pub(crate) struct Dependents {
    pub(super) upstream: Arc<dyn Upstream>,
    pub(super) clock: Arc<dyn Clock>,
    looks: Looks,
    /// By region: KMS has no filter by cluster.
    pub(super) key_stores: Kept<String, Vec<CustomKeyStore>>,
    recent_use: Kept<Place, RecentUse>,
    /// By region, for the list.
    pub(super) uses: Kept<String, Uses>,
    interfaces: Kept<Place, Vec<NetworkInterface>>,
    groups: Kept<Place, Group>,
    subnets: Kept<Place, Vec<Subnet>>,
    /// By region: of all its VPCs.
    of_region: Kept<String, Vec<Subnet>>,
    series: Kept<(Place, &'static str), (Window, Vec<Series>)>,
    zones: Kept<String, Vec<AvailabilityZone>>,
    quotas: Kept<String, Vec<ServiceQuota>>,
    families: KeptFamilies,
    counts: Kept<String, Counts>,
}

impl Dependents {
    pub(crate) fn new(
        settings: &Settings,
        upstream: Arc<dyn Upstream>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self {
            upstream,
            looks: settings.looks.clone(),
            key_stores: Kept::new(KEEP, clock.clone()),
            recent_use: Kept::new(KEEP_METRICS, clock.clone()),
            uses: Kept::new(KEEP_USES, clock.clone()),
            interfaces: Kept::new(KEEP, clock.clone()),
            groups: Kept::new(KEEP, clock.clone()),
            subnets: Kept::new(KEEP, clock.clone()),
            of_region: Kept::new(KEEP, clock.clone()),
            series: Kept::new(KEEP_METRICS, clock.clone()),
            zones: Kept::new(KEEP_REGION, clock.clone()),
            quotas: Kept::new(KEEP_REGION, clock.clone()),
            families: KeptFamilies::new(settings.regions.clone(), &clock),
            counts: Kept::new(KEEP, clock.clone()),
            clock,
        }
    }

    /// What depends on a cluster of one of the regions.
    pub(crate) async fn of(
        &self,
        region: &str,
        cluster_id: &str,
    ) -> Result<backend_api::Dependents, Failure> {
        let key = self.upstream.caller().await.access_key_id;
        let cluster = self.cluster(region, cluster_id, key.clone()).await?;
        let asking = self.asking(region, key.clone(), LIMIT);
        let (asking, key) = (&asking, key.as_deref());
        let place = || (region.to_owned(), cluster_id.to_owned());
        let group = group_of(&cluster);
        let (stores, used, interfaces, group, subnets, zones, quotas, counts, families) = tokio::join!(
            self.key_stores.or_ask(region.to_owned(), key, key_stores(asking)),
            self.recent_use.or_ask(place(), key, recent_use(asking, &cluster)),
            self.interfaces.or_ask(place(), key, async {
                match group {
                    Some(id) => in_group(asking, id).await,
                    None => asking.cannot_ask(Service::Ec2, NO_GROUP),
                }
            }),
            self.groups.or_ask(place(), key, async {
                match group {
                    Some(id) => security_group(asking, id).await,
                    None => asking.cannot_ask(Service::Ec2, NO_GROUP),
                }
            }),
            self.subnets.or_ask(place(), key, subnets(asking, &cluster)),
            self.zones.or_ask(region.to_owned(), key, zones(asking)),
            self.quotas.or_ask(region.to_owned(), key, quotas(asking)),
            self.counts.or_ask(region.to_owned(), key, counts(asking)),
            self.families.of(asking, key, &cluster),
        );
        let stores = stores.of_cluster(cluster_id);
        let clients = without_hsms(interfaces, &cluster);
        let now = self.clock.monotonic();
        let security_group = group.known().map(|it| report::group(it, &cluster));
        let of_subnets = |it: &Vec<_>| it.iter().map(report::subnet).collect::<Vec<_>>();
        let known_subnets = subnets.known().map(of_subnets);
        Ok(backend_api::Dependents {
            region: region.to_owned(),
            cluster_id: cluster_id.to_owned(),
            sources: vec![
                report::source(SourceName::Kms, Lookup::DescribeCustomKeyStores, &stores, now),
                report::source(SourceName::CloudWatch, Lookup::GetMetricData, &used, now),
                report::source(
                    SourceName::Ec2Interfaces,
                    Lookup::DescribeNetworkInterfaces,
                    &clients,
                    now,
                ),
                report::source(
                    SourceName::Ec2SecurityGroup,
                    Lookup::DescribeSecurityGroupRules,
                    &group,
                    now,
                ),
                report::source(SourceName::Ec2Subnets, Lookup::DescribeSubnets, &subnets, now),
                report::source(
                    SourceName::Ec2Zones,
                    Lookup::DescribeAvailabilityZones,
                    &zones,
                    now,
                ),
                report::source(SourceName::Quotas, Lookup::ListServiceQuotas, &quotas, now),
            ],
            key_stores: stores.known().map(|it| it.iter().map(report::key_store).collect()),
            usage: used.known().cloned(),
            clients: clients.known().map(|it| it.iter().map(report::client).collect()),
            findings: network_findings(&cluster, security_group.as_ref(), known_subnets.as_deref()),
            security_group,
            subnets: known_subnets,
            families: Some(families),
            zones: zones.known().map(|it| it.iter().map(report::zone).collect()),
            quotas: quotas.known().map(|it| report::quotas(it, counts.known(), &cluster)),
            limits: DocumentedLimits::of_cluster(&cluster),
        })
    }

    /// The subnets of one of the regions.
    pub(crate) async fn subnets(&self, region: &str) -> RegionSubnets {
        let key = self.upstream.caller().await.access_key_id;
        let asking = self.asking(region, key.clone(), LIMIT);
        let asked = of_region(&asking);
        let reading = self.of_region.or_ask(region.to_owned(), key.as_deref(), asked).await;
        let name = SourceName::Ec2Subnets;
        let now = self.clock.monotonic();
        RegionSubnets {
            region: region.to_owned(),
            source: report::source(name, Lookup::DescribeSubnets, &reading, now),
            vpcs: reading.known().map(|subnets| by_vpc(subnets)),
        }
    }

    /// Of a cluster that isn't there, "nothing" would be an answer to a mistyped ID.
    async fn cluster(
        &self,
        region: &str,
        cluster_id: &str,
        only_with: Option<String>,
    ) -> Result<Cluster, Failure> {
        let reader = Reader { upstream: self.upstream.as_ref(), region, only_with };
        let Some(cluster) = reader.cluster(cluster_id).await? else {
            let message = format!("{region} has no cluster {cluster_id}.");
            let failure = Failure::backend(ApiErrorCode::ResourceNotFound, message);
            return Err(failure.with_field("clusterId"));
        };
        serde_json::from_value(cluster)
            .map_err(|error| garbled(format!("AWS's answer can't be read: {error}.")))
    }

    pub(super) fn asking<'a>(
        &'a self,
        region: &'a str,
        only_with: Option<String>,
        limit: Duration,
    ) -> Asking<'a> {
        let (upstream, clock) = (self.upstream.as_ref(), self.clock.as_ref());
        Asking { upstream, region, only_with, looks: &self.looks, clock, limit }
    }
}
