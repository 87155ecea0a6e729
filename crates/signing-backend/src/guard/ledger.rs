//! Which permits are out, what was planned under each, and which are used up.
//!
//! Kept in memory with the key: when the process ends, all permits end.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use backend_api::code;
use serde_json::Value;

use super::Target;
use crate::Failure;

/// So many wrong confirmations use a permit up.
const TRIES: u8 = 5;
/// Permits that are out at once; beyond that the oldest ends.
const MOST: usize = 64;
/// A permit is remembered so long after its end, to say *why* it is no good.
const REMEMBER_MILLIS: i64 = 30 * 60 * 1000;

/// A permit that is out.
#[derive(Debug, Clone)]
pub(crate) struct Issued {
    pub(crate) region: String,
    pub(crate) target: Target,
    /// The canonical state that was planned on.
    pub(crate) state: Value,
}

#[derive(Debug)]
struct Entry {
    /// Written as text: most of a state is certificates, and a tree of it is several times as big.
    state: Option<String>,
    region: String,
    target: Target,
    expires: i64,
    wrong: u8,
    end: Option<End>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Used,
    TooManyTries,
    Changed,
    Superseded,
    Crowded,
}

/// All permits of this process.
#[derive(Debug, Default)]
pub(crate) struct Ledger(Mutex<HashMap<String, Entry>>);

impl Ledger {
    /// Notes a new permit.
    pub(crate) fn issue(&self, id: String, issued: Issued, expires: i64, now: i64) {
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        entries.retain(|_, entry| now < entry.expires.saturating_add(REMEMBER_MILLIS));
        entries.values_mut().filter(|entry| entry.expires <= now).for_each(|it| it.state = None);
        let open = entries.values().filter(|entry| entry.end.is_none() && now < entry.expires);
        if open.count() >= MOST {
            let oldest = entries
                .values_mut()
                .filter(|entry| entry.end.is_none())
                .min_by_key(|entry| entry.expires);
            if let Some(oldest) = oldest {
                oldest.close(End::Crowded);
            }
        }
        let state = Some(issued.state.to_string());
        let Issued { region, target, .. } = issued;
        let entry = Entry { state, region, target, expires, wrong: 0, end: None };
        entries.insert(id, entry);
    }

    /// What was planned under a permit that is still good.
    pub(crate) fn open(&self, id: &str, now: i64) -> Result<Issued, Failure> {
        self.with(id, now, |entry| {
            let state = entry.state.as_deref().and_then(|text| serde_json::from_str(text).ok());
            Issued {
                region: entry.region.clone(),
                target: entry.target.clone(),
                state: state.unwrap_or_default(),
            }
        })
    }

    /// Counts a wrong confirmation; how many more are allowed.
    pub(crate) fn count_wrong(&self, id: &str, now: i64) -> Result<u8, Failure> {
        self.with(id, now, |entry| {
            entry.wrong += 1;
            if entry.wrong >= TRIES {
                entry.close(End::TooManyTries);
            }
            TRIES - entry.wrong
        })
    }

    /// Ends a permit whose state is no longer the planned one.
    pub(crate) fn end_changed(&self, id: &str, now: i64) {
        let _ = self.with(id, now, |entry| entry.close(End::Changed));
    }

    /// Uses a permit up, and ends all others for the same. Of any number of callers, one gets `Ok`.
    pub(crate) fn consume(&self, id: &str, now: i64) -> Result<(), Failure> {
        let place = self.with(id, now, |entry| {
            entry.close(End::Used);
            (entry.region.clone(), entry.target.clone())
        })?;
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        entries
            .values_mut()
            .filter(|it| it.end.is_none() && (&it.region, &it.target) == (&place.0, &place.1))
            .for_each(|it| it.close(End::Superseded));
        Ok(())
    }

    fn with<T>(
        &self,
        id: &str,
        now: i64,
        work: impl FnOnce(&mut Entry) -> T,
    ) -> Result<T, Failure> {
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // A good signature without an entry: forgotten after its end.
        let entry = entries.get_mut(id).ok_or_else(expired)?;
        match entry.end {
            Some(end) => Err(end.failure()),
            None if now >= entry.expires => Err(expired()),
            None => Ok(work(entry)),
        }
    }
}

