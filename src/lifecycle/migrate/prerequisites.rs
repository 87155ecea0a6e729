//! What AWS asks of a cluster before its HSM type is changed, as far as it can be seen from here. Pure.
//!
//! <https://docs.aws.amazon.com/cloudhsm/latest/userguide/hsm1-to-hsm2-migration.html>. If a condition
//! isn't met, AWS rolls the migration back by itself.

use backend_api::newest_ready;
use cloudhsm_api::{Backup, Cluster, ClusterState};

/// AWS needs room for one HSM more.
const MOST_HSMS: usize = 27;
const HOUR_MILLIS: i64 = 3_600_000;
/// AWS makes a backup at least once in 24 hours.
const RECENT_MILLIS: i64 = 24 * HOUR_MILLIS;

/// Whether a prerequisite is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Met {
    /// Yes.
    Yes,
    /// No: AWS refuses, or rolls back.
    No,
    /// No, and AWS recommends it only.
    NotQuite,
    /// It can't be seen from here.
    Unknown,
}

/// One line of the checklist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Prerequisite {
    /// Whether it is met.
    pub(super) met: Met,
    /// What it is.
    pub(super) title: &'static str,
    /// What is there, or what to do.
    pub(super) words: String,
}

/// The checklist. `backups` is `None` as long as they could not be read.
pub(super) fn prerequisites(
    cluster: &Cluster,
    backups: Option<&[Backup]>,
    now_millis: i64,
) -> Vec<Prerequisite> {
    let yes_or = |is_met: bool, otherwise: Met| if is_met { Met::Yes } else { otherwise };
    let count = cluster.present_hsms().count();
    let is_active = cluster.state == Some(ClusterState::Active);
    let state = cluster.state.as_ref().map_or("unknown", ClusterState::as_str);
    let line = |met, title, words: &str| Prerequisite { met, title, words: words.to_owned() };
    vec![
        line(
            yes_or(is_active, Met::No),
            "The cluster is ACTIVE",
            &["Its state is ", state, "."].concat(),
        ),
        line(
            yes_or(count <= MOST_HSMS, Met::No),
            "At most 27 HSMs",
            &match count {
                1 => "It has one HSM.".to_owned(),
                many => format!("It has {many} HSMs."),
            },
        ),
        line(
            Met::Unknown,
            "In the last 7 days, all clients used SDK 5.9 or later",
            "With ECDSA verification, SDK 5.13 or later. At least one client must have connected in these days. The API doesn’t report clients: check yours.",
        ),
        line(
            Met::Unknown,
            "In the last 7 days, no deprecated functions were used",
            "See AWS’s deprecation notifications. The API doesn’t report what clients use.",
        ),
        backup(backups, now_millis),
        line(
            yes_or(count > 1, Met::NotQuite),
            "Two or more HSMs, recommended",
            if count > 1 {
                "AWS replaces one at a time, so the others continue to serve clients."
            } else {
                "AWS replaces the only HSM: expect that clients can’t use any keys meanwhile."
            },
        ),
        line(
            Met::Unknown,
            "No AWS KMS key store uses the cluster",
            "An earlier edition of AWS’s guide says that KMS key stores don’t support hsm2m.medium. The present edition doesn’t mention it. If a key store uses this cluster, ask AWS first.",
        ),
    ]
}

fn backup(backups: Option<&[Backup]>, now_millis: i64) -> Prerequisite {
    let title = "A recent backup, recommended";
    let line = |met, words: String| Prerequisite { met, title, words };
    let Some(backups) = backups else {
        return line(Met::Unknown, "The backups could not be read.".to_owned());
    };
    let Some(newest) = newest_ready(backups) else {
        let words = "There is no READY backup. AWS makes one before it replaces each HSM.";
        return line(Met::NotQuite, words.to_owned());
    };
    let made = newest.create_timestamp.as_ref().and_then(cloudhsm_api::Timestamp::epoch_millis);
    let Some(age) = made.map(|made| (now_millis - made).max(0)) else {
        let words = ["AWS doesn’t report when ", &newest.backup_id, " was made."].concat();
        return line(Met::Unknown, words);
    };
    let hours = age / HOUR_MILLIS;
    let when = match hours {
        0 => "less than an hour old".to_owned(),
        1 => "an hour old".to_owned(),
        many => format!("{many} hours old"),
    };
    let met = if age <= RECENT_MILLIS { Met::Yes } else { Met::NotQuite };
    line(met, format!("The latest READY one, {}, is {when}.", newest.backup_id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use cloudhsm_api::{BackupState, Hsm, Timestamp};

    fn cluster(state: &str, hsms: usize) -> Cluster {
        Cluster {
            state: Some(ClusterState::from(state)),
            hsms: vec![Hsm::default(); hsms],
            ..Cluster::default()
        }
    }

    fn ready(seconds: Option<i64>) -> Vec<Backup> {
        vec![Backup {
            backup_id: "backup-a".into(),
            backup_state: Some(BackupState::Ready),
            create_timestamp: seconds.map(Timestamp::from_epoch_seconds),
            ..Backup::default()
        }]
    }

    fn met(cluster: &Cluster, backups: Option<&[Backup]>, title: &str) -> Met {
        let all = prerequisites(cluster, backups, 100 * HOUR_MILLIS);
        all.iter().find(|it| it.title.starts_with(title)).unwrap().met
    }

    #[test]
    fn what_the_api_shows_is_checked_and_the_rest_is_unknown() {
        let of = |state, hsms, title| met(&cluster(state, hsms), None, title);
        assert_eq!(of("ACTIVE", 1, "The cluster is ACTIVE"), Met::Yes);
        assert_eq!(of("DEGRADED", 1, "The cluster is ACTIVE"), Met::No);
        assert_eq!(of("ACTIVE", 27, "At most 27"), Met::Yes);
        assert_eq!(of("ACTIVE", 28, "At most 27"), Met::No);
        assert_eq!(of("ACTIVE", 1, "Two or more"), Met::NotQuite);
        assert_eq!(of("ACTIVE", 2, "Two or more"), Met::Yes);
        for title in ["In the last 7 days, all", "In the last 7 days, no", "No AWS KMS"] {
            assert_eq!(of("ACTIVE", 2, title), Met::Unknown, "{title}");
        }
    }

    #[test]
    fn no_answer_is_not_no_backup() {
        let of = |backups: Option<&[Backup]>| met(&cluster("ACTIVE", 2), backups, "A recent");
        assert_eq!(of(None), Met::Unknown);
        assert_eq!(of(Some(&[])), Met::NotQuite);
        assert_eq!(of(Some(&ready(None))), Met::Unknown);
        assert_eq!(of(Some(&ready(Some(76 * 3_600)))), Met::Yes);
        assert_eq!(of(Some(&ready(Some(76 * 3_600 - 1)))), Met::NotQuite);
        // The browser's clock is behind: not older than it is.
        assert_eq!(of(Some(&ready(Some(200 * 3_600)))), Met::Yes);
    }
}
