//! Telling what is done and how long it takes.

use std::time::{Duration, Instant};

use crate::error::Result;

/// Says what is about to be done and how long that usually takes, does it, says how long it took.
pub(crate) fn step<T>(what: &str, usually: &str, action: impl FnOnce() -> Result<T>) -> Result<T> {
    eprintln!("==> {what} ({usually})");
    let start = Instant::now();
    let outcome = action()?;
    eprintln!("    done in {}", duration(start.elapsed()));
    Ok(outcome)
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

    #[test]
    fn durations_read_well() {
        let told: Vec<_> =
            [0, 119, 120, 605].map(|seconds| duration(Duration::from_secs(seconds))).into();
        assert_eq!(told, ["0 s", "119 s", "2 min 00 s", "10 min 05 s"]);
    }
}
