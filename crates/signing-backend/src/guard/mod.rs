//! The guard: nothing is destroyed, and no protection taken off, but through here.
//!
//! A *plan* reads the resource afresh and says what its deletion would do; with no blockers it
//! carries a *permit*. A *deletion* shows the permit and what the person typed and acknowledged;
//! everything is checked, the resource is read again, the intent is on the disk, and then one
//! request is sent. What changes and can be changed back needs no plan, but passes here for its
//! record. Must not know: HTTP and sessions' tokens.

mod asked;
mod attempt;
mod backup_warnings;
mod blocker;
mod blockers;
mod busy;
mod canonical;
mod change;
mod command;
mod confirm;
mod copies;
mod deletion;
mod difference;
mod elsewhere;
mod evidence_lost;
mod follow;
mod hsm_removal;
mod key_store_state;
mod key_stores;
mod ledger;
mod new_attempt;
mod open_creation;
mod permit;
mod permit_checks;
mod plan;
mod reading;
mod receipt;
mod recent_use;
mod recreate_command;
mod request;
mod restart;
mod retirement;
mod rules;
mod seen;
mod sending;
mod snapshot;
mod survivors;
mod target;
mod unguarded_change;
mod warning_list;
mod warnings;

use change::Creations;
pub use change::{BackupAction, BackupChange, Change, NewCluster};
pub use deletion::DeletionResponse;
pub use request::{DeletionRequest, OperationRequest};
pub use rules::{GuardRules, ProductionTags};
pub use target::{HsmIds, Target};

use std::sync::Arc;

use backend_api::{ApiErrorCode, Attempt, Attempts};
use cloudhsm_api::Operation;
use serde_json::{Map, Value};
use tokio::sync::watch;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{Failure, audit::AuditLog, clock::Clock, forward::Upstream, random::NoRandomness};
use attempt::{book::Book, run::Desk};
use busy::BusyTargets;
use ledger::Ledger;
use permit::PermitKey;
use receipt::Remains;

/// Plans, permits and sends deletions.
#[derive(Debug)]
pub struct Guard {
    upstream: Arc<dyn Upstream>,
    /// Where attempts are kept and recorded.
    desk: Desk,
    rules: GuardRules,
    /// The session that permits are bound to.
    session: String,
    key: PermitKey,
    ledger: Ledger,
    busy: BusyTargets,
    /// What the creations of this process made.
    creations: Creations,
    /// What the deletions of this process leave.
    left: Remains,
    /// What is being sent: it continues when the client disconnects, and the end of the process waits
    /// for it.
    sending: TaskTracker,
    /// Ends what only reads.
    ending: CancellationToken,
}

impl Guard {
    /// A guard with a key of its own: permits don't outlive it.
    pub fn new(
        upstream: Arc<dyn Upstream>,
        audit: AuditLog,
        clock: Arc<dyn Clock>,
        rules: GuardRules,
        session: String,
    ) -> Result<Self, NoRandomness> {
        Ok(Self {
            upstream,
            rules,
            session,
            key: PermitKey::generate()?,
            ledger: Ledger::new(clock.clone()),
            desk: Desk { book: Arc::new(Book::default()), audit, clock },
            busy: BusyTargets::default(),
            creations: Creations::default(),
            left: Remains::default(),
            sending: TaskTracker::new(),
            ending: CancellationToken::new(),
        })
    }

    /// Whether a request passes only with a permit.
    pub fn guards(&self, operation: Operation, body: &Map<String, Value>) -> bool {
        self.rules.guards(operation, body)
    }

    /// One attempt.
    pub fn attempt(&self, id: &str) -> Result<Attempt, Failure> {
        self.desk.book.get(id).ok_or_else(|| {
            Failure::backend(ApiErrorCode::AttemptNotFound, "No attempt has this ID.")
                .with_field("attempt")
        })
    }

    /// The attempts that are kept, newest first.
    pub fn attempts(&self) -> Attempts {
        Attempts { attempts: self.desk.book.all() }
    }

    /// Told of every change of an attempt.
    pub fn attempts_changes(&self) -> watch::Receiver<u64> {
        self.desk.book.changes()
    }

    /// Waits until everything that was sent has its outcome recorded.
    pub async fn finish(&self) {
        self.ending.cancel();
        self.sending.close();
        self.sending.wait().await;
        self.desk.audit.finish().await;
    }
}
