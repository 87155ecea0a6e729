//! Where a cluster is in its change from one HSM type to the other, and who began a rollback. Pure.
//!
//! <https://docs.aws.amazon.com/cloudhsm/latest/userguide/hsm1-to-hsm2-migration.html>: the cluster is
//! MODIFY_IN_PROGRESS or ROLLBACK_IN_PROGRESS meanwhile and has the wanted type at once; the HSMs get it
//! one after the other. A rollback can be asked for until `HsmTypeRollbackExpiration`, also while the
//! migration is under way. AWS also rolls back by itself.

use cloudhsm_api::{Cluster, ClusterState, Hsm, Timestamp};

/// The type that AWS no longer supports.
pub(super) const OLD: &str = "hsm1.medium";
/// The type that it is changed to.
pub(super) const NEW: &str = "hsm2m.medium";

/// How many HSMs have the wanted type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Count {
    /// Have it.
    pub(super) done: usize,
    /// Are there.
    pub(super) all: usize,
}

/// Where the cluster is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Phase {
    /// It has the old type, and nothing is under way.
    Old {
        /// AWS still reports a deadline for a rollback: a migration was begun, and taken back.
        was_begun: bool,
    },
    /// AWS is changing the HSMs to the new type.
    Forth(Count),
    /// AWS is changing them back.
    Back(Count),
    /// It has the new type, and nothing is under way.
    New,
    /// It has a type of which AWS documents no change, or none.
    Other,
}

/// The phase of a cluster.
pub(super) fn phase(cluster: &Cluster) -> Phase {
    let own = cluster.hsm_type.as_deref();
    let count = |wanted: &str| Count {
        done: cluster.present_hsms().filter(|hsm| hsm.hsm_type.as_deref() == Some(wanted)).count(),
        all: cluster.present_hsms().count(),
    };
    match cluster.state {
        Some(ClusterState::RollbackInProgress) => return Phase::Back(count(OLD)),
        // Other changes of a cluster have this state too.
        Some(ClusterState::ModifyInProgress) if is_changing(cluster) => {
            return Phase::Forth(count(NEW));
        }
        _ => {}
    }
    match own {
        Some(OLD) => Phase::Old { was_begun: cluster.hsm_type_rollback_expiration.is_some() },
        Some(NEW) => Phase::New,
        _ => Phase::Other,
    }
}

fn is_changing(cluster: &Cluster) -> bool {
    let own = cluster.hsm_type.as_deref();
    let is_other = |hsm: &Hsm| hsm.hsm_type.is_some() && hsm.hsm_type.as_deref() != own;
    cluster.hsm_type_rollback_expiration.is_some() || cluster.present_hsms().any(is_other)
}

/// Until when a rollback can be asked for, in milliseconds since the epoch, if that is to come.
pub(super) fn rollback_until(cluster: &Cluster, now_millis: f64) -> Option<&Timestamp> {
    cluster
        .hsm_type_rollback_expiration
        .as_ref()
        .filter(|it| crate::time::as_f64(it).is_some_and(|it| it > now_millis))
}

/// What was seen while the page was open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Seen {
    /// The migration was under way.
    pub(super) forth: bool,
    /// A rollback was under way.
    pub(super) back: bool,
    /// The rollback was confirmed on this page.
    pub(super) asked_back: bool,
}

impl Seen {
    /// With what a phase adds.
    pub(super) fn and(self, phase: &Phase) -> Self {
        Self {
            forth: self.forth || matches!(phase, Phase::Forth(_)),
            back: self.back || matches!(phase, Phase::Back(_)),
            ..self
        }
    }
}

/// What is said of a rollback: its title, and a sentence. Nothing where there was none.
pub(super) fn rollback_words(seen: Seen, phase: &Phase) -> Option<(&'static str, &'static str)> {
    match phase {
        Phase::Back(_) if seen.asked_back => Some((
            "AWS is rolling the migration back",
            "AWS replaces one HSM at a time, from the backup that it made before that HSM’s migration.",
        )),
        Phase::Back(_) => Some((
            "AWS is rolling the migration back",
            "This page didn’t ask for it. AWS rolls back automatically when errors increase or one of its checks fails. Somebody may also have asked for it elsewhere: see the cluster’s activity and AWS CloudTrail.",
        )),
        Phase::Old { .. } if seen.asked_back => Some((
            "The migration was rolled back",
            "All HSMs have the old type again. Keys and users from after the migration aren’t on them.",
        )),
        Phase::Old { .. } if seen.forth || seen.back => Some((
            "The migration was rolled back",
            "The cluster has the old type again, and this page didn’t ask for that. AWS rolls back automatically when errors increase or one of its checks fails. See below which prerequisites may not be met.",
        )),
        Phase::Old { was_begun: true } => Some((
            "An earlier migration was rolled back",
            "The cluster has the old type, and AWS still reports a rollback deadline. AWS rolls back automatically when errors increase or one of its checks fails, or somebody asked for it.",
        )),
        _ => None,
    }
}