impl Entry {
    fn close(&mut self, end: End) {
        self.end = Some(end);
        self.state = None;
    }
}

impl End {
    fn failure(self) -> Failure {
        let (code, message) = match self {
            Self::Used => (code::PERMIT_USED, "This permit was used before. Plan again."),
            Self::TooManyTries => (
                code::PERMIT_USED,
                "This permit was used up by five wrong confirmations. Plan again.",
            ),
            Self::Changed => (
                code::PERMIT_USED,
                "This permit ended when the state was found to be another than planned. Use the \
                 new plan.",
            ),
            Self::Superseded => (
                code::PERMIT_SUPERSEDED,
                "Another plan of the same was carried out since this permit was made. Look at what \
                 came of it, and plan again if there is still something to do.",
            ),
            Self::Crowded => (
                code::PERMIT_EXPIRED,
                "This permit ended because many newer plans were made. Plan again.",
            ),
        };
        Failure::backend(code, message).with_field(backend_api::PERMIT_HEADER)
    }
}

fn expired() -> Failure {
    Failure::backend(code::PERMIT_EXPIRED, "This permit's time is over. Plan again.")
        .with_field(backend_api::PERMIT_HEADER)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn issued() -> Issued {
        of("backup-a")
    }

    fn of(backup: &str) -> Issued {
        let target = Target::Backup { backup_id: backup.into() };
        Issued { region: "us-east-1".into(), target, state: Value::Null }
    }

    fn code_of<T: std::fmt::Debug>(result: Result<T, Failure>) -> String {
        result.unwrap_err().error.code
    }

    #[test]
    fn a_permit_is_good_once_and_until_its_end() {
        let ledger = Ledger::default();
        ledger.issue("a".into(), issued(), 100, 0);
        ledger.issue("b".into(), of("backup-b"), 100, 0);
        assert!(ledger.consume("a", 99).is_ok());
        assert_eq!(code_of(ledger.consume("a", 99)), code::PERMIT_USED);
        assert_eq!(code_of(ledger.consume("b", 100)), code::PERMIT_EXPIRED);
        assert_eq!(code_of(ledger.open("never", 0)), code::PERMIT_EXPIRED);
    }

    #[test]
    fn one_that_is_used_ends_the_others_for_the_same() {
        let ledger = Ledger::default();
        for (id, backup) in [("a", "backup-a"), ("b", "backup-a"), ("c", "backup-c")] {
            ledger.issue(id.into(), of(backup), 100, 0);
        }
        let elsewhere = Issued { region: "eu-west-1".into(), ..issued() };
        ledger.issue("d".into(), elsewhere, 100, 0);
        assert!(ledger.consume("a", 1).is_ok());
        assert_eq!(code_of(ledger.consume("b", 1)), code::PERMIT_SUPERSEDED);
        assert!(ledger.consume("c", 1).is_ok() && ledger.consume("d", 1).is_ok());
        ledger.issue("e".into(), issued(), 100, 1);
        assert!(ledger.consume("e", 2).is_ok());
    }

    #[test]
    fn five_typing_errors_use_it_up() {
        let ledger = Ledger::default();
        ledger.issue("a".into(), issued(), 100, 0);
        let left: Vec<_> = (0..5).map(|_| ledger.count_wrong("a", 1).unwrap()).collect();
        assert_eq!(left, [4, 3, 2, 1, 0]);
        assert_eq!(code_of(ledger.open("a", 1)), code::PERMIT_USED);
    }

    #[test]
    fn memory_is_bounded() {
        let ledger = Ledger::default();
        for number in 0..1000_i64 {
            ledger.issue(number.to_string(), issued(), number + 300_000, number);
        }
        let states =
            ledger.0.lock().unwrap().values().filter(|entry| entry.state.is_some()).count();
        assert_eq!(states, MOST);
        assert!(ledger.open("999", 1000).is_ok());
        assert_eq!(code_of(ledger.open("0", 1000)), code::PERMIT_EXPIRED);
    }
}
