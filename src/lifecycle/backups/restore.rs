//! `/regions/{region}/backups/{id}/restore`: a deleted backup, for as long as AWS can restore it.

use std::sync::Arc;

use backend_api::ChangeRequest;
use cloudhsm_api::{BackupState, Operation, Timestamp};
use leptos::prelude::*;
use serde_json::json;

use super::live::{Asked, FORM, LiveBackup, backup_page};
use crate::{
    components::{NoticeKind, Shape, Value, card, facts, notice},
    lifecycle::{change::ChangeWords, live::not_signed},
    route::Place,
    state::Clock,
    time::{as_f64, relative},
};

/// The page.
pub(super) fn restore_page(place: Place) -> AnyView {
    backup_page(place, "Restore backup", |live| live.form_or_plan(move |asked| form(live, asked)))
}

fn form(live: LiveBackup, asked: RwSignal<Option<Arc<Asked>>>) -> AnyView {
    let clock = expect_context::<Clock>();
    let state = Memo::new(move |_| live.with(|it| it.backup.backup_state.clone()));
    let content = move || match state.get() {
        Some(BackupState::PendingDeletion) => pending(live, asked, clock),
        Some(BackupState::Deleted) => said(
            "AWS reports it as DELETED. A backup can be restored for 7 days after its deletion, and not later.",
        ),
        Some(BackupState::Ready) => {
            said("AWS reports it as READY. It isn’t deleted, so there is nothing to restore.")
        }
        _ => said("AWS restores a backup that is PENDING_DELETION only."),
    };
    view! {
        <div class="steps" id=FORM tabindex="-1">
            {not_signed(&[Operation::RestoreBackup])}
            {live.facts()}
            {move || content()}
        </div>
    }
    .into_any()
}

fn said(words: &'static str) -> AnyView {
    notice(NoticeKind::Info, Some("status"), view! { <p>{words}</p> }.into_any())
}

fn pending(live: LiveBackup, asked: RwSignal<Option<Arc<Asked>>>, clock: Clock) -> AnyView {
    let until = Memo::new(move |_| live.with(|it| it.backup.delete_timestamp.clone()));
    let deadline = move || {
        match until.get() {
        None => view! {
            <p>"AWS reports no purge date. A backup can be restored for 7 days after its deletion."</p>
        }
        .into_any(),
        Some(time) => {
            let rest = time.clone();
            let rest = view! { <strong>{move || time_left(&rest, clock.now())}</strong> };
            let pairs =
                vec![("Purge date", Value::When(time)), ("Time left", Value::View(rest.into_any()))];
            facts(pairs)
        }
    }
    };
    let review = move |_| asked.set(Some(Arc::new(request(&live.id()))));
    let content = view! {
        {move || deadline()}
        <p>"Restored, it is READY again with its keys, users and tags. Its cluster’s retention applies to it as before."</p>
        <div class="toolbar">
            <button type="button" class="button primary" on:click=review>"Review the plan"</button>
        </div>
    };
    card("Until when it can be restored", content.into_any())
}

/// How long it can still be restored, by the server's clock.
fn time_left(until: &Timestamp, now_millis: f64) -> String {
    match as_f64(until) {
        Some(until) if until > now_millis => {
            let words = relative(until, now_millis);
            words.strip_prefix("in ").map_or(words.clone(), str::to_owned)
        }
        Some(_) => "None. AWS may have purged it.".to_owned(),
        None => "–".to_owned(),
    }
}

fn request(id: &str) -> Asked {
    let words = ChangeWords {
        action: "Restore this backup",
        shape: Shape::Check,
        doing: "Restoring",
        nothing: "The backup was not restored",
        is_grave: false,
    };
    let input = json!({ "BackupId": id });
    Asked { request: ChangeRequest { operation: Operation::RestoreBackup, input }, words }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_that_is_left_is_never_said_to_be_more() {
        let until = Timestamp::EpochMillis(1_000_000_000);
        let left = |hours: f64| time_left(&until, 1e9 - hours * 3_600_000.0);
        assert_eq!(left(24.0 * 6.9), "6 days");
        assert_eq!(left(2.5), "2 hours");
        assert_eq!(left(0.5), "30 minutes");
        assert_eq!(left(0.0), "None. AWS may have purged it.");
        assert_eq!(left(-9.0), "None. AWS may have purged it.");
    }

    #[test]
    fn the_request_is_awss_own() {
        let Asked { request, .. } = request("backup-a");
        assert_eq!(request.operation, Operation::RestoreBackup);
        assert_eq!(request.input, json!({ "BackupId": "backup-a" }));
    }
}
