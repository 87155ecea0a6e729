//! What survives, until when, and how to restore.

use backend_api::{DeletionPlan, SurvivingBackup};
use leptos::prelude::*;

use super::loss::best_backup;
use crate::components::{
    CodeBlock, Value, backup_state, card, copyable_or, data_table, kept_until, when_or,
};

pub(in crate::deletion) fn survivors(plan: &DeletionPlan) -> AnyView {
    let command = best_backup(plan).and_then(|backup| backup.recreate.clone());
    let way_back = command.map(|command| {
        view! {
            <p>"To restore, create a cluster from the latest backup (new ID), then add HSMs."</p>
            <details>
                <summary>"Restore command"</summary>
                <CodeBlock text=command what="command to recreate the cluster" wrap=true/>
            </details>
        }
    });
    let list = if plan.survivors.is_empty() {
        view! { <p><strong>"Nothing. "</strong>"AWS lists no backups of this cluster."</p> }
            .into_any()
    } else {
        let rows = plan.survivors.iter().map(survivor).collect();
        let columns = &["Backup", "State", "Created", "Kept until"];
        data_table("Backups that survive, newest first", columns, rows)
    };
    card("What survives", view! { {list}{way_back} }.into_any())
}

fn survivor(backup: &SurvivingBackup) -> Vec<Value> {
    vec![
        copyable_or(Some(&backup.backup_id), "backup ID", "not reported"),
        backup_state(backup.state.as_ref()),
        Value::Row(vec![when_or(backup.create_timestamp.as_ref(), "unknown date")]),
        kept_until(backup.expiry.clone()),
    ]
}
