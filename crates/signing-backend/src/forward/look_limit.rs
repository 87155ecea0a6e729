//! How often other services are asked, over all users: AWS's own limits are shared with everybody in
//! the account.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use aws_services::Service;
use tokio::time::Instant;

/// How many questions may come at once, if there were none before, and the least time between two in
/// the long run: not more than AWS allows an account and region.
fn pace(service: Service) -> (u32, Duration) {
    match service {
        // https://docs.aws.amazon.com/kms/latest/developerguide/requests-per-second.html
        Service::Kms => (20, Duration::from_millis(200)),
        // Half of https://docs.aws.amazon.com/servicequotas/latest/userguide/reference_limits.html
        Service::Quotas => (5, Duration::from_millis(200)),
        // Half of the two a second that everybody in the account and region shares:
        // https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
        Service::CloudTrail => (1, Duration::from_secs(1)),
        // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html,
        // https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
        Service::CloudWatch | Service::Ec2 => (50, Duration::from_millis(50)),
    }
}

/// When each service of each region may be asked next.
#[derive(Debug, Default)]
pub(crate) struct LookLimit {
    /// When the questions so far would have ended at the even pace.
    busy_until: Mutex<HashMap<(String, Service), Instant>>,
}

impl LookLimit {
    /// Takes the next turn: how long to wait for it. `None` if that would be longer than somebody waits:
    /// then no turn is taken, so that those who give up don't hold up the others.
    pub(crate) fn take_turn(
        &self,
        region: &str,
        service: Service,
        now: Instant,
        patience: Duration,
    ) -> Option<Duration> {
        let (burst, interval) = pace(service);
        let mut all = self.busy_until.lock().unwrap_or_else(PoisonError::into_inner);
        let until = all.entry((region.to_owned(), service)).or_insert(now);
        let since = (*until).max(now);
        let at_once = interval.saturating_mul(burst.saturating_sub(1));
        let wait = since.duration_since(now).saturating_sub(at_once);
        if wait >= patience {
            return None;
        }
        *until = since + interval;
        Some(wait)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATIENCE: Duration = Duration::from_secs(3);

    #[test]
    fn some_come_at_once_and_the_rest_at_the_pace_of_each_service() {
        let (limit, now) = (LookLimit::default(), Instant::now());
        let turn = |service, at: u64| {
            limit.take_turn("r", service, now + Duration::from_millis(at), PATIENCE).unwrap()
        };
        for _ in 0..20 {
            assert_eq!(turn(Service::Kms, 0), Duration::ZERO);
        }
        assert_eq!(turn(Service::Kms, 0), Duration::from_millis(200));
        assert_eq!(turn(Service::Kms, 0), Duration::from_millis(400));
        // Another service or region has turns of its own.
        assert_eq!(turn(Service::Ec2, 0), Duration::ZERO);
        assert_eq!(limit.take_turn("s", Service::Kms, now, PATIENCE), Some(Duration::ZERO));
        // After a while without a question it begins anew.
        for _ in 0..20 {
            assert_eq!(turn(Service::Kms, 60_000), Duration::ZERO);
        }
        assert_eq!(turn(Service::Kms, 60_000), Duration::from_millis(200));
    }

    #[test]
    fn who_would_wait_too_long_takes_no_turn() {
        let (limit, now) = (LookLimit::default(), Instant::now());
        let turn = |at| limit.take_turn("r", Service::Kms, now + at, PATIENCE);
        let waits: Vec<_> = (0..1000).map_while(|_| turn(Duration::ZERO)).collect();
        assert_eq!(waits.len(), 20 + 14);
        assert_eq!(turn(Duration::ZERO), None);
        // However many gave up: a moment later there is a turn again.
        assert!(turn(Duration::from_millis(200)).is_some());
    }
}
