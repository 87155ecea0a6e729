//! What the HSMs of a cluster measured, as the page shows it.

use aws_services::Lookup;
use backend_api::{SourceName, Usage, UsageRange};

use super::{Dependents, METRICS_LIMIT};
use crate::{
    Failure,
    dependents::{
        metrics::{SHOWN, measured},
        report,
        window::Window,
    },
};

impl Dependents {
    /// What the HSMs of a cluster of one of the regions measured.
    pub(crate) async fn usage(
        &self,
        region: &str,
        cluster_id: &str,
        range: UsageRange,
    ) -> Result<Usage, Failure> {
        let key = self.upstream.caller().await.access_key_id;
        self.cluster(region, cluster_id, key.clone()).await?;
        let asking = self.asking(region, key.clone(), METRICS_LIMIT);
        let now = Window::until(self.clock.now(), range);
        let place = (region.to_owned(), cluster_id.to_owned());
        let measured =
            async { measured(&asking, cluster_id, &SHOWN, now).await.map(|series| (now, series)) };
        let reading = self.series.or_ask((place, range.as_str()), key.as_deref(), measured).await;
        let source = SourceName::CloudWatch;
        let source =
            report::source(source, Lookup::GetMetricData, &reading, self.clock.monotonic());
        // As old as the values.
        let window = reading.known().map_or(now, |(window, _)| *window);
        Ok(Usage {
            region: region.to_owned(),
            cluster_id: cluster_id.to_owned(),
            source,
            range,
            from: window.start(),
            period_seconds: window.period(),
            series: reading.known().map(|(_, it)| it.iter().map(report::series).collect()),
        })
    }
}
