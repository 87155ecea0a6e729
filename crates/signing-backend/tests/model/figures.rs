//! What the schedules had in them: a model in which nothing ever happens proves nothing.

use std::ops::AddAssign;

use cloudhsm_api::{Operation, OperationClass};

use crate::world::Known;

/// Counts over one schedule, or over all of them.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Figures {
    pub(crate) schedules: u64,
    /// Schedules in which a backend's deletion was carried out.
    pub(crate) deleting: u64,
    pub(crate) requests: u64,
    /// Requests whose client went away.
    pub(crate) abandoned: u64,
    pub(crate) readings: u64,
    /// Readings that left out what was there.
    pub(crate) lies: u64,
    pub(crate) deletions_sent: u64,
    pub(crate) changes_sent: u64,
    /// Handed over, and no answer that says what came of it.
    pub(crate) lost: u64,
    pub(crate) refused: u64,
    pub(crate) accepted: u64,
    pub(crate) kills: u64,
    pub(crate) restarts: u64,
    pub(crate) lines: u64,
    /// Lines that a full disk did not take.
    pub(crate) lines_lost: u64,
    /// Deletions whose end the log has.
    pub(crate) gone: u64,
    pub(crate) came_back: u64,
    /// HSMs that were gone and there again.
    pub(crate) returns: u64,
    /// Sends that end a cluster's service, whose key stores were read before.
    pub(crate) key_stores_read: u64,
    /// Confirmations that were refused because of key stores.
    pub(crate) key_stores_prevented: u64,
    pub(crate) simulated_hours: f64,
}

impl Figures {
    pub(crate) fn sent(&mut self, operation: Operation, known: Known) {
        match operation.class() {
            OperationClass::Destroying => self.deletions_sent += 1,
            _ => self.changes_sent += 1,
        }
        match known {
            Known::Open => self.lost += 1,
            Known::Accepted => self.accepted += 1,
            Known::Refused | Known::NotSent => self.refused += 1,
        }
    }
}

impl AddAssign for Figures {
    fn add_assign(&mut self, other: Self) {
        self.schedules += other.schedules;
        self.deleting += other.deleting;
        self.requests += other.requests;
        self.abandoned += other.abandoned;
        self.readings += other.readings;
        self.lies += other.lies;
        self.deletions_sent += other.deletions_sent;
        self.changes_sent += other.changes_sent;
        self.lost += other.lost;
        self.refused += other.refused;
        self.accepted += other.accepted;
        self.kills += other.kills;
        self.restarts += other.restarts;
        self.lines += other.lines;
        self.lines_lost += other.lines_lost;
        self.gone += other.gone;
        self.came_back += other.came_back;
        self.returns += other.returns;
        self.key_stores_read += other.key_stores_read;
        self.key_stores_prevented += other.key_stores_prevented;
        self.simulated_hours += other.simulated_hours;
    }
}
