//! Whether a security group's rules let in others than its members: clients that nothing lists.

use backend_api::{SecurityGroup, SecurityGroupRule};

use super::super::hsm_ports::{PORTS, is_tcp, ports};

/// Who else reaches the HSMs' ports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cluster) enum Others {
    /// Nobody, by the group's rules.
    None,
    /// Whoever has certain addresses, or is in another group.
    Some,
    /// EC2 didn't say which rules there are.
    Unknown,
}

impl Others {
    pub(in crate::cluster) fn of(group: Option<&SecurityGroup>) -> Self {
        match group {
            None => Self::Unknown,
            Some(group) if group.rules.iter().any(|rule| lets_others_in(rule, group)) => Self::Some,
            Some(_) => Self::None,
        }
    }

    /// In a sentence; nothing where there are none.
    pub(in crate::cluster) fn words(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Some => {
                "But its rules also let others reach the HSMs’ ports; they can’t be listed."
            }
            Self::Unknown => "It isn’t known whether its rules let others in.",
        }
    }
}

/// A rule whose ports can't be read is taken for one of them.
fn lets_others_in(rule: &SecurityGroupRule, group: &SecurityGroup) -> bool {
    let is_at_an_hsm = ports(rule).is_none_or(|[from, to]| from <= PORTS[1] && to >= PORTS[0]);
    !rule.outbound && is_tcp(rule) && rule.peer != group.id && is_at_an_hsm
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_but_members_at_an_hsms_port_is_another() {
        for (outbound, protocol, ports, peer, expected) in [
            (false, "tcp", "2223–2225", "sg-1", Others::None),
            (false, "tcp", "2223–2225", "sg-2", Others::Some),
            (false, "tcp", "2225", "10.0.0.0/16", Others::Some),
            (false, "-1", "all", "0.0.0.0/0", Others::Some),
            (false, "6", "0–65535", "pl-1", Others::Some),
            (false, "tcp", "odd", "10.0.0.0/16", Others::Some),
            (false, "tcp", "22", "0.0.0.0/0", Others::None),
            (false, "udp", "2223–2225", "0.0.0.0/0", Others::None),
            (true, "-1", "all", "0.0.0.0/0", Others::None),
        ] {
            let rule = SecurityGroupRule {
                id: String::new(),
                outbound,
                protocol: protocol.to_owned(),
                ports: ports.to_owned(),
                peer: peer.to_owned(),
                description: None,
            };
            let group = SecurityGroup {
                id: "sg-1".to_owned(),
                exists: true,
                name: None,
                reaches_itself: None,
                open_to_all: Vec::new(),
                open_to_prefix_lists: Vec::new(),
                rules: vec![rule],
            };
            assert_eq!(Others::of(Some(&group)), expected, "{protocol} {ports} {peer}");
        }
        assert_eq!(Others::of(None), Others::Unknown, "what nobody said is not nobody");
    }
}
