//! Whether anybody but AWS used a cluster, by what its HSMs measured: one rule for the plan of a deletion, the
//! list and the plots.
//!
//! No data is not "no use". Must not know CloudWatch's wire, or how long a period is.

/// AWS itself keeps up to so many sessions open on an HSM:
/// <https://docs.aws.amazon.com/cloudhsm/latest/userguide/hsm-metrics-cw.html>.
pub const OWN_SESSIONS: u32 = 2;

/// CloudWatch's name of the sessions of an HSM.
pub const SESSIONS: &str = "HsmSessionCount";
/// CloudWatch's name of the keys in an HSM that outlive their session.
pub const TOKEN_KEYS: &str = "HsmKeysTokenOccupied";

/// Of so many periods one may be without data of any HSM: of two weeks a day.
const ONE_MAY_BE_MISSING_OF: usize = 14;

/// One metric of one HSM.
#[derive(Debug, Clone, Copy)]
pub struct Values<'a> {
    /// CloudWatch's name of the metric.
    pub metric: &'a str,
    /// The HSM, which may be gone.
    pub hsm_id: &'a str,
    /// The largest value of each period; `None` where there is none.
    pub values: &'a [Option<u32>],
}

/// What the HSMs of a cluster measured over a time.
#[derive(Debug, Clone)]
pub struct Measured<'a> {
    /// All metrics of all HSMs, in any order.
    pub series: Vec<Values<'a>>,
    /// How many periods the time has.
    pub periods: usize,
    /// How many of the first periods began before the cluster was created: of them nothing can be known.
    pub before: usize,
    /// The HSMs that the cluster has.
    pub hsms: Vec<&'a str>,
}

/// What it comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Used {
    /// The most sessions at one time on one HSM; `None` without data.
    pub most_sessions: Option<u32>,
    /// The most token keys at one time on one HSM; `None` without data.
    pub most_token_keys: Option<u32>,
    /// The last period in which an HSM had more sessions than AWS's own.
    pub last_period: Option<usize>,
    /// Whether anybody but AWS used it; `None` if that isn't known.
    pub used: Option<bool>,
}

