//! What the API says of backups, as evidence.

use backend_api::{BackupExpiry, PostureEvidence, survives};
use cloudhsm_api::{Backup, Timestamp};

/// So many backups are named; how many more there are is said.
const MOST: usize = 10;

/// Backups with their states and times, the newest first.
pub(super) fn listed<'a>(backups: impl IntoIterator<Item = &'a Backup>) -> Vec<PostureEvidence> {
    let mut backups: Vec<_> = backups.into_iter().collect();
    let made =
        |backup: &&Backup| backup.create_timestamp.as_ref().and_then(Timestamp::epoch_millis);
    backups.sort_by_key(|backup| std::cmp::Reverse(made(backup)));
    let more = backups.len().saturating_sub(MOST);
    let mut facts: Vec<_> = backups.into_iter().take(MOST).map(fact).collect();
    if facts.is_empty() {
        facts.push(PostureEvidence { name: "Backups".to_owned(), value: "none".to_owned() });
    }
    if more > 0 {
        let value = format!("and {more} more");
        facts.push(PostureEvidence { name: "Backups".to_owned(), value });
    }
    facts
}

/// Those that no retention ends.
pub(super) fn staying(backups: &[Backup]) -> Vec<PostureEvidence> {
    let stays = |backup: &&Backup| {
        let expiry = BackupExpiry::of(backup, None, None);
        survives(backup) && matches!(expiry, BackupExpiry::NeverExpires | BackupExpiry::Copy)
    };
    listed(backups.iter().filter(stays))
}

fn fact(backup: &Backup) -> PostureEvidence {
    let mut words =
        vec![backup.backup_state.as_ref().map_or("no state", |state| state.as_str()).to_owned()];
    let mut time = |word: &str, time: &Option<Timestamp>| {
        words.extend(time.as_ref().map(|time| format!("{word} {}", time.to_rfc3339())));
    };
    time("created", &backup.create_timestamp);
    time("copied", &backup.copy_timestamp);
    time("deleted at", &backup.delete_timestamp);
    words.extend(backup.cluster_id.as_ref().map(|id| format!("of {id}")));
    words.extend(backup.source_region.as_ref().map(|region| format!("from {region}")));
    if backup.never_expires == Some(true) {
        words.push("NeverExpires".to_owned());
    }
    PostureEvidence { name: backup.backup_id.clone(), value: words.join(", ") }
}
