//! An HSM's ports, as rules of a security group have them.

use backend_api::SecurityGroupRule;

/// The first and the last of them.
pub(super) const PORTS: [u16; 2] = [2223, 2225];

pub(super) fn is_tcp(rule: &SecurityGroupRule) -> bool {
    matches!(rule.protocol.as_str(), "tcp" | "6" | "-1")
}

/// The first and the last port of a rule; `None` of what this version can't read.
pub(super) fn ports(rule: &SecurityGroupRule) -> Option<[u16; 2]> {
    if rule.ports == "all" {
        return Some([0, u16::MAX]);
    }
    let (from, to) = rule.ports.split_once('–').unwrap_or((&rule.ports, &rule.ports));
    Some([from.parse().ok()?, to.parse().ok()?])
}
