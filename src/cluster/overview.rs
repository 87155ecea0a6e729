//! A cluster's facts and findings: every member that isn't a list of its own.

use std::sync::Arc;

use cloudhsm_api::{Cluster, Secret};
use cluster_health::Severity;
use leptos::prelude::*;

use crate::{
    components::{
        CopyButton, Icon, Shape, Skeleton, Value, card, cluster_state, copyable_or, facts_card,
        finding_list, other_members, retention, text_or, when_or, word_or,
    },
    state::Fleet,
};

/// The tab.
#[component]
pub fn Overview(region: String, cluster: Memo<Arc<Cluster>>) -> impl IntoView {
    // Here, because what is drawn anew with the cluster must not hide it.
    let shows_password = RwSignal::new(false);
    let fleet = expect_context::<Fleet>();
    let waits = waits_for_findings(fleet, region.clone(), cluster);
    let region = StoredValue::new(region);
    let all = move || {
        view! {
            {move || region.with_value(|region| found(fleet, region, &cluster.get().cluster_id))}
            {move || region.with_value(|region| cards(region, &cluster.get(), shows_password))}
        }
    };
    view! {
        {move || if waits.get() { view! { <Skeleton what="the findings"/> }.into_any() } else { all().into_any() }}
    }
}

/// How long the facts wait for the findings, which stand above them and would move them.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(2);

/// The fleet may yet have findings; not for long.
fn waits_for_findings(fleet: Fleet, region: String, cluster: Memo<Arc<Cluster>>) -> Memo<bool> {
    let late = RwSignal::new(false);
    // The page may be gone by then.
    let stop_waiting = move || {
        late.try_set(true);
    };
    set_timeout(stop_waiting, PATIENCE);
    Memo::new(move |waited: Option<&bool>| {
        // What shows once does not vanish again.
        waited != Some(&false)
            && !late.get()
            && fleet.row(&region, &cluster.get().cluster_id).is_none()
            && fleet
                .region(&region)
                .is_some_and(|it| it.arrived.get().is_none() && it.error.with(Option::is_none))
    })
}

fn cards(region: &str, c: &Cluster, shown: RwSignal<bool>) -> impl IntoView + use<> {
    let retention = c.backup_retention_policy.as_ref().map(retention);
    let password = match &c.pre_co_password {
        Some(secret) => {
            let secret = secret.clone();
            Value::View(view! { <MaskedSecret secret shown/> }.into_any())
        }
        None => Value::Missing("Not available after initialization"),
    };
    let zones = c.subnet_mapping.keys().cloned().collect::<Vec<_>>().join(", ");
    let identity = vec![
        ("Cluster ID", copyable_or(Some(&c.cluster_id), "cluster ID", "–")),
        ("Name", text_or(c.name(), "–")),
        ("State", cluster_state(c.state.as_ref())),
        ("State message", text_or(c.state_message.as_deref(), "–")),
        ("Region", Value::Text(region.to_owned())),
        ("Created", when_or(c.create_timestamp.as_ref(), "–")),
    ];
    let hsm_count = if c.extra.contains_key("Hsms") {
        Value::Missing("can’t be read")
    } else {
        Value::Text(c.present_hsms().count().to_string())
    };
    let mut hsm_type = vec![
        ("HSM type", text_or(c.hsm_type.as_deref(), "–")),
        ("Mode", word_or(c.mode.as_ref(), "–")),
        ("HSMs", hsm_count),
    ];
    if let Some(until) = c.hsm_type_rollback_expiration.clone() {
        hsm_type.push(("Rollback available until", Value::When(until)));
    }
    let network = vec![
        ("VPC", copyable_or(c.vpc_id.as_deref(), "VPC ID", "–")),
        ("Security group", copyable_or(c.security_group.as_deref(), "security group ID", "–")),
        ("Network type", word_or(c.network_type.as_ref(), "–")),
        ("Availability Zones", text_or(Some(&zones), "–")),
    ];
    let mut backup = vec![
        ("Backup policy", text_or(c.backup_policy.as_deref(), "–")),
        ("Backup retention", text_or(retention.as_deref(), "–")),
        ("Pre-Crypto Officer password", password),
    ];
    if let Some(source) = c.source_backup() {
        backup.push(("Created from backup", created_from(source)));
    }
    view! {
        <div class="cards">
            {facts_card("Identity and state", identity)}
            {facts_card("HSM type and mode", hsm_type)}
            {facts_card("Network", network)}
            {facts_card("Backups and origin", backup)}
        </div>
        {other_members(&c.extra)}
    }
}

/// The backup that the cluster was restored from, and what its clients need for that.
fn created_from(backup: &str) -> Value {
    Value::Row(vec![
        Value::Copyable { text: backup.to_owned(), what: "backup ID" },
        Value::Note("Clients need the CA certificate of the original cluster.".to_owned()),
    ])
}

/// What is wrong, most severe first: the findings that the list has of it too. Tracks the fleet.
fn found(fleet: Fleet, region: &str, cluster_id: &str) -> AnyView {
    let found = fleet.row(region, cluster_id).map(|row| row.findings.clone()).unwrap_or_default();
    if found.is_empty() {
        return ().into_any();
    }
    // A heading that alarms is not for notes.
    let notes_only = found.iter().all(|finding| finding.severity == Severity::Info);
    let title = if notes_only { "Notes" } else { "Needs attention" };
    let items = found.into_iter().map(|finding| {
        let word = match finding.severity {
            Severity::Bad => "Problem",
            Severity::Warn => "Warning",
            Severity::ToDo => "To do",
            Severity::Info => "Note",
        };
        let more = view! { <p class="soft break">{finding.advice}</p> };
        (finding.severity, word, finding.fact, more.into_any())
    });
    card(title, finding_list(items.collect()))
}

/// A secret that is in the page only while a person looks at it, and for ten seconds at most.
#[component]
fn MaskedSecret(secret: Secret, shown: RwSignal<bool>) -> impl IntoView {
    let reveal = move |_| {
        shown.set(!shown.get_untracked());
        // The page may be gone by then.
        let hide = move || {
            shown.try_set(false);
        };
        set_timeout(hide, std::time::Duration::from_secs(10));
    };
    let text = move || {
        if shown.get() {
            let text = secret.expose().to_owned();
            view! { <code>{text.clone()}</code><CopyButton text what="password"/> }.into_any()
        } else {
            view! { <code aria-label="hidden">"••••••••"</code> }.into_any()
        }
    };
    view! {
        {move || text()}
        <button type="button" class="button" on:click=reveal>
            <Icon shape=Shape::Eye/>
            {move || if shown.get() { "Hide" } else { "Show for 10 seconds" }}
        </button>
    }
}
