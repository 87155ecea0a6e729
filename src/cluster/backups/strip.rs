//! The last thirty days, and on which of them a backup was made that is still there.
//!
//! What retention deleted is no gap: days before that, and before the cluster, are told apart.

use cloudhsm_api::{Backup, BackupRetentionPolicy, Cluster, Timestamp};
use leptos::prelude::*;

use crate::time::{day_number, zone_at};

const DAYS: usize = 30;
const DAY_MILLIS: i64 = 86_400_000;

/// AWS backs up a cluster at least once in 24 hours while it is ACTIVE. In which state it was on a past
/// day, and which backups somebody deleted for good, the API doesn't say.
const NO_FINDING: &str = "That is no finding by itself: AWS backs up a cluster only while it is ACTIVE, and a backup may have been deleted since.";

/// What is known of a day, in the chosen zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Day {
    /// Backups of it are listed.
    Backups(usize),
    /// The cluster was there and backups are kept for longer, but there is none.
    Gap,
    /// Before the cluster, or longer ago than backups are kept; or not over yet.
    Unknown,
}

/// The days, the oldest first; the last one is today. `day_of` numbers the day of a time.
fn days(
    cluster: &Cluster,
    backups: &[Backup],
    now_millis: i64,
    day_of: fn(i64) -> i64,
) -> [Day; DAYS] {
    let millis = |time: &Option<Timestamp>| time.as_ref().and_then(Timestamp::epoch_millis);
    let today = day_of(now_millis);
    // Of today first.
    let mut made_on = [0_usize; DAYS];
    // The day of each is asked of the browser, and there can be thousands of older ones.
    let oldest = now_millis - 32 * DAY_MILLIS;
    for backup in backups {
        if let Some(made) = millis(&backup.create_timestamp)
            && made > oldest
            && let Ok(back) = usize::try_from(today - day_of(made))
            && let Some(count) = made_on.get_mut(back)
        {
            *count += 1;
        }
    }
    let first = millis(&cluster.create_timestamp).map_or(i64::MAX, day_of);
    let kept = cluster.backup_retention_policy.as_ref().and_then(BackupRetentionPolicy::days);
    let kept_since = kept.map_or(i64::MAX, |days| today - i64::from(days));
    let mut all = [Day::Unknown; DAYS];
    for ((day, made), back) in all.iter_mut().rev().zip(made_on).zip(0_i64..) {
        let date = today - back;
        *day = match made {
            // AWS backs up once in 24 hours: today may still come, and the first day is a part of one.
            0 if back > 0 && date > first && date > kept_since => Day::Gap,
            0 => Day::Unknown,
            many => Day::Backups(many),
        };
    }
    all
}

/// The days as a strip, with the same in words. Tracks the chosen zone.
pub(super) fn strip(cluster: &Cluster, backups: &[Backup], now_millis: i64) -> AnyView {
    let days = days(cluster, backups, now_millis, day_number);
    let today = day_number(now_millis);
    let date = |at: usize| {
        let back = i64::try_from(DAYS - 1 - at).unwrap_or_default();
        Timestamp::EpochMillis((today - back) * DAY_MILLIS).date()
    };
    let cells = days.iter().enumerate().map(|(at, day)| {
        let (class, words) = match day {
            Day::Backups(1) => ("made", "1 backup".to_owned()),
            Day::Backups(many) => ("made", [&many.to_string(), " backups"].concat()),
            Day::Gap => ("gap", "no backup".to_owned()),
            Day::Unknown => ("", "none listed".to_owned()),
        };
        view! { <i class=class title=[&date(at), ": ", &words].concat()></i> }
    });
    view! {
        <figure class="days">
            <div aria-hidden="true">{cells.collect::<Vec<_>>()}</div>
            <figcaption class="small soft">{words(&days, &zone_at(now_millis), date)}</figcaption>
        </figure>
    }
    .into_any()
}

fn words(days: &[Day], zone: &str, date: impl Fn(usize) -> String) -> String {
    let made = days.iter().filter(|day| matches!(day, Day::Backups(_))).count();
    let mut gaps: Vec<String> = Vec::new();
    let mut from = 0;
    for run in days.chunk_by(PartialEq::eq) {
        let last = from + run.len() - 1;
        if run.first() == Some(&Day::Gap) {
            gaps.push(match run.len() {
                1 => date(from),
                _ => [&date(from), " to ", &date(last)].concat(),
            });
        }
        from = last + 1;
    }
    let told =
        ["Last 30 days (", zone, "): backups from ", &made.to_string(), " of them."].concat();
    if gaps.is_empty() {
        return told;
    }
    [&told, " None from ", &gaps.join(", "), ". ", NO_FINDING].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_000 * DAY_MILLIS + 3_600_000;

    fn cluster(created_days_ago: i64, kept: &str) -> Cluster {
        Cluster {
            create_timestamp: Some(Timestamp::EpochMillis(NOW - created_days_ago * DAY_MILLIS)),
            backup_retention_policy: Some(BackupRetentionPolicy {
                r#type: Some("DAYS".into()),
                value: Some(kept.into()),
                ..BackupRetentionPolicy::default()
            }),
            ..Cluster::default()
        }
    }

    fn in_utc(millis: i64) -> i64 {
        millis.div_euclid(DAY_MILLIS)
    }

    fn made(days_ago: i64) -> Backup {
        let time = Timestamp::EpochMillis(NOW - days_ago * DAY_MILLIS);
        Backup { create_timestamp: Some(time), ..Backup::default() }
    }

    #[test]
    fn a_day_begins_when_it_does_in_the_zone() {
        // An hour after midnight in UTC it is still yesterday two hours further west.
        let west = |millis: i64| (millis - 2 * 3_600_000).div_euclid(DAY_MILLIS);
        let time = Timestamp::EpochMillis(NOW - 2 * 3_600_000);
        let before = [made(0), Backup { create_timestamp: Some(time), ..Backup::default() }];
        let of = |day_of: fn(i64) -> i64| days(&cluster(100, "90"), &before, NOW, day_of);
        let [yesterday, today] = [of(in_utc)[DAYS - 2], of(in_utc)[DAYS - 1]];
        assert_eq!((yesterday, today), (Day::Backups(1), Day::Backups(1)));
        assert_eq!(of(west)[DAYS - 1], Day::Backups(2), "no midnight between");
    }

    #[test]
    fn a_day_without_backup_is_a_gap_only_while_one_would_still_be_kept() {
        let backups = [made(1), made(1), made(3)];
        let of = |created, kept| days(&cluster(created, kept), &backups, NOW, in_utc);
        let week = of(100, "7");
        let gaps: Vec<_> =
            (0..DAYS).rev().filter(|at| week[*at] == Day::Gap).map(|at| 29 - at).collect();
        assert_eq!(gaps, [2, 4, 5, 6], "not today, and nothing that retention may have deleted");
        assert_eq!((week[28], week[26]), (Day::Backups(2), Day::Backups(1)));
        let young = of(4, "90");
        assert_eq!(young.iter().filter(|day| **day == Day::Gap).count(), 1, "of two days ago");
        let unknown = days(&Cluster::default(), &backups, NOW, in_utc);
        assert!(!unknown.contains(&Day::Gap), "nobody knows since when there is a cluster");
        let told = words(&young, "UTC", |at| at.to_string());
        let none_from = |days: &str| {
            ["Last 30 days (UTC): backups from 2 of them. None from ", days, ". ", NO_FINDING]
                .concat()
        };
        assert_eq!(told, none_from("27"));
        let told = words(&week, "UTC", |at| at.to_string());
        assert_eq!(told, none_from("23 to 25, 27"));
    }
}
