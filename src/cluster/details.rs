//! The fields of a cluster that the board doesn't show. Those that are empty are folded away.

use cloudhsm_api::{Cluster, Secret};
use leptos::prelude::*;

use crate::components::{
    CopyButton, Icon, Shape, Value, card, copyable_or, facts, other_members, retention, text_or,
    when_or, word_or,
};

/// What a person unfolded or revealed; stays when the cluster is read again.
#[derive(Debug, Clone, Copy)]
pub(super) struct Unfolded {
    all: RwSignal<bool>,
    password: RwSignal<bool>,
}

impl Unfolded {
    pub(super) fn new() -> Self {
        Self { all: RwSignal::new(false), password: RwSignal::new(false) }
    }
}

/// The fields. Tracks what is unfolded.
pub(super) fn details(cluster: &Cluster, unfolded: Unfolded) -> AnyView {
    let all = fields(cluster, unfolded.password);
    let count = all.len();
    let shows_all = unfolded.all.get();
    let shown: Vec<_> = all
        .into_iter()
        .filter(|(_, value)| shows_all || !matches!(value, Value::Missing(_)))
        .collect();
    let has_empty = shows_all || shown.len() < count;
    let toggle = has_empty.then(|| {
        let press = move |_| unfolded.all.update(|all| *all = !*all);
        view! {
            <div><button type="button" class="button" id="all-fields" aria-expanded=shows_all.to_string() on:click=press>
                {if shows_all { "Hide empty fields" } else { "Show all fields" }}
            </button></div>
        }
        .into_any()
    });
    let content = view! { {facts(shown)}{toggle} };
    view! {
        {card("Details", content.into_any())}
        {other_members(&cluster.extra)}
    }
    .into_any()
}

fn fields(c: &Cluster, shows_password: RwSignal<bool>) -> Vec<(&'static str, Value)> {
    let password = match &c.pre_co_password {
        Some(secret) => {
            let secret = secret.clone();
            Value::View(view! { <MaskedSecret secret shown=shows_password/> }.into_any())
        }
        None => Value::Missing("Not available after initialization"),
    };
    let zones = c.subnet_mapping.keys().cloned().collect::<Vec<_>>().join(", ");
    let source = c.source_backup().map_or(Value::Missing("–"), created_from);
    let until = c.hsm_type_rollback_expiration.as_ref();
    let kept = c.backup_retention_policy.as_ref().map(retention);
    vec![
        ("State message", text_or(c.state_message.as_deref(), "–")),
        ("Created", when_or(c.create_timestamp.as_ref(), "–")),
        ("HSM type", text_or(c.hsm_type.as_deref(), "–")),
        ("Mode", word_or(c.mode.as_ref(), "–")),
        ("Rollback available until", when_or(until, "–")),
        ("VPC", copyable_or(c.vpc_id.as_deref(), "VPC ID", "–")),
        ("Security group", copyable_or(c.security_group.as_deref(), "security group ID", "–")),
        ("Network type", word_or(c.network_type.as_ref(), "–")),
        ("Availability Zones", text_or(Some(&zones), "–")),
        ("Backup policy", text_or(c.backup_policy.as_deref(), "–")),
        ("Backup retention", text_or(kept.as_deref(), "–")),
        ("Created from backup", source),
        ("Pre-Crypto Officer password", password),
    ]
}

/// The backup that the cluster was restored from, and what its clients need for that.
fn created_from(backup: &str) -> Value {
    Value::Row(vec![
        Value::Copyable { text: backup.to_owned(), what: "backup ID" },
        Value::Note("Clients need the CA certificate of the original cluster.".to_owned()),
    ])
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
