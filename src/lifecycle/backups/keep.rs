//! `/regions/{region}/backups/{id}/keep`: a backup that never expires, or that expires again.

use std::sync::Arc;

use backend_api::{BackupExpiry, ChangeRequest};
use cloudhsm_api::Operation;
use leptos::prelude::*;
use serde_json::json;

use super::live::{Asked, FORM, LiveBackup, backup_page};
use crate::{
    components::{NoticeKind, Shape, card, facts, kept_until, notice},
    lifecycle::{
        change::ChangeWords,
        live::{not_signed, source},
    },
    route::Place,
    time::server_in_millis,
};

const GUIDE: &str =
    "https://docs.aws.amazon.com/cloudhsm/latest/userguide/manage-backup-retention.html";

/// The page.
pub(super) fn keep_page(place: Place) -> AnyView {
    backup_page(place, "Backup expiry", |live| live.form_or_plan(move |asked| form(live, asked)))
}

fn form(live: LiveBackup, asked: RwSignal<Option<Arc<Asked>>>) -> AnyView {
    let is_kept = Memo::new(move |_| live.with(|it| it.backup.never_expires == Some(true)));
    let choice = move || {
        let keep = !is_kept.get();
        let (title, button) = if keep {
            ("Keep it for ever", "Review the plan to keep it")
        } else {
            ("Let it expire again", "Review the plan to let it expire")
        };
        let effect = move || live.with(|it| effect(keep, it.expiry(), it.expiry_if(keep)));
        let review = move |_| asked.set(Some(Arc::new(request(&live.id(), keep))));
        let content = view! {
            {move || effect()}
            <div class="toolbar">
                <button type="button" class="button primary" on:click=review>{button}</button>
            </div>
        };
        card(title, content.into_any())
    };
    view! {
        <div class="steps" id=FORM tabindex="-1">
            {not_signed(&[Operation::ModifyBackupAttributes])}
            {live.facts()}
            {move || choice()}
            {rules()}
        </div>
    }
    .into_any()
}

/// How long it is kept before and after, and what is odd about that.
fn effect(keep: bool, now: BackupExpiry, then: BackupExpiry) -> AnyView {
    let at_risk = risk(keep, &then, server_in_millis())
        .map(|words| notice(NoticeKind::Danger, None, view! { <p>{words}</p> }.into_any()));
    let pairs =
        vec![("Kept until, now", kept_until(now)), ("Kept until, afterwards", kept_until(then))];
    view! { {facts(pairs)}{at_risk} }.into_any()
}

/// What letting it expire can lose; `None` where nothing.
fn risk(keep: bool, then: &BackupExpiry, now_millis: i64) -> Option<&'static str> {
    if keep {
        return None;
    }
    if then.overdue_since(now_millis).is_some() {
        return Some("Its retention is already over. AWS can delete it as soon as it may expire.");
    }
    let is_unknown = matches!(then, BackupExpiry::Unknown | BackupExpiry::UnknownRetention { .. });
    is_unknown.then_some(
        "It isn’t known when its retention ends, so AWS may delete it as soon as it may expire.",
    )
}

fn request(id: &str, keep: bool) -> Asked {
    let words = if keep {
        ChangeWords {
            action: "Keep this backup for ever",
            shape: Shape::Check,
            doing: "Setting it to never expire",
            nothing: "The backup’s expiry was not changed",
            is_grave: false,
        }
    } else {
        ChangeWords {
            action: "Let this backup expire",
            shape: Shape::Alert,
            doing: "Letting it expire",
            nothing: "The backup’s expiry was not changed",
            is_grave: true,
        }
    };
    let input = json!({ "BackupId": id, "NeverExpires": keep });
    Asked { request: ChangeRequest { operation: Operation::ModifyBackupAttributes, input }, words }
}

/// What the attribute does and doesn't.
fn rules() -> AnyView {
    let content = view! {
        <ul class="notes">
            <li>"A backup that never expires is left alone by its cluster’s retention."</li>
            <li>"It can still be deleted by hand."</li>
            <li>"Copies have no retention: somebody deletes them by hand."</li>
        </ul>
        <p class="small">{source("AWS: backup retention", GUIDE)}</p>
    };
    card("How AWS applies it", content.into_any())
}

#[cfg(test)]
mod tests {
    use super::*;
    use cloudhsm_api::Timestamp;

    #[test]
    fn only_what_can_be_deleted_at_once_alarms() {
        let until = |millis| BackupExpiry::Retention {
            expires_at: Timestamp::EpochMillis(millis),
            days: 90,
        };
        let risk = |then: &BackupExpiry| risk(false, then, 1_000);
        assert!(risk(&until(999)).is_some_and(|it| it.contains("already over")));
        assert_eq!(risk(&until(1_001)), None);
        assert_eq!(risk(&BackupExpiry::LastBackup), None);
        assert_eq!(risk(&BackupExpiry::Copy), None);
        // What isn't known isn't harmless.
        assert!(risk(&BackupExpiry::Unknown).is_some());
        let policy = "07 DAYS".to_owned();
        assert!(risk(&BackupExpiry::UnknownRetention { policy }).is_some());
        assert_eq!(super::risk(true, &BackupExpiry::Unknown, 1_000), None, "it is kept");
    }

    #[test]
    fn the_request_is_awss_own_and_only_expiring_alarms() {
        let Asked { request: keep, words } = request("backup-a", true);
        assert_eq!(keep.input, json!({ "BackupId": "backup-a", "NeverExpires": true }));
        assert!(!words.is_grave);
        let Asked { request: expire, words } = request("backup-a", false);
        assert_eq!(expire.input, json!({ "BackupId": "backup-a", "NeverExpires": false }));
        assert!(words.is_grave);
        assert_eq!(keep.operation, Operation::ModifyBackupAttributes);
    }
}
