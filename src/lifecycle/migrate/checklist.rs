//! What AWS asks of the cluster before the migration, and the way to its plan.

use leptos::prelude::*;

use super::{
    GUIDE, NEW, PLAN_MIGRATION, Page,
    prerequisites::{Met, Prerequisite, prerequisites},
};
use crate::{
    components::{Tone, Value, card, data_table, error_view},
    lifecycle::live::source,
    time::server_in_millis,
};

const DEPRECATED: &str =
    "https://docs.aws.amazon.com/cloudhsm/latest/userguide/compliance-dep-notif.html";

impl Page {
    pub(super) fn checklist(self) -> AnyView {
        let table = move || {
            let backups = self.backups.value.get();
            let backups = backups.as_deref().map(Vec::as_slice);
            let all = self.live.cluster.with(|it| prerequisites(it, backups, server_in_millis()));
            let rows = all.into_iter().map(row).collect();
            data_table("Prerequisites", &["Prerequisite", "Met", "Details"], rows)
        };
        let unread = move || {
            self.backups.error.get().map(|error| {
                error_view(&error, "Couldn’t read the backups".to_owned(), Some(self.load_backups))
            })
        };
        let content = view! {
            <p>"AWS checks these when the migration starts and while it runs. If one isn’t met, AWS rolls the migration back."</p>
            {move || unread()}
            {move || table()}
            <p class="small">
                {source("AWS: prerequisites", GUIDE)}" · "{source("AWS: deprecation notifications", DEPRECATED)}
            </p>
            <h3>"While AWS migrates"</h3>
            <ul class="notes">
                <li>"AWS replaces one HSM at a time, about 30 minutes each, and makes a backup before each."</li>
                <li>"Each HSM gets a new ID. IP addresses don’t change, so clients need no new configuration."</li>
                <li>"HSMs reject what changes their state: creating and deleting token keys, changing users, keys and quorum, mTLS registration. Reading and session keys work."</li>
                <li>"No HSM can be added or deleted."</li>
                <li>"For 24 hours from the start, you can roll back."</li>
            </ul>
            <div class="toolbar">
                <button type="button" id=PLAN_MIGRATION class="button primary" on:click=move |_| self.ask(NEW)>
                    "Review the migration’s plan"
                </button>
            </div>
        };
        card("Before the migration to hsm2m.medium", content.into_any())
    }
}

fn row(line: Prerequisite) -> Vec<Value> {
    let (tone, word) = match line.met {
        Met::Yes => (Tone::Good, "Yes"),
        Met::No => (Tone::Bad, "No"),
        Met::NotQuite => (Tone::Warn, "No"),
        Met::Unknown => (Tone::Odd, "Check yourself"),
    };
    vec![
        Value::Text(line.title.to_owned()),
        Value::Badge(tone, word.to_owned()),
        Value::Note(line.words),
    ]
}