/// A time to come in hours and minutes, never longer than it is.
pub(super) fn left(millis: f64) -> String {
    #[expect(clippy::cast_possible_truncation, reason = "saturates, after thousands of years")]
    let minutes = (millis / 60_000.0).floor() as i64;
    if minutes < 60 {
        return crate::time::minutes(millis);
    }
    let plural = |count: i64, one: &str| match count {
        1 => ["1 ", one].concat(),
        many => [&many.to_string(), " ", one, "s"].concat(),
    };
    let hours = plural(minutes / 60, "hour");
    match minutes % 60 {
        0 => hours,
        rest => [&hours, " and ", &plural(rest, "minute")].concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cluster(state: &str, own: &str, hsms: &[&str], until: Option<i64>) -> Cluster {
        let hsm = |hsm_type: &&str| Hsm { hsm_type: Some((*hsm_type).into()), ..Hsm::default() };
        Cluster {
            state: Some(ClusterState::from(state)),
            hsm_type: Some(own.into()),
            hsms: hsms.iter().map(hsm).collect(),
            hsm_type_rollback_expiration: until.map(Timestamp::from_epoch_seconds),
            ..Cluster::default()
        }
    }

    #[test]
    fn the_phase_is_told_by_state_and_types() {
        let count = |done, all| Count { done, all };
        let old = |was_begun| Phase::Old { was_begun };
        for (cluster, expected) in [
            (cluster("ACTIVE", OLD, &[OLD, OLD], None), old(false)),
            (cluster("ACTIVE", OLD, &[OLD, OLD], Some(9)), old(true)),
            // A change of the retention, perhaps.
            (cluster("MODIFY_IN_PROGRESS", OLD, &[OLD], None), old(false)),
            (
                cluster("MODIFY_IN_PROGRESS", NEW, &[NEW, OLD, OLD], Some(9)),
                Phase::Forth(count(1, 3)),
            ),
            (cluster("MODIFY_IN_PROGRESS", NEW, &[OLD], None), Phase::Forth(count(0, 1))),
            (cluster("MODIFY_IN_PROGRESS", OLD, &[NEW, OLD], None), Phase::Forth(count(1, 2))),
            (cluster("ROLLBACK_IN_PROGRESS", OLD, &[NEW, OLD], Some(9)), Phase::Back(count(1, 2))),
            (cluster("ACTIVE", NEW, &[NEW], Some(9)), Phase::New),
            (cluster("ACTIVE", "hsm3.large", &[], None), Phase::Other),
            (Cluster::default(), Phase::Other),
        ] {
            assert_eq!(phase(&cluster), expected, "{cluster:?}");
        }
    }

    #[test]
    fn a_deadline_that_is_over_is_none() {
        let cluster = cluster("ACTIVE", NEW, &[NEW], Some(100));
        assert!(rollback_until(&cluster, 99_999.0).is_some());
        assert!(rollback_until(&cluster, 100_000.0).is_none());
        assert!(rollback_until(&Cluster::default(), 0.0).is_none());
    }

    #[test]
    fn a_rollback_that_nobody_asked_for_is_told() {
        let (old, back) = (Phase::Old { was_begun: false }, Phase::Back(Count { done: 0, all: 1 }));
        let forth = Phase::Forth(Count { done: 0, all: 1 });
        let seen = Seen::default().and(&forth);
        assert_eq!(rollback_words(Seen::default().and(&old), &old), None);
        assert_eq!(rollback_words(seen, &forth), None);
        assert_eq!(rollback_words(seen, &Phase::New), None);
        let of = |seen: Seen, phase: &Phase| rollback_words(seen.and(phase), phase).unwrap();
        assert!(of(seen, &back).1.contains("didn’t ask"));
        assert!(of(seen, &old).1.contains("didn’t ask"), "also when only its end was seen");
        let asked = Seen { asked_back: true, ..seen };
        assert!(!of(asked, &back).1.contains("didn’t ask"));
        assert!(!of(asked, &old).1.contains("didn’t ask"));
        let begun = Phase::Old { was_begun: true };
        assert_eq!(of(Seen::default(), &begun).0, "An earlier migration was rolled back");
    }

    #[test]
    fn what_is_left_is_never_said_to_be_more() {
        for (minutes, words) in [
            (0.5, "less than a minute"),
            (59.9, "59 minutes"),
            (60.0, "1 hour"),
            (61.9, "1 hour and 1 minute"),
            (1439.0, "23 hours and 59 minutes"),
        ] {
            assert_eq!(left(minutes * 60_000.0), words);
        }
    }
}
