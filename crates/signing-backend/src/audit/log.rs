//! Appending records, and reading the newest.

use std::{
    collections::VecDeque,
    io,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

use backend_api::{Activity, AuditEvent, AuditRecord, RecordedState};
use cloudhsm_api::Operation;

use super::{Store, Verifier, chain};
use crate::{
    clock::{Clock, timestamp},
    identity::Identity,
};

/// The console shows so many.
const NEWEST: usize = 500;

/// What a record says, without its place in the chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Which part of a call this is.
    pub event: AuditEvent,
    /// Joins an intent with its outcome.
    pub attempt: String,
    /// Who asked, in which account, at which endpoint.
    pub(crate) identity: Identity,
    /// The session's name.
    pub session: String,
    /// The region.
    pub region: String,
    /// The operation.
    pub operation: Operation,
    /// The resource's id.
    pub resource: String,
    /// The cluster that it belongs to.
    pub cluster: Option<String>,
    /// The keys of the tags that the request sets or removes.
    pub tags: Vec<String>,
    /// The digest of the confirmed plan.
    pub plan_digest: Option<String>,
    /// Whether the typed text was what the plan asked for; `None` where nothing must be typed.
    pub confirmation_matched: Option<bool>,
    /// The acknowledged warnings.
    pub acknowledged: Vec<String>,
    /// AWS's request id.
    pub request_id: Option<String>,
    /// The state that the attempt is in.
    pub outcome: Option<RecordedState>,
    /// The error code of a refusal, or of what left the outcome open.
    pub code: Option<String>,
    /// More about that.
    pub detail: Option<String>,
}

impl From<AuditRecord> for Entry {
    /// What a further record of the same attempt says; not its outcome.
    fn from(record: AuditRecord) -> Self {
        Self {
            identity: Identity::of(&record),
            event: AuditEvent::Outcome,
            attempt: record.attempt,
            session: record.session,
            region: record.region,
            operation: record.operation,
            resource: record.resource,
            cluster: record.cluster,
            tags: record.tags,
            plan_digest: record.plan_digest,
            confirmation_matched: record.confirmation_matched,
            acknowledged: record.acknowledged,
            request_id: None,
            outcome: None,
            code: None,
            detail: None,
        }
    }
}

/// A record could not be written, or the log could not be read.
#[derive(Debug, thiserror::Error)]
#[error("the audit log can't be used: {0}")]
pub struct AuditError(#[from] io::Error);

/// The log. Its clones are the same log.
#[derive(Debug, Clone)]
pub struct AuditLog {
    inner: Arc<Mutex<Inner>>,
    clock: Arc<dyn Clock>,
}

#[derive(Debug)]
struct Inner {
    store: Box<dyn Store>,
    sequence: u64,
    previous: String,
}

impl AuditLog {
    /// A log that continues where the verifier ended.
    pub fn new(store: Box<dyn Store>, verifier: &Verifier, clock: Arc<dyn Clock>) -> Self {
        let inner = Inner {
            store,
            sequence: verifier.sequence(),
            previous: verifier.previous().to_owned(),
        };
        Self { inner: Arc::new(Mutex::new(inner)), clock }
    }

    /// Appends a record; it is on the disk when this returns.
    pub async fn append(&self, entry: Entry) -> Result<(), AuditError> {
        let (inner, clock) = (self.inner.clone(), self.clock.clone());
        // On a thread of its own: a disk may take its time, and the work must not stop half way
        // when the client goes.
        in_background(move || {
            let mut inner = inner.lock().unwrap_or_else(PoisonError::into_inner);
            // Taken under the lock, so that times are in the order of the lines.
            let time = timestamp(clock.now()).to_rfc3339();
            let sequence = inner.sequence + 1;
            let record = into_record(entry, sequence, time, inner.previous.clone());
            let line = serde_json::to_vec(&record).map_err(io::Error::other)?;
            inner.store.append(&line, sequence)?;
            inner.sequence = sequence;
            inner.previous = chain::hash(&line);
            Ok(())
        })
        .await
    }

    /// The newest records, read from the disk, and whether the whole log holds together.
    pub async fn activity(&self) -> Result<Activity, AuditError> {
        let inner = self.inner.clone();
        in_background(move || {
            // Under the lock, so that no line is read half written.
            let inner = inner.lock().unwrap_or_else(PoisonError::into_inner);
            let mut newest = VecDeque::with_capacity(NEWEST);
            let verifier = read_all(&inner.store.files()?, |record| {
                if newest.len() == NEWEST {
                    newest.pop_front();
                }
                newest.push_back(record);
            })?;
            let mut verifier = verifier;
            if verifier.previous() != inner.previous {
                verifier.break_at_end("the log's last line is not the one that was written last");
            }
            Ok(Activity { records: newest.into_iter().rev().collect(), chain: verifier.status() })
        })
        .await
    }
}

fn read_all(files: &[PathBuf], mut each: impl FnMut(AuditRecord)) -> io::Result<Verifier> {
    let mut verifier = Verifier::default();
    for file in files {
        chain::read(file, &mut verifier, &mut each)?;
    }
    Ok(verifier)
}

async fn in_background<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T, AuditError> {
    let result = tokio::task::spawn_blocking(work).await;
    Ok(result.map_err(io::Error::other).flatten()?)
}

fn into_record(entry: Entry, sequence: u64, time: String, previous: String) -> AuditRecord {
    AuditRecord {
        sequence,
        time,
        event: entry.event,
        attempt: entry.attempt,
        who: entry.identity.who().unwrap_or_else(|| "unknown".to_owned()),
        person: entry.identity.person,
        caller: entry.identity.caller,
        access_key_id: entry.identity.access_key_id,
        account: entry.identity.account,
        partition: entry.identity.partition,
        endpoint: entry.identity.endpoint,
        session: entry.session,
        region: entry.region,
        operation: entry.operation,
        resource: entry.resource,
        cluster: entry.cluster,
        tags: entry.tags,
        plan_digest: entry.plan_digest,
        confirmation_matched: entry.confirmation_matched,
        acknowledged: entry.acknowledged,
        request_id: entry.request_id,
        outcome: entry.outcome,
        code: entry.code,
        detail: entry.detail,
        previous,
    }
}
