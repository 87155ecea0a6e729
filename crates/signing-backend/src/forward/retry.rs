//! Which calls are tried again, how often, and after what wait.

use std::time::{Duration, Instant};

use cloudhsm_api::OperationClass;

use super::{Answer, CallError};
use crate::failure::LONGEST_RETRY_AFTER;

/// At most this many tries of a reading call.
const TRIES: u32 = 4;
const FIRST_WAIT: Duration = Duration::from_millis(100);
const LONGEST_WAIT: Duration = Duration::from_secs(3);

/// A `Retry-After` in seconds, cut to [`LONGEST_RETRY_AFTER`]; AWS sends no dates.
pub(crate) fn read_retry_after(value: &str) -> Option<u64> {
    let value = value.trim();
    let is_number = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
    // What does not fit a number is longer than an hour too.
    is_number.then(|| value.parse().unwrap_or(u64::MAX).min(LONGEST_RETRY_AFTER))
}

/// Tries within a time, as often as can help.
pub(crate) async fn repeat<F>(
    class: OperationClass,
    operation: &'static str,
    timeout: Duration,
    attempt: impl Fn(Duration) -> F,
) -> Result<Answer, CallError>
where
    F: Future<Output = Result<Answer, CallError>>,
{
    let began = Instant::now();
    let deadline = began + timeout;
    let mut tries = 0;
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        // A hanging connection must leave time for a second try.
        let limit = match class {
            OperationClass::Reading if tries == 0 => left.mul_f64(0.6),
            _ => left,
        };
        let result = attempt(limit).await;
        // Of all tries together: the last one alone had less.
        let result = result.map_err(|error| error.after(began.elapsed()));
        tries += 1;
        let is_refused = result.as_ref().is_ok_and(Answer::names_bad_credentials);
        if class == OperationClass::Reading && tries == 1 && is_refused {
            // Tools rewrite credentials while this runs: the new ones may be there.
            continue;
        }
        let Some(wait) = wait_before_next(class, tries, &result, jitter()) else {
            return result;
        };
        // A wait that no clock can count to is beyond every deadline.
        if Instant::now().checked_add(wait).is_none_or(|end| end >= deadline) {
            return result;
        }
        tracing::debug!(operation, tries, ?wait, "trying again");
        tokio::time::sleep(wait).await;
    }
}

/// A number from 0 to 1 that need not be secret.
fn jitter() -> f64 {
    getrandom::u32().map_or(0.5, |bits| f64::from(bits) / f64::from(u32::MAX))
}

/// How long to wait before the next try, or `None` when there must not be one.
///
/// Only reading calls are ever sent twice: for the others a second request could do a second thing.
pub(crate) fn wait_before_next(
    class: OperationClass,
    tries_so_far: u32,
    result: &Result<Answer, CallError>,
    jitter: f64,
) -> Option<Duration> {
    if class != OperationClass::Reading || tries_so_far >= TRIES {
        return None;
    }
    let asked = match result {
        Err(error) if error.is_transient() => None,
        Err(_) => return None,
        Ok(answer) => match answer.error() {
            Some(error) if error.is_retryable() => answer
                .retry_after
                .map(|seconds| Duration::from_secs(seconds.min(LONGEST_RETRY_AFTER))),
            _ => return None,
        },
    };
    // Full jitter: callers that were throttled together do not come back together.
    let ceiling = FIRST_WAIT.saturating_mul(1 << tries_so_far.min(10)).min(LONGEST_WAIT);
    Some(asked.unwrap_or_default().max(ceiling.mul_f64(jitter.clamp(0.0, 1.0))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(status: u16) -> Answer {
        Answer { status, ..Answer::default() }
    }

    fn throttled() -> Answer {
        Answer { error_type: Some("ThrottlingException".into()), ..status(400) }
    }

    #[test]
    fn what_changes_or_destroys_is_never_sent_twice() {
        for class in [OperationClass::Changing, OperationClass::Destroying] {
            for result in [
                Ok(throttled()),
                Ok(status(500)),
                Ok(status(503)),
                Err(CallError::Unreachable("refused".into())),
                Err(CallError::TimedOut(Duration::from_secs(1))),
                Err(CallError::Broken("reset".into())),
            ] {
                assert_eq!(wait_before_next(class, 1, &result, 0.5), None, "{class:?} {result:?}");
            }
        }
    }

    #[test]
    fn reading_calls_are_tried_again_where_that_can_help_and_not_for_ever() {
        let reading = OperationClass::Reading;
        for result in [Ok(throttled()), Ok(status(500)), Err(CallError::Broken("reset".into()))] {
            assert!(wait_before_next(reading, 1, &result, 0.5).is_some(), "{result:?}");
            assert_eq!(wait_before_next(reading, TRIES, &result, 0.5), None);
        }
        for result in [Ok(status(200)), Ok(status(400)), Err(CallError::Credentials(String::new()))]
        {
            assert_eq!(wait_before_next(reading, 1, &result, 0.5), None, "{result:?}");
        }
    }

    #[test]
    fn a_wait_is_an_hour_at_most_however_large_the_number() {
        for (value, seconds) in [
            ("0", Some(0)),
            (" 7 ", Some(7)),
            ("3601", Some(3600)),
            ("9223372036854775807", Some(3600)),
            ("18446744073709551615", Some(3600)),
            ("99999999999999999999999999", Some(3600)),
            ("", None),
            ("-1", None),
            ("+1", None),
            ("1.5", None),
            ("Wed, 21 Oct 2015 07:28:00 GMT", None),
        ] {
            assert_eq!(read_retry_after(value), seconds, "{value:?}");
        }
        let asked = Ok(Answer { retry_after: Some(u64::MAX), ..throttled() });
        let wait = wait_before_next(OperationClass::Reading, 1, &asked, 0.0);
        assert_eq!(wait, Some(Duration::from_hours(1)));
    }

    #[test]
    fn the_wait_grows_and_is_never_shorter_than_aws_asks() {
        let wait = |tries| wait_before_next(OperationClass::Reading, tries, &Ok(throttled()), 1.0);
        assert!(wait(1) < wait(2) && wait(2) < wait(3));
        let asked = Ok(Answer { retry_after: Some(2), ..throttled() });
        let wait = wait_before_next(OperationClass::Reading, 1, &asked, 0.0);
        assert_eq!(wait, Some(Duration::from_secs(2)));
    }
}
