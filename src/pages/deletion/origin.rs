//! Who asked for a deletion, as far as the backend's audit log knows.

use backend_api::{Activity, AuditEvent, AuditRecord};
use cloudhsm_api::Operation;
use leptos::prelude::*;

use super::Page;
use crate::{
    components::{When, live},
    state::{Loaded, use_connected},
};

/// Who asked for the deletion of the page's cluster; `unknown` says what it means that nobody did.
pub(super) fn told(page: Page, unknown: &'static str) -> AnyView {
    let activity = Loaded::<Activity>::default();
    let client = use_connected().client;
    activity.load(async move { client.activity().await });
    live(move || {
        // Not readable: then there is nothing to say, and the Activity page says why.
        let activity = activity.value.get()?;
        let (region, id) = page.place.get_value();
        Some(match newest_intent(&activity.records, &region, &id) {
            Some(record) => {
                let time = record.timestamp();
                let who = record.who.clone();
                view! { <p class="small soft">"Asked for by "<code class="break">{who}</code>" "<When time/>", through this backend."</p> }.into_any()
            }
            None => view! { <p class="small soft">{unknown}</p> }.into_any(),
        })
    })
}

/// Newest first, as the log is.
fn newest_intent<'a>(
    records: &'a [AuditRecord],
    region: &str,
    id: &str,
) -> Option<&'a AuditRecord> {
    records.iter().find(|record| {
        record.event == AuditEvent::Intent
            && record.operation == Operation::DeleteCluster
            && record.resource == id
            && record.region == region
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_or_another_resource_is_no_intent() {
        let record = |event, operation, resource: &str, region: &str| AuditRecord {
            event,
            operation,
            resource: resource.into(),
            region: region.into(),
            ..AuditRecord::default()
        };
        let records = [
            record(AuditEvent::Refusal, Operation::DeleteCluster, "a", "r"),
            record(AuditEvent::Intent, Operation::DeleteHsm, "a", "r"),
            record(AuditEvent::Intent, Operation::DeleteCluster, "b", "r"),
            record(AuditEvent::Intent, Operation::DeleteCluster, "a", "other"),
            record(AuditEvent::Intent, Operation::DeleteCluster, "a", "r"),
        ];
        assert_eq!(newest_intent(&records, "r", "a"), records.last());
        assert_eq!(newest_intent(&records[..4], "r", "a"), None);
    }
}
