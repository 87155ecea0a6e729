//! The log as a whole: room for outcomes, what is remembered, who reads it meanwhile.

mod parts;
mod readers;
mod room;

use std::{
    future::Future as _,
    io,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
    task::Poll,
    time::Duration,
};

use backend_api::{Activity, AttemptState, AuditEvent, AuditRecord, ChainStatus};
use cloudhsm_api::Operation;

use super::*;
use crate::clock::SystemClock;

fn entry(event: AuditEvent, attempt: &str) -> Entry {
    Entry::new(event, attempt, Operation::DeleteCluster, "cluster-aaaaaaaaaaa")
}

fn intent(attempt: &str) -> Entry {
    entry(AuditEvent::Intent, attempt)
}

fn outcome(attempt: &str) -> Entry {
    Entry { outcome: Some(AttemptState::Gone.into()), ..entry(AuditEvent::Outcome, attempt) }
}

fn refusal(attempt: &str) -> Entry {
    entry(AuditEvent::Refusal, attempt)
}

fn log_over(store: impl Store + 'static) -> AuditLog {
    AuditLog::new(Box::new(store), &Verifier::default(), Arc::new(SystemClock))
}

/// A program that another test starts has the file too, from its fork to its exec.
fn open(path: &Path) -> Opened {
    let start = std::time::Instant::now();
    loop {
        match FileStore::open(path) {
            Err(OpenError::InUse(_)) if start.elapsed() < Duration::from_secs(10) => {
                std::thread::yield_now();
            }
            opened => return opened.unwrap(),
        }
    }
}

fn reopened(path: &Path) -> (AuditLog, Found) {
    let Opened { store, verifier, last_words, .. } = open(path);
    let log = AuditLog::new(Box::new(store), &verifier, Arc::new(SystemClock));
    (log, Found { verifier, last_words })
}

struct Found {
    verifier: Verifier,
    last_words: Vec<AuditRecord>,
}

fn records(path: &Path) -> Vec<AuditRecord> {
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn attempts_in(path: &Path) -> Vec<String> {
    records(path).into_iter().map(|record| record.attempt).collect()
}
