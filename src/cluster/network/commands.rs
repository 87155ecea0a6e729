//! Commands of the AWS CLI that mend a security group. They are only shown: the console changes nothing in
//! EC2.

use backend_api::{SecurityGroup, SecurityGroupRule, shell_word};

use super::super::hsm_ports::{PORTS, is_tcp, ports};

/// What lets members of the group reach each other: in, out, or both, as far as it is missing.
pub(super) fn allow_members(region: &str, group: &SecurityGroup) -> Vec<String> {
    let missing = |outbound: bool| {
        let mut same_way = group.rules.iter().filter(|rule| rule.outbound == outbound);
        !same_way.any(|rule| reaches_members(rule, group))
    };
    let mut commands = Vec::new();
    // What the backend misses can be more than is found here: then both are shown.
    let (inbound, outbound) = match (missing(false), missing(true)) {
        (false, false) => (true, true),
        found => found,
    };
    if inbound {
        commands.push(command(region, &group.id, "authorize-security-group-ingress"));
    }
    if outbound {
        commands.push(command(region, &group.id, "authorize-security-group-egress"));
    }
    commands
}

fn command(region: &str, group: &str, name: &str) -> String {
    let permission =
        ["IpProtocol=tcp,FromPort=2223,ToPort=2225,UserIdGroupPairs=[{GroupId=", group, "}]"]
            .concat();
    let parts = [
        "aws ec2 ",
        name,
        " --region ",
        &shell_word(region),
        " --group-id ",
        &shell_word(group),
        " --ip-permissions ",
        &shell_word(&permission),
    ];
    parts.concat()
}

/// What removes the rules that let everybody in; `None` where EC2 gives no rule by its ID.
pub(super) fn close(region: &str, group: &SecurityGroup) -> Option<String> {
    let ids = group.open_to_all.iter().filter(|id| id.starts_with("sgr-"));
    let ids: Vec<_> = ids.map(|id| shell_word(id)).collect();
    let parts = [
        "aws ec2 revoke-security-group-ingress --region ",
        &shell_word(region),
        " --group-id ",
        &shell_word(&group.id),
        " --security-group-rule-ids ",
        &ids.join(" "),
    ];
    (!ids.is_empty()).then(|| parts.concat())
}

fn is_everybody(peer: &str) -> bool {
    matches!(peer, "0.0.0.0/0" | "::/0")
}

fn reaches_members(rule: &SecurityGroupRule, group: &SecurityGroup) -> bool {
    let peer = rule.peer == group.id || is_everybody(&rule.peer);
    peer && is_tcp(rule) && ports(rule).is_some_and(|[from, to]| from <= PORTS[0] && to >= PORTS[1])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(
        id: &str,
        outbound: bool,
        protocol: &str,
        ports: &str,
        peer: &str,
    ) -> SecurityGroupRule {
        SecurityGroupRule {
            id: id.to_owned(),
            outbound,
            protocol: protocol.to_owned(),
            ports: ports.to_owned(),
            peer: peer.to_owned(),
            description: None,
        }
    }

    fn group(rules: Vec<SecurityGroupRule>) -> SecurityGroup {
        SecurityGroup {
            id: "sg-1".to_owned(),
            exists: true,
            name: None,
            reaches_itself: Some(false),
            open_to_prefix_lists: Vec::new(),
            open_to_all: Vec::new(),
            rules,
        }
    }

    #[test]
    fn only_the_direction_that_is_missing_is_allowed() {
        let inbound = || rule("sgr-1", false, "tcp", "2223–2225", "sg-1");
        let outbound = || rule("sgr-2", true, "-1", "all", "0.0.0.0/0");
        let names = |rules: Vec<SecurityGroupRule>| {
            let commands = allow_members("us-east-1", &group(rules));
            let name =
                |it: &String| it.split(' ').nth(2).unwrap().rsplit('-').next().unwrap().to_owned();
            commands.iter().map(name).collect::<Vec<_>>()
        };
        assert_eq!(names(vec![]), ["ingress", "egress"]);
        assert_eq!(names(vec![outbound()]), ["ingress"]);
        assert_eq!(names(vec![inbound()]), ["egress"]);
        assert_eq!(names(vec![inbound(), outbound()]), ["ingress", "egress"], "who knows");
        for not_enough in [
            rule("sgr-3", false, "tcp", "2223", "sg-1"),
            rule("sgr-4", false, "udp", "2223–2225", "sg-1"),
            rule("sgr-5", false, "tcp", "2223–2225", "sg-2"),
            rule("sgr-6", false, "tcp", "many", "sg-1"),
        ] {
            assert_eq!(names(vec![outbound(), not_enough]), ["ingress"]);
        }
    }

    #[test]
    fn the_command_is_one_that_a_shell_can_take() {
        let commands = allow_members("us-east-1", &group(vec![]));
        assert_eq!(
            commands[0],
            "aws ec2 authorize-security-group-ingress --region us-east-1 --group-id sg-1 \
             --ip-permissions 'IpProtocol=tcp,FromPort=2223,ToPort=2225,UserIdGroupPairs=[{GroupId=sg-1}]'"
        );
    }

    #[test]
    fn what_lets_everybody_in_is_removed_by_its_id() {
        let mut group = group(vec![]);
        assert_eq!(close("us-east-1", &group), None);
        group.open_to_all = vec!["sgr-1".to_owned(), String::new(), "sgr-2".to_owned()];
        let command = close("us-east-1", &group).unwrap();
        assert!(
            command.ends_with(" --group-id sg-1 --security-group-rule-ids sgr-1 sgr-2"),
            "{command}"
        );
    }
}
