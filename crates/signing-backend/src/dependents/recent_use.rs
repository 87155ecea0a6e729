//! Whether anybody but AWS used a cluster lately: what CloudWatch says, by the rule of `cluster-health`.

use std::collections::BTreeMap;

use backend_api::{RecentUse, UsageRange};
use cloudhsm_api::{Cluster, Timestamp};
pub(crate) use cluster_health::OWN_SESSIONS;
use cluster_health::{Measured, Values};

use super::{
    metrics::{SESSIONS, Series, TOKEN_KEYS, measured},
    reading::{Asking, Reading},
    window::Window,
};

/// What is asked for.
pub(super) const RANGE: UsageRange = UsageRange::Fortnight;
const DAYS: u32 = 14;

/// What CloudWatch says of it.
pub(crate) type Use = Reading<RecentUse>;

/// By cluster: all that a region has.
pub(super) type Uses = BTreeMap<String, RecentUse>;

/// Whether a cluster was used lately.
pub(crate) async fn recent_use(asking: &Asking<'_>, cluster: &Cluster) -> Use {
    let window = Window::until(asking.clock.now(), RANGE);
    let measured = measured(asking, &cluster.cluster_id, &[SESSIONS, TOKEN_KEYS], window).await;
    measured.map(|series| judged(&series.iter().collect::<Vec<_>>(), window, cluster))
}

/// The rule, applied to what was measured of a cluster.
pub(super) fn judged(series: &[&Series], window: Window, cluster: &Cluster) -> RecentUse {
    let created = cluster.create_timestamp.as_ref().and_then(Timestamp::epoch_millis);
    let is_before = |index: &usize| {
        let begin = beginning(window, *index).epoch_millis();
        begin.zip(created).is_some_and(|(begin, created)| begin < created)
    };
    let series = series.iter().map(|it| Values {
        metric: &it.metric,
        hsm_id: &it.hsm_id,
        values: &it.values,
    });
    let measured = Measured {
        series: series.collect(),
        periods: window.count(),
        before: (0..window.count()).take_while(is_before).count(),
        hsms: cluster.present_hsms().map(|hsm| hsm.hsm_id.as_str()).collect(),
    };
    let used = measured.used();
    RecentUse {
        days: DAYS,
        most_sessions: used.most_sessions,
        most_token_keys: used.most_token_keys,
        last_used: used.last_period.map(|index| beginning(window, index)),
        used: used.used,
    }
}

fn beginning(window: Window, index: usize) -> Timestamp {
    window.beginning(u32::try_from(index).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use cloudhsm_api::Hsm;

    use super::*;

    #[test]
    fn a_cluster_is_judged_by_its_hsms_and_since_it_was_created() {
        let window = Window::until(UNIX_EPOCH + Duration::from_hours(500_000), RANGE);
        let mut sessions = vec![None; window.count() - 48];
        sessions.extend([Some(2); 48]);
        let of = |metric: &str, values: &[Option<u32>]| Series {
            metric: metric.to_owned(),
            hsm_id: "hsm-1".to_owned(),
            values: values.to_vec(),
        };
        let idle = [of(SESSIONS, &sessions), of(TOKEN_KEYS, &[Some(0)])];
        let hsm = Hsm { hsm_id: "hsm-1".to_owned(), ..Hsm::default() };
        let used = |series: &[Series], create_timestamp| {
            let hsms = vec![hsm.clone()];
            let cluster = Cluster { hsms, create_timestamp, ..Cluster::default() };
            judged(&series.iter().collect::<Vec<_>>(), window, &cluster)
        };
        assert_eq!(used(&idle, None).used, None);
        assert_eq!(used(&idle, Some(window.start())).used, None);
        let lately = u32::try_from(window.count() - 48).unwrap();
        assert_eq!(used(&idle, Some(window.beginning(lately))).used, Some(false));
        let busy = used(&[of(SESSIONS, &[Some(3), Some(2)])], None);
        assert_eq!((busy.used, busy.last_used), (Some(true), Some(window.start())));
        assert_eq!((busy.most_sessions, busy.most_token_keys, busy.days), (Some(3), None, 14));
    }
}
