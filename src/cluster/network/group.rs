//! The cluster's security group: whether members of it reach the HSMs, whether everybody does, what to do
//! about it, and its rules.

use backend_api::{NetworkFinding, NetworkKind, SecurityGroup, SecurityGroupRule};
use cluster_health::Severity;
use leptos::prelude::*;

use super::{
    super::{
        dependents::{Asked, Unknown, unknown_view},
        located::located,
    },
    commands::{allow_members, close},
};
use crate::{
    aws_console::Resource,
    components::{
        Button, CodeBlock, Pager, Tone, Value, card, data_table, facts, finding_list,
        severity_word, text_or, why_network,
    },
    state::under_owner,
};

const TITLE: &str = "Security group";
const COLUMNS: [&str; 6] = ["Direction", "Protocol", "Ports", "Peer", "Description", "Rule"];

pub(super) fn group_card(
    region: &str,
    group: Result<&SecurityGroup, Unknown>,
    findings: &[NetworkFinding],
    asked: Asked,
) -> AnyView {
    match group {
        Ok(group) => card(TITLE, judged(region, group, findings)),
        Err(unknown) => card(TITLE, unknown_with_retry(&unknown, asked)),
    }
}

/// Why something of EC2's isn't known, and a way to ask again.
pub(super) fn unknown_with_retry(unknown: &Unknown, asked: Asked) -> AnyView {
    let press = under_owner(move |()| asked.again());
    view! { {unknown_view(unknown)}<div><Button label="Try again" press/></div> }.into_any()
}

fn judged(region: &str, group: &SecurityGroup, findings: &[NetworkFinding]) -> AnyView {
    let id = located(region, Resource::SecurityGroup, Some(&group.id), "Unknown ID");
    let mut about = vec![("ID", id)];
    if group.exists {
        about.push(("Name", text_or(group.name.as_deref(), "–")));
    }
    if group.exists && group.reaches_itself == Some(true) {
        let words = "Members of the group reach each other at 2223–2225.";
        about.push(("Clients", text_or(Some(words), "–")));
    }
    let rules = group.exists.then(|| rules(group));
    view! { {facts(about)}{finding_list(judgement(region, group, findings))}{rules} }.into_any()
}

/// What is wrong with it, most severe first, each with its remedy.
fn judgement(
    region: &str,
    group: &SecurityGroup,
    findings: &[NetworkFinding],
) -> Vec<(Severity, &'static str, String, AnyView)> {
    let found = findings.iter().filter_map(|it| {
        let more = match it.kind {
            NetworkKind::OpenToWorld => closing(region, group),
            NetworkKind::ClientsBlocked => allowing(region, group),
            NetworkKind::GroupGone | NetworkKind::ReachUnknown => ().into_any(),
            // The subnets are shown on their own.
            NetworkKind::SubnetGone | NetworkKind::SubnetFull => return None,
        };
        let why = view! { <p class="soft">{why_network(it.kind)}</p>{more} }.into_any();
        Some((it.severity, severity_word(it.severity), it.fact.clone(), why))
    });
    found.collect()
}

fn protocol(rule: &SecurityGroupRule) -> &str {
    if rule.protocol == "-1" { "all protocols" } else { &rule.protocol }
}

fn allowing(region: &str, group: &SecurityGroup) -> AnyView {
    let blocks = allow_members(region, group).into_iter().map(|text| {
        view! { <CodeBlock text what="command that lets members reach the HSMs" wrap=true/> }
            .into_any()
    });
    view! {
        <p class="soft">"A client in this group can’t use the HSMs. To allow it:"</p>
        {blocks.collect::<Vec<_>>()}
    }
    .into_any()
}

fn closing(region: &str, group: &SecurityGroup) -> AnyView {
    let block = close(region, group).map(|text| {
        view! { <CodeBlock text what="command that removes the open rules" wrap=true/> }.into_any()
    });
    view! {
        <p class="soft">"Add rules for your clients before you remove these:"</p>
        {block}
    }
    .into_any()
}

/// The dangerous ones first.
fn rules(group: &SecurityGroup) -> AnyView {
    if group.rules.is_empty() {
        return view! { <p class="none">"The group has no rules."</p> }.into_any();
    }
    let open = group.open_to_all.clone();
    let mut rules = group.rules.clone();
    rules.sort_by_key(|rule| (!open.contains(&rule.id), rule.outbound));
    Pager::new().view(rules.len(), "rules", move |range| {
        let shown = rules.get(range).unwrap_or_default().iter();
        data_table(
            "Rules of the security group",
            &COLUMNS,
            shown.map(|rule| row(rule, open.contains(&rule.id))).collect(),
        )
    })
}

fn row(rule: &SecurityGroupRule, is_open: bool) -> Vec<Value> {
    let direction = if rule.outbound { "Outbound" } else { "Inbound" };
    vec![
        Value::Text(direction.to_owned()),
        text_or(Some(protocol(rule)), "–"),
        text_or(Some(&rule.ports), "–"),
        if is_open {
            Value::Badge(Tone::Bad, rule.peer.clone())
        } else {
            text_or(Some(&rule.peer), "–")
        },
        text_or(rule.description.as_deref(), "–"),
        Value::Code(rule.id.clone()),
    ]
}
