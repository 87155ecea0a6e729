//! The cluster's security group: whether members of it reach the HSMs, whether everybody does, what to do
//! about it, and its rules.

use backend_api::{SecurityGroup, SecurityGroupRule};
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
        Button, CodeBlock, Pager, Tone, Value, card, data_table, facts, finding_list, text_or,
    },
    state::under_owner,
};

const TITLE: &str = "Security group";
const COLUMNS: [&str; 6] = ["Direction", "Protocol", "Ports", "Peer", "Description", "Rule"];

pub(super) fn group_card(
    region: &str,
    group: Result<&SecurityGroup, Unknown>,
    asked: Asked,
) -> AnyView {
    match group {
        Ok(group) => card(TITLE, judged(region, group)),
        Err(unknown) => card(TITLE, unknown_with_retry(&unknown, asked)),
    }
}

/// Why something of EC2's isn't known, and a way to ask again.
pub(super) fn unknown_with_retry(unknown: &Unknown, asked: Asked) -> AnyView {
    let press = under_owner(move |()| asked.again());
    view! { {unknown_view(unknown)}<div><Button label="Try again" press/></div> }.into_any()
}

fn judged(region: &str, group: &SecurityGroup) -> AnyView {
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
    view! { {facts(about)}{finding_list(findings(region, group))}{rules} }.into_any()
}

/// What is wrong, most severe first, each with its remedy.
fn findings(region: &str, group: &SecurityGroup) -> Vec<(Severity, &'static str, String, AnyView)> {
    let found = facts_of(group).into_iter().map(|(severity, fact)| {
        let (word, more) = match severity {
            Severity::Bad if group.exists => ("Problem", closing(region, group)),
            Severity::Bad => ("Problem", ().into_any()),
            Severity::Info => ("Note", ().into_any()),
            _ => ("Warning", allowing(region, group)),
        };
        (severity, word, fact, more)
    });
    found.collect()
}

/// What is wrong, in words.
fn facts_of(group: &SecurityGroup) -> Vec<(Severity, String)> {
    if !group.exists {
        let words = "EC2 doesn’t list the cluster’s security group. It may have been deleted.";
        return vec![(Severity::Bad, words.to_owned())];
    }
    let mut facts = Vec::new();
    if !group.open_to_all.is_empty() {
        let rules: Vec<_> = group.open_to_all.iter().map(|id| in_words(id, group)).collect();
        facts.push((Severity::Bad, ["Open to the world: ", &rules.join(", "), "."].concat()));
    }
    if group.reaches_itself == Some(false) {
        let words = "Members of the group can’t reach each other at 2223–2225.";
        facts.push((Severity::Warn, words.to_owned()));
    }
    if group.reaches_itself.is_none() {
        let words = "It isn’t known whether members of the group reach each other at 2223–2225: a \
                     prefix list or a range of addresses decides.";
        facts.push((Severity::Info, words.to_owned()));
    }
    if !group.open_to_prefix_lists.is_empty() {
        let rules = group.open_to_prefix_lists.iter().map(|id| in_words(id, group));
        let words = [
            "It isn’t known who reaches 2223–2225 by a prefix list: ",
            &rules.collect::<Vec<_>>().join(", "),
            ".",
        ];
        facts.push((Severity::Info, words.concat()));
    }
    facts
}

/// `tcp 2223–2225 from 0.0.0.0/0 (sgr-…)`
fn in_words(id: &str, group: &SecurityGroup) -> String {
    let Some(rule) = group.rules.iter().find(|rule| rule.id == id) else { return id.to_owned() };
    // What has all protocols has all ports.
    let ports = match (rule.protocol.as_str(), rule.ports.as_str()) {
        ("-1", _) => "",
        (_, "all") => " all ports",
        (_, ports) => &[" ", ports].concat(),
    };
    [protocol(rule), ports, " from ", &rule.peer, " (", id, ")"].concat()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_is_judged_in_words_the_worst_first() {
        let rule = |id: &str, protocol: &str, ports: &str, peer: &str| SecurityGroupRule {
            id: id.to_owned(),
            outbound: false,
            protocol: protocol.to_owned(),
            ports: ports.to_owned(),
            peer: peer.to_owned(),
            description: None,
        };
        let mut group = SecurityGroup {
            id: "sg-1".to_owned(),
            exists: true,
            name: None,
            reaches_itself: Some(true),
            open_to_prefix_lists: Vec::new(),
            open_to_all: Vec::new(),
            rules: vec![
                rule("sgr-1", "tcp", "2223–2225", "0.0.0.0/0"),
                rule("sgr-2", "-1", "all", "::/0"),
            ],
        };
        assert_eq!(facts_of(&group), []);
        group.reaches_itself = Some(false);
        group.open_to_all = ["sgr-1", "sgr-2", "sgr-3"].map(str::to_owned).into();
        let facts: Vec<_> = facts_of(&group).into_iter().map(|(_, fact)| fact).collect();
        assert_eq!(
            facts,
            [
                "Open to the world: tcp 2223–2225 from 0.0.0.0/0 (sgr-1), \
                 all protocols from ::/0 (sgr-2), sgr-3.",
                "Members of the group can’t reach each other at 2223–2225."
            ]
        );
        group.reaches_itself = None;
        group.open_to_all.clear();
        group.open_to_prefix_lists = vec!["sgr-1".to_owned()];
        let facts: Vec<_> = facts_of(&group).into_iter().map(|(severity, _)| severity).collect();
        assert_eq!(facts, [Severity::Info, Severity::Info], "neither is called nothing");
        group.exists = false;
        let facts = facts_of(&group);
        assert!(facts.len() == 1 && facts[0].1.contains("doesn’t list"), "{facts:?}");
    }
}
