//! What will be deleted, by name and picture, and how much that loses.

use backend_api::DeletionPlan;
use cloudhsm_api::Cluster;
use leptos::prelude::*;

use super::{
    loss::{Loss, best_backup, expires},
    picture::picture,
};
use crate::components::{
    Value, card, cluster_state, copyable_or, facts, kept_until, notice, tags_or, text_or, when_or,
};

pub(in crate::deletion) fn target_summary(plan: &DeletionPlan) -> AnyView {
    let nothing = Cluster::default();
    let cluster = plan.cluster.as_deref().unwrap_or(&nothing);
    let pairs = vec![
        ("Cluster ID", Value::Code(plan.resource.id.clone())),
        ("Name", text_or(plan.resource.name.as_deref(), "–")),
        ("Region", Value::Text(plan.region.clone())),
        ("State", cluster_state(cluster.state.as_ref())),
        ("HSMs", Value::Text(cluster.present_hsms().count().to_string())),
        ("HSM type", text_or(cluster.hsm_type.as_deref(), "–")),
        ("VPC", copyable_or(cluster.vpc_id.as_deref(), "VPC ID", "–")),
        ("Created", when_or(cluster.create_timestamp.as_ref(), "–")),
        ("Tags", tags_or(&cluster.tag_list, "–")),
    ];
    // Folded: what is known about it stands in the title, and what is to be known comes next.
    let details = view! { <details><summary>"Details"</summary>{facts(pairs)}</details> };
    let content = view! { {loss(plan)}{picture(plan)}{details} };
    card("What will be deleted", content.into_any())
}

/// The sentence that a person must have read.
fn loss(plan: &DeletionPlan) -> AnyView {
    let loss = Loss::of(plan);
    let way_back = best_backup(plan).filter(|_| loss != Loss::NoKeys).map(|backup| {
        let until = expires(backup).then(|| kept_until(backup.expiry.clone()).view());
        view! {
            <p>"Latest usable backup: "<code>{backup.backup_id.clone()}</code>", created "
                {when_or(backup.create_timestamp.as_ref(), "at an unknown time").view()}
                {until.map(|until| view! { ", kept until "{until} }.into_any())}</p>
        }
    });
    let content = view! {
        <h3>{loss.headline()}</h3>
        <p>{loss.words()}</p>
        {way_back}
    };
    notice(loss.kind(), None, content.into_any())
}
