//! What a change's plan shows beside its warnings: what changes, and the exact request.

use backend_api::{DeletionPlan, PlannedChange};
use leptos::prelude::*;

use crate::{
    components::{CodeBlock, Value, card, data_table, folded_card, sentence},
    guarded::plan::request::request_texts,
};

/// What changes, before and after.
pub(super) fn changes(changes: &[PlannedChange]) -> AnyView {
    let side = |what: &str, text: &Option<String>| match text {
        // Written as all other times.
        Some(text) if what == "DeleteTimestamp" => Value::View(sentence(text.clone())),
        // A policy has lines.
        Some(text) if text.contains('\n') => {
            let text = text.clone();
            Value::View(view! { <pre class="small wrap" tabindex="0">{text}</pre> }.into_any())
        }
        // In a row, fingerprints and IDs break: the table is no wider than its card.
        Some(text) => Value::Row(vec![Value::Text(text.clone())]),
        None => Value::Missing("–"),
    };
    let row = |it: &PlannedChange| {
        vec![
            Value::Text(member_words(&it.what).to_owned()),
            side(&it.what, &it.before),
            side(&it.what, &it.after),
        ]
    };
    let rows = changes.iter().map(row).collect();
    card("What changes", data_table("What changes", &["What", "Before", "After"], rows))
}

/// What one of AWS's members is called on screen.
fn member_words(member: &str) -> &str {
    match member {
        "HsmType" => "HSM type",
        "SubnetIds" => "Subnets",
        "SourceBackupId" => "Created from backup",
        "NetworkType" => "Network type",
        "BackupRetentionPolicy" => "Backup retention",
        "TagList" => "Tags",
        "Hsms" => "HSMs",
        "SignedCert" => "Signed certificate",
        "TrustAnchor" => "Trust anchor",
        "DestinationRegion" => "Region",
        "SourceBackup" => "Copy of",
        "NeverExpires" => "Never expires",
        "BackupState" => "State",
        "DeleteTimestamp" => "Purge date",
        "Principals" => "Shared with",
        "Policy" => "Resource policy",
        other => other,
    }
}

/// The exact request, for the AWS CLI and for Terraform, folded.
pub(super) fn request_card(plan: &DeletionPlan) -> AnyView {
    let terraform = plan.terraform.clone().map(|text| {
        view! {
            <p class="soft small">"The same for Terraform:"</p>
            <CodeBlock text what="Terraform configuration" wrap=true/>
        }
        .into_any()
    });
    let content = view! { {request_texts(plan)}{terraform} };
    folded_card("What will be sent", content.into_any())
}
