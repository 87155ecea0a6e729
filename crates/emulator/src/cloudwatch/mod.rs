//! CloudWatch: as much of it as says whether a cluster is used. Only the metrics of CloudHSM.
//!
//! Nothing is stored: each value follows from the seed, the cluster's story and the time. What an
//! HSM measured ends with the HSM, where AWS has it for up to 15 months.
//!
//! Must not know HTTP, or who calls.

mod curve;
mod data;
mod list;
mod measure;
mod measured;
mod series;

pub(crate) use data::get_metric_data;
pub(crate) use list::list_metrics;

use curve::Curve;
use measure::Measure;
use measured::{Measured, measured};

use crate::{estate::Region, fleet::Stories};

const CLUSTER_ID: &str = "ClusterId";
const HSM_ID: &str = "HsmId";

const MILLIS_A_DAY: i64 = 86_400_000;

/// The metrics of one region at one time.
#[derive(Debug)]
pub(crate) struct Metrics<'a> {
    region: &'a str,
    hsms: Vec<Measured<'a>>,
    curve: Curve,
    now_millis: i64,
}

impl<'a> Metrics<'a> {
    pub(crate) fn of(region: &'a Region, stories: &'a Stories, seed: u64, now_millis: i64) -> Self {
        let curve = Curve { started_millis: stories.started_millis };
        Self { region: &region.name, hsms: measured(region, stories, seed), curve, now_millis }
    }
}
