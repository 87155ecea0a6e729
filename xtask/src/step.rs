//! Telling what is done and how long it takes.

use std::{
    panic::resume_unwind,
    thread,
    time::{Duration, Instant},
};

use crate::error::Result;

/// Says what is about to be done and how long that usually takes, does it, says how long it took.
pub(crate) fn step<T>(what: &str, usually: &str, action: impl FnOnce() -> Result<T>) -> Result<T> {
    eprintln!("==> {what} ({usually})");
    let start = Instant::now();
    let outcome = action()?;
    // Steps can run at the same time: each says which one is done.
    eprintln!("    {what}: done in {}", duration(start.elapsed()));
    Ok(outcome)
}

/// Does two things at the same time. Of two errors, the first one's is returned.
///
/// Builds of different programs leave a processor idle whenever one of them compiles its last crates
/// or links; side by side they fill each other's gaps.
pub(crate) fn at_once(
    one: impl FnOnce() -> Result<()> + Send,
    other: impl FnOnce() -> Result<()>,
) -> Result<()> {
    thread::scope(|scope| {
        let one = scope.spawn(one);
        let other = other();
        one.join().unwrap_or_else(|panic| resume_unwind(panic)).and(other)
    })
}

/// A duration as people say it.
pub(crate) fn duration(duration: Duration) -> String {
    match duration.as_secs() {
        seconds @ 0..120 => format!("{seconds} s"),
        seconds => format!("{} min {:02} s", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;

    #[test]
    fn both_are_done_and_an_error_of_either_is_returned() {
        let fails = || Err(Error::Interrupted);
        assert!(at_once(|| Ok(()), || Ok(())).is_ok());
        assert!(at_once(fails, || Ok(())).is_err());
        let mut done = false;
        let other = || {
            done = true;
            Ok(())
        };
        assert!(at_once(fails, other).is_err() && done);
        assert!(at_once(|| Ok(()), fails).is_err());
    }

    #[test]
    fn durations_read_well() {
        let told: Vec<_> =
            [0, 119, 120, 605].map(|seconds| duration(Duration::from_secs(seconds))).into();
        assert_eq!(told, ["0 s", "119 s", "2 min 00 s", "10 min 05 s"]);
    }
}
