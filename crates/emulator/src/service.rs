//! The running emulator's state, shared by all connections.
//!
//! Must not know HTTP.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard},
};

use aws_services::ec2::AvailabilityZone;
use cloudhsm_api::Operation;
use serde_json::Value;
use time::OffsetDateTime;

use crate::{
    Clock, Config, StartError,
    cloudtrail::Trail,
    cloudwatch::Metrics,
    control::Control,
    credentials::KeyRing,
    ec2::{Network, ZoneOrders, zones},
    estate::{Ids, Pace, Region},
    fault::Fault,
    fleet::{self, Stories},
    kms::Kms,
    lock::lock,
    lookups::Conducts,
    operations::{self, Call, Copy},
    pki::Pki,
    quotas::Quotas,
};

/// Everything that an emulator holds.
#[derive(Debug)]
pub(crate) struct Service {
    pub(crate) regions: Vec<String>,
    pub(crate) clock: Clock,
    pub(crate) pki: Pki,
    pub(crate) control: Option<Control>,
    estate: Mutex<BTreeMap<String, Region>>,
    kms: Mutex<Kms>,
    trail: Mutex<Trail>,
    quotas: Mutex<Quotas>,
    zone_orders: Mutex<ZoneOrders>,
    conducts: Mutex<Conducts>,
    stories: Stories,
    seed: u64,
    keys: Mutex<KeyRing>,
    ids: Mutex<Ids>,
}

impl Service {
    pub(crate) fn new(config: &Config) -> Result<Self, StartError> {
        config.check()?;
        let now_millis = config.clock.now_millis();
        let pki = Pki::new(time_of(now_millis))
            .map_err(|error| StartError::Certificates(error.to_string()))?;
        let pace = Pace::new(config.time_scale, config.deleted_visible);
        let regions = fleet::seed(config, pace, now_millis, &pki);
        let kms = fleet::key_stores(&regions, config.seed, now_millis, &pki);
        let trail = Trail::new(&regions, config.seed, now_millis);
        let stories = Stories::new(&regions, now_millis);
        let quotas = Quotas::of(&regions);
        let mut key_ids = Ids::new(config.seed, "keys");
        Ok(Self {
            regions: config.regions.clone(),
            clock: config.clock.clone(),
            control: config.control.then(Control::default),
            estate: Mutex::new(
                regions.into_iter().map(|region| (region.name.clone(), region)).collect(),
            ),
            kms: Mutex::new(kms),
            trail: Mutex::new(trail),
            quotas: Mutex::new(quotas),
            zone_orders: Mutex::default(),
            conducts: Mutex::default(),
            stories,
            seed: config.seed,
            keys: Mutex::new(KeyRing::new(key_ids.rng(), now_millis)),
            ids: Mutex::new(Ids::new(config.seed, "requests")),
            pki,
        })
    }

    pub(crate) fn now(&self) -> OffsetDateTime {
        time_of(self.clock.now_millis())
    }

    pub(crate) fn keys(&self) -> MutexGuard<'_, KeyRing> {
        lock(&self.keys)
    }

    pub(crate) fn kms(&self) -> MutexGuard<'_, Kms> {
        lock(&self.kms)
    }

    /// What CloudTrail has.
    pub(crate) fn trail(&self) -> MutexGuard<'_, Trail> {
        lock(&self.trail)
    }

    /// What Service Quotas has.
    pub(crate) fn quotas(&self) -> MutexGuard<'_, Quotas> {
        lock(&self.quotas)
    }

    /// What EC2's zones are ordered to be.
    pub(crate) fn zone_orders(&self) -> MutexGuard<'_, ZoneOrders> {
        lock(&self.zone_orders)
    }

    /// The zones of a region.
    pub(crate) fn zones(&self, region: &str) -> Option<Vec<AvailabilityZone>> {
        let orders = self.zone_orders().clone();
        self.in_region(region, |region, _| zones(region, &orders))
    }

    /// How the services beside CloudHSM behave, and what they were asked.
    pub(crate) fn conducts(&self) -> MutexGuard<'_, Conducts> {
        lock(&self.conducts)
    }

    /// Asks what CloudWatch has of a region.
    pub(crate) fn with_metrics<T>(
        &self,
        region: &str,
        ask: impl FnOnce(&Metrics<'_>) -> T,
    ) -> Option<T> {
        self.in_region(region, |region, now_millis| {
            ask(&Metrics::of(region, &self.stories, self.seed, now_millis))
        })
    }

    /// What EC2 has of a region.
    pub(crate) fn network(&self, region: &str) -> Option<Network> {
        self.in_region(region, |region, _| Network::of(region, &self.stories, self.seed))
    }

    pub(crate) fn ids(&self) -> MutexGuard<'_, Ids> {
        lock(&self.ids)
    }

    /// Carries an operation out in a region.
    pub(crate) fn run(
        &self,
        operation: Operation,
        region: &str,
        body: &[u8],
    ) -> Result<Value, Fault> {
        let now_millis = self.clock.now_millis();
        let mut estate = lock(&self.estate);
        let Some(own) = estate.get_mut(region) else {
            return Err(Fault::internal(format!("No region {region}.")));
        };
        own.catch_up(now_millis, &self.pki);
        let mut call = Call {
            region: own,
            pki: &self.pki,
            stories: &self.stories,
            seed: self.seed,
            regions: &self.regions,
            now_millis,
            copy: None,
        };
        let answer = operations::run(operation, &mut call, body);
        // What an operation does in another region: only a copy arrives there.
        if let Some(Copy { destination, source, tags }) = call.copy.take()
            && let Some(other) = estate.get_mut(&destination)
        {
            other.catch_up(now_millis, &self.pki);
            other.receive_copy(&source, region, tags, now_millis);
        }
        answer
    }

    /// Looks into a region, as it is by now.
    pub(crate) fn in_region<T>(
        &self,
        region: &str,
        look: impl FnOnce(&mut Region, i64) -> T,
    ) -> Option<T> {
        let now_millis = self.clock.now_millis();
        let mut estate = lock(&self.estate);
        let region = estate.get_mut(region)?;
        region.catch_up(now_millis, &self.pki);
        Some(look(region, now_millis))
    }
}

fn time_of(epoch_millis: i64) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(epoch_millis) * 1_000_000)
        .unwrap_or(OffsetDateTime::UNIX_EPOCH)
}
