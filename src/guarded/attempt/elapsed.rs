//! How long a step takes, in words.

use backend_api::AttemptStep;

use crate::time::as_f64;

/// How long a step has taken so far, or took; `None` while its turn has not come.
pub(super) fn elapsed(step: &AttemptStep, now_millis: f64) -> Option<String> {
    let began = as_f64(step.began_at.as_ref()?)?;
    let is_open = step.state.is_open();
    let ended = if is_open { now_millis } else { as_f64(step.changed_at.as_ref()?)? };
    // The browser's clock and the backend's can differ.
    let time = duration((ended - began).max(0.0));
    Some(if is_open { [&time, " so far"].concat() } else { time })
}

fn duration(millis: f64) -> String {
    #[expect(clippy::cast_possible_truncation, reason = "saturates, after years")]
    let seconds = (millis / 1000.0).floor() as i32;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match (hours, minutes) {
        (0, 0) => format!("{seconds} s"),
        (0, _) => format!("{minutes} min {seconds} s"),
        _ => format!("{hours} h {minutes} min"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use backend_api::AttemptState;
    use cloudhsm_api::Timestamp;

    #[test]
    fn the_time_counts_until_the_step_is_over() {
        let step = |state, changed| AttemptStep {
            state,
            began_at: Some(Timestamp::from_epoch_seconds(1_000)),
            changed_at: Some(Timestamp::from_epoch_seconds(changed)),
            ..AttemptStep::default()
        };
        let accepted = step(AttemptState::Accepted, 1_001);
        assert_eq!(elapsed(&accepted, 1_045_000.0).as_deref(), Some("45 s so far"));
        assert_eq!(elapsed(&accepted, 900_000.0).as_deref(), Some("0 s so far"));
        let gone = step(AttemptState::Gone, 1_200);
        assert_eq!(elapsed(&gone, 9e9).as_deref(), Some("3 min 20 s"));
        assert_eq!(elapsed(&step(AttemptState::Gone, 8_320), 0.0).as_deref(), Some("2 h 2 min"));
        assert_eq!(elapsed(&AttemptStep::default(), 0.0), None);
    }
}
