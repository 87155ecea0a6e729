//! Whether anybody but AWS used a cluster lately.

use backend_api::{RecentUse, UsageRange};
use cloudhsm_api::{Cluster, Timestamp};

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
pub(crate) async fn recent_use(asking: &Asking<'_>, cluster: &Cluster) -> Use {
    let window = Window::until(asking.clock.now(), RANGE);
    let measured = measured(asking, &cluster.cluster_id, &[SESSIONS, TOKEN_KEYS], window).await;
    let hsms: Vec<_> = cluster.present_hsms().map(|hsm| hsm.hsm_id.as_str()).collect();
    let created = cluster.create_timestamp.as_ref().and_then(Timestamp::epoch_millis);
    measured.map(|series| judged(&series, window, &hsms, created))
}

/// Used: more than AWS's own sessions on an HSM, or a token key. Not used: each HSM that the cluster has
/// has data of both, and neither; and of the time since the cluster was created, no more than a day is
/// without data of any HSM. `created` is in milliseconds since 1970.
fn judged(series: &[Series], window: Window, hsms: &[&str], created: Option<i64>) -> RecentUse {
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
            (Some(_), Some(_)) if is_complete(series, window, hsms, created) => Some(false),
            _ => None,
        },
    }
}

/// Whether the data is of the whole cluster and of nearly the whole time. Without HSMs there was nothing
/// to be measured.
fn is_complete(series: &[Series], window: Window, hsms: &[&str], created: Option<i64>) -> bool {
    let has_both = |hsm: &&str| {
        let has = |name: &str| {
            series.iter().any(|it| {
                it.metric == name && it.hsm_id == **hsm && it.values.iter().any(Option::is_some)
            })
        };
        has(SESSIONS) && has(TOKEN_KEYS)
    };
    let is_missing = |index: usize| {
        let is_before = created.is_some_and(|created| {
            beginning(window, index).epoch_millis().is_some_and(|begin| begin < created)
        });
        let mut values = series.iter().filter(|it| it.metric == SESSIONS).map(|it| &it.values);
        !is_before && !values.any(|values| values.get(index).is_some_and(Option::is_some))
    };
    let missing = (0..window.count()).filter(|index| is_missing(*index)).count();
    hsms.is_empty() || hsms.iter().all(has_both) && missing <= A_DAY
}

/// In periods.
const A_DAY: usize = 24;

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

    /// An hour of sessions and of keys each.
    fn of_hours(hsm_id: &str, sessions: &[Option<u32>], keys: &[Option<u32>]) -> [Series; 2] {
        [of(SESSIONS, hsm_id, sessions), of(TOKEN_KEYS, hsm_id, keys)]
    }

    fn window() -> Window {
        Window::until(UNIX_EPOCH + Duration::from_hours(500_000), RANGE)
    }

    #[test]
    fn more_than_awss_sessions_or_a_token_key_is_use() {
        let window = window();
        let sessions = |values: &[Option<u32>]| of(SESSIONS, "hsm-1", values);
        for (series, last) in [
            (vec![sessions(&[Some(3), Some(2)])], Some(0)),
            (vec![of(TOKEN_KEYS, "hsm-1", &[None, Some(1)])], None),
            // An HSM that was replaced, and its successor.
            (vec![sessions(&[Some(9), None]), of(SESSIONS, "hsm-2", &[None, Some(3)])], Some(1)),
        ] {
            let seen = judged(&series, window, &["hsm-1", "hsm-2"], None);
            assert_eq!(seen.used, Some(true), "{series:?}");
            assert_eq!(seen.last_used, last.map(|at| beginning(window, at)), "{series:?}");
        }
    }

    #[test]
    fn only_data_of_all_hsms_and_of_all_the_time_says_that_nobody_uses_it() {
        let hours = window().count();
        let (two, none) = (vec![Some(2); hours], vec![Some(0); hours]);
        let idle = |hsm| of_hours(hsm, &two, &none);
        let silent = |from: usize, to: usize| {
            let mut sessions = two.clone();
            sessions[from..to].fill(None);
            of_hours("hsm-1", &sessions, &none)
        };
        let both = ["hsm-1", "hsm-2"];
        for (what, series, hsms, used) in [
            ("nothing", vec![], &both[..1], None),
            ("no value", of_hours("hsm-1", &[None], &[None]).into(), &both[..1], None),
            ("no keys", vec![of(SESSIONS, "hsm-1", &two)], &both[..1], None),
            ("no sessions", vec![of(TOKEN_KEYS, "hsm-1", &none)], &both[..1], None),
            ("idle", idle("hsm-1").into(), &both[..1], Some(false)),
            ("both idle", [idle("hsm-1"), idle("hsm-2")].concat(), &both, Some(false)),
            ("nothing of the other", idle("hsm-1").into(), &both, None),
            (
                "sessions of one, keys of the other",
                vec![of(SESSIONS, "hsm-1", &two), of(TOKEN_KEYS, "hsm-2", &none)],
                &both,
                None,
            ),
            ("of HSMs that are gone", idle("hsm-1").into(), &[], Some(false)),
            ("an hour of two weeks", of_hours("hsm-1", &two[..1], &none).into(), &both[..1], None),
            ("a day is missing", silent(50, 74).into(), &both[..1], Some(false)),
            ("more than a day is missing", silent(50, 75).into(), &both[..1], None),
        ] {
            assert_eq!(judged(&series, window(), hsms, None).used, used, "{what}");
        }
    }

    #[test]
    fn before_a_cluster_there_is_nothing_to_be_measured() {
        let hours = window().count();
        let mut sessions = vec![None; hours - 48];
        sessions.extend([Some(2); 48]);
        let series = of_hours("hsm-1", &sessions, &[Some(0)]);
        let used = |created| judged(&series, window(), &["hsm-1"], created).used;
        assert_eq!(used(None), None);
        assert_eq!(
            used(window().beginning(u32::try_from(hours - 48).unwrap()).epoch_millis()),
            Some(false)
        );
        assert_eq!(used(window().start().epoch_millis()), None);
    }
}
