//! Whether anybody but AWS used a cluster lately.

use backend_api::{RecentUse, UsageRange};
use cloudhsm_api::Timestamp;

use super::{
    metrics::{SESSIONS, Series, TOKEN_KEYS, measured},
    reading::{Asking, Reading},
    window::Window,
};

/// AWS itself keeps up to so many sessions open on an HSM:
/// <https://docs.aws.amazon.com/cloudhsm/latest/userguide/hsm-metrics-cw.html>.
pub(crate) const OWN_SESSIONS: u32 = 2;

/// What is asked for.
const RANGE: UsageRange = UsageRange::Fortnight;
const DAYS: u32 = 14;

/// What CloudWatch says of it.
pub(crate) type Use = Reading<RecentUse>;

/// Whether a cluster was used lately.
pub(crate) async fn recent_use(asking: &Asking<'_>, cluster_id: &str) -> Use {
    let window = Window::until(asking.clock.now(), RANGE);
    let measured = measured(asking, cluster_id, &[SESSIONS, TOKEN_KEYS], window).await;
    measured.map(|series| judged(&series, window))
}

/// Used: more than AWS's own sessions on an HSM, or a token key. Not used: data of both, and neither.
fn judged(series: &[Series], window: Window) -> RecentUse {
    let of = |name: &'static str| series.iter().filter(move |it| it.metric == name);
    let most = |name| of(name).flat_map(|it| &it.values).copied().max().flatten();
    let (most_sessions, most_token_keys) = (most(SESSIONS), most(TOKEN_KEYS));
    let is_others = |value: Option<u32>| value.is_some_and(|value| value > OWN_SESSIONS);
    let last = of(SESSIONS).filter_map(|it| it.values.iter().rposition(|it| is_others(*it))).max();
    let is_used = is_others(most_sessions) || most_token_keys.is_some_and(|keys| keys > 0);
    RecentUse {
        days: DAYS,
        most_sessions,
        most_token_keys,
        last_used: last.map(|index| beginning(window, index)),
        used: match (most_sessions, most_token_keys) {
            _ if is_used => Some(true),
            (Some(_), Some(_)) => Some(false),
            _ => None,
        },
    }
}

fn beginning(window: Window, index: usize) -> Timestamp {
    window.beginning(u32::try_from(index).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::*;

    fn of(metric: &str, hsm_id: &str, values: &[Option<u32>]) -> Series {
        Series { metric: metric.to_owned(), hsm_id: hsm_id.to_owned(), values: values.to_vec() }
    }

    #[test]
    fn only_data_says_that_nobody_uses_it() {
        let window = Window::until(UNIX_EPOCH + Duration::from_hours(500_000), RANGE);
        let sessions = |values: &[Option<u32>]| of(SESSIONS, "hsm-1", values);
        let keys = |values: &[Option<u32>]| of(TOKEN_KEYS, "hsm-1", values);
        for (series, used, last) in [
            (vec![], None, None),
            (vec![sessions(&[None, None]), keys(&[None])], None, None),
            (vec![sessions(&[Some(2)])], None, None),
            (vec![keys(&[Some(0)])], None, None),
            (vec![sessions(&[Some(0)]), keys(&[Some(0)])], Some(false), None),
            (vec![sessions(&[Some(2), None, Some(2)]), keys(&[Some(0)])], Some(false), None),
            (vec![sessions(&[Some(3), Some(2)])], Some(true), Some(0)),
            (vec![keys(&[None, Some(1)])], Some(true), None),
            // An HSM that was replaced, and its successor.
            (
                vec![sessions(&[Some(9), None]), of(SESSIONS, "hsm-2", &[None, Some(3)])],
                Some(true),
                Some(1),
            ),
            // Two sessions on each of two HSMs are AWS's own.
            (
                vec![sessions(&[Some(2)]), of(SESSIONS, "hsm-2", &[Some(2)]), keys(&[Some(0)])],
                Some(false),
                None,
            ),
        ] {
            let seen = judged(&series, window);
            assert_eq!(seen.used, used, "{series:?}");
            assert_eq!(seen.last_used, last.map(|at| beginning(window, at)), "{series:?}");
        }
    }
}
