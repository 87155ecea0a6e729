use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::SystemTime,
};

use super::*;

/// A clock in seconds, whose wall time stands still.
#[derive(Debug, Default)]
struct Seconds(AtomicU64);

impl Clock for Seconds {
    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH
    }

    fn monotonic(&self) -> Duration {
        Duration::from_secs(self.0.load(Ordering::SeqCst))
    }
}

fn ledger() -> (Arc<Seconds>, Ledger) {
    let clock = Arc::new(Seconds::default());
    (clock.clone(), Ledger::new(clock))
}

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn of(backup: &str) -> Issued {
    let target = Target::Backup { backup_id: backup.into() };
    Issued {
        attempt: "attempt".into(),
        region: "us-east-1".into(),
        target,
        cluster: None,
        identity: Identity::default(),
        typed: backup.into(),
        name: None,
        state: Value::Null,
        seen: None,
        elsewhere: None,
    }
}

fn issued() -> Issued {
    of("backup-a")
}

fn code_of<T: std::fmt::Debug>(result: Result<T, Failure>) -> ApiErrorCode {
    result.unwrap_err().error.code
}

#[test]
fn a_permit_is_good_once_and_until_its_end() {
    let (clock, ledger) = ledger();
    ledger.issue("a".into(), issued(), seconds(100));
    ledger.issue("b".into(), of("backup-b"), seconds(100));
    clock.0.store(99, Ordering::SeqCst);
    assert!(ledger.consume("a").is_ok());
    assert_eq!(code_of(ledger.consume("a")), ApiErrorCode::PermitUsed);
    clock.0.store(100, Ordering::SeqCst);
    assert_eq!(code_of(ledger.consume("b")), ApiErrorCode::PermitExpired);
    assert_eq!(code_of(ledger.open("never")), ApiErrorCode::PermitExpired);
}

#[test]
fn one_whose_request_came_too_late_is_given_back_and_ends_no_other() {
    let (_, ledger) = ledger();
    ledger.issue("a".into(), issued(), seconds(100));
    ledger.issue("b".into(), issued(), seconds(100));
    let planned = Issued { state: "state".into(), ..issued() };
    assert!(ledger.consume("a").is_ok());
    ledger.conclude("a", &planned, true);
    assert_eq!(ledger.open("a").unwrap().state, planned.state);
    assert!(ledger.consume("a").is_ok() && ledger.consume("b").is_ok());
}

#[test]
fn one_that_is_used_ends_the_others_for_the_same() {
    let (_, ledger) = ledger();
    for (id, backup) in [("a", "backup-a"), ("b", "backup-a"), ("c", "backup-c")] {
        ledger.issue(id.into(), of(backup), seconds(100));
    }
    let elsewhere = Issued { region: "eu-west-1".into(), ..issued() };
    ledger.issue("d".into(), elsewhere, seconds(100));
    assert!(ledger.consume("a").is_ok());
    ledger.conclude("a", &issued(), false);
    assert_eq!(code_of(ledger.consume("b")), ApiErrorCode::PermitSuperseded);
    assert!(ledger.consume("c").is_ok() && ledger.consume("d").is_ok());
    ledger.issue("e".into(), issued(), seconds(100));
    assert!(ledger.consume("e").is_ok());
}

#[test]
fn five_typing_errors_use_it_up() {
    let (_, ledger) = ledger();
    ledger.issue("a".into(), issued(), seconds(100));
    let left: Vec<_> = (0..5).map(|_| ledger.count_wrong("a").unwrap()).collect();
    assert_eq!(left, [4, 3, 2, 1, 0]);
    assert_eq!(code_of(ledger.open("a")), ApiErrorCode::PermitUsed);
}

#[test]
fn memory_is_bounded() {
    let (_, ledger) = ledger();
    for number in 0..1000_u64 {
        ledger.issue(number.to_string(), issued(), seconds(number + 300));
    }
    let entries = ledger.entries.lock().unwrap();
    assert_eq!(entries.values().filter(|entry| entry.state.is_some()).count(), MOST);
    drop(entries);
    assert!(ledger.open("999").is_ok());
    assert_eq!(code_of(ledger.open("0")), ApiErrorCode::PermitExpired);
}

/// The oldest of all was expired, and the one that had to go was found among those: so none went.
#[test]
fn expired_permits_keep_no_place_of_open_ones() {
    let (clock, ledger) = ledger();
    for number in 0..MOST {
        ledger.issue(format!("old-{number}"), issued(), seconds(10));
    }
    clock.0.store(11, Ordering::SeqCst);
    for number in 0..3 * MOST {
        ledger.issue(format!("new-{number}"), issued(), seconds(1000));
    }
    let open = (0..3 * MOST).filter(|number| ledger.open(&format!("new-{number}")).is_ok());
    assert_eq!(open.count(), MOST);
}
