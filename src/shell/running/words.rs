//! Which attempts the bar shows, in which words, and where it leads.

use backend_api::{Attempt, AttemptState};
use cloudhsm_api::Operation;

use crate::{
    route::{Place, Route},
    time::as_f64,
};

/// Whether it deletes something that AWS takes its time for.
pub(super) fn is_deletion(attempt: &Attempt) -> bool {
    matches!(
        attempt.operation,
        Operation::DeleteCluster | Operation::DeleteHsm | Operation::DeleteBackup
    )
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

/// What is being deleted, and for how long; of several, how many.
pub(super) fn words(attempts: &[Attempt], now_millis: f64) -> String {
    match attempts {
        [] => String::new(),
        [attempt] => [&what(attempt), " · ", &elapsed(attempt, now_millis)].concat(),
        several => [&several.len().to_string(), " deletions in progress"].concat(),
    }
}

fn what(attempt: &Attempt) -> String {
    let doing = match attempt.state {
        AttemptState::CameBack => "Came back: ",
        AttemptState::Unknown => "Outcome unknown: ",
        _ => "Deleting ",
    };
    let resource = &attempt.resource;
    let cluster = attempt.cluster.as_deref().unwrap_or_default();
    let count = attempt.steps.len();
    if count > 1 {
        let gone = attempt.steps.iter().filter(|it| it.state == AttemptState::Gone).count();
        let number = (gone + 1).min(count);
        return format!("{doing}{number} of {count} HSMs of {cluster}");
    }
    match attempt.operation {
        Operation::DeleteHsm => [doing, resource, " of ", cluster].concat(),
        _ => [doing, resource].concat(),
    }
}

/// Minutes and seconds since it was confirmed.
fn elapsed(attempt: &Attempt, now_millis: f64) -> String {
    let began = attempt.confirmed_at.as_ref().unwrap_or(&attempt.began_at);
    let millis = as_f64(began).map_or(0.0, |began| (now_millis - began).max(0.0));
    #[expect(clippy::cast_possible_truncation, reason = "saturates, after years")]
    let seconds = (millis / 1000.0).floor() as i32;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match hours {
        0 => format!("{minutes}:{seconds:02}"),
        _ => format!("{hours}:{minutes:02}:{seconds:02}"),
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

    #[test]
    fn one_is_named_with_its_time_and_several_are_counted() {
        use AttemptState::{Accepted, Gone, Planned};
        let hsms = deletion(Operation::DeleteHsm, &[Gone, Accepted, Planned]);
        let at = |attempt: &Attempt, seconds: f64| {
            words(std::slice::from_ref(attempt), (1_000.0 + seconds) * 1000.0)
        };
        assert_eq!(at(&hsms, 250.0), "Deleting 2 of 3 HSMs of cluster-a · 4:10");
        let one = deletion(Operation::DeleteHsm, &[]);
        assert_eq!(at(&one, 7.0), "Deleting hsm-1 of cluster-a · 0:07");
        assert_eq!(at(&one, 3_661.0), "Deleting hsm-1 of cluster-a · 1:01:01");
        assert_eq!(at(&one, -5.0), "Deleting hsm-1 of cluster-a · 0:00");
        let lost = Attempt { state: AttemptState::Unknown, ..one.clone() };
        assert_eq!(at(&lost, 0.0), "Outcome unknown: hsm-1 of cluster-a · 0:00");
        assert_eq!(words(&[one.clone(), hsms], 0.0), "2 deletions in progress");
    }
}
