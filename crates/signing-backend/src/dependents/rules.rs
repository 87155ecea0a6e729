//! What the rules of a security group let through, of what a cluster needs. Pure.
//!
//! Clients reach an HSM at TCP 2223 to 2225, and both carry the cluster's security group:
//! <https://docs.aws.amazon.com/cloudhsm/latest/userguide/configure-sg.html>. What a prefix list
//! contains isn't known here, nor which addresses clients have.

use std::net::IpAddr;

use aws_services::ec2::{ReferencedGroup, SecurityGroupRule};
use ipnet::IpNet;

/// The ports of an HSM.
const PORTS: [i32; 3] = [2223, 2224, 2225];

/// Whether members of a group reach each other at an HSM's ports, in and out.
///
/// A rule counts that names the group itself, or everybody on IPv4. What leaves may also be allowed by
/// the addresses of the cluster's HSMs. Several rules together can have all ports. `None` where a rule
/// decides whose addresses aren't known here: a prefix list, or a range that clients may be in.
pub(super) fn reaches_itself(
    group_id: &str,
    rules: &[SecurityGroupRule],
    hsms: &[IpAddr],
) -> Option<bool> {
    let of = |outbound: bool| rules.iter().filter(move |it| is_outbound(it) == outbound);
    let by_group = |outbound: bool, port: i32| {
        of(outbound).any(|it| {
            has_port(it, port) && (names_itself(it, group_id) || is_of_all(it.cidr_ipv4.as_ref()))
        })
    };
    let by_address = |port: i32, hsm: &IpAddr| {
        of(true).any(|it| has_port(it, port) && ranges(it).any(|range| range.contains(hsm)))
    };
    let arrives = PORTS.iter().all(|port| by_group(false, *port));
    let leaves = PORTS.iter().all(|port| {
        by_group(true, *port) || (!hsms.is_empty() && hsms.iter().all(|hsm| by_address(*port, hsm)))
    });
    let may_arrive = of(false).any(|it| is_of_unknown(it) || is_at_an_hsm(it) && has_range(it));
    let may_leave = of(true)
        .any(|it| is_of_unknown(it) || is_at_an_hsm(it) && hsms.is_empty() && has_range(it));
    match (arrives, leaves) {
        (true, true) => Some(true),
        _ if (arrives || may_arrive) && (leaves || may_leave) => None,
        _ => Some(false),
    }
}

/// Whether a rule lets a prefix list reach one of an HSM's ports: whether that is everybody isn't known.
pub(super) fn is_open_to_unknown(rule: &SecurityGroupRule) -> bool {
    !is_outbound(rule) && is_of_unknown(rule)
}

fn is_of_unknown(rule: &SecurityGroupRule) -> bool {
    rule.prefix_list_id.is_some() && is_at_an_hsm(rule)
}

fn is_at_an_hsm(rule: &SecurityGroupRule) -> bool {
    PORTS.iter().any(|port| has_port(rule, *port))
}

fn has_range(rule: &SecurityGroupRule) -> bool {
    ranges(rule).next().is_some()
}

/// Whether a rule lets everybody reach one of an HSM's ports.
pub(super) fn is_open_to_all(rule: &SecurityGroupRule) -> bool {
    let everybody = is_of_all(rule.cidr_ipv4.as_ref()) || is_of_all(rule.cidr_ipv6.as_ref());
    !is_outbound(rule) && everybody && is_at_an_hsm(rule)
}

/// What leaves; a rule that doesn't say is about what comes in, as it is worse to miss one of these.
pub(super) fn is_outbound(rule: &SecurityGroupRule) -> bool {
    rule.is_egress == Some(true)
}

/// The ports of a rule in words: `2223`, `2223–2225` or `all`.
pub(super) fn ports(rule: &SecurityGroupRule) -> String {
    match (rule.from_port, rule.to_port) {
        _ if rule.ip_protocol.as_deref() == Some("-1") => "all".to_owned(),
        (None | Some(-1), None | Some(-1)) | (Some(0), Some(65535)) => "all".to_owned(),
        (Some(from), Some(to)) if from != to => format!("{from}–{to}"),
        (Some(port), _) | (None, Some(port)) => port.to_string(),
    }
}

/// The peer of a rule in words: a range, a prefix list or a group.
pub(super) fn peer(rule: &SecurityGroupRule) -> String {
    let texts = [&rule.cidr_ipv4, &rule.cidr_ipv6, &rule.prefix_list_id];
    if let Some(text) = texts.into_iter().flatten().next() {
        return text.clone();
    }
    let Some(group) = &rule.referenced_group_info else { return "–".to_owned() };
    let id = group.group_id.as_deref().unwrap_or("a group without an ID");
    match other_account(rule, group) {
        Some(account) => format!("{id} of {account}"),
        None => id.to_owned(),
    }
}

/// A rule with this TCP port among its own.
fn has_port(rule: &SecurityGroupRule, port: i32) -> bool {
    match rule.ip_protocol.as_deref() {
        Some("-1") => true,
        Some("tcp" | "6") => match (rule.from_port, rule.to_port) {
            (None | Some(-1), None | Some(-1)) => true,
            (Some(from), Some(to)) => (from..=to).contains(&port),
            (Some(one), None) | (None, Some(one)) => one == port,
        },
        _ => false,
    }
}

fn names_itself(rule: &SecurityGroupRule, group_id: &str) -> bool {
    rule.referenced_group_info.as_ref().is_some_and(|group| {
        group.group_id.as_deref() == Some(group_id) && other_account(rule, group).is_none()
    })
}

/// The account of a referenced group, where it isn't that of the rule's own group.
fn other_account<'a>(rule: &SecurityGroupRule, group: &'a ReferencedGroup) -> Option<&'a str> {
    let (own, its) = (rule.group_owner_id.as_deref()?, group.user_id.as_deref()?);
    (own != its).then_some(its)
}

fn is_of_all(cidr: Option<&String>) -> bool {
    cidr.and_then(|text| text.parse::<IpNet>().ok()).is_some_and(|range| range.prefix_len() == 0)
}

fn ranges(rule: &SecurityGroupRule) -> impl Iterator<Item = IpNet> {
    let texts = [&rule.cidr_ipv4, &rule.cidr_ipv6];
    texts.into_iter().flatten().filter_map(|text| text.parse().ok())
}

#[cfg(test)]
mod tests;
