//! What an HSM measured at a time: a pure function of the seed, the HSM, the measure and the time.
//!
//! Must not know metrics' names, periods or statistics. Nothing is stored, so any past is there.

use super::{measure::Measure, measured::Measured};
use crate::fleet::Rhythm;

/// One value is measured in each of these: CloudHSM's own pace.
pub(super) const SLOT_MILLIS: i64 = 300_000;

const MILLIS_AN_HOUR: i64 = 3_600_000;
const MILLIS_A_DAY: i64 = 24 * MILLIS_AN_HOUR;

/// AWS's own sessions with each HSM.
const OF_AWS: u32 = 2;
/// The most users an HSM of a type can have:
/// <https://docs.aws.amazon.com/cloudhsm/latest/userguide/limits.html>.
fn most_users(hsm_type: &str) -> u32 {
    if hsm_type.starts_with("hsm1.") { 250 } else { 1_024 }
}

/// Measures HSMs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Curve {
    /// The present of all stories.
    pub(super) started_millis: i64,
}

impl Curve {
    /// The value of the slot that begins at `at_millis`; `None` if nothing was measured.
    pub(super) fn value(self, hsm: &Measured<'_>, measure: Measure, at_millis: i64) -> Option<f64> {
        let usage = &hsm.story.usage;
        let is_in_life =
            hsm.from_millis <= at_millis && hsm.until_millis.is_none_or(|end| at_millis < end);
        let hours_ago = |hours: u32| self.started_millis - i64::from(hours) * MILLIS_AN_HOUR;
        let is_in_gap = usage.gap.is_some_and(|gap| {
            (hours_ago(gap.began_hours_ago)..hours_ago(gap.ended_hours_ago)).contains(&at_millis)
        });
        if !is_in_life || is_in_gap || !measure.is_of(hsm.hsm_type) {
            return None;
        }
        let has_failed = usage
            .failing
            .is_some_and(|it| Some(it.zone) == hsm.zone && hours_ago(it.hours_ago) <= at_millis);
        Some(match measure {
            Measure::Unhealthy => f64::from(u8::from(has_failed)),
            Measure::Sessions | Measure::SessionKeys if has_failed => 0.0,
            Measure::Sessions => {
                f64::from(OF_AWS + usage.standing_sessions) + clients(hsm, at_millis)
            }
            Measure::SessionKeys => clients(hsm, at_millis) * f64::from(usage.session_keys_each),
            Measure::TokenKeys => f64::from(self.token_keys(hsm, at_millis)),
            Measure::UsersAvailable => {
                f64::from(most_users(hsm.hsm_type).saturating_sub(usage.users))
            }
            Measure::UsersMax => f64::from(most_users(hsm.hsm_type)),
        })
    }

    /// The keys of a cluster are in each of its HSMs, so they follow from the cluster alone.
    fn token_keys(self, hsm: &Measured<'_>, at_millis: i64) -> u32 {
        let usage = &hsm.story.usage;
        let days = (self.started_millis - at_millis).max(0) / MILLIS_A_DAY;
        let days = u32::try_from(days).unwrap_or(u32::MAX);
        usage.token_keys.saturating_sub(days.saturating_mul(usage.token_keys_a_day))
    }
}

/// How much of the peak there is at a time (UTC), 0 to 1.
fn level(rhythm: Rhythm, at_millis: i64) -> f64 {
    let into_the_day = at_millis.rem_euclid(MILLIS_A_DAY) / 60_000;
    let hour = f64::from(i32::try_from(into_the_day).unwrap_or_default()) / 60.0;
    // 1970-01-01 was a Thursday: 0 is Sunday.
    let weekday = (at_millis.div_euclid(MILLIS_A_DAY) + 4).rem_euclid(7);
    let is_weekend = weekday == 0 || weekday == 6;
    // 0 at night, 1 in the early afternoon.
    let daylight = (1.0 - ((hour - 14.0).abs().min(24.0 - (hour - 14.0).abs()) / 8.0)).max(0.0);
    match rhythm {
        Rhythm::Never => 0.0,
        Rhythm::Office if is_weekend => 0.0,
        Rhythm::Office => daylight,
        Rhythm::Always => (0.3 + 0.7 * daylight) * if is_weekend { 0.6 } else { 1.0 },
        Rhythm::Nightly => f64::from(u8::from((1.0..3.0).contains(&hour))),
    }
}

/// How many sessions clients have with an HSM.
fn clients(hsm: &Measured<'_>, at_millis: i64) -> f64 {
    let usage = &hsm.story.usage;
    let level = f64::from(usage.peak_sessions) * level(usage.rhythm, at_millis);
    if level > 0.0 { (level * (0.8 + 0.4 * drift(hsm, at_millis))).round() } else { 0.0 }
}

/// 0 to 1, the same for the same HSM and time, and not far apart from one slot to the next.
fn drift(hsm: &Measured<'_>, at_millis: i64) -> f64 {
    let hour = at_millis.div_euclid(MILLIS_AN_HOUR);
    let slots = i32::try_from(at_millis.rem_euclid(MILLIS_AN_HOUR) / SLOT_MILLIS);
    let part = f64::from(slots.unwrap_or_default()) / 12.0;
    let (before, after) = (chance(hsm.key, hour), chance(hsm.key, hour + 1));
    let slow = before + (after - before) * part;
    0.75 * slow + 0.25 * chance(!hsm.key, at_millis / SLOT_MILLIS)
}

/// 0 to 1, as if by chance: splitmix64.
fn chance(key: u64, number: i64) -> f64 {
    let mut bits = key ^ number.cast_unsigned().wrapping_mul(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    let high = u32::try_from((bits ^ (bits >> 31)) >> 32).unwrap_or(u32::MAX);
    f64::from(high) / f64::from(u32::MAX)
}
