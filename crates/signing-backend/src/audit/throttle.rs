//! How many refusals are recorded one by one: whoever asks for what is refused could otherwise fill
//! the disk.

use std::time::Duration;

use tokio::time::Instant;

use super::Entry;

/// So many may come at once.
pub(super) const BURST: u32 = 20;
/// After those, one each.
pub(super) const INTERVAL: Duration = Duration::from_millis(500);

/// The code of a record that stands for several refusals.
const SEVERAL: &str = "SeveralRefusals";

/// Counts what is not recorded one by one.
#[derive(Debug, Default)]
pub(super) struct Throttle {
    /// When as many may come at once as at first.
    full_again: Option<Instant>,
    left_out: u64,
    last: Option<Entry>,
    /// Somebody waits to write what is left out.
    pub(super) awaited: bool,
}

impl Throttle {
    /// The refusal, if it is to be recorded by itself now. Else it is counted.
    pub(super) fn pass(&mut self, entry: Entry, now: Instant) -> Option<Entry> {
        // After what was left out, not before.
        if self.left_out == 0 && self.take(now) {
            return Some(entry);
        }
        self.left_out += 1;
        self.last = Some(entry);
        None
    }

    /// One record of all that was left out, when it is time for one.
    pub(super) fn several(&mut self, now: Instant) -> Option<LeftOut> {
        if self.left_out == 0 || !self.take(now) {
            return None;
        }
        self.rest()
    }

    /// The same, whatever the time.
    pub(super) fn rest(&mut self) -> Option<LeftOut> {
        let last = self.last.take()?;
        Some(LeftOut { count: std::mem::take(&mut self.left_out), last })
    }

    /// Takes back what could not be written.
    pub(super) fn take_back(&mut self, left_out: LeftOut) {
        self.left_out += left_out.count;
        self.last.get_or_insert(left_out.last);
    }

    /// Whether something waits to be written.
    pub(super) fn has_more(&self) -> bool {
        self.left_out > 0
    }

    fn take(&mut self, now: Instant) -> bool {
        let full_again = self.full_again.map_or(now, |time| time.max(now));
        if full_again.duration_since(now) > INTERVAL * (BURST - 1) {
            return false;
        }
        self.full_again = Some(full_again + INTERVAL);
        true
    }
}

/// Refusals that were not recorded one by one.
#[derive(Debug, Clone)]
pub(super) struct LeftOut {
    count: u64,
    last: Entry,
}

impl LeftOut {
    /// The record of all of them. One alone is recorded as it came.
    pub(super) fn entry(&self) -> Entry {
        let last = self.last.clone();
        if self.count == 1 {
            return last;
        }
        let code = last.code.as_deref().unwrap_or("unknown");
        let detail = format!(
            "{} refusals came too fast to be recorded one by one. The last one is shown; its code \
             was {code}.",
            self.count
        );
        Entry { code: Some(SEVERAL.to_owned()), detail: Some(detail), ..last }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use backend_api::AuditEvent;
    use cloudhsm_api::Operation;

    fn refusal(attempt: usize) -> Entry {
        Entry {
            code: Some("PermitRequired".into()),
            ..Entry::new(
                AuditEvent::Refusal,
                attempt.to_string(),
                Operation::DeleteCluster,
                "cluster-aaaaaaaaaaa",
            )
        }
    }

    #[test]
    fn a_flood_is_counted_and_a_trickle_is_not() {
        let (mut throttle, start) = (Throttle::default(), Instant::now());
        let passed = (0..1000).filter_map(|at| throttle.pass(refusal(at), start)).count();
        assert_eq!(passed, BURST as usize);
        assert!(throttle.several(start).is_none());
        let left_out = throttle.several(start + INTERVAL).unwrap();
        let entry = left_out.entry();
        assert_eq!((entry.attempt.as_str(), entry.code.as_deref()), ("999", Some(SEVERAL)));
        assert!(entry.detail.unwrap().starts_with("980 refusals"));
        assert!(!throttle.has_more());

        let mut throttle = Throttle::default();
        for at in 0..100 {
            let now = start + INTERVAL * at;
            assert!(throttle.pass(refusal(0), now).is_some(), "{at}");
        }
    }

    #[test]
    fn what_could_not_be_written_is_counted_on_and_one_alone_is_recorded_as_it_came() {
        let (mut throttle, start) = (Throttle::default(), Instant::now());
        let passed = (0..1000).take_while(|_| throttle.pass(refusal(1), start).is_some());
        assert_eq!(passed.count(), BURST as usize);
        let left_out = throttle.several(start + INTERVAL).unwrap();
        assert_eq!(left_out.entry(), refusal(1));
        throttle.take_back(left_out);
        throttle.pass(refusal(2), start + INTERVAL * 2);
        let left_out = throttle.rest().unwrap();
        assert!(left_out.entry().detail.unwrap().starts_with("2 refusals"));
        assert_eq!(left_out.entry().attempt, "2");
    }
}
