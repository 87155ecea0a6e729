//! Everything that the log has about one attempt.

use backend_api::{AuditEvent, AuditRecord, RecordedState};
use leptos::prelude::*;

use super::{attempt::Attempt, tag_change::before_and_after};
use crate::time::exact;

/// Every record of the attempt, and what they have in common.
pub(super) fn details(attempt: &Attempt) -> AnyView {
    // Each of several HSMs has records of its own.
    let first = attempt.first().map(|record| &record.resource);
    let is_several = attempt.records.iter().any(|it| Some(&it.resource) != first);
    let records: Vec<_> = attempt
        .records
        .iter()
        .map(|record| {
            let resource = is_several.then_some(record.resource.as_str());
            view! { <li class="break">{line(record, resource)}</li> }
        })
        .collect();
    let facts: Vec<_> = attempt
        .first()
        .map(facts)
        .unwrap_or_default()
        .into_iter()
        .map(|(name, value)| {
            view! { <li class="break">{name}": "<code class="break">{value}</code></li> }
        })
        .collect();
    view! { <details class="small"><summary>"Details"</summary><ul class="notes">{records}{facts}</ul></details> }
        .into_any()
}

fn line(record: &AuditRecord, resource: Option<&str>) -> String {
    let number = format!("Record {}: {}", record.sequence, record.event.as_str());
    let outcome = record.outcome.as_ref().map(RecordedState::as_str).unwrap_or_default();
    let code = record.code.as_deref().unwrap_or_default();
    let time = exact(&record.timestamp());
    let words = [&*number, outcome, code, resource.unwrap_or_default(), &*time];
    let words: Vec<_> = words.into_iter().filter(|text| !text.is_empty()).collect();
    words.join(" · ")
}

/// Whether what was typed matched; of what needs no confirmation, that.
fn confirmation(record: &AuditRecord) -> &'static str {
    match record.confirmation_matched {
        None => "not required",
        Some(true) => "matched",
        // Only a refusal can tell of one. Older records have `false` where nothing was to be typed.
        Some(false) if record.event != AuditEvent::Refusal => "not required",
        Some(false) => "mismatch",
    }
}

/// Names and values; what is not in the record is left out.
fn facts(record: &AuditRecord) -> Vec<(&'static str, String)> {
    let list = |texts: &[String]| Some(texts.join(", ")).filter(|text| !text.is_empty());
    let (before, after) = before_and_after(record);
    let facts = [
        ("Confirmation", Some(confirmation(record).to_owned())),
        ("Acknowledged", list(&record.acknowledged)),
        ("Tag keys", list(&record.tags)),
        ("Tags before", before),
        ("Tags after", after),
        ("Who", Some(record.who.clone())),
        ("Person", record.person.clone()),
        ("Caller", record.caller.clone()),
        ("Access key ID", record.access_key_id.clone()),
        ("Account", record.account.clone()),
        ("Endpoint", record.endpoint.clone()),
        ("Session", Some(record.session.clone())),
        ("Attempt", Some(record.attempt.clone())),
        ("Plan digest", record.plan_digest.clone()),
    ];
    facts.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    #[test]
    fn a_change_that_needs_no_confirmation_is_no_mismatch() {
        let shown = |event, confirmation_matched| {
            confirmation(&AuditRecord { event, confirmation_matched, ..samples::record() })
        };
        assert_eq!(shown(AuditEvent::Intent, None), "not required");
        assert_eq!(shown(AuditEvent::Intent, Some(true)), "matched");
        assert_eq!(shown(AuditEvent::Refusal, Some(false)), "mismatch");
        assert_eq!(shown(AuditEvent::Outcome, Some(false)), "not required", "an older change");
    }

    #[test]
    fn who_it_was_and_which_tags_are_among_the_details() {
        let record = AuditRecord {
            who: "alice".into(),
            person: Some("alice".into()),
            caller: Some("arn:aws:iam::1:role/x".into()),
            access_key_id: Some("AKIAX".into()),
            account: Some("111122223333".into()),
            tags: vec!["env".into(), "owner".into()],
            ..samples::record()
        };
        let shown = facts(&record);
        for expected in [
            ("Tag keys", "env, owner"),
            ("Person", "alice"),
            ("Caller", "arn:aws:iam::1:role/x"),
            ("Access key ID", "AKIAX"),
            ("Account", "111122223333"),
        ] {
            assert!(
                shown.iter().any(|(name, value)| (*name, &**value) == expected),
                "{expected:?}"
            );
        }
        assert!(shown.iter().all(|(name, _)| *name != "Plan digest"));
    }
}
