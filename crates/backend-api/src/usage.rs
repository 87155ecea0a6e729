//! What the HSMs of a cluster measured over a time, for plots.

use cloudhsm_api::Timestamp;

use crate::{
    Source,
    wire::{closed_enum, wire_struct},
};

closed_enum! {
    /// How far back.
    UsageRange {
        /// 24 hours, a value each 5 minutes.
        Day = "24h",
        /// 14 days, a value each hour.
        Fortnight = "14d",
        /// 63 days, a value each 6 hours.
        NineWeeks = "63d",
    }
}

impl UsageRange {
    /// How long it is, in seconds.
    pub fn seconds(self) -> u32 {
        const DAY: u32 = 86_400;
        match self {
            Self::Day => DAY,
            Self::Fortnight => 14 * DAY,
            Self::NineWeeks => 63 * DAY,
        }
    }

    /// The time between two values, in seconds.
    pub fn period(self) -> u32 {
        match self {
            Self::Day => 300,
            Self::Fortnight => 3_600,
            Self::NineWeeks => 21_600,
        }
    }
}

wire_struct! {
    /// What the HSMs of a cluster measured.
    Usage {
        /// The region of the cluster.
        region: String = "region",
        /// The cluster.
        cluster_id: String = "clusterId",
        /// What came of asking CloudWatch.
        source: Source = "source",
        /// How far back.
        range: UsageRange = "range",
        /// When the first period begins.
        from: Timestamp = "from",
        /// The time between two values, in seconds.
        period_seconds: u32 = "periodSeconds",
        /// What was measured, a metric and an HSM each; `null` when CloudWatch did not say.
        series: Option<Vec<MetricSeries>> = "series",
    }
}

wire_struct! {
    /// One metric of one HSM.
    #[derive(Eq)]
    MetricSeries {
        /// AWS's name: `HsmSessionCount`, `HsmKeysTokenOccupied`, `HsmUnhealthy`, ….
        metric: String = "metric",
        /// The HSM, which may be gone.
        hsm_id: String = "hsmId",
        /// The largest value of each period, beginning at `from`; `null` where there is none: no data
        /// is not zero.
        values: Vec<Option<u32>> = "values",
    }
}
