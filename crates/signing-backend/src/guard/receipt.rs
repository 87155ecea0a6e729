//! The receipt of an attempt: the attempt, what a deletion left, and the records of both.
//!
//! What is left is kept in memory, as it was read right before the request was sent. After a restart
//! it is not known, and nothing is guessed.

mod words;

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};

use backend_api::{ApiErrorCode, Attempt, AuditRecord, DeletionPlan, Evidence, Left, Receipt};

use super::{Guard, restart::of_records, snapshot::Snapshot};
use crate::{Failure, clock::timestamp};

/// What so many deletions left is kept.
const MOST: usize = 100;
/// So many of the backups are named.
const MOST_BACKUPS: usize = 20;

/// What deletions left, by the IDs of their attempts; the oldest first.
#[derive(Debug, Default)]
pub(super) struct Remains(Mutex<VecDeque<(String, Left)>>);

impl Remains {
    fn keep(&self, attempt: &str, left: Left) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|(id, _)| id != attempt);
        all.push_back((attempt.to_owned(), left));
        if all.len() > MOST {
            all.pop_front();
        }
    }

    fn get(&self, attempt: &str) -> Option<Left> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.iter().find(|(id, _)| id == attempt).map(|(_, left)| left.clone())
    }
}

impl Guard {
    /// Keeps what the deletion of an attempt leaves, as the reading before its request showed it.
    pub(super) fn keep_left(&self, attempt: &str, described: &DeletionPlan, found: &Snapshot) {
        // A dry run leaves everything.
        if self.desk.book.get(attempt).is_some() {
            self.left.keep(attempt, left(described, found));
        }
    }

    /// An attempt that this process or, if it doesn't, the log knows.
    pub async fn attempt_or_recorded(&self, id: &str) -> Result<Attempt, Failure> {
        match self.attempt(id) {
            Ok(attempt) => Ok(attempt),
            Err(missing) => recorded(&self.records(id).await?).ok_or(missing),
        }
    }

    /// The receipt of such an attempt.
    pub async fn receipt(&self, id: &str) -> Result<Receipt, Failure> {
        // First the attempt: what it says of its end, the log has too, or has a moment later.
        let known = self.attempt(id);
        let records = self.records(id).await?;
        let attempt = known.or_else(|missing| recorded(&records).ok_or(missing))?;
        let followed = self.desk.book.is_followed(id);
        words::receipt(&attempt, followed, self.left.get(id).as_ref(), &records).ok_or_else(|| {
            Failure::backend(ApiErrorCode::InternalError, "The receipt can’t be written.")
        })
    }

    async fn records(&self, id: &str) -> Result<Vec<Evidence>, Failure> {
        self.desk.audit.of_attempt(id).await.map_err(|error| {
            tracing::error!(%error, "the records of an attempt can't be read");
            Failure::backend(
                ApiErrorCode::AuditUnavailable,
                "The audit log can’t be read. See the backend’s log.",
            )
        })
    }
}

/// The attempt as its records have it.
fn recorded(records: &[Evidence]) -> Option<Attempt> {
    let newest_first: Vec<&AuditRecord> = records.iter().rev().map(|it| &it.record).collect();
    of_records(&newest_first)
}

fn left(described: &DeletionPlan, found: &Snapshot) -> Left {
    let backups = &described.survivors;
    let recreate = backups.iter().find_map(|backup| backup.recreate.clone());
    let undo = || described.undo.as_ref().map(|undo| undo.request.cli.clone());
    let named: Vec<_> = backups
        .iter()
        .take(MOST_BACKUPS)
        // One command is enough.
        .map(|backup| backend_api::SurvivingBackup { recreate: None, ..backup.clone() })
        .collect();
    let older = u32::try_from(backups.len() - named.len()).unwrap_or(u32::MAX);
    Left {
        read_at: timestamp(found.read_at),
        backups: named,
        older,
        restore: recreate.or_else(undo),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_is_kept_of_the_newest_and_the_last_reading_counts() {
        let remains = Remains::default();
        let left = |older| Left {
            read_at: cloudhsm_api::Timestamp::default(),
            backups: Vec::new(),
            older,
            restore: None,
        };
        remains.keep("first", left(0));
        for number in 0..MOST {
            remains.keep(&number.to_string(), left(1));
        }
        remains.keep("1", left(2));
        assert_eq!(remains.get("first"), None);
        assert_eq!(remains.get("1").map(|it| it.older), Some(2));
        assert_eq!(remains.get("2").map(|it| it.older), Some(1));
    }
}