impl Measured<'_> {
    /// Used: more than AWS's own sessions on an HSM, or a token key. Not used: each HSM that the cluster has
    /// has data of both, and neither; and nearly all of the time since the cluster was created has data of
    /// some HSM.
    pub fn used(&self) -> Used {
        let of = |name| self.series.iter().filter(move |it| it.metric == name);
        let most = |name| of(name).flat_map(|it| it.values).copied().max().flatten();
        let (most_sessions, most_token_keys) = (most(SESSIONS), most(TOKEN_KEYS));
        let is_others = |value: Option<u32>| value.is_some_and(|value| value > OWN_SESSIONS);
        let last_period =
            of(SESSIONS).filter_map(|it| it.values.iter().rposition(|it| is_others(*it))).max();
        let is_used = is_others(most_sessions) || most_token_keys.is_some_and(|keys| keys > 0);
        let used = match (most_sessions, most_token_keys) {
            _ if is_used => Some(true),
            (Some(_), Some(_)) if self.is_complete() => Some(false),
            _ => None,
        };
        Used { most_sessions, most_token_keys, last_period, used }
    }

    /// Whether the data is of the whole cluster and of nearly the whole time. Without HSMs there was nothing
    /// to be measured.
    fn is_complete(&self) -> bool {
        let has = |name: &str, hsm: &str| {
            self.series.iter().any(|it| {
                it.metric == name && it.hsm_id == hsm && it.values.iter().any(Option::is_some)
            })
        };
        let is_missing = |at: &usize| {
            let mut sessions = self.series.iter().filter(|it| it.metric == SESSIONS);
            !sessions.any(|it| it.values.get(*at).is_some_and(Option::is_some))
        };
        let missing = (self.before..self.periods).filter(is_missing).count();
        self.hsms.is_empty()
            || self.hsms.iter().all(|hsm| has(SESSIONS, hsm) && has(TOKEN_KEYS, hsm))
                && missing <= self.periods / ONE_MAY_BE_MISSING_OF
    }
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, option::of, prelude::*};

    use super::*;

    const HOURS: usize = 14 * 24;
    type Series = (&'static str, &'static str, Vec<Option<u32>>);

    fn judged(series: &[Series], hsms: &[&str], before: usize) -> Used {
        let series = series.iter();
        let series = series.map(|(metric, hsm_id, values)| Values { metric, hsm_id, values });
        let (series, hsms) = (series.collect(), hsms.to_vec());
        Measured { series, periods: HOURS, before, hsms }.used()
    }

    fn both(hsm: &'static str, sessions: &[Option<u32>], keys: &[Option<u32>]) -> Vec<Series> {
        vec![(SESSIONS, hsm, sessions.to_vec()), (TOKEN_KEYS, hsm, keys.to_vec())]
    }

    #[test]
    fn more_than_awss_sessions_or_a_token_key_is_use() {
        for (series, last) in [
            (vec![(SESSIONS, "hsm-1", vec![Some(3), Some(2)])], Some(0)),
            (vec![(TOKEN_KEYS, "hsm-1", vec![None, Some(1)])], None),
            // An HSM that was replaced, and its successor.
            (
                vec![
                    (SESSIONS, "hsm-1", vec![Some(9), None]),
                    (SESSIONS, "hsm-2", vec![None, Some(3)]),
                ],
                Some(1),
            ),
        ] {
            let seen = judged(&series, &["hsm-1", "hsm-2"], 0);
            assert_eq!((seen.used, seen.last_period), (Some(true), last), "{series:?}");
        }
    }

    #[test]
    fn only_data_of_all_hsms_and_of_all_the_time_says_that_nobody_uses_it() {
        let (two, none) = (vec![Some(2); HOURS], vec![Some(0); HOURS]);
        let silent = |from: usize, to: usize| {
            let mut sessions = two.clone();
            sessions[from..to].fill(None);
            both("hsm-1", &sessions, &none)
        };
        let idle = |hsm| both(hsm, &two, &none);
        let all = ["hsm-1", "hsm-2"];
        for (what, series, hsms, before, used) in [
            ("nothing", vec![], &all[..1], 0, None),
            ("no value", both("hsm-1", &[None], &[None]), &all[..1], 0, None),
            ("no keys", vec![(SESSIONS, "hsm-1", two.clone())], &all[..1], 0, None),
            ("no sessions", vec![(TOKEN_KEYS, "hsm-1", none.clone())], &all[..1], 0, None),
            ("idle", idle("hsm-1"), &all[..1], 0, Some(false)),
            ("both idle", [idle("hsm-1"), idle("hsm-2")].concat(), &all, 0, Some(false)),
            ("nothing of the other", idle("hsm-1"), &all, 0, None),
            ("of HSMs that are gone", idle("hsm-1"), &[], 0, Some(false)),
            ("an hour of two weeks", both("hsm-1", &two[..1], &none), &all[..1], 0, None),
            ("a day is missing", silent(50, 74), &all[..1], 0, Some(false)),
            ("more than a day is missing", silent(50, 75), &all[..1], 0, None),
            ("before there was a cluster", silent(0, 100), &all[..1], 100, Some(false)),
            ("also after that", silent(0, 125), &all[..1], 100, None),
            ("another metric", vec![("HsmUnhealthy", "hsm-1", vec![Some(3)])], &all[..1], 0, None),
        ] {
            assert_eq!(judged(&series, hsms, before).used, used, "{what}");
        }
    }

    proptest! {
        /// However much is missing: with no value above AWS's own it is never called used, and with one it is
        /// never called unused or unknown.
        #[test]
        fn no_data_decides_nothing(
            sessions in vec(of(0_u32..5), 0..HOURS),
            keys in vec(of(0_u32..2), 0..HOURS),
            before in 0..HOURS,
        ) {
            let is_use = sessions.iter().flatten().any(|it| *it > OWN_SESSIONS)
                || keys.iter().flatten().any(|it| *it > 0);
            let seen = judged(&both("hsm-1", &sessions, &keys), &["hsm-1"], before);
            prop_assert_eq!(seen.used == Some(true), is_use);
            if seen.used == Some(false) {
                prop_assert!(sessions.iter().any(Option::is_some) && keys.iter().any(Option::is_some));
            }
        }
    }
}
