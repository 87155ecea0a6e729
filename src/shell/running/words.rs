//! Which attempts the bar shows, in which words, and where it leads.

use backend_api::{Attempt, AttemptState};
use cloudhsm_api::{Operation, OperationClass};

use crate::{
    route::{Place, Route},
    time::as_f64,
};

/// Whether it deletes something that AWS takes its time for.
pub(super) fn is_deletion(attempt: &Attempt) -> bool {
    attempt.operation.class() == OperationClass::Destroying
}

/// Where it is shown: its page or, of several, the activity.
pub(super) fn href(attempts: &[Attempt]) -> Option<String> {
    let attempt = match attempts {
        [] => return None,
        [only] => only,
        _ => return Some(Route::Activity.href()),
    };
    let cluster = attempt.cluster.as_deref().unwrap_or(&attempt.resource);
    let route = match attempt.operation {
        Operation::DeleteBackup => {
            Route::DeleteBackup(Place::new(&attempt.region, &attempt.resource))
        }
        _ => Route::DeleteCluster(Place::new(&attempt.region, cluster)),
    };
    Some(route.href())
}

/// What is being deleted, and for how long; of several, how many, and how many not as they should be.
pub(super) fn words(attempts: &[Attempt], now_millis: f64) -> String {
    let several = match attempts {
        [] => return String::new(),
        [attempt] => return [&what(attempt), " · ", &elapsed(attempt, now_millis)].concat(),
        several => several.len(),
    };
    let is_odd = |it: &&Attempt| matches!(it.state, AttemptState::CameBack | AttemptState::Unknown);
    match attempts.iter().filter(is_odd).count() {
        0 => format!("{several} deletions in progress"),
        1 => format!("{several} deletions, 1 needs attention"),
        odd => format!("{several} deletions, {odd} need attention"),
    }
}

fn what(attempt: &Attempt) -> String {
    let of_cluster = match attempt.cluster.as_deref() {
        Some(cluster) if attempt.operation == Operation::DeleteHsm => [" of ", cluster].concat(),
        _ => String::new(),
    };
    let count = attempt.steps.len();
    // Of several, the state is that of the step that decides, whichever it is.
    let thing = if count <= 1 {
        [&attempt.resource, &*of_cluster].concat()
    } else if attempt.state == AttemptState::CameBack {
        return format!("An HSM{of_cluster} came back");
    } else if attempt.state == AttemptState::Unknown {
        ["an HSM", &of_cluster].concat()
    } else {
        let gone = attempt.steps.iter().filter(|it| it.state == AttemptState::Gone).count();
        let number = (gone + 1).min(count);
        format!("{number} of {count} HSMs{of_cluster}")
    };
    let doing = match attempt.state {
        AttemptState::CameBack => "Came back: ",
        AttemptState::Unknown => "Outcome unknown: ",
        AttemptState::Announced => "Checking before deleting ",
        _ => "Deleting ",
    };
    [doing, &thing].concat()
}

/// Minutes since it was confirmed: the clock of the page ticks every few seconds.
fn elapsed(attempt: &Attempt, now_millis: f64) -> String {
    let began = attempt.confirmed_at.as_ref().unwrap_or(&attempt.began_at);
    let millis = as_f64(began).map_or(0.0, |began| (now_millis - began).max(0.0));
    #[expect(clippy::cast_possible_truncation, reason = "saturates, after years")]
    let minutes = (millis / 60_000.0).floor() as i32;
    match (minutes / 60, minutes % 60) {
        (0, 0) => "under a minute".to_owned(),
        (0, minutes) => format!("{minutes} min"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

#[cfg(test)]
mod tests {
    use backend_api::AttemptStep;
    use cloudhsm_api::Timestamp;

    use super::*;
    use crate::samples;

    fn deletion(operation: Operation, states: &[AttemptState]) -> Attempt {
        let step = |state: &AttemptState| AttemptStep { state: *state, ..AttemptStep::default() };
        Attempt {
            state: AttemptState::Accepted,
            operation,
            resource: "hsm-1".into(),
            cluster: Some("cluster-a".into()),
            confirmed_at: Some(Timestamp::from_epoch_seconds(1_000)),
            steps: states.iter().map(step).collect(),
            ..samples::attempt()
        }
    }

    /// At the time of its confirmation.
    fn at_once(attempt: &Attempt) -> String {
        words(std::slice::from_ref(attempt), 1_000_000.0)
    }

    #[test]
    fn one_is_named_with_its_time_and_several_are_counted() {
        use AttemptState::{Accepted, Gone, Planned};
        let hsms = deletion(Operation::DeleteHsm, &[Gone, Accepted, Planned]);
        let at = |attempt: &Attempt, seconds: f64| {
            words(std::slice::from_ref(attempt), (1_000.0 + seconds) * 1000.0)
        };
        assert_eq!(at(&hsms, 250.0), "Deleting 2 of 3 HSMs of cluster-a · 4 min");
        let one = deletion(Operation::DeleteHsm, &[]);
        assert_eq!(at(&one, 7.0), "Deleting hsm-1 of cluster-a · under a minute");
        assert_eq!(at(&one, 3_661.0), "Deleting hsm-1 of cluster-a · 1 h 1 min");
        assert_eq!(at(&one, -5.0), "Deleting hsm-1 of cluster-a · under a minute");
        assert_eq!(words(&[one.clone(), hsms], 0.0), "2 deletions in progress");
    }

    #[test]
    fn what_isnt_being_deleted_is_not_called_that() {
        use AttemptState::{Announced, CameBack, Gone, Planned, Unknown};
        let in_state = |state, steps: &[AttemptState]| {
            at_once(&Attempt { state, ..deletion(Operation::DeleteHsm, steps) })
        };
        for (state, one, several) in [
            (CameBack, "Came back: hsm-1 of cluster-a", "An HSM of cluster-a came back"),
            (
                Unknown,
                "Outcome unknown: hsm-1 of cluster-a",
                "Outcome unknown: an HSM of cluster-a",
            ),
            (
                Announced,
                "Checking before deleting hsm-1 of cluster-a",
                "Checking before deleting 2 of 3 HSMs of cluster-a",
            ),
        ] {
            assert_eq!(in_state(state, &[]), format!("{one} · under a minute"));
            assert_eq!(
                in_state(state, &[Gone, state, Planned]),
                format!("{several} · under a minute")
            );
        }
    }

    #[test]
    fn of_several_those_that_need_attention_are_counted() {
        let one = |state| Attempt { state, ..deletion(Operation::DeleteCluster, &[]) };
        let (fine, back) = (one(AttemptState::Sent), one(AttemptState::CameBack));
        let both = [fine, back.clone()];
        assert_eq!(words(&both, 0.0), "2 deletions, 1 needs attention");
        let odd = [back, one(AttemptState::Unknown)];
        assert_eq!(words(&odd, 0.0), "2 deletions, 2 need attention");
    }

    #[test]
    fn a_cluster_that_isnt_known_is_left_out() {
        use AttemptState::{CameBack, Planned, Sent};
        let without = |state, steps: &[AttemptState]| {
            let deletion = deletion(Operation::DeleteHsm, steps);
            at_once(&Attempt { cluster: None, state, ..deletion })
        };
        assert_eq!(without(Sent, &[]), "Deleting hsm-1 · under a minute");
        assert_eq!(without(Sent, &[Sent, Planned]), "Deleting 1 of 2 HSMs · under a minute");
        assert_eq!(without(CameBack, &[CameBack, Planned]), "An HSM came back · under a minute");
    }
}
